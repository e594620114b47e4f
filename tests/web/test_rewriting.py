"""Who is shown what a model made of a change, and where nothing of it ever stands."""

import pytest
from django.test import Client

from backend.duties import BY_NAME, DUTIES, Queue
from governance.models import Change, Rewrite
from governance.reading import change_views
from governance.rewriting.guard.rules import GUARD_VERSION
from governance.rewriting.guard.told import digest_of
from governance.rewriting.prompt import PROMPT_VERSION
from governance.rewriting.showing import LABEL
from governance.rewriting.statements import told_of
from tests.rooms import arrows, is_within

pytestmark = pytest.mark.django_db
SENTENCE = "Your content may be used by us to train our models."
MAY_KNOW = {
    "governance.api.rewriting",
    "web.pages.record",
    "backend.metrics",
    "backend.rewriting_gauges",
}


@pytest.fixture
def change(make_history, now, settings) -> Change:
    settings.REWRITING_URL, settings.REWRITING_MODEL = "https://models.example/v1/chat/completions", "small-writer"
    found = make_history()[1].change
    (view,) = change_views([found.pk], with_summary=True)
    Rewrite.objects.create(
        change=found,
        statements_hash=digest_of(view.label, told_of(view)),
        model="small-writer",
        prompt_version=PROMPT_VERSION,
        guard_version=GUARD_VERSION,
        comparison_version=found.comparison_version,
        state="ready",
        outcome="kept",
        sentences=[{"sentence": SENTENCE, "cites": ["/provisions/0"], "is_derived": False}],
        kept_count=1,
        asked_at=now,
        answered_at=now,
    )
    return found


@pytest.mark.parametrize("who", ["watcher", "professional"])
def test_whoever_reads_the_summary_is_shown_the_rewrite_beside_it(reader, change, who, now):
    shown = reader(who).get(f"/api/v1/changes/{change.public_id}/").json()
    assert shown["rewriting"] == {
        "label": LABEL,
        "model": "small-writer",
        "rewritten_at": f"{now:%Y-%m-%dT%H:%M:%S}Z",
        "sentences": [{"sentence": SENTENCE, "cites": ["/provisions/0"], "is_derived": False}],
    }
    assert shown["summary"]["provisions"][0]["sentence"] not in (SENTENCE, "")


@pytest.mark.parametrize("who", ["nobody", "free", "unscoped"])
def test_whoever_does_not_is_shown_nothing_of_it(reader, change, who):
    answer = reader(who).get(f"/api/v1/changes/{change.public_id}/")
    assert answer.json()["rewriting"] is None
    assert SENTENCE not in answer.content.decode()


def test_its_page_shows_it_with_its_label_and_the_summary_below(make_user, change):
    for tier, is_shown in (("watcher", True), ("free", False)):
        visitor = Client()
        visitor.force_login(make_user(tier=tier))
        html = visitor.get(f"/changes/{change.public_id}/").content.decode()
        assert [words in html for words in (SENTENCE, LABEL, "Model: small-writer")] == [is_shown] * 3
    (view,) = change_views([change.pk], with_summary=True)
    assert view.provisions[0].sentence


def test_lists_feeds_and_timelines_have_nothing_of_it(reader, change):
    client = reader("professional")
    for path in ("changes/", f"platforms/{change.platform.slug}/timeline/", f"changes/{change.public_id}/analysis/"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200
        assert SENTENCE not in answer.content.decode()
        assert '"rewriting"' not in answer.content.decode()
    feed = client.get(f"/api/v1/feeds/platforms/{change.platform.slug}.atom")
    assert feed.status_code == 200
    assert SENTENCE not in feed.content.decode()


def test_nothing_that_sends_knows_of_rewriting() -> None:
    knowing = {one for one, other in arrows() if is_within(other, "governance.rewriting")}
    outside = {one for one in knowing if not is_within(one, "governance.rewriting")}
    assert outside == MAY_KNOW
    tellers = {one for one, other in arrows() if other == "governance.api.rewriting"}
    assert tellers == {"web.api.record"}


def test_no_duty_waits_for_a_model() -> None:
    assert BY_NAME["rewrite"].queue is Queue.REWRITING
    assert not BY_NAME["rewrite"].makes_work_for
    assert [duty.name for duty in DUTIES if duty.queue is Queue.REWRITING] == ["rewrite"]
