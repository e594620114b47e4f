"""The command that makes or checks what a Stripe account needs, and says what differs."""

from copy import deepcopy
from io import StringIO

import pytest
import stripe as stripe_library
from django.core.management import CommandError, call_command

from billing.gateway.prices import SOLD


def setup(*words):
    out = StringIO()
    call_command("stripe_setup", *words, stdout=out)
    return out.getvalue()


def check():
    with pytest.raises(CommandError) as refusal:
        setup("--check")
    return str(refusal.value)


@pytest.fixture
def empty(stripe, settings):
    """An account that has nothing yet, and a site that has no settings of it."""
    stripe.account.kept.clear()
    settings.STRIPE_PRICES = dict.fromkeys(settings.STRIPE_PRICES, "")
    settings.STRIPE_WEBHOOK_SECRETS = []
    return stripe


def use(settings, shown):
    """Put the printed settings in place, as the operator does."""
    named = dict(line.split("=", 1) for line in shown.splitlines() if line.startswith("STRIPE_") and "=" in line)
    settings.STRIPE_PRICES = {(t, i): named[f"STRIPE_PRICE_{t}_{i}".upper()] for t, i in SOLD}
    settings.STRIPE_PORTAL_CONFIGURATION = named["STRIPE_PORTAL_CONFIGURATION"]
    return named


def test_an_empty_account_is_filled_once_and_the_settings_are_printed(empty, settings):
    named = use(settings, setup())
    assert named["STRIPE_WEBHOOK_SECRETS"].startswith("whsec_")
    prices = empty.account.all("price")
    assert sorted((p["lookup_key"], p["unit_amount"], p["recurring"]["interval"]) for p in prices) == [
        ("clausewatch_professional_month", 9_900, "month"),
        ("clausewatch_professional_year", 99_000, "year"),
        ("clausewatch_watcher_month", 1_900, "month"),
        ("clausewatch_watcher_year", 19_000, "year"),
    ]
    assert {p["metadata"]["clausewatch_tier"] for p in prices} == {"watcher", "professional"}
    assert len(empty.account.all("product")) == 2
    [portal] = empty.account.all("billing_portal.configuration")
    update = portal["features"]["subscription_update"]
    assert {price for product in update["products"] for price in product["prices"]} == {p["id"] for p in prices}
    assert (update["proration_behavior"], update["trial_update_behavior"]) == ("always_invoice", "continue_trial")
    assert portal["features"]["subscription_cancel"]["mode"] == "at_period_end"
    [endpoint] = empty.account.all("webhook_endpoint")
    assert endpoint["url"] == "http://testserver/webhooks/stripe/"
    assert endpoint["api_version"] == stripe_library.api_version
    made = len(empty.account.kept)
    again = setup("--check")
    assert "done" not in again
    assert "whsec_" not in again
    assert len(empty.account.kept) == made


def test_a_check_makes_nothing_and_names_each_thing(empty):
    out = StringIO()
    with pytest.raises(CommandError, match="6 things differ"):
        call_command("stripe_setup", "--check", stdout=out)
    assert empty.account.kept == {}
    for name in ("clausewatch_watcher_month", "clausewatch_professional_year", "portal", "webhook endpoint"):
        assert name in out.getvalue()


def test_a_price_of_another_amount_is_replaced_and_kept_for_who_has_it(empty, settings):
    use(settings, setup())
    old = next(p for p in empty.account.all("price") if p["lookup_key"] == "clausewatch_watcher_month")
    old["unit_amount"] = 1_500
    assert "2 things differ" in check()  # the portal has to offer the new one
    shown = setup()
    assert "price clausewatch_watcher_month has another amount" in shown
    assert "STRIPE_PRICE_WATCHER_MONTH is" in shown
    assert (old["active"], old["lookup_key"]) == (True, None)
    use(settings, shown)
    setup("--check")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda a: a.all("webhook_endpoint")[0].update(enabled_events=["invoice.paid"]), "lacks"),
        (lambda a: a.all("webhook_endpoint")[0].update(status="disabled"), "switched off"),
        (
            lambda a: a.all("billing_portal.configuration")[0]["features"]["subscription_cancel"].update(
                mode="immediately"
            ),
            "subscription_cancel",
        ),
        (
            lambda a: a.all("billing_portal.configuration")[0]["features"]["subscription_update"].update(products=[]),
            "subscription_update",
        ),
    ],
)
def test_what_differs_is_named_and_mended(empty, settings, spoil, named):
    use(settings, setup())
    spoil(empty.account)
    assert "1 things differ" in check()
    assert named in setup()
    setup("--check")


def test_settings_that_name_something_else_are_said(empty, settings):
    use(settings, setup())
    settings.STRIPE_PORTAL_CONFIGURATION = "bpc_other"
    assert "1 things differ" in check()


def test_every_event_and_endpoint_of_an_owner_is_left_as_it_is(empty, settings):
    use(settings, setup())
    endpoint = empty.account.all("webhook_endpoint")[0]
    endpoint["enabled_events"] = ["*"]
    other = empty.account.all("webhook_endpoint")[0] | {"id": "we_other", "url": "https://elsewhere.example/"}
    empty.account.keep(other)
    before = deepcopy(empty.account.all("webhook_endpoint"))
    setup()
    setup("--check")
    assert empty.account.all("webhook_endpoint") == before


def test_a_failing_stripe_and_a_missing_key_are_said(empty, settings):
    empty.faults = [500] * 3
    with pytest.raises(CommandError, match="could not be asked"):
        setup()
    settings.STRIPE_SECRET_KEY = ""
    with pytest.raises(CommandError, match="STRIPE_SECRET_KEY is not set"):
        setup()
