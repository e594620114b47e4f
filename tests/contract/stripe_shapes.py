"""Stripe's objects in the shapes of today (SDK 16.1, API 2026-10-28.endive), with every field that its schema requires.

A period is on the subscription's items, a cancellation is `cancel_at` or the flag, an invoice names its subscription
under `parent`, and no object has the fields that went before.
"""

API_VERSION = "2026-10-28.endive"
_TAX = {"enabled": False, "liability": None, "disabled_reason": None}


def customer(id, at, **given):
    return {
        "id": id, "object": "customer", "created": at, "livemode": False, "email": None, "metadata": {},
        "invoice_prefix": "AB12CD34", "default_source": None, "delinquent": False, "name": None, **given,
    }  # fmt: skip


def product(id, at, *, name, **given):
    return {
        "id": id, "object": "product", "created": at, "updated": at, "livemode": False, "active": True, "images": [],
        "marketing_features": [], "metadata": {}, "name": name, "description": None, **given,
    }  # fmt: skip


def price(id, at, *, product, unit_amount, currency, interval, lookup_key=None, **given):
    recurring = {"interval": interval, "interval_count": 1, "meter": None, "usage_type": "licensed"}
    return {
        "id": id, "object": "price", "created": at, "livemode": False, "active": True, "billing_scheme": "per_unit",
        "currency": currency, "metadata": {}, "product": product, "type": "recurring", "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount), "lookup_key": lookup_key, "nickname": None, "recurring": recurring,
        "tax_behavior": "unspecified", **given,
    }  # fmt: skip


def subscription(id, at, *, customer, prices, period, status="active", metadata=None, trial_end=None):
    """`prices` are price objects; `period` is (start, end) in seconds."""
    items = [_item(f"si_{id[4:]}{n}", at, price, period, id) for n, price in enumerate(prices)]
    return {
        "id": id, "object": "subscription", "created": at, "livemode": False, "customer": customer, "status": status,
        "items": {"object": "list", "has_more": False, "url": f"/v1/subscription_items?subscription={id}",
                  "data": items},
        "metadata": metadata or {}, "start_date": at, "trial_start": at if trial_end else None, "trial_end": trial_end,
        "cancel_at": None, "cancel_at_period_end": False, "canceled_at": None, "ended_at": None,
        "billing_cycle_anchor": period[0], "billing_mode": {"type": "flexible", "flexible": {}},
        "billing_schedules": [], "automatic_tax": _TAX, "collection_method": "charge_automatically",
        "currency": "usd", "discounts": [], "latest_invoice": None, "schedule": None, "pause_collection": None,
        "invoice_settings": {"issuer": {"type": "self"}, "account_tax_ids": None},
        "cancellation_details": {"comment": None, "feedback": None, "reason": None}, "default_payment_method": None,
    }  # fmt: skip


def _item(id, at, price, period, subscription):
    return {
        "id": id, "object": "subscription_item", "created": at, "current_period_start": period[0],
        "current_period_end": period[1], "discounts": [], "metadata": {}, "price": price, "quantity": 1,
        "subscription": subscription, "tax_rates": [], "billing_thresholds": None,
    }  # fmt: skip


def schedule(id, at, *, customer, subscription, phases):
    """Of a subscription that runs: `phases` as `phase` makes them, of which the first is the current one."""
    default = {"application_fee_percent": None, "automatic_tax": _TAX, "billing_cycle_anchor": "automatic",
               "collection_method": "charge_automatically", "default_payment_method": None, "description": None,
               "invoice_settings": {"issuer": {"type": "self"}, "account_tax_ids": None, "days_until_due": None},
               "on_behalf_of": None, "transfer_data": None}  # fmt: skip
    return {
        "id": id, "object": "subscription_schedule", "created": at, "livemode": False, "customer": customer,
        "subscription": subscription, "status": "active", "end_behavior": "release", "phases": phases,
        "current_phase": span(phases[0]), "billing_mode": {"type": "flexible", "flexible": {}},
        "default_settings": default, "metadata": {}, "application": None, "canceled_at": None, "completed_at": None,
        "released_at": None, "released_subscription": None, "test_clock": None,
    }  # fmt: skip


