"""The operator's pages: who may see what, and that each figure leads to a list of as many rows."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.operating.pages import PLACES
from tests.accounts.authenticator import set_up_totp
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

FIRST = "/admin/operating/"
PAGES = (FIRST, *(f"{FIRST}{place}/" for place in PLACES))
TROUBLE = re.compile(r'<li class="trouble.*?</li>', re.DOTALL)
FIGURE = re.compile(r'<td class="number"><a href="([^"]+)">([\d,]+)</a>')
# A page asks this often, however many rows there are.
MOST_QUERIES = 70


@pytest.fixture
def operator(make_user):
    client = Client()
    client.force_login(make_user("operator@example.com", is_staff=True, is_superuser=True))
    return client


def page_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def figures(page):
    """Each number on the page that leads somewhere, with where it leads."""
    found = [(unescape(address), number) for address, number in FIGURE.findall(page)]
    for one in TROUBLE.findall(page):
        number, address = re.search(r"<b>([\d,]+)</b>", one), re.search(r'<h2><a href="([^"]+)"', one)
        if number and address and "?" in address[1]:
            found.append((unescape(address[1]), number[1]))
    return found


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("path", PAGES)
def test_each_figure_leads_to_a_list_of_as_many_rows(operator, trouble, path, times):
    trouble(times)
    found = figures(page_of(operator, path))
    assert len(found) > {"queues/": 20, "deliveries/": 20}.get(path.removeprefix(FIRST), 0)
    shown = {}
    for address, number in found:
        listed = operator.get(address)
        assert listed.status_code == 200, address
        shown[address] = (number, f"{listed.context['cl'].result_count:,}")
    assert {address: pair for address, pair in shown.items() if pair[0] != pair[1]} == {}


def test_everything_that_can_be_broken_is_told_the_worst_first(operator, trouble):
    trouble()
    page = page_of(operator, FIRST)
    told = re.findall(r'<li class="trouble weight-(\d)">.*?<h2>(?:<a [^<>]*>)?([^<]*)', page, re.DOTALL)
    assert [weight for weight, _ in told] == sorted(weight for weight, _ in told)
    names = [name for _, name in told]
    assert names[0] == "No worker has told of itself"
    assert names[1] == "Hosts wait to be asked"  # the longest of those that are as bad
    for expected in (
        *("Changes are not fanned out", "Alerts are not composed", "Digests are not composed", "Batches held: alert"),
        *("Given up within 24 hours: channel", "Sending is paused: digest", "Events of Stripe given up"),
        *("Channels disabled", "Documents unread for more than 7 days", "Readings held"),
        *("Memos that could not be made", "Certificates that could not be made", "Hosts wait to be asked"),
        *("Mails about accounts and plans that failed", "Charges of people who left, not taken back"),
        "Days and reasons with refused webhooks of Stripe",
    ):
        assert expected in names
    assert "Due and not sent: digest" not in names  # which the operator holds up


def test_where_nothing_is_broken_the_page_says_so_and_when(operator, all_duties_ran, now):
    page = page_of(operator, FIRST)
    assert "Nothing is broken." in page
    assert f"{now:%H:%M:%S} UTC</time>" in page
    assert not TROUBLE.findall(page)


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_site_has_pages_too(operator, path):
    page = page_of(operator, path)
    assert figures(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_name_that_others_wrote_is_never_markup(operator, trouble, path):
    trouble()
    assert "<script>x" not in page_of(operator, path)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_often_however_many_rows_there_are(operator, trouble, path):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page_of(operator, path)
        return len(queries)

    trouble(1)
    cost()
    few = cost()
    trouble(3)
    assert cost() == few
    assert few <= MOST_QUERIES


# --- Who may


@pytest.mark.parametrize("path", PAGES)
def test_nobody_but_staff_comes_in(client, make_user, path):
    led = f"/admin/login/?next={path}"
    assert client.get(path).url == led
    client.force_login(make_user())
    assert client.get(path).url == led
    assert client.get(led).status_code == 403


def test_staff_gives_a_second_factor_first(client, make_user, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    user = make_user("operator@example.com", password=PASSWORD, is_staff=True, is_superuser=True)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get(FIRST).url == f"/admin/login/?next={FIRST}"
    set_up_totp(user)
    assert client.get(FIRST).url == f"/admin/login/?next={FIRST}"


@pytest.mark.parametrize("path", PAGES)
def test_staff_without_permissions_sees_no_figure_of_any_row(make_user, trouble, path):
    trouble()
    client = Client()
    client.force_login(make_user(is_staff=True))
    with CaptureQueriesContext(connection) as queries:
        page = page_of(client, path)
    assert figures(page) == []
    assert "/admin/alerts/" not in page
    assert "/admin/billing/" not in page
    assert "/admin/governance/" not in page
    assert "Stripe" not in page
    for unseen in ("billing_", "alerts_channel", "alerts_opinion", "governance_capture"):
        assert not [one["sql"] for one in queries if f'FROM "{unseen}' in one["sql"]]


def test_staff_sees_figures_of_what_it_may_view_and_no_others(make_user, trouble):
    trouble()
    user = make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_stripeevent"))
    client = Client()
    client.force_login(user)
    page = page_of(client, FIRST)
    assert {address.partition("?")[0] for address, _ in figures(page)} == {"/admin/billing/stripeevent/"}
    assert all(client.get(address).status_code == 200 for address, _ in figures(page))


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_take_no_post_and_leave_no_copy(operator, path):
    assert operator.post(path).status_code == 405
    assert "no-store" in operator.get(path)["Cache-Control"]


def test_a_page_that_there_is_not_is_unknown(operator):
    assert operator.get(f"{FIRST}nothing/").status_code == 404


def test_the_admin_leads_to_the_pages_and_the_site(operator):
    page = page_of(operator, "/admin/")
    assert f'href="{FIRST}"' in page
    assert 'href="/"' in page


def test_a_cache_that_is_empty_is_no_known_run(operator):
    cache.clear()
    assert "not known" in page_of(operator, f"{FIRST}queues/")
    assert "No worker has told of itself" in page_of(operator, FIRST)
