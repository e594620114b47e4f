"""Every setting, in one file. Values come from the environment or from a `.env` file; README.md lists them.

With nothing set the service runs embedded: SQLite, mail files and the secret key under DATA_DIR.
`PRODUCTION=1` turns the safe defaults of a public site on and refuses the embedded parts (backend/checks.py).
"""

import logging
import os
import tomllib
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend import logs
from backend.environment import Environment
from backend.loopback import LOOPBACK_NAMES, name_of_host
from backend.secret_key_file import secret_key_in
from backend.sign_in_providers import sign_in_providers
from backend.sqlite_file import opened_as_it_is
from billing import plans

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
env = Environment()
env.read_file(BASE_DIR / ".env")

# --- What kind of installation this is

PRODUCTION = env.flag("PRODUCTION", False)
DEBUG = env.flag("DEBUG", False)
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
HOST = env.text("HOST", "127.0.0.1")
PORT = env.whole_number("PORT", 8000, least=1, most=65_535)
BASE_URL = env.site_address("BASE_URL", f"http://127.0.0.1:{PORT}")
_base = urlsplit(BASE_URL)
SECRET_KEY = env.text("SECRET_KEY", "")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY is not set. A production site needs one of 50 characters or more.")
    SECRET_KEY = secret_key_in(DATA_DIR)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=[name_of_host(BASE_URL), *(() if PRODUCTION else LOOPBACK_NAMES)])
TRUSTED_PROXY_COUNT = env.whole_number("TRUSTED_PROXY_COUNT", 0)
RATE_LIMITS = env.one_of("RATE_LIMITS", "on", ("on", "off"))
METRICS_TOKEN = env.key("METRICS_TOKEN")

# --- What is installed

INSTALLED_APPS = [
    "backend",
    "accounts",
    "governance",
    "billing",
    "alerts",
    "web",
    "accounts.signing_in.apps.AdminDoorConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]
MIDDLEWARE = [
    "backend.request_logs.RequestLogs",
    "backend.head_answers.HeadAnswers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "backend.caching.PrivateAnswers",
    "backend.health.Probes",
    "backend.maintenance.DuringMaintenance",
    "backend.page_language.PageLanguage",
    "backend.patience.Patience",
    "backend.request_limits.RequestLimits",
    "backend.errors.OwnErrors",
    "backend.hostile_input.HostileInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.signing_in.staff_sessions.StaffSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.signing_in.ended_sessions.EndedSessions",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "backend.query_parameters.DeclaredParameters",
]
ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
LANGUAGE_CODE = "en"
LANGUAGES = (("en", "English"), ("de", "Deutsch"))  # of pages and mails; docs/pages.md says what another one needs
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SECURE = True, PRODUCTION
FORMAT_MODULE_PATH = ["backend.formats"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- Where rows, caches and tasks live

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'clausewatch.sqlite3'))}")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["NAME"] = opened_as_it_is(_database["NAME"])
    # Immediate transactions take the write lock at BEGIN, so that a read-then-write never fails half-way.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
            "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    _database.setdefault("CONN_MAX_AGE", 60)
    _database["CONN_HEALTH_CHECKS"] = True
    # Queries are many and small, or wide and of a hundred conditions: compiling one takes longer than running it.
    # The time zone spares each new connection a statement.
    _database.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c TimeZone=UTC")
    # Seconds until a server must greet, milliseconds until its system has taken what was sent. Neither tells of a
    # statement that a frozen server never answers: backend/patience.py does, for the web.
    _database["OPTIONS"].setdefault("connect_timeout", 5)
    _database["OPTIONS"].setdefault("tcp_user_timeout", 30_000)
