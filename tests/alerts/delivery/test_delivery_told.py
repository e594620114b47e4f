"""What the person is told of a mail, state by state, and never in the provider's words."""

from datetime import timedelta

import pytest

from alerts.delivery.pausing import pause_sending
from alerts.models import Alert, Attempt, Batch, Feedback, Withheld

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(api, make_user, make_platform, watch, make_change, run, now):
    """An alert and its delivery as the API tells it, after its batch was put into a state."""
    user = make_user(tier="watcher")
    platform = make_platform()
    watch(user, platform)
    make_change(platform, published_at=now)
    run(now)

    def tell(state, *outcomes, **fields):
        batch = Batch.objects.get()
        batch.attempts.all().delete()
        for minutes, outcome in enumerate(outcomes):
            started_at = now + timedelta(minutes=minutes)
            Attempt.objects.create(
                batch=batch, transport="smtp", started_at=started_at, outcome=outcome, detail="secret reply"
            )
        Batch.objects.update(state=state, reason="550 secret host", **fields)
        (alert,) = api(user).get("/api/v1/alerts/").json()["results"]
        assert "secret" not in str(alert)
        return alert["delivery"]

    return tell


@pytest.mark.parametrize(
    ("state", "outcomes", "reason"),
    [
        ("pending", [], ""),
        ("pending", ["postponed"], "the mail provider has not taken it yet; it is tried again"),
        ("sending", ["postponed", ""], ""),
        ("uncertain", ["unknown"], "it is not yet known whether the mail provider took it"),
        ("held", ["unknown"], "nobody knows whether the mail provider took it"),
        ("failed", ["postponed", "refused"], "the mail provider refused it"),
        ("sent", ["unknown", "postponed", "accepted"], ""),
    ],
)
def test_each_state_with_its_attempts_and_reason(told, now, state, outcomes, reason):
    delivery = told(state, *outcomes, attempt="00000000-0000-0000-0000-000000000000", lease_until=now, finished_at=now)
    assert (delivery["state"], delivery["attempts"], delivery["reason"]) == (state, len(outcomes), reason)
    last = (now + timedelta(minutes=len(outcomes) - 1)).isoformat().replace("+00:00", "Z") if outcomes else None
    assert delivery["last_attempt_at"] == last
    assert (delivery["sent_at"] is not None) == (state == "sent")


def test_a_pause_is_told_while_the_mail_waits(told, now):
    pause_sending(kinds=["alert"], by="olga", reason="our own trouble", now=now)
    assert told("pending", "postponed")["reason"] == "sending is paused for the moment"
    assert told("failed", "refused")["reason"] == "the mail provider refused it"


def test_what_came_back_goes_before_the_batch_and_keeps_the_attempts(told, now):
    alert = Alert.objects.get()
    Feedback.objects.create(message=alert.message, kind="bounced", detail="550 no such user", at=now)
    delivery = told("sent", "accepted", finished_at=now)
    assert (delivery["state"], delivery["attempts"]) == ("bounced", 1)


def test_of_all_that_came_back_the_most_telling_is_told(told, now):
    message = Alert.objects.get().message
    for kind in ("reported", "blocked", "bounced", "dropped"):
        Feedback.objects.create(message=message, kind=kind, at=now)
    assert told("sent", "accepted", finished_at=now)["state"] == "reported"
    Feedback.objects.filter(kind="reported").delete()
    assert told("sent", "accepted", finished_at=now)["state"] == "bounced"


def test_what_was_withheld_was_not_tried_for_this_person(told, now):
    Withheld.objects.create(message=Alert.objects.get().message, reason="suppressed", at=now)
    delivery = told("sent", "accepted", finished_at=now)
    assert (delivery["state"], delivery["attempts"], delivery["sent_at"]) == ("withheld", 0, None)
