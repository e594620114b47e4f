"""The pages of the log of decisions."""

from datetime import date, timedelta

import pytest
from django.test import Client

from alerts.models import Review
from alerts.reviewing.reviews import begin_review, fingerprint_of, sign_off
from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.models import Change

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
DECIDED = {"decision": "accept", "reason": "It is small.", "decided_by": "Ada", "assignee": "Grace"}


@pytest.fixture
def person(make_user):
    return make_user(tier="professional", timezone="America/New_York")


@pytest.fixture
def client(person):
    found = Client()
    found.force_login(person)
    return found


@pytest.fixture
def change(make_history):
    return make_history()[1].change


def shown(client, path="/reviews/", status=200):
    answer = client.get(path)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_the_empty_log_says_what_to_do(client):
    assert "Nothing is in the log yet." in shown(client)


def test_a_lower_plan_is_shown_the_gate_and_nothing_is_done(make_user, change):
    lower = Client()
    lower.force_login(make_user(tier="watcher"))
    assert "Part of Professional" in shown(lower)
    assert change.headline not in shown(lower)
    assert lower.post(f"/changes/{change.public_id}/review/").status_code == 403
    assert "Decide on this change" not in lower.get(f"/changes/{change.public_id}/").content.decode()
    assert not Review.objects.exists()


def test_a_decision_is_begun_on_the_change_saved_and_signed_off(client, person, change):
    assert "Decide on this change" in client.get(f"/changes/{change.public_id}/").content.decode()
    for _ in range(2):
        begun = client.post(f"/changes/{change.public_id}/review/")
    path = begun["Location"]
    begun = {"name": "Grace", "shown": fingerprint_of(Review.objects.get())}
    early = client.post(f"{path}sign-off/", begun, follow=True).content.decode()
    assert "Before it is signed off this is needed: Decision, Reason, Decided by." in early
    said = client.post(path, {**DECIDED, "due_date": "2026-03-10"}, follow=True).content.decode()
    assert "Saved." in said
    assert "Overdue" in said
    assert "Nobody can change or undo it afterwards" in shown(client, f"{path}sign-off/")
    seen = {"name": HOSTILE, "shown": fingerprint_of(Review.objects.get())}
    done = client.post(f"{path}sign-off/", seen, follow=True).content.decode()
    assert "can no longer be changed" in done
    assert HOSTILE not in done
    late = client.post(path, {**DECIDED, "reason": "Other."}, follow=True).content.decode()
    assert "This review was signed off." in late
    assert Review.objects.get().reason == "It is small."


def test_what_is_wrong_is_said_by_the_field(client, person, change, now):
    review, _ = begin_review(user=person, change=change, given={}, now=now)
    path = f"/reviews/{review.pk}/"
    refused = client.post(path, {"decision": "burn", "assignee": "A\u202eB", "due_date": "soon"})
    assert refused.status_code == 400
    answer = refused.content.decode()
    assert "There is a problem" in answer
    assert 'href="#id_decision"' in answer
    assert "Leave out the invisible character U+202E." in answer
    assert "Enter a valid date." in answer
    client.post(path, {"reason": "One\r\ntwo"})
    assert Review.objects.get().reason == "One\ntwo"


def test_the_queue_has_what_is_due_first_and_is_narrowed(client, person, make_history, make_document, now):
    days = {"Late": now.date() - timedelta(days=2), "Soon": date(2030, 1, 1), "Undated": None}
    for name, due in days.items():
        change = make_history(make_document(title=name))[1].change
        review, _ = begin_review(user=person, change=change, given={"due_date": due, "assignee": name}, now=now)
    found = shown(client)
    assert [found.index(f">{name}</bdi></span>") for name in days] == sorted(
        found.index(f">{name}</bdi></span>") for name in days
    )
    assert found.count("Overdue") == 1
    Review.objects.update(decision="accept", reason="So.", decided_by="Ada", decided_at=now)
    sign_off(review=review, name="Grace", now=now)
    assert "1 review" in shown(client, "/reviews/?state=signed_off")
    assert "1 review" in shown(client, "/reviews/?assignee=Late")
    assert "No review is so." in shown(client, "/reviews/?state=open")
    assert "3 reviews" in shown(client, "/reviews/?state=burnt")


def test_what_waits_for_a_decision_is_offered_once(client, person, change, now):
    Change.objects.update(published_at=now)
    watch_platform(
        watchlist=default_watchlist(person, now - timedelta(days=9)),
        platform=change.platform,
        now=now - timedelta(days=9),
    )
    assert "Not begun" in shown(client)
    for one in Change.objects.all():
        begin_review(user=person, change=one, given={}, now=now)
    assert "Not begun" not in shown(client)


def test_another_persons_review_is_unknown(client, make_user, change, now):
    other, _ = begin_review(user=make_user(), change=change, given=dict(DECIDED, decided_at=now), now=now)
    for path in (f"/reviews/{other.pk}/", f"/reviews/{other.pk}/sign-off/"):
        assert client.get(path).status_code == 404
        assert client.post(path, DECIDED | {"name": "Eve"}).status_code == 404
    assert client.post("/changes/CW-C-999999/review/").status_code == 404
    assert Client().get(f"/reviews/{other.pk}/")["Location"].startswith("/accounts/login/")


def test_acts_need_the_token_of_their_form(person, change):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post(f"/changes/{change.public_id}/review/").status_code == 403
    assert not Review.objects.exists()


def test_a_log_of_many_asks_as_many_statements_as_one_of_few(
    client, person, make_document, make_history, now, django_assert_max_num_queries
):
    for _ in range(12):
        for version in make_history(make_document())[1:]:
            begin_review(user=person, change=version.change, given={}, now=now)
    with django_assert_max_num_queries(16):
        shown(client)
