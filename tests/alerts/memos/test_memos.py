"""Memos: asked for, gathered, made by a worker, and each sentence and quotation of them true."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from alerts import made_files
from alerts.api.memos import SCHEMA_FILE
from alerts.made_files import LEASE, MOST_ATTEMPTS, ROUND, claimed
from alerts.memos import making
from alerts.memos.asking import MOST_WAITING, NotForAMemo, TooManyMemos
from alerts.memos.gathering import gather
from alerts.memos.making import file_of, make_due_memos
from alerts.models import Memo
from alerts.reviewing.reviews import begin_review, sign_off
from governance.models import Version

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def data_of(memo, now):
    data = gather(memo, now=now)
    errors = [error.message for error in Draft202012Validator(json.loads(SCHEMA_FILE.read_bytes())).iter_errors(data)]
    assert errors == []
    return data


def quotations(value):
    """Every quotation anywhere in the data."""
    if isinstance(value, dict):
        if set(value) == {"version", "start", "end", "text"}:
            yield value
        for one in value.values():
            yield from quotations(one)
    elif isinstance(value, list):
        for one in value:
            yield from quotations(one)


def test_a_memo_of_a_change_tells_it_with_exact_quotations(ask, change, now):
    data = data_of(ask(change=change), now)
    (told,) = data["changes"]
    assert (told["id"], told["headline"]) == (change.public_id, change.headline)
    assert [row["sentence"] for row in told["provisions"]] == list(
        change.provision_changes.order_by("position").values_list("sentence", flat=True)
    )
    found = list(quotations(data))
    assert found
    for one in found:
        text = Version.by_public_id(one["version"]).text
        assert text[one["start"] : one["end"]] == one["text"]
    assert {row["id"] for document in data["documents"] for row in document["versions"]} >= {
        one["version"] for one in found
    }
    assert data["exposure"]
    assert data["risk"]
    assert data["actions"]


def test_a_memo_of_a_document_quotes_what_is_rated_and_names_what_is_open(ask, document, now):
    data = data_of(ask(document=document), now)
    assert data["changes"] == []
    assert data["clauses"]
    assert len(data["open_questions"]) == len({one["id"] for one in data["open_questions"]})
    for one in quotations(data):
        assert Version.by_public_id(one["version"]).text[one["start"] : one["end"]] == one["text"]


def test_a_memo_of_a_watchlist_covers_the_period_and_says_so_when_it_was_quiet(ask, watchlist, change, now):
    busy = data_of(ask(watchlist=watchlist, since=now - 30 * DAY, until=now), now)
    assert busy["change_count"] == len(busy["changes"]) == 2
    quiet = data_of(ask(watchlist=watchlist, since=now - 300 * DAY, until=now - 200 * DAY), now)
    assert (quiet["change_count"], quiet["changes"], quiet["risk"]) == (0, [], [])
    markdown = file_of(quiet, format="markdown", paper="a4")[0].decode()
    assert "no capture of ours verified a document" in markdown
    assert "found in the period on the platform of the watchlist, with 1 document in our record" in markdown
    said = [one["sentence"] for one in quiet["not_covered"]]
    assert said == ["Acme, Terms of service: nothing of it was recorded by the end of the period."]
    assert [one["versions"] for one in quiet["documents"]] == [[]]
    assert [len(one["versions"]) for one in busy["documents"]] == [3]


def test_decisions_and_sign_offs_are_in_it(ask, change, person, now):
    given = {"decision": "object", "reason": "We object to the training.", "decided_by": "Ada", "decided_at": now}
    review, _ = begin_review(user=person, change=change, given=given, now=now)
    sign_off(review=review, name="Grace", now=now)
    (row,) = data_of(ask(change=change), now)["decisions"]
    assert (row["decision"], row["reason"], row["signed_off_by"]) == ("object", "We object to the training.", "Grace")


def test_another_persons_decisions_and_answers_are_not(ask, change, make_user, now):
    begin_review(user=make_user(tier="professional"), change=change, given={"reason": "secret"}, now=now)
    assert "secret" not in json.dumps(data_of(ask(change=change), now))


@pytest.mark.parametrize("format", Memo.Format.values)
def test_each_format_is_made_by_the_worker_and_the_same_bytes_again(ask, change, now, format):
    memo = ask(format, change=change)
    assert make_due_memos(now) == {"memos_made": 1, "memos_failed": 0}
    made = Memo.objects.get()
    assert (made.state, made.progress, made.size_bytes) == ("ready", 100, len(made.data))
    assert made.made_with
    assert file_of(gather(memo, now=now), format=format, paper="a4")[0] == made.data
    assert make_due_memos(now) == {"memos_made": 0, "memos_failed": 0}


def test_the_pdf_carries_the_data_that_the_json_memo_is(ask, change, now):
    ask("pdf", change=change)
    make_due_memos(now)
    pdf = pikepdf.open(io.BytesIO(Memo.objects.get().data))
    data = json.loads(pdf.attachments["memo.json"].get_file().read_bytes())
    assert data["changes"][0]["id"] == change.public_id


def test_the_docx_tracks_what_was_taken_out_and_put_in(ask, change, now):
    ask("docx", change=change)
    make_due_memos(now)
    with zipfile.ZipFile(io.BytesIO(Memo.objects.get().data)) as archive:
        words = archive.read("word/document.xml").decode()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert 'w:author="Published text"' in words
    taken = "".join(part.split("</w:delText>")[0].partition(">")[2] for part in words.split("<w:delText")[1:])
    put = words.count("<w:ins ")
    assert "courts" in taken
    assert put


def test_no_word_of_a_memo_judges(ask, change, document, watchlist, now):
    for memo in (ask(change=change), ask(document=document), ask(watchlist=watchlist, since=now - 30 * DAY, until=now)):
        data = gather(memo, now=now) | {"precedents": []}  # what courts held is told in their words
        text = file_of(data, format="markdown", paper="a4")[0].decode().casefold()
        for one in quotations(data):
            text = text.replace(one["text"].casefold(), "")
        for word in ("violate", "unlawful", "unfair term", "is risky", "compliant", "you should", "illegal conduct"):
            assert word not in text, word


def test_one_that_breaks_is_tried_three_times_and_the_others_go_on(ask, change, document, now, monkeypatch):
    ask(change=change)
    ask("markdown", document=document)
    gathered = making.gather
    monkeypatch.setattr(making, "gather", lambda memo, now: 1 / 0 if memo.kind == "change" else gathered(memo, now=now))
    outcomes = [make_due_memos(now + minutes * timedelta(minutes=1)) for minutes in range(4)]
    assert [one["memos_failed"] for one in outcomes] == [1, 1, 1, 0]
    assert sum(one["memos_made"] for one in outcomes) == 1
    assert set(Memo.objects.values_list("kind", "state")) == {("change", "failed"), ("document", "ready")}


def test_what_nothing_can_be_made_of_says_why(api, person, ask, document, now):
    ask(document=document)
    Version.objects.update(is_good=False)  # judged anew after it was asked for
    assert make_due_memos(now) == {"memos_made": 0, "memos_failed": 1}
    shown = api(person).get("/api/v1/memos/").json()["results"][0]
    assert (shown["state"], shown["failure"]) == ("failed", "No good version of this document is recorded.")
    refused = api(person).get(f"/api/v1/memos/{shown['id']}/file/").json()
    assert refused["detail"] == "It could not be made. No good version of this document is recorded."


def test_a_document_of_which_no_good_version_is_recorded_is_refused_at_once(
    api, person, ask, make_document, make_platform, document
):
    Version.objects.update(is_good=False)
    for one in (make_document(make_platform("bolt")), document):
        with pytest.raises(NotForAMemo) as refused:
            ask(document=one)
        assert refused.value.field == "document"
    answer = api(person).post("/api/v1/memos/", {"format": "pdf", "document": document.public_id}, format="json")
    assert (answer.status_code, Memo.objects.count()) == (400, 0)
    assert "No good version of this document is recorded yet." in answer.content.decode()


def test_one_that_ends_its_worker_each_time_is_given_up_and_those_behind_it_are_made(ask, change, document, now):
    ask(change=change)
    at = now
    for _ in range(MOST_ATTEMPTS):  # a worker that is killed leaves no more than its claim
        assert claimed(Memo.objects.all(), set(), at) is not None
        at += LEASE
    ask("markdown", document=document)
    assert make_due_memos(at - timedelta(seconds=1)) == {"memos_made": 1, "memos_failed": 0}
    assert make_due_memos(at) == {"memos_made": 0, "memos_failed": 1}
    memo = Memo.objects.get(kind="change")
    assert (memo.state, memo.attempt_count) == ("failed", MOST_ATTEMPTS)
    assert "3 times" in memo.failure


def test_each_memo_has_the_time_and_the_lease_of_when_it_is_begun_and_a_round_ends(
    ask, change, document, now, monkeypatch
):
    late = now + timedelta(seconds=45)
    clock = iter([late, now + ROUND])
    monkeypatch.setattr(made_files, "RunningClock", lambda at: lambda: next(clock))
    leases = []
    gathered = making.gather

    def noted(memo, now):
        leases.append(memo.lease_until)
        return gathered(memo, now=now)

    monkeypatch.setattr(making, "gather", noted)
    for wish in ({"change": change}, {"document": document}, {"format": "markdown", "document": document}):
        ask(**wish)
    assert make_due_memos(now)["memos_made"] == 2
    assert leases == [now + LEASE, late + LEASE]
    assert list(Memo.objects.exclude(made_at=None).order_by("made_at").values_list("made_at", flat=True)) == [now, late]
    assert Memo.objects.filter(state="waiting").count() == 1


def test_what_a_worker_died_over_is_taken_up_after_its_lease(ask, change, now):
    memo = ask(change=change)
    assert claimed(Memo.objects.all(), set(), now) == memo
    assert make_due_memos(now)["memos_made"] == 0
    assert make_due_memos(now + LEASE)["memos_made"] == 1


def test_a_memo_that_is_removed_while_it_is_made_stays_removed(ask, change, now, monkeypatch):
    ask(change=change)
    gathered = making.gather

    def removing(memo, now):
        Memo.objects.all().delete()
        return gathered(memo, now=now)

    monkeypatch.setattr(making, "gather", removing)
    assert make_due_memos(now) == {"memos_made": 0, "memos_failed": 0}


def test_what_can_not_be_asked_for_is_refused_by_its_field(ask, document, change, watchlist, now):
    for wish, field in (
        ({"format": "docx", "document": document}, "format"),
        ({"watchlist": watchlist}, "since"),
        ({"watchlist": watchlist, "since": now - DAY}, "until"),
        ({"watchlist": watchlist, "since": now, "until": now - DAY}, "since"),
        ({"watchlist": watchlist, "since": now - DAY, "until": now + DAY}, "until"),
        ({"watchlist": watchlist, "since": now - 400 * DAY, "until": now}, "since"),
        ({"change": change, "since": now - DAY}, "since"),
    ):
        with pytest.raises(NotForAMemo) as refused:
            ask(**wish)
        assert refused.value.field == field, wish


def test_only_so_many_wait_and_the_same_again_is_the_same(ask, document, change, now):
    first = ask(document=document)
    assert ask(document=document) == first
    files = [(kind, paper) for kind in ("json", "pdf", "markdown", "evidence") for paper in ("a4", "letter")]
    others = [(kind, paper, about) for about in ({"document": document}, {"change": change}) for kind, paper in files]
    for kind, paper, about in others[1:MOST_WAITING]:
        ask(kind, paper=paper, **about)
    kind, paper, about = others[MOST_WAITING]
    with pytest.raises(TooManyMemos):
        ask(kind, paper=paper, **about)


def test_a_person_asks_waits_and_downloads_and_a_stranger_can_not(api, person, make_user, change, now):
    client = api(person)
    asked = client.post("/api/v1/memos/", {"change": change.public_id, "format": "pdf"}, format="json")
    assert asked.status_code == 201, asked.content
    address = f"/api/v1/memos/{asked.json()['id']}/"
    early = client.get(f"{address}file/")
    assert (early.status_code, early.json()["code"]) == (409, "memo_not_ready")
    make_due_memos(timezone.now())
    shown = client.get(address).json()
    assert (shown["state"], shown["progress"]) == ("ready", 100)
    file = client.get(f"{address}file/")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == f'attachment; filename="{shown["number"]}.pdf"'
    assert len(file.content) == shown["size_bytes"]
    stranger = api(make_user(tier="professional"))
    for path in (address, f"{address}file/"):
        assert stranger.get(path).status_code == 404
    person.subscriptions.all().delete()
    refused = client.get(f"{address}file/")
    assert (refused.status_code, refused.json()["code"]) == (403, "tier_required")


@pytest.mark.parametrize(
    "body",
    [
        {"format": "pdf"},
        {"format": "pdf", "document": "CW-D-999999"},
        {"format": "exe", "document": "CW-D-000001"},
        {"format": "pdf", "document": "CW-D-000001", "change": "CW-C-000001"},
        {"format": "pdf", "watchlist": "00000000-0000-4000-8000-000000000000"},
        {"format": "pdf", "paper": "a3", "document": "CW-D-000001"},
    ],
)
def test_a_body_that_names_nothing_is_refused(api, person, document, body):
    answer = api(person).post("/api/v1/memos/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_the_schema_is_public_and_valid(api, db):
    schema = api().get("/api/v1/memos/schema/").json()
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"] == "clausewatch-memo-1"


def test_the_day_of_a_memo_is_that_of_utc(ask, change):
    moment = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert data_of(ask(change=change), moment)["made_at"] == "2026-03-01T23:30:00+00:00"
