"""The pages of compliance memos."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from alerts.memos import asking
from alerts.memos.asking import MemoWish, ask_for_memo
from alerts.memos.making import make_due_memos
from alerts.models import Memo, Watchlist
from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.models import Change

NEW_YORK = ZoneInfo("America/New_York")
pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def person(make_user):
    return make_user(tier="professional", timezone="America/New_York")


@pytest.fixture
def client(person):
    found = Client()
    found.force_login(person)
    return found


@pytest.fixture
def document(make_history, make_document):
    return make_history(make_document(title=HOSTILE))[0].document


def shown(client, path="/memos/"):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = answer.content.decode()
    assert HOSTILE not in found
    return found


def test_the_empty_list_says_what_to_do(client):
    assert "You have asked for none yet." in shown(client)
    assert "0 memos of 200 that you can have" in shown(client)
    assert "You have no watchlist yet" in shown(client, "/memos/ask/")


def test_a_memo_of_a_document_is_asked_for_made_and_saved(client, document, now):
    ask = f"/memos/ask/?document={document.public_id}"
    assert ask in client.get(f"/documents/{document.public_id}/").content.decode()
    assert "tracked changes" not in shown(client, ask)
    path = client.post(ask, {"format": "json", "paper": "a4"})["Location"]
    assert client.post(ask, {"format": "json", "paper": "a4"})["Location"] == path
    waiting = shown(client, path)
    assert "It waits for its turn." in waiting
    assert "http-equiv" not in waiting  # axe: whoever listens to a page would begin anew
    make_due_memos(now)
    ready = shown(client, path)
    file = f"/api/v1/memos/{Memo.objects.get().pk}/file/"
    assert file in ready
    assert file in shown(client)
    assert client.get(file).status_code == 200


def test_a_memo_that_failed_says_why(client, person, document, now):
    memo, _ = ask_for_memo(user=person, wish=MemoWish("pdf", document=document), now=now)
    Memo.objects.update(state="failed", failure="Its text is gone.")
    assert "Its text is gone." in shown(client, f"/memos/{memo.pk}/")
    assert "Failed" in shown(client)


def test_a_memo_of_a_change_a_comparison_and_a_watchlist_is_asked_for(client, person, document, make_platform, now):
    change = Change.objects.first()
    assert "tracked changes" in shown(client, f"/memos/ask/?change={change.public_id}")
    client.post(f"/memos/ask/?change={change.public_id}", {"format": "docx"})
    make_platform("other")
    pair = f"/memos/ask/?category=retention&platforms={document.platform.slug},other"
    assert client.post(pair, {"format": "pdf"}).status_code == 302
    watchlist = default_watchlist(person, now)
    watch_platform(watchlist=watchlist, platform=document.platform, now=now)
    sent = {
        "format": "pdf",
        "watchlist": watchlist.pk,
        "since": "2026-03-01",
        "until": f"{now.astimezone(NEW_YORK):%Y-%m-%d}",
    }
    assert client.post("/memos/ask/", sent).status_code == 302
    kinds = {memo.kind: memo for memo in Memo.objects.all()}
    assert kinds.keys() == {"change", "comparison", "watchlist"}
    assert kinds["watchlist"].until == now.replace(second=0)
    assert f"{kinds['watchlist'].since.isoformat()}" == "2026-03-01T05:00:00+00:00"


@pytest.mark.dated
def test_what_can_be_no_memo_is_said_by_the_field(client, person, document, make_user, now, monkeypatch):
    watchlist = default_watchlist(person, now)
    sent = {"format": "pdf", "watchlist": watchlist.pk, "since": "2026-03-01", "until": "2026-03-05"}
    for wrong, said in (
        ({}, "There is no platform on this watchlist."),
        ({"until": "2026-03-12"}, "This is in the future."),
        ({"until": "9999-12-31"}, "This date is too far away."),
        ({"since": "0001-01-01"}, "This date is too far away."),
        ({"since": "2020-03-01"}, "The period is longer than 366 days."),
        ({"since": "2026-03-06"}, "This is not before the end of the period."),
        ({"watchlist": Watchlist.objects.create(user=make_user(), name="Other", created_at=now).pk}, "valid choice"),
        ({"format": "docx"}, "There is a problem"),
    ):
        assert said in client.post("/memos/ask/", sent | wrong).content.decode(), wrong
    monkeypatch.setattr(asking, "MOST_MEMOS", 0)
    full = client.post(f"/memos/ask/?document={document.public_id}", {"format": "pdf"}).content.decode()
    assert "memos are as many as you can have" in full
    assert not Memo.objects.exists()
    for query in ("document=CW-D-999999", "change=x", "category=burnt&platforms=a,b", "category=retention"):
        assert client.get(f"/memos/ask/?{query}").status_code == 404


def test_a_lower_plan_is_shown_the_gate_and_may_remove_what_it_has(make_user, document, now):
    user, lower = make_user(tier="watcher"), Client()
    lower.force_login(user)
    memo, _ = ask_for_memo(user=user, wish=MemoWish("json", document=document), now=now)
    for path in ("/memos/", "/memos/ask/", f"/memos/{memo.pk}/"):
        assert "Part of Professional" in shown(lower, path)
        assert (memo.number in shown(lower, path)) == (path == "/memos/")
    assert f'href="/memos/{memo.pk}/delete/"' in shown(lower, "/memos/")
    stranger = Client()
    stranger.force_login(make_user())
    assert memo.number not in shown(stranger, "/memos/")
    assert lower.post(f"/memos/ask/?document={document.public_id}", {"format": "pdf"}).status_code == 403
    assert "are removed" in shown(lower, f"/memos/{memo.pk}/delete/")
    lower.post(f"/memos/{memo.pk}/delete/")
    assert not Memo.objects.exists()


def test_another_persons_memo_is_unknown(client, make_user, document, now):
    memo, _ = ask_for_memo(user=make_user(), wish=MemoWish("json", document=document), now=now - timedelta(days=1))
    for path in (f"/memos/{memo.pk}/", f"/memos/{memo.pk}/delete/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/memos/{memo.pk}/delete/").status_code == 404
    assert Memo.objects.exists()


def test_a_memo_is_called_by_what_it_is_of_until_it_has_a_title(client, make_history, make_document):
    document = make_history(make_document(title="Terms <of> Acme"))[0].document
    client.post(f"/memos/ask/?document={document.public_id}", {"format": "json"})
    memo = Memo.objects.get()
    assert "<h1><bdi>Memo of Terms &lt;of&gt; Acme</bdi></h1>" in client.get(f"/memos/{memo.pk}/").content.decode()
    Memo.objects.update(title="What it states")
    assert "<h1><bdi>What it states</bdi></h1>" in client.get(f"/memos/{memo.pk}/").content.decode()
