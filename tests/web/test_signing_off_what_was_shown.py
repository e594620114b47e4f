"""A sign-off locks what its page showed, once, and says so where that is not so."""

import re
from datetime import timedelta

import pytest

from alerts.models import Review
from alerts.reviewing.reviews import begin_review, change_review, sign_off
from governance.models import Change
from governance.models.changes import Severity

pytestmark = pytest.mark.django_db
DECIDED = {"decision": "accept", "reason": "It is small.", "decided_by": "Ada", "assignee": "Grace"}
NOT_SHOWN = "this review is not what you were shown"


@pytest.fixture
def review(make_user, make_history, now):
    user = make_user(tier="professional")
    return begin_review(user=user, change=make_history()[1].change, given={**DECIDED, "decided_at": now}, now=now)[0]


@pytest.fixture
def client(signed_in, review):
    return signed_in(review.user)


def shown_by(answer):
    return re.search(r'name="shown" value="([0-9a-f]{64})"', answer.content.decode())[1]


def sign(client, review, shown, name="Grace"):
    return client.post(f"/reviews/{review.pk}/sign-off/", {"name": name, "shown": shown})


@pytest.mark.parametrize(
    "other",
    [
        {"decision": "object"},
        {"reason": "It is large."},
        {"decided_by": "Eve"},
        {"assignee": "Eve"},
        {"due_date": "2030-01-01"},
    ],
)
def test_what_another_tab_changed_is_shown_before_it_is_locked(client, review, now, other):
    shown = shown_by(client.get(f"/reviews/{review.pk}/sign-off/"))
    client.post(f"/reviews/{review.pk}/", other)
    again = sign(client, review, shown)
    assert again.status_code == 409
    assert NOT_SHOWN in again.content.decode()
    assert Review.objects.get().signed_off_at is None
    assert sign(client, review, shown_by(again)).status_code == 302
    assert Review.objects.get().signed_off_by == "Grace"


@pytest.mark.parametrize("judged", [{"headline": "Another one"}, {"severity": Severity.LOW}])
def test_a_change_that_is_judged_anew_is_shown_before_it_is_locked(client, review, judged):
    Change.objects.update(severity=Severity.HIGH)
    page = client.get(f"/reviews/{review.pk}/sign-off/")
    assert "High severity" in page.content.decode()
    Change.objects.filter(pk=review.change_id).update(**judged)
    assert sign(client, review, shown_by(page)).status_code == 409
    assert Review.objects.get().signed_off_at is None


def test_a_form_that_does_not_say_what_was_shown_signs_nothing_off(client, review):
    assert client.post(f"/reviews/{review.pk}/sign-off/", {"name": "Grace"}).status_code == 409
    assert Review.objects.get().signed_off_at is None


def test_what_is_incomplete_now_asks_for_what_is_missing(client, review, now):
    shown = shown_by(client.get(f"/reviews/{review.pk}/sign-off/"))
    change_review(review=review, given={"reason": ""}, now=now)
    answer = sign(client, review, shown)
    assert answer.status_code == 409
    assert "Before it is signed off this is needed: Reason." in answer.content.decode()


def test_a_second_sign_off_is_told_who_signed_off_first(client, review, now):
    shown = shown_by(client.get(f"/reviews/{review.pk}/sign-off/"))
    sign_off(review=review, name="<b>Ada</b>", now=now + timedelta(minutes=1))
    said = client.post(f"/reviews/{review.pk}/sign-off/", {"name": "Grace", "shown": shown}, follow=True)
    assert "was signed off already, by &lt;b&gt;Ada&lt;/b&gt; on" in said.content.decode()
    assert Review.objects.get().signed_off_by == "<b>Ada</b>"
