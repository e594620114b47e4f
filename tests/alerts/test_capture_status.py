"""What an operator sees of our reading: what is broken, ranked, with the next step, and whether the promise is kept."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse

from governance.capture.health.standing import capture_standing
from governance.capture.schedule.intervals import PROMISED_AGE
from governance.capture.sources import declare
from governance.models import CaptureHealth, CaptureHost, Document, PageOfDocument, SourcePage

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DECLARED = {"fetch": "https://owl.example/terms", "select": "main"}


@pytest.fixture
def known(make_document, make_platform, now):
    """A document that we read, in a state, its page due then."""

    def make(name, state="verified", *, verified=None, due_at=None, verdict="", host="acme.example"):
        document = make_document(make_platform(name.lower(), name=name), state="active", title="Terms of Service")
        Document.objects.filter(pk=document.pk).update(last_verified_at=verified)
        row, _ = CaptureHost.objects.get_or_create(name=host, defaults={"delay": HOUR / 60, "next_allowed_at": now})
        page = SourcePage.objects.create(host=row, address=f"https://{host}/{name}", language="en", due_at=due_at)
        PageOfDocument.objects.create(document=document, page=page, position=0)
        if due_at and (row.first_due_at is None or due_at < row.first_due_at):
            CaptureHost.objects.filter(pk=row.pk).update(first_due_at=due_at)
        failing = None if state in ("verified", "never") else now - 3 * 24 * HOUR
        CaptureHealth.objects.create(
            document=document, state=state, since=now, verdict=verdict, failing_since=failing, reason=f"{name} says."
        )
        return document

    return make


def status(**options):
    out = StringIO()
    call_command("capture_status", stdout=out, **options)
    return out.getvalue()


def test_what_is_broken_is_ranked_by_watchers_with_the_next_step(known, make_user, watch, now):
    known("Quiet", "failing", verdict="dns")
    loved = known("Loved", "blocked", verdict="robots")
    known("Fine")
    for _ in range(2):
        watch(make_user(), loved.platform, at=now)
    said = status()
    assert said.index("2 watch") < said.index("0 watch")
    assert f"2 watch {loved.public_id} Loved · Terms of Service: blocked (robots) since" in said
    assert "Ask the site's operator for permission" in said
    assert "Fine ·" not in said
    assert "1 verified" in said
    assert "and 1 more" in status(limit=1)


def test_ages_are_those_of_all_verified_texts(known, now):
    for number in range(100):
        known(f"P{number}", verified=now - HOUR * number / 20)
    found = capture_standing(now)
    assert found.half_age == HOUR * 49 / 20
    assert found.nearly_all_age == HOUR * 98 / 20
    assert found.keeps_the_promise
    Document.objects.update(last_verified_at=now - PROMISED_AGE - HOUR)
    assert not capture_standing(now).keeps_the_promise


def test_where_nothing_is_read_there_is_nothing_to_say(now):
    found = capture_standing(now)
    assert (found.half_age, found.nearly_all_age, found.lag) == (None, None, timedelta(0))
    assert "none is verified yet" in status()


def test_hosts_that_wait_and_pages_that_moved_are_named(known, now):
    known("Late", due_at=now - 2 * HOUR, host="late.example")
    known("Later", due_at=now - HOUR, host="late.example")
    known("Early", due_at=now + HOUR, host="early.example")
    SourcePage.objects.filter(address="https://early.example/Early").update(moved_to="https://new.example/terms")
    found = capture_standing(now)
    assert [(host.name, host.pages) for host in found.waiting] == [("late.example", 2)]
    assert found.lag == 2 * HOUR
    assert found.moved == (("https://early.example/Early", "https://new.example/terms"),)


def test_hosts_with_more_pages_than_they_bear_are_named(known, now):
    known("Many", host="many.example")
    CaptureHost.objects.update(all_read_within=8 * HOUR)
    assert capture_standing(now).crowded == (("many.example", 8 * HOUR),)
    assert "crowded: many.example has more pages" in status()
    assert "each is read every 8 h 00 min" in status()


def test_what_is_declared_and_cannot_be_read_for_want_of_a_filter_is_counted(make_document, now):
    for kind in ("terms", "privacy"):
        declare(make_document(document_type=kind), {**DECLARED, "filter": ["removeOwls"]}, now=now)
    assert capture_standing(now).unmet == (("needs_filter removeOwls", 2),)
    assert "2 documents are declared and not read: needs_filter removeOwls" in status()


@pytest.fixture
def operator(client, make_user):
    user = make_user("operator@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_the_admin_ranks_too_and_fetches_next(operator, known, make_user, watch, now):
    known("Fine", due_at=now + 5 * HOUR)
    loved = known("Loved", "failing", verdict="dns", due_at=now + 5 * HOUR)
    known("Quiet", "failing", verdict="dns", due_at=now + 5 * HOUR)
    watch(make_user(), loved.platform, at=now)
    url = reverse("admin:governance_capturehealth_changelist")
    page = operator.get(url).content.decode()
    assert page.index(str(loved)) < page.index("add it there with")
    answer = operator.post(url, {"action": "fetch_next", "_selected_action": [loved.pk]}, follow=True)
    assert "1 to be fetched next" in answer.content.decode()
    assert SourcePage.objects.get(address__endswith="/Loved").due_at < now + HOUR
    assert operator.get(reverse("admin:governance_capturehealth_change", args=[loved.pk])).status_code == 200


def test_an_operator_confirms_a_move(operator, known, now):
    document = known("Moved", due_at=now)
    SourcePage.objects.update(moved_to="https://acme.example/new")
    url = reverse("admin:governance_capturehealth_changelist")
    operator.post(url, {"action": "follow_move", "_selected_action": [document.pk]})
    assert PageOfDocument.objects.get(document=document).page.address == "https://acme.example/new"


def test_of_a_host_only_the_permission_and_the_pause_can_be_changed(operator, known):
    known("Acme")
    host = CaptureHost.objects.get()
    url = reverse("admin:governance_capturehost_change", args=[host.pk])
    sent = {"delay": "00:00:05", "permission": "Ann of Acme, by mail, 9 March 2026", "name": "evil.example"}
    assert operator.post(url, sent).status_code == 302
    host.refresh_from_db()
    assert (host.delay, host.name) == (timedelta(seconds=5), "acme.example")
    assert host.permission.startswith("Ann of Acme")
    refused = operator.post(url, {**sent, "delay": "00:00:00.5"})
    assert "from 2 seconds to 6 hours" in refused.content.decode()


def test_who_may_only_look_fetches_nothing(client, make_user, known, now):
    document = known("Acme", due_at=now + 5 * HOUR)
    user = make_user("reader@example.com", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_capturehealth"))
    client.force_login(user)
    url = reverse("admin:governance_capturehealth_changelist")
    assert client.get(url).status_code == 200
    client.post(url, {"action": "fetch_next", "_selected_action": [document.pk]})
    assert SourcePage.objects.get().due_at == now + 5 * HOUR


def test_prometheus_is_told(client, settings, known, now):
    settings.METRICS_TOKEN = "a-token-of-more-than-thirty-two-characters"
    known("Acme", verified=now - HOUR, due_at=now - HOUR / 2)
    said = client.get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).content.decode()
    assert "clausewatch_capture_lag_seconds 1800.0" in said
    assert 'clausewatch_capture_age_seconds{quantile="0.99"} 3600.0' in said
    assert 'clausewatch_capture_documents{state="verified"} 1.0' in said
