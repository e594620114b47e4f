"""The analysis over the API: for Professional, traced to its sources, the same bytes for the same."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.answering import watched_changes
from alerts.answering.answers import set_answers
from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.models import Change, ProvisionChange, Version
from tests.governance.analysis.traces import quotations_in, untraced

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def client(api, person):
    return api(person)


@pytest.fixture
def changes(make_history):
    make_history()
    return list(Change.objects.select_related("document__platform").order_by("detected_at"))


@pytest.fixture
def paths(changes, person, now):
    watchlist = default_watchlist(person, now)
    watch_platform(watchlist=watchlist, platform=changes[0].platform, now=now)
    return {
        "document": f"/api/v1/documents/{changes[0].document.public_id}/analysis/",
        "change": f"/api/v1/changes/{changes[0].public_id}/analysis/",
        "watchlist": f"/api/v1/watchlists/{watchlist.pk}/analysis/?since=2020-01-01&until=2030-01-01",
    }


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def text_of(public_id):
    return Version.objects.select_related("stored_text").get(pk=Version.key_of(public_id)).text


def test_a_document_is_analysed_with_each_sentence_traced(client, paths):
    told = read(client, paths["document"])
    assert untraced(told, text_of) == []
    assert told["change"] is None
    categories = {one["category"] for one in told["clauses"]}
    assert {one["category"] for one in told["material_risk"]} == categories
    assert {one["category"] for one in told["due_diligence"]} == categories
    assert told["exposure"]["in_view"]
    assert told["exposure"]["left_out_count"] == 0
    assert told["method"]["version"] == "cw-risk-1"
    assert "no legal determination" in told["disclaimer"]


def test_a_change_is_analysed_by_what_it_changed(client, paths, changes):
    told = read(client, paths["change"])
    assert untraced(told, text_of) == []
    assert told["change"] == changes[0].public_id
    assert told["version"] == changes[0].to_version.public_id
    (clause,) = told["clauses"]
    assert clause["quotation"]["text"].startswith("We may use your content to train")
    (rating,) = told["material_risk"]
    assert rating["change_kind"] == "modified"
    assert any(one["code"] == "L2" and one["stated"]["rule"] == "opt_out" for one in rating["factors"])


def test_a_changed_clause_of_no_sure_category_is_noted_with_its_words(client, paths, changes):
    ProvisionChange.objects.filter(change=changes[0]).update(category="other")
    told = read(client, paths["change"])
    assert untraced(told, text_of) == []
    assert told["material_risk"] == []
    (note,) = told["notes"]
    assert note["quotation"]["text"].startswith("We may use your content to train")
    assert "not certain enough to be told" in note["sentence"]
    assert "The likeliest are “" in note["sentence"]


def test_answers_and_standpoint_count_and_the_same_gives_the_same_bytes(client, person, paths, changes, now):
    before = [
        client.get(path + "?as_of=2026-11-30" if "?" not in path else path + "&as_of=2026-11-30").content
        for path in paths.values()
    ]
    again = [
        client.get(path + "?as_of=2026-11-30" if "?" not in path else path + "&as_of=2026-11-30").content
        for path in paths.values()
    ]
    assert before == again
    set_answers(user=person, platform=changes[0].platform, answers={"ai_training_use.1": "no"}, now=now)
    person.jurisdictions, person.roles = ["EU"], ["controller"]
    person.save()
    told = read(client, paths["change"])
    assert told["standpoint"] == {"jurisdictions": ["EU"], "roles": ["controller"]}
    assert {one["jurisdiction"] for one in told["exposure"]["in_view"]} == {"EU"}
    assert told["exposure"]["left_out_count"] == len(told["exposure"]["left_out"]) > 0
    assert told["material_risk"][0]["basis"] == "text and your answers"


def test_the_law_is_that_of_the_day(client, paths):
    told = [read(client, f"{paths['document']}?as_of={day}") for day in ("2017-01-01", "2026-11-30")]
    standings = [{one["regulation"]: one["standing"] for one in each["exposure"]["in_view"]} for each in told]
    assert [one["gdpr"] for one in standings] == ["not_yet_applicable", "in_force"]
    assert client.get(f"{paths['document']}?as_of=soon").status_code == 400


@pytest.mark.parametrize("name", ["document", "change", "watchlist"])
def test_any_day_of_the_calendar_works_and_a_week_is_refused(client, paths, name):
    path = paths[name] + ("&" if "?" in paths[name] else "?")
    for day in ("0001-01-01", "9999-12-31"):
        assert client.get(f"{path}as_of={day}").status_code == 200
    for week in ("2026-W01", "2026W01", "2026-W01-1", "2026W011", "2026-W01-1T10:00:00", "20260101"):
        assert client.get(f"{path}as_of={week}").status_code == 400


def test_without_a_period_the_same_minute_gives_the_same_bytes(client, paths, monkeypatch):
    path = paths["watchlist"].partition("?")[0]
    answers = []
    for second in (3, 59):
        at = datetime(2026, 11, 30, 12, 5, second, 123, tzinfo=UTC)
        monkeypatch.setattr("web.api.analyses.timezone.now", lambda at=at: at)
        answers.append(client.get(path).content)
    assert answers[0] == answers[1]
    assert json.loads(answers[0])["until"] == "2026-11-30T12:05:00Z"
    assert client.get(f"{paths['document']}?asof=2026-11-30").status_code == 400


def test_a_watchlist_counts_bands_and_lists_the_highest(client, paths, changes):
    told = read(client, paths["watchlist"])
    assert told["change_count"] == told["rated_count"] == len(changes) == 2
    assert sum(one["changes"] for one in told["bands"]) == 2
    assert {one["id"] for one in told["highest"]} == {one.public_id for one in changes}
    assert untraced(told, text_of) == []
    whole = [read(client, f"/api/v1/changes/{one.public_id}/analysis/")["material_risk"][0] for one in changes]
    bands = {one["id"]: one["band"] for one in told["highest"]}
    assert [bands[one.public_id] for one in changes] == [one["band"] for one in whole]
    assert not {"mean", "sum", "score", "grade", "average"} & told.keys()


def test_a_period_without_changes_is_empty_and_one_that_ends_before_it_begins_refused(client, paths):
    path = paths["watchlist"].partition("?")[0]
    told = read(client, f"{path}?since=2001-01-01&until=2001-02-01")
    assert (told["change_count"], told["bands"], told["highest"], told["not_rated"]) == (0, [], [], "")
    assert client.get(f"{path}?since=2030-01-01&until=2001-02-01").status_code == 400
    assert client.get(f"{path}?until=0001-01-01").status_code == 200


def test_what_is_not_looked_at_is_counted(client, paths, monkeypatch):
    monkeypatch.setattr(watched_changes, "MOST_RATED", 1)
    told = read(client, paths["watchlist"])
    assert (told["change_count"], told["rated_count"]) == (2, 1)
    assert told["not_rated"] == "Not looked at, of this period: 1 more."


@pytest.mark.parametrize("tier", ["free", "watcher"])
def test_a_lower_tier_gets_no_word_of_it(client, paths, api, make_user, tier):
    texts = set()
    for path in paths.values():
        told = read(client, path)
        texts |= {one["text"] for one in quotations_in(told)}
    lower = make_user(tier=tier)
    for name, path in paths.items():
        answer = api(lower).get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "tier_required"), name
        assert set(answer.json()) == {"detail", "code", "feature", "required_tier"}
        assert not any(text[:40] in answer.content.decode() for text in texts)
    assert api().get(paths["document"]).status_code == 401


def test_what_is_somebody_elses_or_not_there_is_unknown(client, paths, api, make_user, make_document):
    assert api(make_user(tier="professional")).get(paths["watchlist"]).status_code == 404
    for path in (
        "documents/CW-D-999999",
        "changes/CW-C-999999",
        "documents/owl",
    ):
        assert client.get(f"/api/v1/{path}/analysis/").status_code == 404
    empty = make_document(document_type="cookie-policy")
    assert client.get(f"/api/v1/documents/{empty.public_id}/analysis/").status_code == 404


def test_a_text_that_is_too_large_is_refused_with_a_code(client, paths, changes):
    Version.objects.filter(pk=changes[-1].to_version_id).update(is_too_large=True)
    answer = client.get(paths["document"])
    assert (answer.status_code, answer.json()["code"]) == (409, "text_too_large")
    last = f"/api/v1/changes/{changes[-1].public_id}/analysis/"
    assert client.get(last).json()["code"] == "text_too_large"


def test_the_number_of_statements_is_bounded(client, paths, make_history, make_document, now):
    read(client, paths["document"])
    counts = []
    for round_number in range(2):
        for path in paths.values():
            with CaptureQueriesContext(connection) as made:
                read(client, path)
            counts.append(len(made))
        if not round_number:
            platform = Change.objects.first().platform
            make_history(make_document(platform=platform, document_type="privacy-policy"))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 16


def test_a_change_that_is_held_or_withdrawn_is_in_no_period(client, paths, changes, now):
    Change.objects.filter(pk=changes[0].pk).update(held_until=now + timedelta(days=1))
    assert read(client, paths["watchlist"])["change_count"] == 1
    Change.objects.filter(pk=changes[0].pk).update(withdrawn_at=now)
    assert read(client, paths["watchlist"])["change_count"] == 1


def test_nothing_is_a_percentage_or_a_letter(client, paths):
    for path in paths.values():
        told = json.dumps([one["sentence"] for one in read(client, path).get("material_risk", [])])
        assert "%" not in told
