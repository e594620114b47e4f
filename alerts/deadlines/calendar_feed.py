"""A person's deadlines as an iCalendar file (RFC 5545), at an address that only its person knows."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from accounts.models import User
from accounts.services.deletion import refuse_while_deleting
from accounts.services.security_log import Kind, note_and_tell
from alerts.deadlines.listing import Deadline, DeadlineSpan, deadlines_of, today_of
from alerts.models import DeadlineSettings
from billing.entitlements import Feature, for_user
from governance.names import shown_name

LOOKED_BACK = timedelta(days=90)
_BYTES = 32
_PRODUCT = "-//Clausewatch//Deadlines//EN"
_LONGEST_QUOTATION = 600
DISCLAIMER = "This describes what the documents say and makes no legal determination."


class NoFeed(Exception):
    """There is no calendar at this address: no such token, or its person has not the feature now."""


def make_feed(*, user: User, now: datetime) -> str:
    """Make the person's calendar feed and return its token, which can't be shown again; one from before ends.

    The person is told by mail. Raises DeletionPending.
    """
    token = secrets.token_urlsafe(_BYTES)
    made = {"token_sha256": _digest(token), "token_made_at": now}
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        refuse_while_deleting(user)
        DeadlineSettings.objects.update_or_create(user=user, defaults=made)
        note_and_tell(kind=Kind.FEED_MADE, user=user, now=now, facts={"what": gettext_noop("your deadlines")})
    return token


def end_feed(*, user: User) -> None:
    """End the person's calendar feed. Twice is once."""
    DeadlineSettings.objects.filter(user=user).update(token_sha256="", token_made_at=None)


def feed_made_at(user: User) -> datetime | None:
    """Return when the person's feed was made, None if there is none."""
    return DeadlineSettings.objects.filter(user=user).values_list("token_made_at", flat=True).first()


def calendar_at(token: str, now: datetime) -> bytes:
    """Return the calendar of the person whose token this is. Raises NoFeed.

    The same deadlines are the same bytes: nothing in it is of the moment when it is asked for.
    """
    found = DeadlineSettings.objects.select_related("user").filter(token_sha256=_digest(token)).first()
    if found is None or not found.user.is_active or found.user.erase_at is not None:
        raise NoFeed
    if not for_user(found.user, now).has(Feature.DEADLINES):
        raise NoFeed
    since = today_of(found.user, now) - LOOKED_BACK
    return _calendar(deadlines_of(found.user, DeadlineSpan(since), now)[0])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _calendar(deadlines: Iterable[Deadline]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Clausewatch deadlines")
    host = urlsplit(settings.BASE_URL).hostname
    for deadline in deadlines:
        event = Event()
        event.add("uid", f"{deadline.id}@{host}")
        event.add("dtstamp", deadline.noted_at)
        event.add("dtstart", deadline.day)
        if deadline.day < date.max:  # an event of a day ends with it unless it says otherwise (RFC 5545, 3.6.1)
            event.add("dtend", deadline.day + timedelta(days=1))
        event.add("summary", shown_name(deadline.what))
        event.add("description", "\n".join(_description(deadline)))
        event.add("url", f"{settings.BASE_URL}/changes/{deadline.change}/")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    if not calendar.subcomponents:
        calendar.add_component(_utc())  # RFC 5545, 3.6: a calendar has at least one component
    data: bytes = calendar.to_ical()
    return data


def _utc() -> Timezone:
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  # the onset is a local time by RFC 5545
    standard.add("tzname", "UTC")
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone = Timezone()
    zone.add("tzid", "UTC")
    zone.add_component(standard)
    return zone


def _description(deadline: Deadline) -> Iterable[str]:
    yield deadline.how
    if deadline.quotation:
        text = shown_name(deadline.quotation.text)
        yield f"“{text[:_LONGEST_QUOTATION]}{'…' if len(text) > _LONGEST_QUOTATION else ''}”"
    yield f"{settings.BASE_URL}/changes/{deadline.change}/"
    yield DISCLAIMER
