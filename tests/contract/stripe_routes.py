"""What each of Stripe's addresses does to a `StripeAccount`: the calls that the service makes and no others."""

import copy
import re

from tests.contract import stripe_shapes as shapes
from tests.contract.stripe_account import DAY
from tests.contract.stripe_objects import Refusal, missing, new_id

_LISTS = {
    "customers": "customer", "products": "product", "prices": "price", "subscriptions": "subscription",
    "invoices": "invoice", "checkout/sessions": "checkout.session", "webhook_endpoints": "webhook_endpoint",
    "billing_portal/configurations": "billing_portal.configuration", "charges": "charge", "disputes": "dispute",
    "refunds": "refund", "subscription_schedules": "subscription_schedule", "invoice_payments": "invoice_payment",
}  # fmt: skip
_FILTERS = ("customer", "subscription", "active", "product", "is_default", "invoice")
_LIVE = ("trialing", "active", "past_due", "unpaid", "paused", "incomplete")


def route(account, site, method, path, form):
    """The answer's object, or a Refusal."""
    where = path.removeprefix("/v1/")
    if method == "post" and where in _MADE:
        return _public(_MADE[where](account, site, form))
    if method == "get" and where == "events":
        return _page(account.events[::-1], path, form)
    if method == "get" and where in _LISTS:
        found = _found(account, where, form)
        if where == "subscriptions" and "data.schedule" in form.get("expand", []):
            found = [account.with_schedule(one) for one in found]
        return _page(found, path, form)
    collection, _, id = where.rpartition("/")
    if method == "get" and collection == "events":
        return next((event for event in account.events if event["id"] == id), None) or _raise(missing("event", id))
    if method == "get" and collection in _LISTS:
        return _public(account.get(_LISTS[collection], id))
    for (wanted, pattern), act in _CHANGED.items():
        found = re.fullmatch(pattern, where)
        if method == wanted and found:
            return _public(act(account, found[1], form))
    raise Refusal(404, "invalid_request_error", f"Unrecognized request URL ({method.upper()}: {path}).")


def _raise(refusal):
    raise refusal


def _found(account, where, form):
    if form.get("customer") and where in ("subscriptions", "invoices", "checkout/sessions"):
        customer = account.get("customer", form["customer"], "customer")
        if customer.get("deleted"):
            raise missing("customer", customer["id"], "customer")
    found = [thing for thing in account.all(_LISTS[where]) if not thing.get("deleted")]
    for name in _FILTERS:
        if name in form:
            found = [thing for thing in found if str(thing.get(name)).lower() == form[name]]
    if "lookup_keys" in form:
        found = [thing for thing in found if thing["lookup_key"] in form["lookup_keys"]]
    if where == "subscriptions":
        wanted = form.get("status")
        if wanted is None:
            return [thing for thing in found if thing["status"] != "canceled"]
        return found if wanted == "all" else [thing for thing in found if thing["status"] == wanted]
    return [thing for thing in found if "status" not in form or thing["status"] == form["status"]]


def _page(found, path, form):
    limit = int(form.get("limit", 10))
    if not 1 <= limit <= 100:
        raise Refusal(400, "invalid_request_error", "limit is 1 to 100", param="limit")
    ids = [thing["id"] for thing in found]
    if "starting_after" in form:
        if form["starting_after"] not in ids:
            raise missing("object", form["starting_after"], "starting_after")
        found = found[ids.index(form["starting_after"]) + 1 :]
    data = [_public(thing) for thing in found[:limit]]
    return {"object": "list", "url": path, "has_more": len(found) > limit, "data": data}


def _make_customer(account, site, form):
    return account.customer(email=form.get("email"), name=form.get("name"), metadata=form.get("metadata", {}))


def _make_product(account, site, form):
    given = {name: form[name] for name in ("description", "metadata") if name in form}
    return account.keep(shapes.product(form.get("id") or new_id("prod"), account.now, name=form["name"], **given))


