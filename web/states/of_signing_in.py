"""Signing in by a provider: what stands in the way of it, and what is connected."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from accounts.signing_in.by_provider.refusals import PAGE, Refusal
from web.pages.ways_to_sign_in import ShownConnection
from web.states.designed import DesignedState, reader

_OF_SOMEBODY = (Refusal.SOMEBODY_ELSE, Refusal.CONNECTED_ELSEWHERE)
_REFUSED = {
    Refusal.CANCELLED: "Turned back there",
    Refusal.BEGUN_ELSEWHERE: "Begun elsewhere or too long ago",
    Refusal.FAILED: "The provider doesn't answer as it should",
    Refusal.NO_ADDRESS: "No address",
    Refusal.ADDRESS_TAKEN: "The address has an account",
    Refusal.SOMEBODY_ELSE: "Another account there",
    Refusal.CONNECTED_ELSEWHERE: "Connected to another account",
}


def _refused(reason: Refusal, now: datetime) -> dict[str, Any]:
    return {"provider_name": "Company", "reason": reason.value}


def _ways(now: datetime, *, is_recent: bool = True, is_connected: bool = True) -> dict[str, Any]:
    found = ShownConnection(1, "Company", "reader@company.example", now - timedelta(days=30))
    return {
        "zone": ZoneInfo(reader().timezone),
        "connections": [found] if is_connected else [],
        "providers": [{"id": "company", "name": "Company"}],
        "is_recent": is_recent,
        "confirm_url": "/accounts/reauthenticate/",
    }


def _confirm(now: datetime) -> dict[str, Any]:
    return {"providers": [{"id": "company", "name": "Company"}], "next": "/account/keys/"}


SIGNING_IN = (
    *(
        DesignedState(
            f"provider-{reason.value.replace('_', '-')}",
            f"With a provider: {words}",
            PAGE,
            partial(_refused, reason),
            is_signed_in=reason in _OF_SOMEBODY,
        )
        for reason, words in _REFUSED.items()
    ),
    DesignedState("ways-connected", "A provider connected", "socialaccount/ways.html", _ways),
    DesignedState("ways-none", "No provider connected", "socialaccount/ways.html", partial(_ways, is_connected=False)),
    DesignedState(
        "ways-not-recent", "Not signed in lately", "socialaccount/ways.html", partial(_ways, is_recent=False)
    ),
    DesignedState("confirm-without-password", "Confirming without a password", "socialaccount/confirm.html", _confirm),
)
