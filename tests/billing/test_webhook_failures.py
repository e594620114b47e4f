"""Events that can't be processed at once: they come again, wait, are given up, and are forgotten in the end."""

from datetime import UTC, datetime, timedelta

import pytest

from billing.models import (
    StripeEvent,
)
from billing.payments.stripe_events import forget_old, process_due
from billing.payments.synchronise import synchronise
from tests.billing.what_is_held import held, moment

MINUTE = timedelta(minutes=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("fault", [500, 429, "drop before", (401, {})])
def test_an_event_that_could_not_be_processed_answers_500_and_comes_again(stripe, subscribed, deliver, fault):
    user, _ = subscribed()
    event = stripe.account.events[-1]
    stripe.faults = [fault]
    assert deliver(event).status_code == 500
    row = StripeEvent.objects.get()
    assert (row.outcome, row.attempt_count, row.error) == ("pending", 1, "PaymentsUnavailable")
    assert held(user).tier == "free"
    stripe.faults = []
    assert deliver(event).status_code == 200
    assert held(user).tier == "watcher"
    row.refresh_from_db()
    assert (row.outcome, row.attempt_count, row.error, row.deliveries) == ("applied", 2, "", 2)


def test_the_sweep_processes_what_stripe_does_not_send_again(stripe, subscribed, deliver):
    user, _ = subscribed()
    stripe.faults = [500]
    deliver(stripe.account.events[-1])
    assert process_due(moment()) == {"stripe_events_processed": 0, "stripe_events_put_off": 0}
    assert process_due(moment() + 2 * MINUTE) == {"stripe_events_processed": 1, "stripe_events_put_off": 0}
    assert held(user).tier == "watcher"
    assert process_due(moment() + 2 * MINUTE)["stripe_events_processed"] == 0


def test_an_event_of_a_process_that_died_is_processed_by_the_sweep(stripe, subscribed, monkeypatch, deliver):
    subscribed()
    monkeypatch.setattr("billing.payments.stripe_events.process", lambda **given: None)
    assert deliver(stripe.account.events[-1]).status_code == 200
    monkeypatch.undo()
    process_due(moment() + MINUTE)
    assert StripeEvent.objects.get().outcome == "applied"


def test_an_outage_ends_the_round_and_one_bad_event_does_not(stripe, subscribed, deliver, monkeypatch):
    subscribed()
    stripe.faults = [500] * 3
    for event in stripe.account.events[-3:]:
        deliver(event)
    stripe.faults, asked = [500], len(stripe.requests)
    assert process_due(moment() + 2 * MINUTE) == {"stripe_events_processed": 0, "stripe_events_put_off": 1}
    assert len(stripe.requests) == asked + 1
    first = StripeEvent.objects.due(moment() + 9 * MINUTE).first()

    def fail_on_first(*, cause, **options):
        if cause.reference == first.pk:
            raise ZeroDivisionError
        return synchronise(cause=cause, **options)

    monkeypatch.setattr("billing.payments.stripe_events.synchronise", fail_on_first)
    assert process_due(moment() + 9 * MINUTE) == {"stripe_events_processed": 2, "stripe_events_put_off": 1}


def test_an_event_that_fails_for_days_is_given_up_and_said(stripe, subscribed, deliver, caplog):
    subscribed()
    stripe.faults = [500]
    deliver(stripe.account.events[-1])
    StripeEvent.objects.update(attempt_count=29)
    stripe.faults = [500]
    process_due(moment() + 2 * MINUTE)
    assert StripeEvent.objects.get().outcome == "given_up"
    assert process_due(moment() + timedelta(days=30))["stripe_events_processed"] == 0


def test_old_events_are_forgotten_but_not_what_waits_or_was_for_an_operator(stripe, db):
    fields = {
        "type": "x",
        "created_at": LONG_AGO,
        "is_live": False,
        "received_at": LONG_AGO,
        "not_before": LONG_AGO,
    }
    for outcome in StripeEvent.Outcome:
        StripeEvent.objects.create(pk=f"evt_{outcome}", outcome=outcome, **fields)
    assert forget_old(LONG_AGO + timedelta(days=90)) == {"stripe_events_forgotten": 0}
    assert forget_old(LONG_AGO + timedelta(days=91)) == {"stripe_events_forgotten": 5}
    assert set(StripeEvent.objects.values_list("outcome", flat=True)) == {"pending", "attention"}
