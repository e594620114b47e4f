"""Personal API keys: made once and shown once; afterwards only a hash of the secret is known."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hmac import compare_digest

from django.db import transaction
from django.utils.translation import ngettext

from accounts.models import ApiKey, User
from accounts.services.deletion import refuse_while_deleting
from accounts.services.security_log import Kind, note, note_and_tell

SCOPES = ("read", "write", "export", "billing")
SCOPES_AS_SHIPPED = ("read", "write")
"""What a key may do where nothing is asked for. An export and what is paid are asked for by name."""
USABLE_KEYS_PER_PERSON = 20
_BRAND = "cw"
_PREFIX_BYTES = 6
_SECRET_BYTES = 32
_USE_IS_NOTED_EVERY = timedelta(minutes=5)


class TooManyApiKeys(Exception):
    """The person already has as many usable keys as one may have."""

    code = "too_many_api_keys"

    def __init__(self) -> None:
        self.limit = USABLE_KEYS_PER_PERSON
        said = ngettext(
            "You already have %(limit)s API key. Revoke one you no longer use.",
            "You already have %(limit)s API keys. Revoke one you no longer use.",
            self.limit,
        )
        super().__init__(said % {"limit": self.limit})


def create_api_key(
    *, user: User, name: str, scopes: Collection[str], expires_at: datetime | None, now: datetime
) -> tuple[ApiKey, str]:
    """Create a key and return it with its full text, which can't be shown again.

    Raises TooManyApiKeys or DeletionPending.
    """
    if not scopes or not set(scopes) <= set(SCOPES):
        raise ValueError(f"Scopes are one or more of {SCOPES}, not {scopes!r}.")
    if expires_at is not None and expires_at <= now:
        raise ValueError("A key can't expire before it is made.")
    prefix, secret = secrets.token_hex(_PREFIX_BYTES), secrets.token_hex(_SECRET_BYTES)
    with transaction.atomic():
        refuse_while_deleting(User.objects.select_for_update().get(pk=user.pk))
        if ApiKey.objects.filter(user=user).usable(now).count() >= USABLE_KEYS_PER_PERSON:
            raise TooManyApiKeys
        key = ApiKey.objects.create(
            user=user,
            name=name,
            prefix=prefix,
            secret_sha256=_digest(secret),
            scopes=[scope for scope in SCOPES if scope in scopes],
            created_at=now,
            expires_at=expires_at,
        )
        facts = {"name": name, "prefix": prefix, "key": str(key.pk)}
        note_and_tell(kind=Kind.API_KEY_CREATED, user=user, now=now, facts=facts)
    return key, f"{_BRAND}_{prefix}_{secret}"


def revoke_api_key(*, key: ApiKey, now: datetime) -> None:
    """Revoke the key at once. A key that was revoked before keeps that time."""
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
            facts = {"name": key.name, "prefix": key.prefix}
            note(kind=Kind.API_KEY_REVOKED, user=key.user, now=now, facts=facts)


def revoke_all(*, user: User, now: datetime) -> list[str]:
    """Revoke every key of the person, and return the names of those that could still be used."""
    with transaction.atomic():
        usable = ApiKey.objects.filter(user=user).usable(now).select_for_update()
        names = [str(key) for key in usable.order_by("created_at", "pk")]
        ApiKey.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    return names


def names_of_usable(*, user: User, now: datetime) -> list[str]:
    """Return the names of the person's usable keys, for mails about the account."""
    return [str(key) for key in ApiKey.objects.filter(user=user).usable(now).order_by("created_at", "pk")]


def find_usable(*, token: str, now: datetime) -> ApiKey | None:
    """Return the key with this text, with its person, or None if it can't be used now."""
    brand, _, rest = token.partition("_")
    prefix, _, secret = rest.partition("_")
    if brand != _BRAND or len(prefix) != _PREFIX_BYTES * 2 or not prefix.isalnum():
        return None
    key = ApiKey.objects.usable(now).select_related("user").filter(prefix=prefix).first()
    # Compared even where no such prefix exists, so that the answer takes as long.
    matches = compare_digest(_digest(secret), key.secret_sha256 if key else _digest(""))
    return key if key and matches else None


def note_use(*, key: ApiKey, now: datetime) -> None:
    """Store when the key was used, rounded to five minutes, so a busy key doesn't write a row per request."""
    if key.last_used_at is None or now - key.last_used_at >= _USE_IS_NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
