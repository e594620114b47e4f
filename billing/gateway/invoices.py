"""Finds invoices of renewals that were charged after a moment, and takes them back.

https://docs.stripe.com/invoicing/overview, https://docs.stripe.com/api/refunds/create
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe

from billing.gateway.client import PAGE, asking, client
from billing.gateway.standing import subscription_of

VOIDED, REFUNDED, LEFT = "voided", "refunded", "left"
_NO_PAYMENT = "no_paid_payment"
# Why an invoice was left that may still be taken back later: where it stands, or that Stripe names no payment of it.
UNDECIDED = ("draft", "open", "uncollectible", _NO_PAYMENT)
_RENEWAL = "subscription_cycle"
_ALREADY_REFUNDED = "charge_already_refunded"


@dataclass(frozen=True, slots=True)
class Renewal:
    """The invoice of a renewal; the amount is in the currency's smallest unit."""

    id: str
    subscription_id: str
    status: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class InvoiceOutcome:
    """What was done about an invoice that was to be taken back; for one that was left, Stripe's reason."""

    name: str
    error: str = ""


def renewals_charged_since(customer_id: str, since: datetime) -> list[Renewal]:
    """Return the customer's renewals that were paid or finalised since then, and drafts that would be.

    Looks at the newest hundred invoices. Raises CustomerGone or PaymentsUnavailable.
    """
    with asking("invoices"):
        found = client().v1.invoices.list({"customer": customer_id, "limit": PAGE}).data
    invoices = [one.to_dict() for one in found]
    return [_renewal(one) for one in invoices if one["amount_due"] and _is_charged_since(one, int(since.timestamp()))]


def take_back(renewal: Renewal) -> InvoiceOutcome:
    """Void the invoice, or refund what was paid of it, and return what was done. Doing it again refunds nothing twice.

    Raises PaymentsUnavailable if a later try may succeed.
    """
    invoices, status = client().v1.invoices, renewal.status
    if status == "draft":  # which can't be voided, and is charged when Stripe finalises it
        status = _changed(renewal.id, lambda id: invoices.finalize_invoice(id, {"auto_advance": False}))
    if status in ("open", "uncollectible"):
        status = _changed(renewal.id, invoices.void_invoice)
    if status == "void":
        return InvoiceOutcome(VOIDED)
    return _refund(renewal.id) if status == "paid" else InvoiceOutcome(LEFT, status)


def _renewal(invoice: dict[str, Any]) -> Renewal:
    return Renewal(
        invoice["id"], subscription_of(invoice), invoice["status"], invoice["amount_due"], invoice["currency"]
    )


def _is_charged_since(invoice: dict[str, Any], since: int) -> bool:
    """Tell whether the invoice was charged since then.

    Stripe gives whole seconds, so the same second counts as later.
    """
    if invoice.get("billing_reason") != _RENEWAL or invoice["status"] not in ("draft", "open", "paid"):
        return False
    moments = invoice["status_transitions"]
    charged_at = moments["paid_at"] if invoice["status"] == "paid" else moments["finalized_at"]
    return charged_at is None or charged_at >= since


def _changed(invoice_id: str, change: Callable[[str], stripe.Invoice]) -> str:
    """Change the invoice and return its new status; its present one if Stripe changed it first."""
    with asking("invoice"):
        try:
            return str(change(invoice_id).status)
        except stripe.InvalidRequestError:
            return str(client().v1.invoices.retrieve(invoice_id).status)


def _refund(invoice_id: str) -> InvoiceOutcome:
    with asking("refund"):
        payments = client().v1.invoice_payments.list({"invoice": invoice_id, "status": "paid"}).data
        if not payments:  # as of an invoice that was marked as paid outside Stripe
            return InvoiceOutcome(LEFT, _NO_PAYMENT)
        for payment in payments:
            paid = payment.payment.to_dict()
            try:
                _give_back(invoice_id, paid)
            except stripe.InvalidRequestError as error:
                if error.code != _ALREADY_REFUNDED:
                    return InvoiceOutcome(LEFT, error.code or "refused")
    return InvoiceOutcome(REFUNDED)


def _give_back(invoice_id: str, paid: dict[str, Any]) -> None:
    kind = paid["type"]
    asked: Any = {
        kind: paid[kind],
        "reason": "requested_by_customer",
        "metadata": {"invoice": invoice_id, "why": "renewed while the account was being deleted"},
    }
    client().v1.refunds.create(asked, {"idempotency_key": f"clausewatch-late-charge-{paid[kind]}"})
