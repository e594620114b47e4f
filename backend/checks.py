"""What can be wrong with an installation, said at start with a hint."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

SHORTEST_SECRET_KEY, SHORTEST_TOKEN = 50, 32
_PER_PROCESS_CACHES = ("django.core.cache.backends.locmem.LocMemCache", "django.core.cache.backends.dummy.DummyCache")


@register
def production_is_fit_for_the_public(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """With PRODUCTION=1, everything that is meant for one person's machine is an error."""
    if not settings.PRODUCTION:
        return []
    wrong = [
        (settings.DEBUG, "E001", "DEBUG is on.", "Unset DEBUG: its error pages show settings and code."),
        (
            settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3",
            "E002",
            "The database is SQLite.",
            "Set DATABASE_URL=postgres://user:password@host/name.",
        ),
        (
            settings.BROKER_URL.startswith(("filesystem:", "memory:")),
            "E003",
            "The broker is embedded, and loses the tasks of a worker that is killed.",
            "Set BROKER_URL to Redis, Valkey or RabbitMQ, such as redis://host:6379/0.",
        ),
        (
            settings.CACHES["default"]["BACKEND"] in _PER_PROCESS_CACHES,
            "E004",
            "The cache is not shared by the web processes, so that each counts rate limits for itself.",
            "Set CACHE_URL=rediscache://host:6379/1 or dbcache://django_cache.",
        ),
        (
            settings.EMAIL_TRANSPORT == "file",
            "E005",
            "Mail is written to files and reaches nobody.",
            "Set EMAIL_TRANSPORT=smtp and SMTP_URL.",
        ),
        (settings.RATE_LIMITS == "off", "E006", "Rate limits are off.", "Unset RATE_LIMITS: off is for load tests."),
        (
            len(settings.SECRET_KEY) < SHORTEST_SECRET_KEY,
            "E007",
            f"SECRET_KEY is shorter than {SHORTEST_SECRET_KEY} characters.",
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'",
        ),
        (
            not settings.BASE_URL.startswith("https://"),
            "E008",
            "BASE_URL is not an https address.",
            "Set BASE_URL to the address people see: links in mail begin with it.",
        ),
        (
            not settings.POSTAL_ADDRESS.strip(),
            "E009",
            "POSTAL_ADDRESS is not set.",
            "Set it to the sender's postal address: subscription mail must carry one (CAN-SPAM, 15 U.S.C. 7704(a)(5)).",
        ),
        (
            "*" in settings.ALLOWED_HOSTS,
            "E010",
            "ALLOWED_HOSTS accepts every name.",
            "Set it to the names of the site, separated by commas.",
        ),
        (
            settings.EMAIL_TRANSPORT == "sendgrid" and not settings.SENDGRID_API_HOST.startswith("https://"),
            "E011",
            "SENDGRID_API_HOST is not an https address.",
            "Unset it, or set https://api.eu.sendgrid.com for an account in the EU.",
        ),
        (
            settings.EMAIL_TRANSPORT == "sendgrid" and not settings.EMAIL_FROM.isascii(),
            "E012",
            "EMAIL_FROM holds letters beyond ASCII, which SendGrid refuses.",
            "Write the sender's name without them.",
        ),
    ]
    return [Error(message, hint=hint, id=f"clausewatch.{code}") for is_wrong, code, message, hint in wrong if is_wrong]


@register
def mail_events_can_be_verified(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A key that is none would refuse every event, and leave in doubt what only events can settle."""
    if not settings.SENDGRID_WEBHOOK_PUBLIC_KEY:
        return []
    # Only here, so that Django can be set up where the vendor's library is not, as the type checker does.
    from alerts.transport.sendgrid_events import is_public_key

    if is_public_key(settings.SENDGRID_WEBHOOK_PUBLIC_KEY):
        return []
    hint = "Copy the verification key from SendGrid's Mail Settings, Signed Event Webhook: one line of base64."
    return [Error("SENDGRID_WEBHOOK_PUBLIC_KEY is no such key.", hint=hint, id="clausewatch.E020")]


@register
def metrics_are_not_open_to_guessing(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.METRICS_TOKEN or len(settings.METRICS_TOKEN) >= SHORTEST_TOKEN:
        return []
    hint = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
    return [Error(f"METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters.", hint=hint, id="clausewatch.E021")]
