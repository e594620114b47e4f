"""System checks: what is wrong with an installation, said at start with a hint."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connection

from backend.tables import stopped_before_the_release
from outbound.client import machine_has_authorities

OURS = "clausewatch"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
SHORTEST_SECRET_KEY, SHORTEST_TOKEN = 50, 32
_PER_PROCESS_CACHES = ("django.core.cache.backends.locmem.LocMemCache", "django.core.cache.backends.dummy.DummyCache")


@register(OURS)
def production_is_fit_for_the_public(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse, with PRODUCTION=1, everything that is meant for one person's machine."""
    if not settings.PRODUCTION:
        return []
    wrong = [
        (
            bool(settings.CAPTURE_DEVELOPMENT_HOSTS),
            "E015",
            "CAPTURE_DEVELOPMENT_HOSTS lets the service read pages of this machine.",
            "Unset it: it is for trying capture out.",
        ),
        (
            bool(settings.CHANNEL_DEVELOPMENT_HOSTS),
            "E016",
            "CHANNEL_DEVELOPMENT_HOSTS lets changes be posted to this machine, and without encryption.",
            "Unset it: it is for trying channels out.",
        ),
        (
            bool(settings.REWRITING_KEY) and settings.REWRITING_URL.startswith("http://"),
            "E017",
            "REWRITING_URL is not an https address, and REWRITING_KEY goes there with each request.",
            "Set an https address, or unset the key where a model of your own network needs none.",
        ),
        (settings.DEBUG, "E001", "DEBUG is on.", "Unset DEBUG: its error pages show settings and code."),
        (
            settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3",
            "E002",
            "The database is SQLite.",
            "Set DATABASE_URL=postgres://user:password@host/name.",
        ),
        (
            settings.BROKER_URL.startswith("memory:"),
            "E003",
            "The broker is the memory of one process, so that no other worker is reached.",
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
        (
            settings.STAFF_SECOND_FACTOR == "optional",
            "E013",
            "Staff may sign in without a second factor.",
            "Unset STAFF_SECOND_FACTOR: optional is for one's own machine.",
        ),
    ]
    return [Error(message, hint=hint, id=f"clausewatch.{code}") for is_wrong, code, message, hint in wrong if is_wrong]


@register(OURS)
def staff_signs_in_with_two_factors(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse sign-in to the admin by password alone, unless nobody else can reach the site."""
    if settings.PRODUCTION or settings.STAFF_SECOND_FACTOR != "optional" or settings.HOST in _LOOPBACK:
        return []
    hint = "Unset STAFF_SECOND_FACTOR, or listen on 127.0.0.1: optional is for one's own machine."
    return [Error("Others can reach an admin that asks for no second factor.", hint=hint, id="clausewatch.E014")]


@register(OURS)
def mail_events_can_be_verified(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse an invalid key for events: every event would be refused, and doubts about mail would never end."""
    if not settings.SENDGRID_WEBHOOK_PUBLIC_KEY:
        return []
    # Only here, so that Django can be set up where the vendor's library is not, as the type checker does.
    from alerts.delivery.transports.sendgrid.events import is_public_key, public_keys

    if public_keys() and all(map(is_public_key, public_keys())):
        return []
    hint = "Copy the verification key from SendGrid's Mail Settings, Signed Event Webhook: one line of base64."
    return [
        Error("SENDGRID_WEBHOOK_PUBLIC_KEY is not a verification key of SendGrid.", hint=hint, id="clausewatch.E020")
    ]


@register(OURS)
def captures_can_be_stored(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a bucket that can't work; with PRODUCTION=1 also one that is asked in the clear, and name a folder."""
    storage = settings.STORAGES["captures"]
    if not storage["BACKEND"].endswith(".Bucket"):
        if not settings.PRODUCTION:
            return []
        hint = (
            "Right for one machine. Workers on several need CAPTURE_STORAGE=s3://… or one shared folder, and a backup."
        )
        said = "Captured pages are kept in DATA_DIR on this machine only."
        return [Info(said, hint=hint, id="clausewatch.I060")]
    options = storage["OPTIONS"]
    keys = [bool(options["access_key"]), bool(options["secret_key"])]
    wrong = [
        (
            find_spec("storages") is None or find_spec("boto3") is None,
            "E060",
            "CAPTURE_STORAGE names a bucket, and what speaks to buckets is not installed.",
            "Install it: python3 -m pip --python .venv/bin/python install --require-hashes -r requirements-s3.txt",
        ),
        (
            settings.PRODUCTION and (options["endpoint_url"] or "https://").startswith("http://"),
            "E061",
            "CAPTURE_STORAGE has an endpoint without https.",
            "Captured pages and signatures would go over the network in the clear.",
        ),
        (
            any(keys) and not all(keys),
            "E062",
            "Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set.",
            "Set both, or none where the machine has a role of its own.",
        ),
    ]
    return [Error(message, hint=hint, id=f"clausewatch.{code}") for is_wrong, code, message, hint in wrong if is_wrong]


@register(OURS)
def metrics_are_not_open_to_guessing(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.METRICS_TOKEN or len(settings.METRICS_TOKEN) >= SHORTEST_TOKEN:
        return []
    hint = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
    return [Error(f"METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters.", hint=hint, id="clausewatch.E021")]


@register(OURS)
def payments_can_be_taken(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse, with BILLING_BACKEND=stripe, settings that would take money without hearing of it, or sell nothing."""
    if settings.BILLING_BACKEND != "stripe":
        return []
    key, secrets = settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS
    names = {f"STRIPE_PRICE_{tier}_{interval}".upper(): id for (tier, interval), id in settings.STRIPE_PRICES.items()}
    given = [id for id in names.values() if id]
    unset = ", ".join(name for name, id in names.items() if not id)
    run_setup = "Run `manage.py stripe_setup`: it makes what is missing and prints the settings."
    wrong = [
        (
            not key.startswith(("sk_", "rk_")),
            "E030",
            "STRIPE_SECRET_KEY is not a secret or restricted key.",
            "It begins with sk_ or rk_. A key that begins with pk_ is the public one.",
        ),
        (not secrets, "E031", "STRIPE_WEBHOOK_SECRETS is not set, so that no event can be verified.", run_setup),
        (
            any(not secret.startswith("whsec_") for secret in secrets),
            "E032",
            "STRIPE_WEBHOOK_SECRETS holds something that is not a signing secret.",
            "Each begins with whsec_; separate them with commas.",
        ),
        (not given, "E033", f"Nothing is for sale: {unset} are not set.", run_setup),
        (
            len(set(given)) < len(given),
            "E034",
            "Two of the STRIPE_PRICE_… settings name the same price.",
            "Each tier and interval has a price of its own.",
        ),
        (
            settings.DEBUG and key.startswith(("sk_live_", "rk_live_")),
            "E035",
            "DEBUG is on and STRIPE_SECRET_KEY moves real money.",
            "Use a key of a sandbox (sk_test_…), or unset DEBUG.",
        ),
        (
            settings.PRODUCTION and not settings.STRIPE_API_BASE.startswith("https://"),
            "E036",
            "STRIPE_API_BASE is not an https address.",
            "Unset it: the key goes there with each request.",
        ),
    ]
    found: list[CheckMessage] = [
        Error(message, hint=hint, id=f"clausewatch.{code}") for is_wrong, code, message, hint in wrong if is_wrong
    ]
    if given and unset:
        hint = "Checkout refuses these with the code not_for_sale."
        found.append(Warning(f"Not for sale: {unset} are not set.", hint=hint, id="clausewatch.W030"))
    return found


@register(OURS)
def certificates_can_be_checked(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where no certificate authority is known: then every page behind https would fail, as would webhooks."""
    if machine_has_authorities():
        return []
    hint = "Install the package ca-certificates, or let SSL_CERT_FILE name a file of authorities."
    return [
        Warning(
            "No certificate authorities are found, so that no page can be read by https.",
            hint=hint,
            id="clausewatch.W040",
        )
    ]


@register(Tags.database)
def the_database_is_from_the_release_on(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a database from before release 0.1 whose last migrations were not run: there is no way on from there."""
    if not databases or not stopped_before_the_release():
        return []
    return [
        Error(
            "The database was made before release 0.1, and some of the migrations up to that were never run on it.",
            hint="Run `migrate` once with the commit that CHANGELOG.md names as the last before it, then again here.",
            id="clausewatch.E050",
        )
    ]


@register(Tags.database)
def captured_pages_are_where_they_were_stored(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Say that the store of captured pages is empty or out of reach while the database knows of pages in it."""
    # Checks are read before there are models.
    from governance.capture.storing.raw_bodies import why_away
    from governance.models import RawBody

    if not databases or RawBody._meta.db_table not in connection.introspection.table_names():
        return []
    why = why_away()
    hint = (
        "Nothing is fetched until it is back where CAPTURE_STORAGE says. See docs/operations.md if it is lost for good."
    )
    return [Warning(f"Captured pages can't be used. {why}", hint=hint, id="clausewatch.W063")] if why else []
