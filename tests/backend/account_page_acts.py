"""What is done on the pages of an account and its plan by two requests at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from accounts.models import ApiKey, User
from accounts.services.api_keys import create_api_key
from tests.conftest import PASSWORD

_SETTINGS, _KEYS, _REVOKE = "account/", "account/keys/", "account/keys/<uuid:key_id>/revoke/"
_DATA, _DELETE, _CHECKOUT, _PORTAL = "account/data/", "account/delete/", "billing/checkout/", "billing/portal/"
ACCOUNT_PAGES = (_SETTINGS, _KEYS, _REVOKE, _DATA, _DELETE, _CHECKOUT, _PORTAL)


def account_page_acts(user: User, act: Callable[..., Any]) -> dict[tuple[str, str], Any]:
    """Each page with what is done by it, by who has just signed in. The site of the tests takes no payments."""
    made_at = datetime.now(UTC)
    key, _ = create_api_key(user=user, name="old", scopes=["read"], expires_at=None, now=made_at)
    own = ApiKey.objects.filter(user=user, revoked_at=None)
    settings = {
        "timezone": "Europe/Berlin",
        "locale": "de",
        "digest_weekday": 4,
        "digest_hour": 9,
        "mails": ["digests"],
    }
    pages = {
        _SETTINGS: (settings, ({302},), lambda: User.objects.get(pk=user.pk).digest_weekday == 4),
        _KEYS: ({"name": "new", "scopes": ["read"]}, ({200},), lambda: own.filter(name="new").count() == 2),
        _REVOKE: ({}, ({302}, {302, 404}), lambda: not own.filter(name="old").exists()),
        _DATA: ({}, ({200},), lambda: True),
        _DELETE: ({"password": PASSWORD}, ({302},), lambda: User.objects.get(pk=user.pk).erase_at is not None),
        _CHECKOUT: ({"tier": "watcher", "interval": "month"}, ({302},), lambda: True),
        _PORTAL: ({}, ({302},), lambda: True),
    }
    return {
        ("POST", route): act(
            "POST", "/" + route.replace("<uuid:key_id>", str(key.pk)), body, statuses, holds, form=True
        )
        for route, (body, statuses, holds) in pages.items()
    }
