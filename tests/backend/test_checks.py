"""A public site on parts meant for one machine is refused; a development machine is left in peace."""

from typing import Any

import pytest
from django.core.checks import run_checks

from backend.checks import metrics_are_not_open_to_guessing, production_is_fit_for_the_public

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
    ("setting", "value", "code"),
    [
        ("DEBUG", True, "E001"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "E002"),
        ("BROKER_URL", "filesystem://", "E003"),
        ("BROKER_URL", "memory://", "E003"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "E004"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}, "E004"),
        ("EMAIL_TRANSPORT", "file", "E005"),
        ("RATE_LIMITS", "off", "E006"),
        ("SECRET_KEY", "x" * 49, "E007"),
        ("BASE_URL", "http://clausewatch.example", "E008"),
        ("POSTAL_ADDRESS", " ", "E009"),
        ("ALLOWED_HOSTS", ["*"], "E010"),
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