def _make_price(account, site, form):
    key = form.get("lookup_key")
    for other in account.all("price", lookup_key=key) if key else []:
        if form.get("transfer_lookup_key") != "true":
            text = f"A price (`{other['id']}`) already uses that lookup key."
            raise Refusal(400, "invalid_request_error", text, param="lookup_key")
        other["lookup_key"] = None
    account.get("product", form["product"], "product")
    made = shapes.price(
        *(new_id("price"), account.now), product=form["product"], unit_amount=int(form["unit_amount"]),
        currency=form["currency"], interval=form["recurring"]["interval"], lookup_key=key,
        metadata=form.get("metadata", {}),
    )  # fmt: skip
    return account.keep(made)


def _make_session(account, site, form):
    if form.get("customer") and account.get("customer", form["customer"], "customer").get("deleted"):
        raise missing("customer", form["customer"], "customer")
    trial_end = int(form.get("subscription_data", {}).get("trial_end", account.now + 3 * DAY))
    if trial_end < account.now + 2 * DAY:
        text = "The `trial_end` date has to be at least 2 days in the future."
        raise Refusal(400, "invalid_request_error", text, param="subscription_data[trial_end]")
    id = new_id("cs_test")
    prices = [account.get("price", line["price"], "line_items[0][price]")["id"] for line in form["line_items"]]
    kept = ("customer", "client_reference_id", "metadata", "mode", "success_url", "cancel_url")
    return account.keep(
        shapes.session(
            *(id, account.now), url=f"{site}/pay/{id}", _prices=prices,
            _subscription_data=form.get("subscription_data", {}), **{name: form[name] for name in kept if name in form},
        )
    )  # fmt: skip


def _expire_session(account, id, form):
    session = account.get("checkout.session", id)
    if session["status"] != "open":
        text = f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {session["status"]}.'
        raise Refusal(400, "invalid_request_error", text)
    session.update(status="expired", url=None)
    account.tell("checkout.session.expired", _public(session))
    return session


def _make_portal_session(account, site, form):
    if account.get("customer", form["customer"], "customer").get("deleted"):
        raise missing("customer", form["customer"], "customer")
    configuration = form.get("configuration", "bpc_of_the_dashboard")
    id = new_id("bps")
    return account.keep(
        shapes.portal_session(
            *(id, account.now), customer=form["customer"], configuration=configuration,
            return_url=form.get("return_url"), url=f"{site}/portal/{id}",
        )
    )  # fmt: skip


def _make_configuration(account, site, form):
    given = {name: form[name] for name in ("metadata", "default_return_url", "name") if name in form}
    features = _features(form["features"])
    return account.keep(shapes.portal_configuration(new_id("bpc"), account.now, features=features, **given))


def _features(form):
    features = _shown(form)
    for product in features.get("subscription_update", {}).get("products", []):
        product["adjustable_quantity"] = {"enabled": False, "maximum": None, "minimum": 1}
    return features


