"""The events that channels are told of. Each is stored once, as the bytes that are signed and sent.

An event is thin: ids, addresses, a headline, counts, and the first sentences. What more there is is asked of the API.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from alerts.mail.bodies import loadable_views
from alerts.mail.lines import clipped, one_line
from alerts.models import CHANGE_PUBLISHED, Content, Message
from governance.reading import ChangeView, ProvisionChangeView, change_views

TEST = "channel.test"
EVENT_TYPES = (CHANGE_PUBLISHED, TEST)
PROVISIONS_TOLD = 8
_SENTENCE_LENGTH, _HEADLINE_LENGTH, _NAME_LENGTH = 240, 300, 200
_VERSION = 1  # to be raised when the same change shall be told by other bytes


def ensure_change_events(change_ids: Collection[int], now: datetime) -> dict[int, int]:
    """Return the id of the stored event for each of these changes, making those that aren't stored."""
    keys = {_key(CHANGE_PUBLISHED, str(change_id)): change_id for change_id in change_ids}
    missing = [keys[key] for key in keys.keys() - _stored(keys).keys()]
    rows = [_content(_key(CHANGE_PUBLISHED, str(view.id)), change_event(view), now) for view in _views(missing)]
    Content.objects.bulk_create(rows, ignore_conflicts=True, batch_size=100)
    return {keys[key]: content_id for key, content_id in _stored(keys).items()}


def make_test_event(*, channel_id: UUID, now: datetime) -> Content:
    """Store the event that tests a channel, and return it."""
    event = _event(TEST, now, {"channel": str(channel_id), "headline": "This is a test message from Clausewatch."})
    content = _content(_key(TEST, f"{channel_id} {now.isoformat()}"), event, now)
    content.save()
    return content


def change_event(view: ChangeView) -> dict[str, Any]:
    """Return the event that tells a change, of which the receiver knows nothing yet."""
    told = view.provisions[:PROVISIONS_TOLD]
    return _event(
        CHANGE_PUBLISHED,
        view.published_at or view.detected_at,
        {
            "id": view.public_id,
            "url": settings.BASE_URL + view.url_path,
            "api_url": f"{settings.BASE_URL}/api/v1/changes/{view.public_id}/",
            "headline": clipped(view.headline, _HEADLINE_LENGTH),
            "class": view.label,
            "severity": view.severity,
            "platform": {"slug": view.platform_slug, "name": clipped(view.platform_name, _NAME_LENGTH)},
            "document": {
                "id": view.document_public_id,
                "type": view.document_type,
                "title": clipped(view.document_title, _NAME_LENGTH),
            },
            "detected_at": _instant(view.detected_at),
            "effective_date": view.effective_date.isoformat() if view.effective_date else None,
            "counts": view.counts,
            "categories": list(view.categories),
            "provisions": [_told(one) for one in told],
            "provisions_left_out": len(view.provisions) - len(told),
            "is_demonstration": view.is_demonstration,
        },
    )


def _told(provision: ProvisionChangeView) -> dict[str, str]:
    return {
        "id": provision.provision_public_id,
        "kind": provision.kind,
        "category": provision.category,
        "severity": provision.severity,
        "sentence": clipped(provision.sentence, _SENTENCE_LENGTH),
    }


def _event(event_type: str, at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": event_type, "timestamp": _instant(at), "data": data}


def _content(key: str, event: Mapping[str, Any], now: datetime) -> Content:
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return Content(
        key=key,
        kind=Message.Kind.CHANNEL,
        subject=one_line(event["data"]["headline"])[:500],
        html="",
        text=body,
        created_at=now,
    )


def _views(change_ids: Collection[int]) -> list[ChangeView]:
    """Return the views. A change whose clauses can't be quoted is told by its headline, and stops no other."""
    ordered = sorted(change_ids)
    views = loadable_views(ordered, with_summary=True)
    if plain := [one for one in ordered if one not in views]:
        views |= {view.id: view for view in change_views(plain, with_summary=False)}
    return list(views.values())


def _stored(keys: Collection[str] | Mapping[str, int]) -> dict[str, int]:
    return dict(Content.objects.filter(key__in=list(keys)).values_list("key", "pk"))


def _key(event_type: str, about: str) -> str:
    return hashlib.sha256(f"channel {_VERSION} {event_type} {about}".encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
