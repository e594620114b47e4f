"""Gives operations whole answers as examples: memos, channels, deliveries, and categories that are watched.

They are answers only: a program that tries examples of requests would send them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_ID = "0b7f6a52-3a51-4d0e-8c39-5a1d2c7e9f10"
_LIST = "6f1c2f0e-4d0b-4f6a-9a53-0f6d7f0b3c21"
_MEMO: dict[str, Any] = {
    "id": _ID,
    "number": "M-0b7f6a52",
    "kind": "change",
    "format": "evidence",
    "paper": "a4",
    "state": "ready",
    "failure": "",
    "progress": 100,
    "title": "Lumenfold: Privacy Policy, CW-C-000123",
    "asked_at": "2026-03-09T10:30:00Z",
    "made_at": "2026-03-09T10:30:09Z",
    "since": None,
    "until": None,
    "size_bytes": 184320,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "made_with": "typst-0.14.2",
}
_CHANNEL: dict[str, Any] = {
    "id": _ID,
    "kind": "webhook",
    "name": "Vendor desk",
    "url": "https://hooks.example/…",
    "state": "active",
    "disabled_because": "",
    "watchlists": [_LIST],
    "category_watches": [],
    "made_at": "2026-03-01T08:00:00Z",
    "last_success_at": "2026-03-09T10:31:00Z",
    "failing_since": None,
    "failure_count": 0,
    "resting_until": None,
    "former_secret_until": None,
}
_DELIVERY: dict[str, Any] = {
    "id": "3c9d1e74-8f02-4b6a-9d55-6e0a4f1b2c38",
    "webhook_id": "msg_3c9d1e748f024b6a9d556e0a4f1b2c38",
    "type": "channel.test",
    "change": None,
    "state": "pending",
    "attempts": 1,
    "created_at": "2026-03-09T10:30:00Z",
    "next_attempt_at": "2026-03-09T10:30:14Z",
    "given_up_at": "2026-03-16T10:30:00Z",
    "ended_at": None,
    "reason": "HTTP 403: who are you",
}
_TRY = {"started_at": "2026-03-09T10:30:02Z", "outcome": "postponed", "detail": "HTTP 403: who are you"}
_EVENT = {
    "type": "channel.test",
    "timestamp": "2026-03-09T10:30:00Z",
    "data": {"channel": _ID, "headline": "This is a test message from Clausewatch."},
}
# By the name of the answer's shape.
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "Memo": _MEMO,
    "Channel": _CHANNEL,
    # No secret that could be one: a scanner of secrets would tell of it.
    "MadeChannel": {**_CHANNEL, "last_success_at": None, "secret": "whsec_…"},
    "ChannelDelivery": _DELIVERY,
    "ChannelDeliveryDetail": {**_DELIVERY, "tries": [_TRY], "try_count": 1, "event": _EVENT},
    "ChannelAttempt": _TRY,
    "Replayed": {"replayed": 12},
    "CategoryWatch": {
        "id": _ID,
        "category": "data_sharing",
        "min_severity": "medium",
        "cadence": "daily",
        "document_types": ["privacy-policy"],
        "paused": False,
        "created_at": "2026-03-01T08:00:00Z",
    },
    "Category": {"id": "retention", "name": "Retention", "definition": "How long data is kept, and what ends it."},
}
_REFERENCE = "#/components/schemas/"
_PAGE, _ROWS = "Paginated", "List"


def add_answers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Return the document with an example for each answer of a shape known here, alone or as a page, and its fields."""
    for methods in result.get("paths", {}).values():
        for content in _successes(methods):
            answer = _answer(content.get("schema", {}).get("$ref", "").removeprefix(_REFERENCE))
            if answer is not None and "examples" not in content:
                content["examples"] = {"an_answer": {"value": answer}}
    schemas = result.get("components", {}).get("schemas", {})
    for name, answer in ANSWERS.items():
        for field, described in schemas.get(name, {}).get("properties", {}).items():
            if isinstance(answer[field], str) and answer[field] and "type" in described:
                described.setdefault("examples", [answer[field]])
    return result


def _successes(methods: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for operation in methods.values():
        if isinstance(operation, dict):
            for status, response in operation.get("responses", {}).items():
                content = response.get("content", {}).get("application/json")
                if status.startswith("2") and content:
                    yield content


def _answer(shape: str) -> Mapping[str, Any] | None:
    if shape in ANSWERS:
        return ANSWERS[shape]
    row = ANSWERS.get(shape.removeprefix(_PAGE).removesuffix(_ROWS)) if shape.endswith(_ROWS) else None
    return {"next": None, "previous": None, "results": [row]} if row is not None else None
