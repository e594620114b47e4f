"""The record as deep as a reader's tier goes. What is gated is in no answer to those who lack it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from billing.services.trials import start_trial
from governance.api import summary
from governance.models import Change, ProvisionChange
from tests.histories import TEXTS

pytestmark = pytest.mark.django_db

# Words of the clauses that changed: they are in the versions' texts, and of an answer about a change at public depth in
# its headline at most.
CLAUSE_WORDS = (
    "models without your consent",
    "artificial intelligence models",
    "you may opt out",
    "binding arbitration",
    "where you live",
)
LACKING, HAVING = ("nobody", "free", "unscoped"), ("watcher", "professional")


@pytest.fixture
def changes(make_history):
    make_history()
    return list(Change.objects.order_by("pk"))


@pytest.mark.dated
def test_a_change_says_what_everybody_may_know(api, make_document, make_history, collection):
    versions = make_history(make_document(collection=collection))
    change = versions[1].change
    shown = api().get(f"/api/v1/changes/{change.public_id}/").json()
    assert shown["id"] == change.public_id
    assert shown["class"] == change.label == "substantive"
    assert (shown["rule"], shown["reason"], shown["headline"]) == (change.rule, change.reason, change.headline)
    assert shown["severity"] == "high"
    assert shown["counts"] == {"added": 0, "removed": 0, "modified": 1, "moved": 0}
    assert (shown["from_version"], shown["to_version"]) == (versions[0].public_id, versions[1].public_id)
    assert shown["detected_at"] == "2026-03-09T10:30:00Z"
    assert shown["effective_date"] is None
    assert shown["attribution"]["attribution"] == "Made-up contributors"
    assert shown["is_demonstration"] is False


def written(text):
    """The text as it stands in an answer."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