def phase(start, end, prices, *, trial_end=None):
    """Of these price objects; the end is told of the last phase too, after which the schedule is over."""
    items = [{"price": price["id"], "quantity": 1, "discounts": [], "metadata": {}, "tax_rates": []}
             for price in prices]  # fmt: skip
    return {
        "start_date": start, "end_date": end, "items": items, "add_invoice_items": [], "currency": "usd",
        "discounts": [], "proration_behavior": "none", "trial_end": trial_end, "metadata": {},
        "billing_cycle_anchor": None, "collection_method": None, "default_tax_rates": [], "description": None,
        "invoice_settings": None, "on_behalf_of": None, "transfer_data": None, "application_fee_percent": None,
    }  # fmt: skip


def span(phase):
    return {"start_date": phase["start_date"], "end_date": phase["end_date"]}


def invoice(id, at, *, customer, subscription, amount, status, period, reason="subscription_cycle"):
    paid = amount if status == "paid" else 0
    details = {"subscription": subscription["id"], "metadata": subscription["metadata"]}
    return {
        "id": id, "object": "invoice", "created": at, "livemode": False, "customer": customer, "status": status,
        "amount_due": amount, "amount_overpaid": 0, "amount_paid": paid, "amount_paid_off_stripe": 0,
        "amount_remaining": amount - paid, "amount_shipping": 0, "attempt_count": int(status != "draft"),
        "attempted": status != "draft",
        "auto_advance": status in ("draft", "open"), "automatic_tax": {**_TAX, "provider": None, "status": None},
        "billing_reason": reason, "collection_method": "charge_automatically", "currency": "usd",
        "default_tax_rates": [], "discounts": [], "issuer": {"type": "self"}, "period_start": period[0],
        "period_end": period[1], "post_payment_credit_notes_amount": 0, "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0, "subtotal": amount, "total": amount, "metadata": {},
        "lines": {"object": "list", "has_more": False, "url": f"/v1/invoices/{id}/lines", "data": []},
        "parent": {"type": "subscription_details", "quote_details": None, "subscription_details": details},
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "status_transitions": {"finalized_at": None if status == "draft" else at, "marked_uncollectible_at": None,
                               "voided_at": None, "paid_at": at if status == "paid" else None},
        "hosted_invoice_url": f"https://invoice.stripe.example/{id}",
    }  # fmt: skip


def invoice_payment(id, at, *, invoice, payment_intent):
    return {
        "id": id, "object": "invoice_payment", "created": at, "livemode": False, "invoice": invoice["id"],
        "amount_paid": invoice["total"], "amount_requested": invoice["total"], "currency": invoice["currency"],
        "is_default": True, "payment": {"type": "payment_intent", "payment_intent": payment_intent}, "status": "paid",
        "status_transitions": {"canceled_at": None, "paid_at": at},
    }  # fmt: skip


def refund(id, at, *, payment_intent, amount, **given):
    return {
        "id": id, "object": "refund", "created": at, "amount": amount, "currency": "usd", "charge": None,
        "payment_intent": payment_intent, "reason": None, "status": "succeeded", "metadata": {}, **given,
    }  # fmt: skip


def session(id, at, *, url, **given):
    return {
        "id": id, "object": "checkout.session", "created": at, "expires_at": at + 86_400, "livemode": False,
        "automatic_tax": {**_TAX, "provider": None, "status": None}, "custom_fields": [], "shipping_options": [],
        "custom_text": {"after_submit": None, "shipping_address": None, "submit": None,
                        "terms_of_service_acceptance": None},
        "payment_method_types": ["card"], "payment_status": "unpaid", "status": "open", "subscription": None,
        "customer": None, "client_reference_id": None, "metadata": {}, "currency": "usd", "amount_total": None,
        "ui_mode": "hosted_page", "url": url, **given,
    }  # fmt: skip


