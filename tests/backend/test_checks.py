"""A public site on parts meant for one machine is refused; a development machine is left in peace."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from backend import checks
from backend.checks import (
    captures_can_be_stored,
    metrics_are_not_open_to_guessing,
    payments_can_be_taken,
    production_is_fit_for_the_public,
    staff_signs_in_with_two_factors,
)

pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")


@pytest.fixture
def production(settings: Any) -> Any:
    settings.PRODUCTION = True
    settings.DEBUG = False
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    settings.BROKER_URL = "redis://127.0.0.1:6379/0"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
    settings.EMAIL_TRANSPORT = "smtp"
    settings.RATE_LIMITS = "on"
    settings.STAFF_SECOND_FACTOR = "required"
    settings.SECRET_KEY = "x" * 50
    settings.BASE_URL = "https://clausewatch.example"
    settings.POSTAL_ADDRESS = "1 Example Street, Berlin"
    settings.ALLOWED_HOSTS = ["clausewatch.example"]
    return settings


def ids() -> list[str]:
    return [message.id for message in production_is_fit_for_the_public(None)]


def test_a_proper_production_configuration_passes(production: Any) -> None:
    assert ids() == []


@pytest.mark.parametrize(
    ("is_production", "options", "found"),
    [
        (False, None, []),
        (True, None, ["clausewatch.I060"]),
        (True, {}, []),
        (True, {"endpoint_url": "http://minio.example"}, ["clausewatch.E061"]),
        (False, {"endpoint_url": "http://minio.example"}, []),
        (False, {"access_key": "AKID"}, ["clausewatch.E062"]),
        (True, {"access_key": "AKID", "secret_key": "x", "endpoint_url": "https://minio.example"}, []),
    ],
)
def test_a_store_for_captures_that_can_not_work_is_said(
    settings: Any, is_production: bool, options: dict[str, str] | None, found: list[str]
) -> None:
    settings.PRODUCTION = is_production
    given = {"access_key": None, "secret_key": None, "endpoint_url": None} | (options or {})
    captures = {"BACKEND": "governance.capture.storing.bucket.Bucket", "OPTIONS": given}
    if options is not None:
        settings.STORAGES = settings.STORAGES | {"captures": captures}
    assert [message.id for message in captures_can_be_stored(None)] == found


def test_a_bucket_without_what_speaks_to_buckets_is_said(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"access_key": None, "secret_key": None, "endpoint_url": None}
    captures = {"BACKEND": "governance.capture.storing.bucket.Bucket", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"captures": captures}
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    [error] = captures_can_be_stored(None)
    assert error.id == "clausewatch.E060"
    assert "requirements-s3.txt" in (error.hint or "")


@pytest.mark.parametrize(("host", "found"), [("127.0.0.1", []), ("::1", []), ("0.0.0.0", ["clausewatch.E014"])])
def test_a_password_alone_opens_the_admin_on_one_s_own_machine_only(settings: Any, host: str, found: list[str]) -> None:
    settings.STAFF_SECOND_FACTOR, settings.HOST = "optional", host
    assert [message.id for message in staff_signs_in_with_two_factors(None)] == found


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("DEBUG", True, "E001"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "E002"),
        ("BROKER_URL", "memory://", "E003"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "E004"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}, "E004"),
        ("EMAIL_TRANSPORT", "file", "E005"),
        ("RATE_LIMITS", "off", "E006"),
        ("SECRET_KEY", "x" * 49, "E007"),
        ("BASE_URL", "http://clausewatch.example", "E008"),
        ("POSTAL_ADDRESS", " ", "E009"),
        ("ALLOWED_HOSTS", ["*"], "E010"),
        ("STAFF_SECOND_FACTOR", "optional", "E013"),
    ],
)
def test_each_part_that_is_not_fit_is_an_error_with_a_hint(
    production: Any, setting: str, value: object, code: str
) -> None:
    setattr(production, setting, value)
    [error] = production_is_fit_for_the_public(None)
    assert error.id == f"clausewatch.{code}"
    assert error.hint
    assert error.is_serious()


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [("SENDGRID_API_HOST", "http://api.example", "E011"), ("EMAIL_FROM", "Ähre <a@clausewatch.example>", "E012")],
)
def test_what_sendgrid_would_refuse_is_an_error(production: Any, setting: str, value: str, code: str) -> None:
    production.EMAIL_TRANSPORT = "sendgrid"
    setattr(production, setting, value)
    assert ids() == [f"clausewatch.{code}"]


@pytest.mark.parametrize(("token", "found"), [("", []), ("x" * 31, ["clausewatch.E021"]), ("x" * 32, [])])
def test_a_token_that_could_be_guessed_is_an_error(settings: Any, token: str, found: list[str]) -> None:
    settings.METRICS_TOKEN = token
    assert [error.id for error in metrics_are_not_open_to_guessing(None)] == found


def test_development_may_have_them_all(settings: Any) -> None:
    settings.PRODUCTION = False
    settings.DEBUG = True
    assert ids() == []


def test_the_check_is_registered(production: Any) -> None:
    production.POSTAL_ADDRESS = ""
    assert "clausewatch.E009" in [message.id for message in run_checks()]


@pytest.fixture
def payments(settings: Any) -> Any:
    settings.BILLING_BACKEND, settings.STRIPE_API_BASE = "stripe", "https://api.stripe.com"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = "sk_test_1", ["whsec_1", "whsec_2"]
    orders = [(tier, interval) for tier in ("watcher", "professional") for interval in ("month", "year")]
    settings.STRIPE_PRICES = {order: f"price_{n}" for n, order in enumerate(orders)}
    return settings


def payment_ids() -> list[str]:
    return [message.id for message in payments_can_be_taken(None)]


def test_a_proper_configuration_of_payments_passes(payments: Any) -> None:
    assert payment_ids() == []


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("STRIPE_SECRET_KEY", "pk_test_1", "E030"),
        ("STRIPE_WEBHOOK_SECRETS", [], "E031"),
        ("STRIPE_WEBHOOK_SECRETS", ["whsec_1", "we_1"], "E032"),
        ("STRIPE_PRICES", {("watcher", "month"): "", ("watcher", "year"): ""}, "E033"),
        ("STRIPE_PRICES", {("watcher", "month"): "price_1", ("watcher", "year"): "price_1"}, "E034"),
        ("STRIPE_PRICES", {("watcher", "month"): "price_1", ("watcher", "year"): ""}, "W030"),
    ],
)
def test_what_would_take_money_wrongly_is_said(payments: Any, setting: str, value: object, code: str) -> None:
    setattr(payments, setting, value)
    [message] = payments_can_be_taken(None)
    assert message.id == f"clausewatch.{code}"
    assert message.hint


def test_a_live_key_is_refused_beside_debug_and_on_a_plain_connection(payments: Any) -> None:
    payments.DEBUG, payments.STRIPE_SECRET_KEY = True, "rk_live_1"
    assert payment_ids() == ["clausewatch.E035"]
    payments.DEBUG, payments.PRODUCTION, payments.STRIPE_API_BASE = False, True, "http://stripe.example"
    assert payment_ids() == ["clausewatch.E036"]


def test_a_site_without_payments_needs_none_of_it(payments: Any) -> None:
    payments.BILLING_BACKEND, payments.STRIPE_SECRET_KEY, payments.STRIPE_WEBHOOK_SECRETS = "local", "", []
    assert payment_ids() == []


def test_a_machine_without_certificate_authorities_is_warned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "machine_has_authorities", lambda: True)
    assert checks.certificates_can_be_checked(None) == []
    monkeypatch.setattr(checks, "machine_has_authorities", lambda: False)
    [message] = checks.certificates_can_be_checked(None)
    assert (message.id, "ca-certificates" in str(message.hint)) == ("clausewatch.W040", True)


def test_stripe_without_its_key_does_not_start_and_names_it() -> None:
    environment = {**os.environ, "BILLING_BACKEND": "stripe", "STRIPE_SECRET_KEY": ""}
    command = [sys.executable, "-c", "import backend.settings"]
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert outcome.returncode != 0
    assert "STRIPE_SECRET_KEY is not set" in outcome.stderr
