"""The product's settings, with what must differ under test: fast hashing, a folder of its own, no rate limits."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="clausewatch-tests-"))
os.environ["PRODUCTION"] = "0"
os.environ["DEBUG"] = "0"
os.environ["RATE_LIMITS"] = "off"
os.environ["STAFF_SECOND_FACTOR"] = "optional"
os.environ["EMAIL_TRANSPORT"] = "file"
os.environ["BASE_URL"] = "http://testserver"

from backend.settings import *  # noqa: F403
from backend.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ACCOUNT_MAIL_IN_BACKGROUND = False
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A test database need not survive a power cut.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off -c jit=off"
else:
    # So it is from the first test on, not only from the first that asks for tables.
    DATABASES["default"]["NAME"] = ":memory:"
# Tests in a transaction see their rows over one connection only.
DELIVERY_CONNECTIONS = 1
# Look static files up when they are asked for: scanning them for each test client takes longer than most tests.
WHITENOISE_AUTOREFRESH = True
# A test that needs a browser says so; the others must not differ by what the machine has.
CAPTURE_BROWSER = ""
