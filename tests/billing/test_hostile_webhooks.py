"""What is posted to the webhook and is not Stripe's, or not as Stripe sent it: refused, and only counted."""

import json
from datetime import UTC, datetime

import pytest

from billing.models import BillingAccount, RefusedWebhooks, StripeEvent
from tests.contract.stripe_events import SECRET, again, body_of, signature


def moment():
    return datetime.now(UTC)


def nothing_is_stored_but(reason):
    assert StripeEvent.objects.count() == BillingAccount.objects.count() == 0
    counted = list(RefusedWebhooks.objects.values_list("reason", "count"))
    return counted == [(reason, 1)]


def hostile(kind, body):
    """(body, header, reason, status) of a request that isn't Stripe's, or isn't as Stripe sent it."""
    now = moment().timestamp()
    good = signature(body)
    changed = body[:-2] + bytes([body[-2] ^ 1]) + body[-1:]
    return {
        "one byte": (changed, good, "wrong_signature", 400),
        "stale": (body, signature(body, at=now - 610), "not_of_now", 400),
        "future": (body, signature(body, at=now + 610), "not_of_now", 400),
        "far future": (body, signature(body, at=10**15), "not_of_now", 400),
        "wrong secret": (body, signature(body, secret="whsec_other"), "wrong_signature", 400),
        "no header": (body, "", "no_signature", 400),
        "no time": (body, good.partition(",")[2], "wrong_signature", 400),
        "odd time": (body, good.replace("t=", "t=x"), "wrong_signature", 400),
        "odd header": (body, "ü=🙈,,=t=,v1", "wrong_signature", 400),
        "old scheme": (body, good.replace("v1=", "v0="), "wrong_signature", 400),
        "invalid UTF-8": (b"\xff\xfe" + body, signature(b"\xff\xfe" + body), "wrong_signature", 400),
        "no JSON": (b"{", signature(b"{"), "not_an_event", 400),
        "a list": (b"[]", signature(b"[]"), "not_an_event", 400),
        "deep": (b"[" * 100_000, signature(b"[" * 100_000), "not_an_event", 400),
        "nothing": (b"", signature(b""), "not_an_event", 400),
        "no id": (b'{"type": "a"}', signature(b'{"type": "a"}'), "not_an_event", 400),
        "odd id": (b'{"id": "a b", "type": "a"}', signature(b'{"id": "a b", "type": "a"}'), "not_an_event", 400),
        "odd type": (b'{"id": "a", "type": {}}', signature(b'{"id": "a", "type": {}}'), "not_an_event", 400),
    }[kind]


KINDS = [
    *("one byte", "stale", "future", "far future", "wrong secret", "no header", "no time", "odd time", "odd header"),
    *("old scheme", "invalid UTF-8", "no JSON", "a list", "deep", "nothing", "no id", "odd id", "odd type"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_stripes_is_refused_and_only_counted(stripe, deliver, db, kind, capfd, caplog):
    stripe.account.subscribe(
        stripe.account.customer(email="secret-address@example.com"), stripe.prices["watcher", "month"]
    )
    body, header, reason, status = hostile(kind, body_of(stripe.account.events[0]))
    assert deliver(None, body=body, header=header).status_code == status
    assert nothing_is_stored_but(reason)
    logged = caplog.text + "".join(capfd.readouterr())
    assert reason in logged
    for hidden in (SECRET, "secret-address", header[-40:] or SECRET):
        assert hidden not in logged


def test_a_body_of_more_than_a_megabyte_is_refused_before_anybody_looks_at_it(stripe, deliver, db):
    body = b" " * (1024 * 1024 + 1)
    assert deliver(None, body=body, header=signature(body)).status_code == 413
    assert not RefusedWebhooks.objects.exists()


def test_refusals_of_a_day_are_counted_together(stripe, deliver, db):
    for _ in range(3):
        deliver(None, body=b"{}", header="t=1,v1=x")
    deliver(None, body=b"{}", header="")
    assert dict(RefusedWebhooks.objects.values_list("reason", "count")) == {"wrong_signature": 3, "no_signature": 1}


def test_while_a_secret_is_rotated_both_are_taken(stripe, subscribed, deliver, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", SECRET]
    subscribed()
    first, second, third = stripe.account.events[-3:]
    assert deliver(first, secret="whsec_new").status_code == 200
    assert deliver(second, secret=SECRET).status_code == 200
    body = body_of(third)
    both = f"{signature(body, secret='whsec_gone')},{signature(body).partition(',')[2]}"
    assert deliver(third, header=both).status_code == 200
    assert StripeEvent.objects.count() == 3


@pytest.mark.parametrize("ago", [-290, 0, 290])
def test_a_clock_that_is_a_little_off_is_no_reason(stripe, deliver, db, ago):
    event = stripe.account.tell("product.created", {"id": "prod_1", "object": "product"})
    assert deliver(event, at=moment().timestamp() - ago).status_code == 200


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"object": None},
        {"object": []},
        {"object": {"id": 17, "customer": {"id": ["x"]}, "metadata": [], "parent": {"subscription_details": 1}}},
        {"object": {"id": "x" * 999, "customer": "\x00", "metadata": {"user_id": 5}}},
    ],
)
def test_a_signed_event_of_an_odd_shape_is_taken_in(stripe, deliver, db, about):
    event = {"id": "evt_1", "object": "event", "type": "invoice.paid", "created": "?", "livemode": False, "data": about}
    assert deliver(event).status_code == 200
    assert StripeEvent.objects.get().outcome == "noted"


def test_a_site_without_payments_has_no_such_address(client, db, settings):
    settings.BILLING_BACKEND = "local"
    assert client.post("/webhooks/stripe/", b"{}", content_type="application/json").status_code == 404


def test_the_webhook_takes_posts_alone(stripe, client, db):
    assert client.get("/webhooks/stripe/").status_code == 405


def test_no_body_of_an_event_is_kept_or_logged(stripe, subscribed, deliver, capfd, caplog):
    subscribed(email="secret-address@example.com")
    for event in stripe.account.events:
        event["data"]["object"]["card"] = {"last4": "4242", "note": "secret-address@example.com"}
        deliver(event)
    stripe.faults = [500]
    deliver(again(stripe.account.events[-1]))
    logged = caplog.text + "".join(capfd.readouterr())
    assert "stripe_event" in logged
    assert not any(hidden in logged for hidden in ("4242", "secret-address", SECRET, "sk_test_of"))
    stored = json.dumps(list(StripeEvent.objects.values()), default=str)
    assert not any(hidden in stored for hidden in ("4242", "secret-address"))
