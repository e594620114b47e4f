"""What a Stripe account holds, and what its customers and its clock do to it. Each change leaves the event of today.

`events` is what Stripe would send, oldest first. Nothing is delivered here: a test does that in the order it likes.
"""

import copy

from tests.contract import stripe_shapes as shapes
from tests.contract.stripe_objects import Refusal, StripeObjects, missing, new_id

DAY = 86_400
PERIODS = {"month": 30 * DAY, "year": 365 * DAY}


class StripeAccount(StripeObjects):
    # --- What an owner sets up

    def price(self, amount=1900, interval="month", lookup_key=None, product=None):
        product = product or self.keep(shapes.product(new_id("prod"), self.now, name="A plan"))["id"]
        return self.keep(
            shapes.price(
                *(new_id("price"), self.now), product=product, unit_amount=amount, currency="usd", interval=interval,
                lookup_key=lookup_key,
            )
        )  # fmt: skip

    def customer(self, **given):
        made = self.keep(shapes.customer(new_id("cus"), self.now, **given))
        self.tell("customer.created", made)
        return made

    # --- What is done to an invoice

    def finalise(self, invoice, *, auto_advance=True):
        if invoice["status"] != "draft":
            raise Refusal(400, "invalid_request_error", "This invoice is already finalized.")
        invoice.update(status="open", auto_advance=auto_advance and invoice["auto_advance"])
        invoice["status_transitions"]["finalized_at"] = self.now
        return self.tell("invoice.finalized", invoice)

    def void(self, invoice):
        if invoice["status"] not in ("open", "uncollectible"):
            text = f"You can only pass in open invoices. This invoice isn't open: it is {invoice['status']}."
            raise Refusal(400, "invalid_request_error", text)
        invoice.update(status="void", auto_advance=False)
        invoice["status_transitions"]["voided_at"] = self.now
        return self.tell("invoice.voided", invoice)

    def give_back(self, payment_intent, metadata):
        """What `payment_intent` paid is refunded, once."""
        payments = self.all("invoice_payment")
        paid = next((one for one in payments if one["payment"]["payment_intent"] == payment_intent), None)
        if paid is None:
            raise missing("payment_intent", payment_intent, "payment_intent")
        if self.all("refund", payment_intent=payment_intent):
            text = "Charge has already been refunded."
            raise Refusal(400, "invalid_request_error", text, code="charge_already_refunded")
        amount = paid["amount_paid"]
        made = shapes.refund(
            *(new_id("re"), self.now), payment_intent=payment_intent, amount=amount, metadata=metadata
        )  # fmt: skip
        customer = self.get("invoice", paid["invoice"])["customer"]
        charge = self.keep(shapes.charge(new_id("ch"), self.now, customer=customer, amount=amount))
        charge.update(refunded=True, amount_refunded=amount)
        self.tell("charge.refunded", charge)
        return self.keep(made)

    # --- What a customer does

    def subscribe(self, customer, *prices, status="active", metadata=None, trial_end=None):
        """A new subscription of a customer to these price objects."""
        length = PERIODS[prices[0]["recurring"]["interval"]] if prices else PERIODS["month"]
        period = (self.now, trial_end or self.now + length)
        made = shapes.subscription(
            *(new_id("sub"), self.now), customer=customer["id"], prices=prices, period=period, metadata=metadata,
            trial_end=trial_end, status="trialing" if trial_end else status,
        )  # fmt: skip
        self.keep(made)
        self.tell("customer.subscription.created", made)
        if made["status"] in ("active", "trialing"):
            self._invoice(made, "paid", "subscription_create")
        return made

    def pay(self, session_id):
        """The customer completes Checkout: the session's subscription begins."""
        session = self.get("checkout.session", session_id)
        assert session["status"] == "open", session["status"]
        if session["customer"] is None:
            session["customer"] = self.customer()["id"]
        prices = [self.get("price", id) for id in session["_prices"]]
        data = session["_subscription_data"]
        made = self.subscribe(
            self.get("customer", session["customer"]), *prices,
            metadata=data.get("metadata"), trial_end=int(data["trial_end"]) if "trial_end" in data else None,
        )  # fmt: skip
        session.update(status="complete", payment_status="paid", subscription=made["id"], url=None)
        self.tell("checkout.session.completed", _public(session))
        return made

    def cancel_at_period_end(self, subscription, *, by="flag"):
        """Leaving: the API and the dashboard set the flag (and the date), the portal's flexible mode the date alone."""
        self._release(subscription)
        end = _period_end(subscription)
        subscription.update(cancel_at=end, canceled_at=self.now, cancel_at_period_end=by == "flag")
        return self._updated(subscription, cancel_at=None, cancel_at_period_end=False)

    def resume(self, subscription):
        subscription.update(cancel_at=None, canceled_at=None, cancel_at_period_end=False)
        return self._updated(subscription)

    def cancel_now(self, subscription, *, schedule="canceled"):
        """`schedule` is what becomes of a schedule: it is aborted where nothing was paid."""
        self._end_schedule(subscription, schedule, status="canceled", canceled_at=self.now)
        subscription.update(status="canceled", canceled_at=self.now, ended_at=self.now)
        return self.tell("customer.subscription.deleted", subscription)

    def change_price(self, subscription, price):
        self._release(subscription)
        subscription["items"]["data"][0]["price"] = price
        return self._updated(subscription)

    def change_price_at_the_end(self, subscription, price):
        """What the portal's `schedule_at_period_end` does; a change that waits already is replaced."""
        end = _period_end(subscription)
        following = shapes.phase(end, end + PERIODS[price["recurring"]["interval"]], [price])
        schedule = self.schedule_of(subscription) or self.schedule(subscription)
        before = {"phases": copy.deepcopy(schedule["phases"])}
        schedule["phases"] = [phase for phase in schedule["phases"] if phase["start_date"] < end] + [following]
        return self.tell("subscription_schedule.updated", schedule, before)

    def take_back(self, subscription):
        """The change that waits for the end of the period is not wanted any more."""
        self._release(subscription)
        return self._updated(subscription)

    def schedule_of(self, subscription):
        return self.kept.get(subscription["schedule"])

    def waits(self, subscription):
        """Whether a change of price waits for the end of the period."""
        schedule = self.schedule_of(subscription)
        return schedule is not None and schedule["phases"][-1]["start_date"] >= _period_end(subscription)

    def with_schedule(self, subscription):
        """As `expand[]=schedule` shows it."""
        return copy.deepcopy({**subscription, "schedule": self.schedule_of(subscription)})

    def pause(self, subscription):
        """A trial that ended without a card, where the account's settings pause it."""
        subscription["status"] = "paused"
        return self.tell("customer.subscription.paused", subscription)

    def pause_collection(self, subscription, behavior="void"):
        """What only an operator does, in the dashboard: invoices are made and nobody pays them."""
        subscription["pause_collection"] = {"behavior": behavior, "resumes_at": None}
        return self._updated(subscription, pause_collection=None)

    def delete_customer(self, customer):
        """Stripe cancels what a deleted customer has, and lists nothing of it any more."""
        for subscription in self.all("subscription", customer=customer["id"]):
            if subscription["status"] not in ("canceled", "incomplete_expired"):
                self.cancel_now(subscription)
        snapshot = copy.deepcopy(customer)
        customer.clear()
        customer.update(id=snapshot["id"], object="customer", deleted=True)
        return self.tell("customer.deleted", snapshot)

    def dispute(self, subscription):
        charge = self._charge(subscription)
        charge["disputed"] = True
        return self.tell("charge.dispute.created", self.keep(shapes.dispute(new_id("dp"), self.now, charge=charge)))

    def refund(self, subscription):
        charge = self._charge(subscription)
        charge.update(refunded=True, amount_refunded=charge["amount"])
        return self.tell("charge.refunded", charge)

    # --- What the clock does

    def end_trial(self, subscription):
        """The trial is over and paid for."""
        self._next_period(subscription)
        subscription["status"] = "active"
        self._invoice(subscription, "paid")
        return self._updated(subscription, status="trialing")

    def renew(self, subscription):
        """The period is over: what leaves has ended, anything else is paid for again."""
        if subscription["cancel_at"] is not None:
            self.now = max(self.now, subscription["cancel_at"])
            subscription.update(status="canceled", ended_at=self.now)
            return self.tell("customer.subscription.deleted", subscription)
        self._next_period(subscription)
        self._invoice(subscription, "paid")
        return self._updated(subscription)

    def begin_renewal(self, subscription):
        """The period is over and the next one begins. Its invoice is a draft, which Stripe charges an hour later."""
        self._next_period(subscription)
        self._invoice(subscription, "draft")
        return self._updated(subscription)

    def charge_drafts(self, subscription):
        """An hour is over: what is still a draft that Stripe is to charge is paid."""
        self.now += 3600
        for invoice in self._invoices(subscription, "draft"):
            self.finalise(invoice)
            if invoice["auto_advance"]:
                self._paid(invoice)

    def fail(self, subscription):
        """The period is over and the card refuses."""
        self._next_period(subscription)
        subscription["status"] = "past_due"
        self._invoice(subscription, "open")
        return self._updated(subscription, status="active")

    def recover(self, subscription):
        """What was open is paid."""
        for invoice in self._invoices(subscription, "open"):
            self._paid(invoice)
        subscription["status"] = "active"
        return self._updated(subscription, status="past_due")

    def go_through(self, invoice):
        """A payment that was under way arrives."""
        self._paid(invoice)

    def give_up(self, subscription, status="unpaid"):
        """The last attempt to be paid has failed."""
        if status == "canceled":
            return self.cancel_now(subscription, schedule="aborted")
        subscription["status"] = status
        return self._updated(subscription, status="past_due")

    # --- Within

    def _next_period(self, subscription):
        self.now = max(self.now, _period_end(subscription))
        self._next_phase(subscription, _period_end(subscription))
        for item in subscription["items"]["data"]:
            start = item["current_period_end"]
            self.now = max(self.now, start)
            item["current_period_start"] = start
            item["current_period_end"] = start + PERIODS[item["price"]["recurring"]["interval"]]

    def schedule(self, subscription):
        """A schedule of what the subscription is now, by which it is managed from here on."""
        items = subscription["items"]["data"]
        prices, trial_end = [item["price"] for item in items], subscription["trial_end"]
        is_in_trial = subscription["status"] == "trialing"
        current = shapes.phase(
            items[0]["current_period_start"], _period_end(subscription), prices,
            trial_end=trial_end if is_in_trial else None,
        )  # fmt: skip
        made = shapes.schedule(
            *(new_id("sub_sched"), self.now), customer=subscription["customer"], subscription=subscription["id"],
            phases=[current],
        )  # fmt: skip
        subscription["schedule"] = self.keep(made)["id"]
        self.tell("subscription_schedule.created", made)
        self._updated(subscription, schedule=None)
        return made

    def _next_phase(self, subscription, start):
        """The phase ends with the period: the next one begins, or the schedule is over and the subscription goes on."""
        schedule = self.schedule_of(subscription)
        if schedule is None:
            return
        following = next((phase for phase in schedule["phases"] if phase["start_date"] >= start), None)
        if following is None:
            self._end_schedule(subscription, "completed", status="completed", completed_at=self.now)
            return
        before = {"current_phase": schedule["current_phase"]}
        schedule["current_phase"] = shapes.span(following)
        for item, planned in zip(subscription["items"]["data"], following["items"], strict=True):
            item["price"] = self.get("price", planned["price"])
        self.tell("subscription_schedule.updated", schedule, before)

    def _release(self, subscription):
        self._end_schedule(
            subscription, "released", status="released", released_at=self.now, released_subscription=subscription["id"]
        )

    def _end_schedule(self, subscription, how, **fields):
        """Where there is a schedule, it manages the subscription no more; `how` names the event."""
        schedule = self.schedule_of(subscription)
        if schedule is not None:
            schedule.update(current_phase=None, subscription=None, **fields)
            subscription["schedule"] = None
            self.tell(f"subscription_schedule.{how}", schedule)

    def _invoice(self, subscription, status, reason="subscription_cycle"):
        items = subscription["items"]["data"]
        amount = 0 if subscription["status"] == "trialing" else sum(item["price"]["unit_amount"] for item in items)
        period = (items[0]["current_period_start"], items[0]["current_period_end"]) if items else (self.now, self.now)
        made = shapes.invoice(
            *(new_id("in"), self.now), customer=subscription["customer"], subscription=subscription, amount=amount,
            status=status, period=period, reason=reason,
        )  # fmt: skip
        subscription["latest_invoice"] = self.keep(made)["id"]
        if status == "paid":
            self._note_payment(made)
        self.tell({"paid": "invoice.paid", "open": "invoice.payment_failed", "draft": "invoice.created"}[status], made)

    def _paid(self, invoice):
        invoice.update(status="paid", amount_paid=invoice["total"], amount_remaining=0, auto_advance=False)
        invoice["status_transitions"]["paid_at"] = self.now
        self._note_payment(invoice)
        self.tell("invoice.paid", invoice)

    def _note_payment(self, invoice):
        if invoice["total"]:
            intent = new_id("pi")
            self.keep(shapes.invoice_payment(new_id("inpay"), self.now, invoice=invoice, payment_intent=intent))

    def _invoices(self, subscription, status):
        found = self.all("invoice", status=status, customer=subscription["customer"])
        return [i for i in found if i["parent"]["subscription_details"]["subscription"] == subscription["id"]]

    def _charge(self, subscription):
        amount = sum(item["price"]["unit_amount"] for item in subscription["items"]["data"])
        customer = subscription["customer"]
        return self.keep(shapes.charge(new_id("ch"), self.now, customer=customer, amount=amount))

    def _updated(self, subscription, **previous):
        return self.tell("customer.subscription.updated", subscription, previous)


def _period_end(subscription):
    return subscription["items"]["data"][0]["current_period_end"]


def _public(thing):
    """Without what only this account remembers of it."""
    return {name: value for name, value in thing.items() if not name.startswith("_")}