CACHES = {"default": env.cache("CACHE_URL", "dbcache://django_cache")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    # One that does not answer is not waited for long: limits are then counted in the database.
    CACHES["default"]["OPTIONS"] = {
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "retry": Retry(NoBackoff(), 1),
        **CACHES["default"].get("OPTIONS", {}),
    }

# Embedded, the duties run in one process, which needs no queue between processes.
BROKER_URL = env.broker("BROKER_URL", "memory://")
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for as long as that takes
# The schedule is static and its periods short: kept in memory, there is no file to be corrupted by a kill.
CELERY_BEAT_SCHEDULER = "backend.ticking:TicksFirst"
if BROKER_URL == "memory://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.1}  # seconds between looks
elif BROKER_URL.startswith("redis"):
    # A killed worker's tasks come back after the visibility timeout, one hour as shipped.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": CELERY_TASK_TIME_LIMIT,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    }

# --- People, sessions and passwords

AUTH_USER_MODEL = "accounts.User"
# One alone: each of several would look at a wrong password anew.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "accounts.hashing.ScryptInTurns",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.signing_in.forms.LoginForm",
    "signup": "accounts.signing_in.forms.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # as shipped 3 minutes, less than some mail takes
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# For so long a sign-in counts as recent; see accounts/signing_in/recent.py.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * env.whole_number("RECENT_SIGN_IN_MINUTES", 30, least=1)
# Staff signs in with two factors, for a day's work.
STAFF_SECOND_FACTOR = env.one_of("STAFF_SECOND_FACTOR", "required", ("required", "optional"))
STAFF_SESSION_HOURS = env.whole_number("STAFF_SESSION_HOURS", 12, least=1)
STAFF_IDLE_MINUTES = env.whole_number("STAFF_IDLE_MINUTES", 60, least=5)
HEADLESS_TOKEN_STRATEGY = "accounts.signing_in.staff_sessions.SessionTokens"  # noqa: S105
SECURITY_LOG_DAYS = env.whole_number("SECURITY_LOG_DAYS", 180, least=1)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base.scheme
# Mails and wrong passwords are limited by address and origin (accounts.limits): by the address alone a stranger would
# lock its owner out.
ACCOUNT_RATE_LIMITS: dict[str, str | None] | bool = {
    "confirm_email": None,
    "login_failed": "30/5m/ip",
    "reset_password": "20/m/ip",
}
if RATE_LIMITS == "off":
    ACCOUNT_RATE_LIMITS = False
MAIL_SUPPRESSION = "alerts.delivery.suppression.is_suppressed"
ACCOUNT_MAIL_IN_BACKGROUND = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "/dashboard/", "/"
HEADLESS_ONLY = False  # web/account_urls.py has the pages
HEADLESS_CLIENTS = ("app", "browser")
# allauth's specification can't be made without its routes. They are a 404 (accounts.signing_in.urls): the API's
# reference holds what is here of it (backend.openapi_of_sign_in).
HEADLESS_SERVE_SPECIFICATION, HEADLESS_SPECIFICATION_TEMPLATE_NAME = True, None
# Where the links in mails lead, whichever way a mail was asked for. They never name the host of a request.
HEADLESS_FRONTEND_URLS = {
    "account_reset_password": f"{BASE_URL}/accounts/password/reset/",
    "account_signup": f"{BASE_URL}/accounts/signup/",
}
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/accounts/email/"
MFA_FORMS = {
    "activate_totp": "accounts.signing_in.forms.ActivateTOTPForm",
    "add_webauthn": "accounts.signing_in.forms.AddWebAuthnForm",
    "edit_webauthn": "accounts.signing_in.forms.EditWebAuthnForm",
    "authenticate": "accounts.signing_in.forms.AuthenticateForm",
    "reauthenticate": "accounts.signing_in.forms.ReauthenticateForm",
    "authenticate_webauthn": "accounts.signing_in.forms.AuthenticateWebAuthnForm",
    "login_webauthn": "accounts.signing_in.forms.LoginWebAuthnForm",
    "reauthenticate_webauthn": "accounts.signing_in.forms.ReauthenticateWebAuthnForm",
}
MFA_TOTP_ISSUER = "Clausewatch"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds, for clocks that differ and codes that arrive late
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False
# Who else people may sign in by; nobody as shipped, and then no page of it answers.
SIGN_IN_PROVIDERS = sign_in_providers(env, env.words("SIGN_IN_PROVIDERS"), production=PRODUCTION)
SOCIALACCOUNT_ADAPTER = "accounts.signing_in.by_provider.adapter.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False

# --- Money

BILLING_BACKEND = env.one_of("BILLING_BACKEND", "local", ("local", "stripe"))
STRIPE_SECRET_KEY = env.key("STRIPE_SECRET_KEY")
STRIPE_API_BASE = env.site_address("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_WEBHOOK_SECRETS = env.words("STRIPE_WEBHOOK_SECRETS")
STRIPE_PRICES = {
    (tier, interval): env.key(f"STRIPE_PRICE_{tier}_{interval}".upper())
    for tier in plans.PLANS
    if plans.PLANS[tier].price_month_cents
    for interval in ("month", "year")
}
STRIPE_PORTAL_CONFIGURATION = env.key("STRIPE_PORTAL_CONFIGURATION")
STRIPE_AUTOMATIC_TAX = env.flag("STRIPE_AUTOMATIC_TAX", False)
# Where Checkout and the Customer Portal are, to which a form of /billing/ may lead; others with a domain of one's own.
STRIPE_PAGES = env.words("STRIPE_PAGES", ["https://checkout.stripe.com", "https://billing.stripe.com"])
if BILLING_BACKEND == "stripe":
    env.required("STRIPE_SECRET_KEY", "BILLING_BACKEND=stripe needs a secret or restricted key.")
TRIAL_DAYS = env.whole_number("TRIAL_DAYS", plans.DEFAULT_TRIAL_DAYS, least=1)

# --- What we read ourselves

# Whom a site may write to that we read; it stands in the name that we give.
CAPTURE_CONTACT = env.text("CAPTURE_CONTACT", f"bot@{name_of_host(BASE_URL)}")
# What opens pages that show their text only to a browser: Debian's package chromium. Empty: nothing does.
CAPTURE_BROWSER = env.text("CAPTURE_BROWSER", "/usr/lib/chromium/chromium")
CAPTURE_REFUSED_NETWORKS = env.words("CAPTURE_REFUSED_NETWORKS")
# For development: pages on this machine that may be read, such as 127.0.0.1:8123. Nothing else that isn't public.
CAPTURE_DEVELOPMENT_HOSTS = env.endpoints("CAPTURE_DEVELOPMENT_HOSTS")
CAPTURE_PORTS = frozenset({80, 443, *(port for _, port in CAPTURE_DEVELOPMENT_HOSTS)})
# An authority that says when a checkpoint of the log was there (RFC 3161), and the file with its certificates.
TSA_URL = env.site_address("TSA_URL", "") if env.text("TSA_URL") else ""
TSA_CHAIN = env.text("TSA_CHAIN", "")
if TSA_URL:
    env.required("TSA_CHAIN", "TSA_URL needs a file with the authority's certificates, as PEM.")

# A folder of further fonts for memos as PDF, for scripts that ours lack. Empty: what they lack is shown by its code.
MEMO_FONTS = env.folder("MEMO_FONTS")

# A language model that puts statements about changes into plainer words: an address of chat completions. Empty: none.
REWRITING_URL = env.site_address("REWRITING_URL", "") if env.text("REWRITING_URL") else ""
REWRITING_KEY = env.key("REWRITING_KEY")
REWRITING_MODEL = env.text("REWRITING_MODEL", "")
if REWRITING_URL:
    env.required("REWRITING_MODEL", "REWRITING_URL needs the name of a model.")
REWRITING_SECONDS = env.whole_number("REWRITING_SECONDS", 60, least=1, most=200)
REWRITING_TOKENS_A_CHANGE = env.whole_number("REWRITING_TOKENS_A_CHANGE", 20_000)
REWRITING_TOKENS_A_DAY = env.whole_number("REWRITING_TOKENS_A_DAY", 200_000)
REWRITING_TOKENS_A_MONTH = env.whole_number("REWRITING_TOKENS_A_MONTH", 2_000_000)
# In cents, and in cents for a million tokens.
REWRITING_CENTS_A_DAY = env.whole_number("REWRITING_CENTS_A_DAY", 100)
REWRITING_CENTS_A_MONTH = env.whole_number("REWRITING_CENTS_A_MONTH", 1_000)
REWRITING_PRICE_IN = env.whole_number("REWRITING_PRICE_IN", 0)
REWRITING_PRICE_OUT = env.whole_number("REWRITING_PRICE_OUT", 0)

# For development: receivers of channels on this machine, such as 127.0.0.1:8123, by plain HTTP.
CHANNEL_DEVELOPMENT_HOSTS = env.endpoints("CHANNEL_DEVELOPMENT_HOSTS")

# --- Mail

EMAIL_TRANSPORT = env.one_of("EMAIL_TRANSPORT", "file", ("file", "smtp", "sendgrid"))
EMAIL_FROM = env.mailbox("EMAIL_FROM", "Clausewatch <alerts@clausewatch.example>")
DEFAULT_FROM_EMAIL = EMAIL_FROM
SERVER_EMAIL = EMAIL_FROM
POSTAL_ADDRESS = env.text("POSTAL_ADDRESS", "")
MAIL_DIR = DATA_DIR / "mail"
# terms.md, privacy.md and imprint.md of whoever runs the site.
OPERATOR_TEXTS = Path(env.text("OPERATOR_TEXTS", str(DATA_DIR / "texts")))
EMAIL_REPLY_TO = env.mailbox("EMAIL_REPLY_TO")
SENDGRID_API_KEY = env.key("SENDGRID_API_KEY")
SENDGRID_API_HOST = env.site_address("SENDGRID_API_HOST", "https://api.sendgrid.com")
SENDGRID_DAILY_LIMIT = env.whole_number("SENDGRID_DAILY_LIMIT", 0)
# How many requests to the mail provider one worker has under way. SQLite has one writer.
DELIVERY_CONNECTIONS = (
    1 if _database["ENGINE"] == "django.db.backends.sqlite3" else env.whole_number("DELIVERY_CONNECTIONS", 4, least=1)
)
SENDGRID_WEBHOOK_PUBLIC_KEY = env.text("SENDGRID_WEBHOOK_PUBLIC_KEY", "")
if EMAIL_TRANSPORT == "smtp":
    _smtp = env.smtp("SMTP_URL")
    EMAIL_BACKEND = "alerts.delivery.transports.smtp.SmtpBackend"
    EMAIL_HOST, EMAIL_PORT = _smtp["EMAIL_HOST"], _smtp["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _smtp["EMAIL_HOST_USER"] or "", _smtp["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp.get("EMAIL_USE_TLS", False), _smtp.get("EMAIL_USE_SSL", False)
    EMAIL_TIMEOUT = 20
elif EMAIL_TRANSPORT == "sendgrid":
    env.required("SENDGRID_API_KEY", "EMAIL_TRANSPORT=sendgrid needs a key that may send mail.")
    env.required("SENDGRID_WEBHOOK_PUBLIC_KEY", "EMAIL_TRANSPORT=sendgrid settles doubts by signed events.")
    EMAIL_BACKEND = "alerts.delivery.transports.sendgrid.transport.SendGridBackend"
else:
    EMAIL_BACKEND = "alerts.delivery.transports.file.EmlFileBackend"
DEV_MAIL = EMAIL_TRANSPORT == "file" and not PRODUCTION

# --- API

REST_FRAMEWORK = {
    # The first class answers for the 401, so it must be one with an authenticate header.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ApiKeyAuthentication",
        "accounts.authentication.SessionTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.SignedInWithScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["backend.api.JsonObjectParser"],
    "DEFAULT_PAGINATION_CLASS": "backend.pagination.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["backend.api.TierThrottle"] if RATE_LIMITS == "on" else [],
    "DEFAULT_SCHEMA_CLASS": "backend.openapi.Schema",
    "EXCEPTION_HANDLER": "backend.api.handle_error",
    "DEFAULT_VERSIONING_CLASS": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DATETIME_FORMAT": "iso-8601",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Clausewatch API",
    "VERSION": VERSION,
    "DESCRIPTION": (
        "Watch the governance documents of online platforms. [How they are read and judged](/methodology/). "
        "What has no lock is public."
    ),
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "backend.openapi_of_sign_in.add_sign_in",
        "backend.openapi_answers.add_answers",
        "backend.openapi_examples.add_examples",
    ],
    "ENUM_NAME_OVERRIDES": {
        "TierEnum": "billing.api.TIER_CODES",
        "PaidTierEnum": "billing.api.PAID_TIER_CODES",
        "CadenceEnum": "alerts.models.Watchlist.Cadence",
        "DigestCadenceEnum": "alerts.models.DigestSchedule.Cadence",
        "DocumentStateEnum": "governance.models.Document.State",
        "CaptureStateEnum": "governance.models.CaptureState",
        "ChannelKindEnum": "alerts.models.Channel.Kind",
        "ChannelStateEnum": "alerts.models.Channel.State",
        "ChannelDeliveryStateEnum": "alerts.api.channel_deliveries.STATES",
        "MadeFileStateEnum": "alerts.models.Memo.State",
        "PreviewStateEnum": "governance.models.DocumentPreview.State",
        "PlatformStatusEnum": "governance.models.Platform.Status",
        "ProvisionChangeKindEnum": "governance.models.ProvisionChange.Kind",
        "EventKindEnum": "governance.models.Event.Kind",
        "LawChangeKindEnum": "governance.models.LawChange.Kind",
        "VerdictEnum": "alerts.models.Opinion.Verdict",
        "SeverityEnum": "governance.api.shapes.SEVERITIES",
    },
}
# The largest body of any route but the webhooks (backend/hostile_input.py). Only the page of vendors reads a file
# (web/pages/vendors.py), into memory; none is kept.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_HANDLERS: list[str] = []

# --- Files served

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "captures": env.capture_storage(
        "CAPTURE_STORAGE",
        DATA_DIR / "captures",
        key_id=env.key("AWS_ACCESS_KEY_ID"),
        secret_key=env.key("AWS_SECRET_ACCESS_KEY"),
    ),
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

# --- What a browser is told

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "backend.errors.csrf_failure"
SESSION_ENGINE = "accounts.signing_in.half_finished"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
DEVICE_COOKIE_NAME = "device"
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    DEVICE_COOKIE_NAME = "__Host-device"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.whole_number("HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_INCLUDE_SUBDOMAINS", True)
    SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD", True)
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- What is written down

DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG
LOGGING = logs.configuration(
    level=env.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    as_json=env.flag("LOG_JSON", PRODUCTION),
)

# What is made under DATA_DIR (the database, its log, mail, keys) is its owner's alone.
os.umask(0o077)
