"""The connection to Stripe, at STRIPE_API_BASE, with short timeouts, and the translation of its errors into ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

import stripe
import structlog
from django.conf import settings

from billing.gateway.errors import PaymentsUnavailable

logger = structlog.get_logger(__name__)

# Somebody waits for the answer, and the account's row is locked meanwhile.
TIMEOUT_SECONDS = 10
RETRIES = 2
PAGE = 100  # the most that Stripe gives at once

stripe.enable_telemetry = False


_retries: ContextVar[int] = ContextVar("retries", default=RETRIES)
_timeout: ContextVar[int] = ContextVar("timeout", default=TIMEOUT_SECONDS)


class CustomerGone(Exception):
    """The customer was deleted at Stripe: it lists nothing of them and sells them nothing."""


def client() -> stripe.StripeClient:
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, _retries.get(), _timeout.get())


@contextmanager
def without_retries() -> Iterator[None]:
    """Make requests without retries, for work that is tried again in any case.

    A Stripe that hangs then costs no more than one timeout.
    """
    token = _retries.set(0)
    try:
        yield
    finally:
        _retries.reset(token)


@contextmanager
def patient_for(seconds: int) -> Iterator[None]:
    """Make requests that wait so long to connect and so long for an answer, without retries: a page is waited for."""
    token = _timeout.set(seconds)
    try:
        with without_retries():
            yield
    finally:
        _timeout.reset(token)


@cache
def _client(key: str, address: str, retries: int, timeout: int) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": address},
        http_client=stripe.RequestsClient(timeout=timeout),
        max_network_retries=retries,
    )


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Turn Stripe's errors into CustomerGone or PaymentsUnavailable, and log what they were."""
    try:
        yield
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing" and error.param == "customer":
            raise CustomerGone from error
        logger.exception("stripe_refused", asked=what, code=error.code, param=error.param)
        raise PaymentsUnavailable from error
    except stripe.StripeError as error:
        logger.warning("stripe_failed", asked=what, error=type(error).__name__, status=error.http_status)
        raise PaymentsUnavailable from error


def is_live() -> bool:
    """Tell whether the key moves real money. Keys are sk_live_…, rk_live_…, sk_test_…, rk_test_…."""
    return str(settings.STRIPE_SECRET_KEY).startswith(("sk_live_", "rk_live_"))
