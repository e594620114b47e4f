"""The operator's pages about money: what people hold, the ledger, and what Stripe told."""

from billing.admin import stripe as stripe
from billing.admin import subscriptions as subscriptions
