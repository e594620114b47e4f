"""The pages of timelines."""

from datetime import timedelta

import pytest
from django.test import Client

from governance.models import Document, Event

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def client(make_user):
    found = Client()
    found.force_login(make_user(tier="professional", timezone="Pacific/Auckland"))
    return found


@pytest.fixture
def paths(make_history, make_document, make_platform):
    document = make_history(make_document(make_platform("acme", name=HOSTILE), title=HOSTILE))[0].document
    return ["/platforms/acme/timeline/", f"/documents/{document.public_id}/timeline/"]


def shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = answer.content.decode()
    assert HOSTILE not in found
    return found


def test_what_happened_is_shown_by_day_and_narrowed(client, paths, now):
    for path in paths:
        found = shown(client, path)
        assert found.count("Policy change</span>") == 2
        assert f"{now - timedelta(days=1) + timedelta(hours=13):%-d %B %Y}</time></h3>" in found
        assert path in client.get(path.removesuffix("timeline/")).content.decode()
        assert shown(client, f"{path}?kind=document_added").count("Policy change</span>") == 0
        assert "Nothing of that kind happened." in shown(client, f"{path}?since=2030-01-01")
        assert "is not one of" in shown(client, f"{path}?kind=burnt")
        assert "This is before `since`." in shown(client, f"{path}?since=2026-03-02&until=2026-03-01")
        assert "This is not a cursor of this list." in shown(client, f"{path}?cursor=x")


def test_it_is_read_page_by_page_and_no_event_comes_twice(client, paths, now):
    document = Document.objects.get()
    Event.objects.all().delete()
    for number in range(60):
        address = f"https://acme.example/{number}."
        at = now - timedelta(hours=number)
        moved = {"document": document, "platform": document.platform, "kind": "document_moved", "address": address}
        Event.objects.create(occurred_at=at, **moved)
    path, seen = paths[1], []
    while path:
        found = shown(client, path)
        seen += [number for number in range(60) if f"example/{number}.." in found]
        query = (
            found.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&") if "Older" in found else ""
        )
        path = paths[1] + query if query else ""
    assert seen == list(range(60))


def test_lower_plans_and_visitors_get_the_gate_and_no_word_of_it(paths, make_user):
    lower = Client()
    lower.force_login(make_user(tier="watcher"))
    for path in paths:
        for one in (lower, Client()):
            assert "Part of Professional" in shown(one, path)
            assert "Policy change" not in shown(one, path)
        assert path not in lower.get(path.removesuffix("timeline/")).content.decode()


def test_a_timeline_of_nothing_is_a_404_or_says_so(client, make_platform):
    make_platform("quiet")
    assert "Nothing is recorded yet." in shown(client, "/platforms/quiet/timeline/")
    assert client.get("/platforms/none/timeline/").status_code == 404
    assert client.get("/documents/CW-D-999999/timeline/").status_code == 404


def test_a_page_of_events_asks_as_many_statements_as_one_event(client, paths, django_assert_max_num_queries):
    for path in paths:
        with django_assert_max_num_queries(12):
            shown(client, path)
