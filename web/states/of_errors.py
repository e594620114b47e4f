"""The pages that say that something could not be shown, with the number of the request."""

from datetime import UTC, datetime
from typing import Any

from web.states.designed import DesignedState

ERRORS: dict[str, tuple[str, dict[str, Any]]] = {
    "400": ("Not understood", {"site_url": ""}),
    "403": ("Not allowed", {}),
    "403_csrf": ("Form not accepted", {}),
    "404": ("Not found", {}),
    "429": ("Too many attempts", {}),
    "500": ("Something went wrong", {}),
    "503": ("Not now", {"was_sent": True}),
    "maintenance": (
        "Maintenance",
        {
            "maintenance": {"until": datetime(2026, 12, 1, 6, tzinfo=UTC), "reason": "We move to a larger machine."},
            "is_late": False,
            "was_sent": True,
        },
    ),
    "refused": ("Not served", {"detail": "This address takes GET and HEAD requests only."}),
}


def _error(name: str, words: str, given: dict[str, Any]) -> DesignedState:
    key = name.replace("_", "-")
    return DesignedState(f"error-{key}", f"{key}: {words}", f"{name}.html", lambda now: dict(given), is_signed_in=False)


FAILED = tuple(_error(name, *told) for name, told in ERRORS.items())