@pytest.mark.parametrize("who", LACKING)
def test_without_the_tier_no_word_of_a_clause_is_told(reader, changes, who):
    client = reader(who)
    for path in ("changes/", f"changes/{changes[0].public_id}/", f"changes/{changes[1].public_id}/"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200
        told = answer.content.decode()
        for change in changes:
            told = told.replace(written(change.headline), "")
        for words in CLAUSE_WORDS:
            assert words not in told
        for sentence in ProvisionChange.objects.values_list("sentence", flat=True):
            assert written(sentence) not in told
        row = answer.json() if "results" not in answer.json() else answer.json()["results"][0]
        assert row["summary"] is None
        assert row["gate"]["required_tier"] == "watcher"
        assert row["gate"]["feature"] == "structured_change_summaries"


@pytest.mark.parametrize("tier", ["free", "professional"])
def test_a_key_that_may_not_read_is_told_so_and_offered_nothing(api, make_user, changes, tier):
    path = f"/api/v1/changes/{changes[0].public_id}/"
    gate = api(make_user(tier=tier), scopes=("write",)).get(path).json()["gate"]
    assert (gate["required_scope"], gate["offer"]) == ("read", None)
    other = api(make_user()).get(path).json()["gate"]
    assert other["required_scope"] is None
    assert other["offer"]["label"]


@pytest.mark.parametrize("who", HAVING)
def test_with_the_tier_each_clause_is_quoted_exactly(reader, changes, who):
    client = reader(who)
    shown = client.get(f"/api/v1/changes/{changes[0].public_id}/").json()
    assert shown["gate"] is None
    (clause,) = shown["summary"]["provisions"]
    assert clause["kind"] == "modified"
    assert (clause["severity"], clause["severity_rule"]) == ("high", "reversed_from_negation")
    assert clause["severity_reason"].startswith("A negation was removed")
    for side, dropped in (("before", "insert"), ("after", "delete")):
        assert "".join(words for kind, words in clause["diff"] if kind != dropped) == clause[side]["text"]
    assert shown["summary"]["statements"] == [{"code": "counts", "sentence": "1 provision modified."}]
    (why,) = shown["summary"]["why_it_may_matter"]
    assert (why["category"], why["direction"]) == ("ai_training_use", "modified")
    assert why["sentence"].endswith(".")
    assert why["citations"] == []
    assert clause["before"]["text"] == "We do not use your content to train our models without your consent."
    assert clause["after"]["text"].startswith("We may use your content to train our artificial intelligence models")
    assert TEXTS[0][clause["before"]["start"] : clause["before"]["end"]] == clause["before"]["text"]
    assert TEXTS[1][clause["after"]["start"] : clause["after"]["end"]] == clause["after"]["text"]
    assert (clause["before"]["version"], clause["after"]["version"]) == (shown["from_version"], shown["to_version"])
    listed = client.get("/api/v1/changes/").json()["results"]
    # What a model made of it is told of one change alone.
    assert shown.pop("rewriting") is None
    assert listed[1] == shown


@pytest.mark.parametrize("who", LACKING)
def test_without_the_tier_nobody_is_told_why_it_may_matter(reader, changes, who):
    for path in ("changes/", f"changes/{changes[0].public_id}/"):
        answer = reader(who).get(f"/api/v1/{path}").content.decode()
        assert "why_it_may_matter" not in answer
        assert "Clauses of this kind" not in answer


def test_a_sentence_that_states_law_names_the_article(reader, make_history):
    text = "# Privacy Policy\n\n## Retention\n\nWe keep server logs for 30 days.\n"
    change = make_history(
        texts=(text, text + "\nWe delete backups of your data 90 days after you close your account.\n")
    )[1].change
    shown = reader("watcher").get(f"/api/v1/changes/{change.public_id}/").json()
    (why,) = shown["summary"]["why_it_may_matter"]
    assert (why["category"], why["direction"]) == ("retention", "added")
    assert [(one["short_name"], one["ref"]) for one in why["citations"]] == [("GDPR", "Art. 5")]
    assert why["citations"][0]["url"].startswith("http")


def test_words_that_only_stand_elsewhere_are_no_reason_why_a_change_may_matter(reader, make_history):
    hens = "Hens may lay eggs in the new barn of the miller at night."
    fee = "You pay a fee of the refund within ten days of the day of the letter."
    geese = "## Mill\n\nGeese may walk in the garden of the mill on each day but Sunday."
    texts = (f"# Terms\n\n{hens} {fee}\n\n{geese}\n", f"# Terms\n\n{hens}\n\n{geese} {fee}\n\nGeese are grey.\n")
    change = make_history(texts=texts)[1].change
    summary = reader("watcher").get(f"/api/v1/changes/{change.public_id}/").json()["summary"]
    assert any("stood elsewhere in the document" in one["sentence"] for one in summary["provisions"])
    assert summary["why_it_may_matter"] == []


def test_words_are_compared_only_as_far_as_an_answer_stays_short(reader, make_history, monkeypatch):
    texts = [
        f"# T\n\nWe share mail with {n} partners.\n\nWe may keep {n} logs.\n\n{old}\n"
        for n, old in ((1, ""), (2, "A."))
    ]
    url = f"/api/v1/changes/{make_history(texts=texts)[1].change.public_id}/"
    clauses = reader("watcher").get(url).json()["summary"]["provisions"]
    assert [(clause["kind"], clause["diff"] is None) for clause in clauses if clause["kind"] != "added"] == [
        ("modified", False), ("modified", False)
    ]  # fmt: skip
    monkeypatch.setattr(summary, "MOST_COMPARED", 70)
    cut = [clause["diff"] for clause in reader("watcher").get(url).json()["summary"]["provisions"]]
    assert (cut[0] is None, cut[1] is None) == (False, True)


@pytest.mark.parametrize("who", LACKING)
def test_without_the_tier_no_statement_about_the_whole_is_told(reader, make_history, who):
    rules = "\n\n".join(f"Rule {n} is about the songs of club {n}." for n in range(20))
    filler = "\n\n".join(f"Nobody paints room {n} green or blue at night." for n in range(20))
    change = make_history(texts=(f"# Old house\n\n{filler}\n", f"# New club\n\n{rules}\n"))[1].change
    assert {"rewritten", "sections_added"} <= {row["code"] for row in change.statements}
    for path in ("changes/", f"changes/{change.public_id}/"):
        answer = reader(who).get(f"/api/v1/{path}").content.decode()
        for row in change.statements:
            assert json.dumps(row["sentence"])[1:-1] not in answer
        assert "New club" not in answer


def test_a_tier_that_ended_gates_again(api, make_user, changes, time_machine):
    user = make_user()
    started_at = datetime.now(UTC)
    start_trial(user=user, now=started_at)
    client, url = api(user), f"/api/v1/changes/{changes[0].public_id}/"
    assert client.get(url).json()["summary"]
    time_machine.move_to(started_at + timedelta(days=15))
    assert client.get(url).json()["summary"] is None


def test_the_offer_is_the_trial_until_it_was_used(api, make_user, changes, time_machine):
    user = make_user()
    client, url = api(user), f"/api/v1/changes/{changes[0].public_id}/"
    trial = {"label": "Start Professional free trial", "is_trial": True}
    assert api().get(url).json()["gate"]["offer"] == client.get(url).json()["gate"]["offer"] == trial
    started_at = datetime.now(UTC)
    start_trial(user=user, now=started_at)
    time_machine.move_to(started_at + timedelta(days=15))
    assert client.get(url).json()["gate"]["offer"] == {"label": "Upgrade to Watcher", "is_trial": False}


def test_nothing_is_withheld_of_a_change_without_clauses(api, make_history):
    make_history(texts=(TEXTS[0], TEXTS[0].replace("## Training", "## **Training**")))
    shown = api().get("/api/v1/changes/").json()["results"][0]
    assert shown["class"] == "cosmetic"
    assert (shown["gate"], shown["summary"]) == (None, None)


@pytest.mark.parametrize("path", ["changes/", "changes/CW-C-000001/"])
def test_answers_that_depend_on_the_reader_are_kept_by_nobody_else(api, make_history, path):
    change = make_history()[1].change
    answer = api().get(f"/api/v1/{path.replace('CW-C-000001', change.public_id)}")
    assert "private" in answer["Cache-Control"]
    assert {"Authorization", "X-Session-Token", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def diff_url(versions, first=0, second=1):
    return (
        f"/api/v1/documents/{versions[0].document.public_id}/diff/"
        f"?from={versions[first].public_id}&to={versions[second].public_id}"
    )


@pytest.mark.parametrize("who", LACKING)
def test_everybody_gets_the_unified_diff_and_no_more(reader, make_history, who):
    shown = reader(who).get(diff_url(make_history(), 0, 2)).json()
    assert "-We do not use your content to train our models without your consent." in shown["unified"]
    assert "+All disputes are resolved by binding arbitration" in shown["unified"]
    assert (shown["words"], shown["provisions"]) == (None, None)
    assert shown["gate"]["required_tier"] == "watcher"


@pytest.mark.parametrize("who", HAVING)
def test_a_watcher_gets_the_diff_by_word_and_by_provision(reader, make_history, who):
    versions = make_history()
    shown = reader(who).get(diff_url(versions, 0, 2)).json()
    assert shown["gate"] is None
    kept = {name: "".join(w["text"] for w in shown["words"] if w["operation"] != name) for name in ("insert", "delete")}
    assert (kept["insert"], kept["delete"]) == (TEXTS[0], TEXTS[2])
    assert [row["kind"] for row in shown["provisions"]] == ["modified", "added", "removed"]
    for row in shown["provisions"]:
        for side, text in (("before", TEXTS[0]), ("after", TEXTS[2])):
            assert row[side] is None or text[row[side]["start"] : row[side]["end"]] == row[side]["text"]


def test_a_diff_goes_in_both_directions_and_is_empty_between_equals(reader, make_history):
    versions, client = make_history(), reader("watcher")
    backward = client.get(diff_url(versions, 2, 0)).json()
    assert "-All disputes" in backward["unified"]
    same = client.get(diff_url(versions, 1, 1)).json()
    assert (same["unified"], same["provisions"]) == ("", [])
    assert [word["operation"] for word in same["words"]] == ["equal"]


def test_provisions_that_came_went_or_moved_are_named(reader, make_history):
    training = "## Training\n\nWe do not use your content to train our models without your consent.\n\n"
    moved = TEXTS[0].replace(training, "") + "\n" + training
    shorter = TEXTS[0].replace(training, "")
    versions, client = make_history(texts=(TEXTS[0], moved, shorter)), reader("watcher")
    assert "moved" in {row["kind"] for row in client.get(diff_url(versions, 0, 1)).json()["provisions"]}
    assert {row["kind"] for row in client.get(diff_url(versions, 0, 2)).json()["provisions"]} == {"removed"}
    assert {row["kind"] for row in client.get(diff_url(versions, 2, 0)).json()["provisions"]} == {"added"}


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize("given", [None, "", "CW-V-999999", "CW-D-000001", "latest", "other"])
def test_a_version_that_is_not_of_the_document_is_refused_by_name(reader, make_history, name, given):
    versions, others = make_history(), make_history()
    query = {"from": versions[0].public_id, "to": versions[1].public_id}
    query[name] = others[0].public_id if given == "other" else given
    query = {key: value for key, value in query.items() if value is not None}
    answer = reader("watcher").get(f"/api/v1/documents/{versions[0].document.public_id}/diff/", query)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


def test_a_diff_of_huge_rewritten_texts_answers(reader, make_document, make_history):
    first, second = (
        "\n\n".join(f"{word} {n} " + " ".join(f"{word}{n * k}" for k in range(1, 80)) for n in range(120))
        for word in ("alpha", "beta")
    )
    document = make_document()
    versions = make_history(document, texts=(first,)) + make_history(document, texts=(second,))
    answer = reader("watcher").get(diff_url(versions))
    assert answer.status_code == 200
    assert len(answer.json()["unified"]) > 150_000
