"""The log of decisions: one's own, once a change, and locked when it is signed off."""

import csv
import io
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from alerts.models import Review
from alerts.reviewing.reviews import ReviewLocked, begin_review, change_review, sign_off
from billing.entitlements import Tier
from billing.services.grants import grant_tier
from governance.models import Change

pytestmark = pytest.mark.django_db
URL = "/api/v1/reviews/"
DECIDED = {"decision": "object", "reason": "The period is too short for us.", "decided_by": "Ada Lovelace"}


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def client(api, person):
    return api(person)


@pytest.fixture
def changes(make_history):
    make_history()
    return list(Change.objects.order_by("detected_at"))


def begin(client, change, **given):
    answer = client.post(URL, {"change": change.public_id, **given}, format="json")
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def one(client, review, **body):
    answer = client.patch(f"{URL}{review['id']}/", body, format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def sign(client, review, name="Grace Hopper"):
    return client.post(f"{URL}{review['id']}/sign-off/", {"name": name}, format="json")


def test_a_change_is_reviewed_once_and_what_is_given_later_is_kept(client, changes):
    first = begin(client, changes[0], assignee="Ada Lovelace")
    again = begin(client, changes[0], due_date="2026-04-01")
    assert (again["id"], again["assignee"], again["due_date"]) == (first["id"], "Ada Lovelace", "2026-04-01")
    assert begin(client, changes[0])["due_date"] == "2026-04-01"
    assert first["state"] == "open"
    assert first["change"]["id"] == changes[0].public_id


def test_it_is_decided_with_its_time_and_the_decision_can_be_taken_back(client, changes):
    review = begin(client, changes[0])
    decided = one(client, review, **DECIDED)
    assert (decided["state"], decided["decision"]) == ("decided", "object")
    assert decided["decided_at"] is not None
    back = one(client, review, decision="")
    assert (back["state"], back["decided_at"], back["reason"]) == ("open", None, DECIDED["reason"])


def test_signing_off_locks_everything(client, changes):
    review = begin(client, changes[0])
    one(client, review, **DECIDED)
    signed = sign(client, review).json()
    assert (signed["state"], signed["signed_off_by"]) == ("signed_off", "Grace Hopper")
    for answer in (
        client.patch(f"{URL}{review['id']}/", {"reason": "Never mind."}, format="json"),
        client.patch(f"{URL}{review['id']}/", {}, format="json"),
        sign(client, review, "Somebody else"),
        client.post(URL, {"change": changes[0].public_id, "assignee": "x"}, format="json"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "review_locked")
    assert client.get(f"{URL}{review['id']}/").json() == signed
    assert begin(client, changes[0]) == signed


def test_what_was_signed_off_stays_as_it_was_read(client, changes):
    review = begin(client, changes[0])
    one(client, review, **DECIDED)
    before = sign(client, review).json()["change"]
    assert before["is_judged_anew"] is False
    Change.objects.filter(pk=changes[0].pk).update(headline="Judged anew", severity=1)
    after = client.get(f"{URL}{review['id']}/").json()["change"]
    assert after == before | {"is_judged_anew": True}
    table = b"".join(client.get(f"{URL}export/").streaming_content).decode()
    assert before["headline"][:30] in table
    assert "Judged anew" not in table
    other = begin(client, changes[1])
    Change.objects.filter(pk=changes[1].pk).update(headline="Judged anew")
    assert client.get(f"{URL}{other['id']}/").json()["change"]["headline"] == "Judged anew"


def test_a_decision_has_the_time_at_which_it_changed_last(person, changes, now):
    later = now + timedelta(hours=1)
    review, _ = begin_review(user=person, change=changes[0], given={}, now=now)
    assert change_review(review=review, given=DECIDED, now=now).decided_at == now
    assert change_review(review=review, given={**DECIDED, "assignee": "x"}, now=later).decided_at == now
    assert change_review(review=review, given={"reason": "Another one."}, now=later).decided_at == later


def test_nothing_is_signed_off_earlier_than_decided(person, changes, now):
    review, _ = begin_review(user=person, change=changes[0], given={}, now=now)
    later = now + timedelta(seconds=1)
    change_review(review=review, given=DECIDED, now=later)
    assert sign_off(review=review, name="Grace Hopper", now=now).signed_off_at == later


@pytest.mark.parametrize("missing", ["decision", "reason", "decided_by"])
def test_without_a_decision_a_reason_and_a_name_nothing_is_signed_off(client, changes, missing):
    review = begin(client, changes[0])
    one(client, review, **{name: value for name, value in DECIDED.items() if name != missing})
    answer = sign(client, review)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [missing])
    assert client.get(f"{URL}{review['id']}/").json()["signed_off_at"] is None


@pytest.mark.parametrize(
    ("body", "at_fault"),
    [
        ({"change": "CW-C-999999"}, "change"), ({"change": "burnt"}, "change"), ({}, "change"),
        ({"due_date": "soon"}, "due_date"), ({"due_date": "9999-12-31"}, "due_date"),
        ({"due_date": "1899-01-01"}, "due_date"), ({"assignee": "two\nlines"}, "assignee"),
        ({"decision": "object"}, "decision"),
    ],
)  # fmt: skip
def test_a_body_that_is_wrong_is_refused_by_its_field(client, changes, body, at_fault):
    sent = {"change": changes[0].public_id, **body} if body else {}
    answer = client.post(URL, sent, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [at_fault])
    assert not Review.objects.exists()


def test_what_is_no_decision_is_refused(client, changes):
    review = begin(client, changes[0])
    answer = client.patch(f"{URL}{review['id']}/", {"decision": "burn"}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["decision"])
    assert sign(client, review, "").status_code == 400


def test_the_list_is_filtered_by_state_platform_and_day(client, changes, make_document, make_history):
    other = make_history(make_document(document_type="privacy-policy"))[1].change
    reviews = [begin(client, changes[0], due_date="2026-04-01"), begin(client, changes[1]), begin(client, other)]
    one(client, reviews[1], **DECIDED)

    def ids(query):
        return [row["id"] for row in client.get(f"{URL}?{query}").json()["results"]]

    assert set(ids("state=open")) == {reviews[0]["id"], reviews[2]["id"]}
    assert ids("state=decided") == [reviews[1]["id"]]
    assert ids("state=signed_off") == []
    assert ids(f"platform={other.platform.slug}") == [reviews[2]["id"]]
    assert ids("due_until=2026-04-01") == [reviews[0]["id"]]
    assert ids("due_until=2026-03-31") == []
    for query in ("state=burnt", "platform=none", "due_until=soon", "burnt=1"):
        assert client.get(f"{URL}?{query}").status_code == 400


def test_the_log_is_exported_as_a_table_that_no_program_calculates(client, changes):
    review = begin(client, changes[0], assignee="=cmd|' /C calc'!A0")
    one(client, review, **{**DECIDED, "reason": 'Said "no",\nand why.'})
    begin(client, changes[1])
    answer = client.get(f"{URL}export/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode(), newline=""))
    by_change = {row["change"]: row for row in rows}
    first, second = (by_change.pop(change.public_id) for change in changes)
    assert not by_change
    assert first["assignee"] == "'=cmd|' /C calc'!A0"
    assert first["reason"] == 'Said "no",\nand why.'
    assert (first["decision"], first["state"], second["decision"]) == ("object", "decided", "")
    only = b"".join(client.get(f"{URL}export/?state=open").streaming_content).decode()
    assert changes[1].public_id in only
    assert changes[0].public_id not in only


def test_nobody_else_sees_or_changes_it(client, api, make_user, changes):
    review = begin(client, changes[0], assignee="Ada Lovelace")
    stranger = api(make_user(tier="professional"))
    assert stranger.get(URL).json()["results"] == []
    assert b"Ada" not in b"".join(stranger.get(f"{URL}export/").streaming_content)
    assert stranger.get(f"{URL}{review['id']}/").status_code == 404
    assert stranger.patch(f"{URL}{review['id']}/", {"reason": "x"}, format="json").status_code == 404
    assert sign(stranger, review).status_code == 404
    assert begin(stranger, changes[0])["id"] != review["id"]


@pytest.mark.parametrize(("who", "status", "code"), [
    ("nobody", 401, "not_authenticated"), ("free", 403, "tier_required"), ("watcher", 403, "tier_required"),
])  # fmt: skip
def test_lower_tiers_get_no_word_of_it(client, api, make_user, changes, who, status, code):
    review = begin(client, changes[0])
    other = api() if who == "nobody" else api(make_user(tier=who))
    for method, path in (("get", ""), ("post", ""), ("get", "export/"), ("patch", f"{review['id']}/"),
                         ("get", f"{review['id']}/"), ("post", f"{review['id']}/sign-off/")):  # fmt: skip
        answer = getattr(other, method)(f"{URL}{path}")
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_key_that_may_not_read_is_shown_what_it_made_alone(client, api, person, changes):
    review = begin(client, changes[0], assignee="Ada Lovelace")
    writing = api(person, scopes=("write",))
    made = writing.post(URL, {"change": changes[1].public_id, "assignee": "x"}, format="json")
    assert (made.status_code, made.json()["assignee"]) == (201, "x")
    again = writing.post(URL, {"change": changes[0].public_id, "due_date": "2026-04-01"}, format="json")
    decided = writing.patch(f"{URL}{review['id']}/", DECIDED, format="json")
    for answer in (again, decided, sign(writing, review)):
        assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"{URL}{review['id']}/").json()["state"] == "signed_off"
    for path in ("", "export/", f"{review['id']}/"):
        assert writing.get(f"{URL}{path}").json()["code"] == "scope_required"


def test_after_a_downgrade_it_is_kept_and_comes_back(client, person, changes, now):
    review = begin(client, changes[0])
    grant_tier(user=person, tier=Tier.FREE, until=None, now=now)
    assert client.get(URL).json()["code"] == "tier_required"
    grant_tier(user=person, tier=Tier.PROFESSIONAL, until=None, now=now)
    assert [row["id"] for row in client.get(URL).json()["results"]] == [review["id"]]


def test_the_database_refuses_what_is_signed_off_without_a_decision(person, changes, now):
    review, _ = begin_review(user=person, change=changes[0], given={}, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(signed_off_at=now, signed_off_by="Somebody")
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(decision="accept")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_a_change_and_a_signature_at_the_same_moment_the_later_is_refused(person, changes, now):
    review, _ = begin_review(user=person, change=changes[0], given=DECIDED | {"decided_at": now}, now=now)
    outcomes, start = [], threading.Barrier(2)

    def run(work):
        start.wait()
        try:
            work()
            outcomes.append("done")
        except ReviewLocked:
            outcomes.append("locked")
        finally:
            connection.close()

    works = (
        lambda: sign_off(review=review, name="Grace Hopper", now=now),
        lambda: sign_off(review=review, name="Ada Lovelace", now=now + timedelta(seconds=1)),
    )
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "locked"]
    with pytest.raises(ReviewLocked):
        change_review(review=review, given={"reason": "x"}, now=now)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_decision_that_overtakes_a_signature_is_not_later_than_it(person, changes, now, at_once):
    """The signature's moment is taken first, and its lock last."""
    review, _ = begin_review(user=person, change=changes[0], given=DECIDED | {"decided_at": now}, now=now)
    decided = threading.Event()

    def decide():
        try:
            return change_review(review=review, given={"reason": "Another one."}, now=now + timedelta(seconds=1))
        finally:
            decided.set()

    def sign():
        moment = now
        decided.wait(120)
        return sign_off(review=review, name="Grace Hopper", now=moment)

    at_once(decide, sign)
    review.refresh_from_db()
    assert review.signed_off_at == review.decided_at == now + timedelta(seconds=1)