def _shown(value):
    """A form's texts as the values that the object shows."""
    if isinstance(value, dict):
        return {name: _shown(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_shown(part) for part in value]
    return value == "true" if value in ("true", "false") else value


def _change_configuration(account, id, form):
    kept = account.get("billing_portal.configuration", id)
    fresh = shapes.portal_configuration(id, kept["created"], features=_features(form.get("features", {})))
    kept["features"] |= {name: fresh["features"][name] for name in form.get("features", {})}
    return kept


def _make_endpoint(account, site, form):
    given = {name: form[name] for name in ("metadata", "description", "api_version") if name in form}
    events = form["enabled_events"]
    made = shapes.webhook_endpoint(new_id("we"), account.now, url=form["url"], enabled_events=events, **given)
    account.keep(made)
    return {**made, "secret": f"whsec_{made['id']}"}  # told once, when it is made


def _change_endpoint(account, id, form):
    kept = account.get("webhook_endpoint", id)
    kept.update({name: form[name] for name in ("url", "enabled_events") if name in form})
    if "disabled" in form:
        kept["status"] = "disabled" if form["disabled"] == "true" else "enabled"
    return kept


def _change(kind, *names):
    def change(account, id, form):
        kept = account.get(kind, id)
        kept.update({name: _shown(form[name]) for name in names if name in form})
        return kept

    return change


def _change_subscription(account, id, form):
    subscription = account.get("subscription", id)
    if "cancel_at_period_end" in form:
        if subscription["schedule"]:
            text = f"The subscription is managed by the subscription schedule `{subscription['schedule']}`."
            raise Refusal(400, "invalid_request_error", text)
        leaves = form["cancel_at_period_end"] == "true"
        account.cancel_at_period_end(subscription) if leaves else account.resume(subscription)
    for item in form.get("items", []):
        account.change_price(subscription, account.get("price", item["price"]))
    return subscription


def _cancel_subscription(account, id, form):
    subscription = account.get("subscription", id)
    if subscription["status"] not in _LIVE:
        raise missing("subscription", id)
    account.cancel_now(subscription)
    return subscription


def _finalise_invoice(account, id, form):
    invoice = account.get("invoice", id)
    account.finalise(invoice, auto_advance=form.get("auto_advance") != "false")
    return invoice


def _void_invoice(account, id, form):
    invoice = account.get("invoice", id)
    account.void(invoice)
    return invoice


def _make_refund(account, site, form):
    return account.give_back(form["payment_intent"], form.get("metadata", {}))


def _release_schedule(account, id, form):
    schedule = account.get("subscription_schedule", id)
    account.take_back(account.get("subscription", schedule["subscription"]))
    return schedule


def _make_schedule(account, site, form):
    return account.schedule(account.get("subscription", form["from_subscription"]))


def _change_schedule(account, id, form):
    """The phases are the current one, as it is, and the one that follows."""
    schedule = account.get("subscription_schedule", id)
    current, following = form["phases"]
    if int(current["start_date"]) != schedule["current_phase"]["start_date"]:
        text = "You can not modify the start date of the current phase."
        raise Refusal(400, "invalid_request_error", text, param="phases")
    subscription = account.get("subscription", schedule["subscription"])
    account.change_price_at_the_end(subscription, account.get("price", following["items"][0]["price"]))
    return schedule


def _delete_customer(account, id, form):
    customer = account.get("customer", id)
    if customer.get("deleted"):
        raise missing("customer", id)
    account.delete_customer(customer)
    return customer


def _public(thing):
    return copy.deepcopy({name: value for name, value in thing.items() if not name.startswith("_")})


_MADE = {
    "customers": _make_customer, "products": _make_product, "prices": _make_price,
    "checkout/sessions": _make_session, "billing_portal/sessions": _make_portal_session,
    "billing_portal/configurations": _make_configuration, "webhook_endpoints": _make_endpoint,
    "subscription_schedules": _make_schedule, "refunds": _make_refund,
}  # fmt: skip
_CHANGED = {
    ("post", r"customers/([^/]+)"): _change("customer", "email", "name", "metadata"),
    ("post", r"products/([^/]+)"): _change("product", "name", "active", "description"),
    ("post", r"prices/([^/]+)"): _change("price", "active", "nickname"),
    ("post", r"webhook_endpoints/([^/]+)"): _change_endpoint,
    ("post", r"checkout/sessions/([^/]+)/expire"): _expire_session,
    ("post", r"billing_portal/configurations/([^/]+)"): _change_configuration,
    ("post", r"invoices/([^/]+)/finalize"): _finalise_invoice,
    ("post", r"invoices/([^/]+)/void"): _void_invoice,
    ("post", r"subscriptions/([^/]+)"): _change_subscription,
    ("post", r"subscription_schedules/([^/]+)/release"): _release_schedule,
    ("post", r"subscription_schedules/([^/]+)"): _change_schedule,
    ("delete", r"subscriptions/([^/]+)"): _cancel_subscription,
    ("delete", r"customers/([^/]+)"): _delete_customer,
}  # fmt: skip