def portal_session(id, at, *, customer, configuration, return_url, url):
    return {
        "id": id, "object": "billing_portal.session", "created": at, "livemode": False, "customer": customer,
        "configuration": configuration, "return_url": return_url, "url": url, "flow": None, "locale": None,
        "on_behalf_of": None, "customer_account": None,
    }  # fmt: skip


def portal_configuration(id, at, *, features, **given):
    cancel = {"enabled": False, "mode": "at_period_end", "proration_behavior": "none",
              "cancellation_reason": {"enabled": False, "options": []}}  # fmt: skip
    update = {"enabled": False, "default_allowed_updates": [], "proration_behavior": "none", "products": [],
              "billing_cycle_anchor": None, "trial_update_behavior": "end_trial",
              "schedule_at_period_end": {"conditions": []}}  # fmt: skip
    known = {"customer_update": {"enabled": False, "allowed_updates": []}, "invoice_history": {"enabled": False},
             "payment_method_update": {"enabled": False, "payment_method_configuration": None},
             "subscription_cancel": cancel, "subscription_update": update}  # fmt: skip
    return {
        "id": id, "object": "billing_portal.configuration", "created": at, "updated": at, "livemode": False,
        "active": True, "is_default": False, "application": None, "default_return_url": None, "metadata": {},
        "name": None, "login_page": {"enabled": False, "url": None},
        "business_profile": {"headline": None, "privacy_policy_url": None, "terms_of_service_url": None},
        "features": {name: {**shape, **features.get(name, {})} for name, shape in known.items()}, **given,
    }  # fmt: skip


def webhook_endpoint(id, at, *, url, enabled_events, **given):
    return {
        "id": id, "object": "webhook_endpoint", "created": at, "livemode": False, "url": url, "status": "enabled",
        "enabled_events": enabled_events, "metadata": {}, "api_version": None, "application": None,
        "description": None, **given,
    }  # fmt: skip


def charge(id, at, *, customer, amount, **given):
    address = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}
    billing = {"address": address, "email": None, "name": None, "phone": None, "tax_id": None}
    return {
        "id": id, "object": "charge", "created": at, "livemode": False, "amount": amount, "amount_captured": amount,
        "amount_refunded": 0, "billing_details": billing, "captured": True, "currency": "usd", "disputed": False,
        "metadata": {}, "paid": True, "refunded": False, "status": "succeeded", "customer": customer, **given,
    }  # fmt: skip


def dispute(id, at, *, charge):
    """A dispute names its charge and no customer."""
    texts = (
        *("access_activity_log", "billing_address", "cancellation_policy_disclosure", "cancellation_rebuttal"),
        *("customer_email_address", "customer_name", "customer_purchase_ip", "duplicate_charge_explanation"),
        *("duplicate_charge_id", "product_description", "refund_policy_disclosure", "refund_refusal_explanation"),
        *("service_date", "shipping_address", "shipping_carrier", "shipping_date", "shipping_tracking_number"),
        *("uncategorized_text", "cancellation_policy", "customer_communication", "customer_signature"),
        *("duplicate_charge_documentation", "receipt", "refund_policy", "service_documentation"),
        *("shipping_documentation", "uncategorized_file"),
    )
    return {
        "id": id, "object": "dispute", "created": at, "livemode": False, "amount": charge["amount"],
        "balance_transactions": [], "charge": charge["id"], "currency": "usd", "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(texts), "enhanced_evidence": {}},
        "evidence_details": {"due_by": at + 604_800, "has_evidence": False, "past_due": False, "submission_count": 0,
                             "enhanced_eligibility": {}, "submission_method": None},
        "is_charge_refundable": True, "metadata": {}, "reason": "fraudulent", "status": "needs_response",
    }  # fmt: skip


def event(id, at, *, type, object, previous=None):
    """A snapshot event."""
    data = {"object": object} | ({"previous_attributes": previous} if previous is not None else {})
    return {
        "id": id, "object": "event", "api_version": API_VERSION, "created": at, "data": data, "livemode": False,
        "pending_webhooks": 1, "request": {"id": None, "idempotency_key": None}, "type": type,
    }  # fmt: skip
