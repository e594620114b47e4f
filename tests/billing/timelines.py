"""Timelines of a customer at Stripe, and what they come to: a model that knows nothing of the service's own reading."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from billing.gateway.errors import PaymentsUnavailable
from billing.models import BillingCustomer, Trial
from billing.payments.ways_to_pay import way_to_pay
from billing.services.trials import AlreadySubscribed, TrialAlreadyUsed, start_trial
from tests.contract.stripe_account import DAY

RANKS = {"free": 0, "watcher": 1, "professional": 2}
ORDERS = [(tier, interval) for tier in ("watcher", "professional") for interval in ("month", "year")]


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


@dataclass
class Life:
    """One person's, at one Stripe. `which` chooses among their subscriptions, `choice` among prices and ways."""

    server: object
    user: object
    done: list = field(default_factory=list)

    @property
    def account(self):
        return self.server.account

    @property
    def now(self):
        return at(self.account.now)

    def customers(self):
        linked = BillingCustomer.objects.filter(account__user=self.user).values_list("pk", flat=True)
        return [one for one in self.account.all("customer") if one["id"] in set(linked)]

    def subscriptions(self, *statuses):
        ids = {customer["id"] for customer in self.customers()}
        found = [one for one in self.account.all("subscription") if one["customer"] in ids]
        return [one for one in found if not statuses or one["status"] in statuses]

    def do(self, action, which, choice):
        """Do it where it can be done now."""
        act, statuses = ACTIONS[action]
        if statuses is None:
            did = act(self, choice)
        else:
            found = self.subscriptions(*statuses)
            did = act(self, found[which % len(found)], choice) if found else None
        if did is not None:
            self.done.append(action)


def _trial(life, choice):
    try:
        return start_trial(user=life.user, now=life.now)
    except (TrialAlreadyUsed, AlreadySubscribed):
        return None


def _pay(life, choice):
    tier, interval = ORDERS[choice % 4]
    try:
        way_to_pay().checkout_url(user=life.user, tier=tier, interval=interval, now=life.now)
    except (AlreadySubscribed, PaymentsUnavailable):
        return None
    [session] = [one for one in life.account.all("checkout.session", status="open") if one["customer"] in _ids(life)]
    return life.account.pay(session["id"])


def _ids(life):
    return {customer["id"] for customer in life.customers()}


def _by_the_owner(life, choice):
    """A subscription, or a trial, that is made in Stripe's dashboard."""
    found = [one for one in life.customers() if not one.get("deleted")]
    if not found:
        return None
    price = life.server.prices[ORDERS[choice % 4]]
    trial_end = life.account.now + 10 * DAY if choice % 3 == 0 else None
    return life.account.subscribe(found[0], price, trial_end=trial_end)


def _change(life, subscription, choice):
    return life.account.change_price(subscription, life.server.prices[ORDERS[choice % 4]])


def _put_off(life, subscription, choice):
    """To a price of a smaller amount or a shorter interval, which the portal's conditions put off to the end."""
    now = subscription["items"]["data"][0]["price"]
    offered = [life.server.prices[order] for order in ORDERS if _is_put_off(now, life.server.prices[order])]
    if subscription["cancel_at"] or not offered:
        return None
    return life.account.change_price_at_the_end(subscription, offered[choice % len(offered)])


def _is_put_off(now, wanted):
    intervals = now["recurring"]["interval"], wanted["recurring"]["interval"]
    return wanted["unit_amount"] < now["unit_amount"] or intervals == ("year", "month")


def _take_back(life, subscription, choice):
    return life.account.take_back(subscription) if life.account.waits(subscription) else None


def _leave(life, subscription, choice):
    return life.account.cancel_at_period_end(subscription, by=("flag", "date")[choice % 2])


def _resume(life, subscription, choice):
    return life.account.resume(subscription) if subscription["cancel_at"] else None


def _renew(life, subscription, choice):
    return life.account.renew(subscription)


def _wait(life, choice):
    life.account.now += (choice + 1) * DAY
    return True


