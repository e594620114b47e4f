"""What is stored of a failure holds no secret: an error's text may repeat the request that it broke."""

import re

from django.conf import settings

_SECRETS = ("SENDGRID_API_KEY", "EMAIL_HOST_PASSWORD", "SECRET_KEY")
_CREDENTIALS = re.compile(r"(?i)\b(authorization\W{1,4})?\b(bearer|basic|plain|login)(\s+)[A-Za-z0-9+/=._~-]{8,}")
_KEYS = re.compile(r"\b(?:SG|sk_live|sk_test|rk_live|rk_test|whsec)[._][\w.-]{6,}")
_SHORTEST = 6  # a shorter one would be found in ordinary words
_HIDDEN = "…"


def without_secrets(text: str) -> str:
    """Return the text without what is secret in the settings, and without anything that looks like credentials."""
    for name in _SECRETS:
        secret = str(getattr(settings, name, "") or "").strip()
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, _HIDDEN)
    text = _CREDENTIALS.sub(rf"\2\3{_HIDDEN}", text)
    return _KEYS.sub(_HIDDEN, text)
