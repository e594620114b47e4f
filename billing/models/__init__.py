"""The rows behind entitlements: what a person holds, the ledger of what they held, and who pays at Stripe."""

from billing.models.ledger import EntitlementChange, UsedTrial
from billing.models.stripe import (
    BillingAccount,
    BillingCustomer,
    CustomerSearch,
    LateCharge,
    RefusedWebhooks,
    StripeEvent,
)
from billing.models.subscriptions import Subscription, Trial

__all__ = [
    "BillingAccount",
    "BillingCustomer",
    "CustomerSearch",
    "EntitlementChange",
    "LateCharge",
    "RefusedWebhooks",
    "StripeEvent",
    "Subscription",
    "Trial",
    "UsedTrial",
]