def _delete(life, choice):
    found = [one for one in life.customers() if not one.get("deleted")]
    return life.account.delete_customer(found[0]) if found else None


_LIVE = ("active", "trialing", "past_due")
ACTIONS = {
    "start the trial": (_trial, None),
    "pay": (_pay, None),
    "subscribed by the owner": (_by_the_owner, None),
    "convert": (lambda life, one, choice: life.account.end_trial(one), ("trialing",)),
    "upgrade or downgrade": (_change, _LIVE),
    "downgrade at the end": (_put_off, ("active", "trialing")),
    "take the downgrade back": (_take_back, _LIVE),
    "leave at the end": (_leave, ("active", "trialing")),
    "resume": (_resume, ("active", "trialing")),
    "cancel now": (lambda life, one, choice: life.account.cancel_now(one), (*_LIVE, "unpaid", "paused")),
    "renew": (_renew, ("active",)),
    "fail": (lambda life, one, choice: life.account.fail(one), ("active", "past_due")),
    "recover": (lambda life, one, choice: life.account.recover(one), ("past_due", "unpaid")),
    "give up": (lambda life, one, choice: life.account.give_up(one, ("unpaid", "canceled")[choice % 2]), ("past_due",)),
    "pause": (lambda life, one, choice: life.account.pause(one), ("trialing",)),
    "dispute": (lambda life, one, choice: life.account.dispute(one), _LIVE),
    "refund": (lambda life, one, choice: life.account.refund(one), _LIVE),
    "delete the customer": (_delete, None),
    "wait": (_wait, None),
}


# --- What it comes to


def held_at_stripe(life, moment):
    """The tier that the best of Stripe's subscriptions gives at that moment, if nothing else happens.

    That a lower one goes on when it has ended is seen when Stripe tells of the end, or at the comparison of the day.
    """
    first = _best(life)
    return _tier(life, first) if first and moment < _end(life, first) else "free"


def held(life, moment):
    """The same with the app's own trial."""
    trial = Trial.objects.filter(user=life.user).first()
    in_trial = trial is not None and trial.started_at <= moment < trial.ends_at
    return max(held_at_stripe(life, moment), "professional" if in_trial else "free", key=RANKS.get)


def best(life):
    """(tier, status, end of the period, day of leaving) of what counts; None where nothing does."""
    first = _best(life)
    if first is None:
        return None
    period_end = at(first["items"]["data"][0]["current_period_end"])
    return _tier(life, first), first["status"], period_end, at(first["cancel_at"]) if first["cancel_at"] else None


def scheduled(life):
    """The lower tier that the last phase of what counts is planned to bring; empty where it stays or rises."""
    first = _best(life)
    if first is None or first["schedule"] is None:
        return ""
    planned = life.account.get("subscription_schedule", first["schedule"])["phases"][-1]["items"][0]["price"]
    tier = _sold_as(life, planned)
    return tier if RANKS[tier] < RANKS[_tier(life, first)] else ""


def _best(life):
    def rank(one):
        return life.now < _end(life, one), RANKS[_tier(life, one)], one["status"] != "past_due", _end(life, one)

    return max(life.subscriptions(*_LIVE), key=rank, default=None)


def _tier(life, one):
    return _sold_as(life, one["items"]["data"][0]["price"]["id"])


def _sold_as(life, price):
    return next(tier for (tier, _), ours in life.server.prices.items() if ours["id"] == price)


def _end(life, one):
    end = at(one["items"]["data"][0]["current_period_end"]) + timedelta(days=3)
    if one["status"] == "past_due":
        unpaid = [
            invoice["created"]
            for invoice in life.account.all("invoice", status="open", customer=one["customer"])
            if invoice["parent"]["subscription_details"]["subscription"] == one["id"]
        ]
        end = at(min(unpaid)) + timedelta(days=7)
        return min(end, at(one["cancel_at"])) if one["cancel_at"] else end
    return at(one["cancel_at"]) if one["cancel_at"] else end
