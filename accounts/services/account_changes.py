"""Does what follows from a change that allauth made to an account: tell the person, and end what ends with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Max
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.services.api_keys import names_of_usable, revoke_all
from accounts.services.connections import disconnect_all
from accounts.services.deletion import end_sessions
from accounts.services.security_log import Kind, note_and_tell

# The names that allauth has for its mails about changes.
_Type = Authenticator.Type
_ADDED = {
    "mfa/email/totp_activated": (Kind.SECOND_FACTOR_ADDED, _Type.TOTP),
    "mfa/email/webauthn_added": (Kind.SECOND_FACTOR_ADDED, _Type.WEBAUTHN),
    "mfa/email/recovery_codes_generated": (Kind.RECOVERY_CODES_MADE, _Type.RECOVERY_CODES),
}
_REMOVED = {"mfa/email/totp_deactivated": _Type.TOTP, "mfa/email/webauthn_removed": _Type.WEBAUTHN}
_IN_WORDS = {
    _Type.TOTP: gettext_noop("an authenticator app"),
    _Type.WEBAUTHN: gettext_noop("a security key"),
    _Type.RECOVERY_CODES: gettext_noop("recovery codes"),
}

KEEPS_KEYS = "keeps_api_keys"
"""Set on a request that changes the password and asks for the API keys to stay."""
PROVED_ADDRESS = "proved_address"
"""Set on a request that resets a password: the address of the person to which its code was mailed."""


def tell_of(mail: str, *, user: User, context: Mapping[str, Any], keeps_keys: bool, now: datetime) -> None:
    """Log the change and mail the person, where allauth would send the mail of this template.

    An unknown template is a KeyError.
    """
    match mail:
        case "account/email/email_changed":
            facts = {"address": context["to_email"]}
            note_and_tell(kind=Kind.ADDRESS_CHANGED, user=user, now=now, facts=facts, to=context["from_email"])
        case "account/email/email_deleted":
            removed = context["deleted_email"]
            facts = {"address": removed}
            note_and_tell(kind=Kind.ADDRESS_REMOVED, user=user, now=now, facts=facts, also_to=removed)
        case "account/email/password_reset":
            end_sessions(user)
            facts = _keys(user, keep=False, now=now) | {"ended_providers": "\n".join(disconnect_all(user))}
            note_and_tell(kind=Kind.PASSWORD_RESET, user=user, now=now, facts=facts)
        case "account/email/password_changed" | "account/email/password_set":
            note_and_tell(kind=Kind.PASSWORD_CHANGED, user=user, now=now, facts=_keys(user, keep=keeps_keys, now=now))
        case _ if mail in _REMOVED:
            facts = {"what": _IN_WORDS[_REMOVED[mail]]}
            note_and_tell(kind=Kind.SECOND_FACTOR_REMOVED, user=user, now=now, facts=facts)
        case _:
            kind, added = _ADDED[mail]
            at = _made_at(user, added) or now
            note_and_tell(kind=kind, user=user, now=min(at, now), facts={"what": _IN_WORDS[added]})


def _made_at(user: User, kind: Authenticator.Type) -> datetime | None:
    """Return when the newest factor of this kind was made: the way back removes what came since the time of its act."""
    newest: datetime | None = Authenticator.objects.filter(user=user, type=kind).aggregate(at=Max("created_at"))["at"]
    return newest


def _keys(user: User, *, keep: bool, now: datetime) -> dict[str, str]:
    """Revoke the API keys unless the person keeps them, and return their names for the mail.

    Other sign-ins have ended with the old password, so only keys are left to be ended.
    """
    if keep:
        return {"live_keys": "\n".join(names_of_usable(user=user, now=now))}
    return {"ended_keys": "\n".join(revoke_all(user=user, now=now))}
