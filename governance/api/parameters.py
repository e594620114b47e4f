"""Reads query parameters strictly: a wrong value is refused with the parameter's name."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time

from django.db.models.functions import Lower
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from governance.comparison import categories
from governance.models import Document, Platform
from governance.sectors_and_types import shipped_document_types, shipped_sectors

CATEGORY_IDS = [category.id for category in categories()]
_LOST_PLUS = re.compile(r"(?<=[0-9]) (?=[0-9]{2}:?[0-9]{2}$)")

_BEGINS_WITH_A_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])")


def one_of(request: Request, name: str, allowed: Iterable[str]) -> str | None:
    """Return the parameter's value, None if absent or empty. Raises ValidationError for one that is not allowed."""
    value = request.query_params.get(name)
    if not value:
        return None
    choices = list(allowed)
    if value not in choices:
        raise ValidationError({name: [not_one_of(value, choices)]})
    return value


def not_one_of(value: str, choices: Iterable[str]) -> str:
    """Return the sentence that refuses a value, with those that there are."""
    return _("“%(value)s” is not one of: %(choices)s.") % {"value": value[:60], "choices": ", ".join(choices)}


def text(request: Request, name: str, longest: int = 200) -> str | None:
    """Return the parameter's value without surrounding spaces, None if absent or empty."""
    value = (request.query_params.get(name) or "").strip()
    if len(value) > longest:
        raise ValidationError({name: [_("This is longer than %(most)s characters.") % {"most": longest}]})
    return value or None


def known(request: Request, name: str, exists: Callable[[str], bool]) -> str | None:
    """Return the parameter's value, None if absent or empty. Raises ValidationError for one that doesn't exist."""
    value = text(request, name)
    if value is not None and not exists(value):
        raise ValidationError({name: [_("There is no “%(slug)s”.") % {"slug": value[:60]}]})
    return value


def platform(request: Request) -> str | None:
    """Return the slug of an existing platform. None and errors as in `known`."""
    return known(request, "platform", lambda slug: Platform.objects.filter(slug=slug).exists())


def sector(request: Request) -> str | None:
    """Return a sector of the shipped catalogue or of some platform. None and errors as in `known`."""

    def exists(value: str) -> bool:
        # In the order of the index: without one, PostgreSQL would look for the first through the table.
        found = Platform.objects.filter(sector=value).order_by(Lower("name"), "pk").values("pk")[:1]
        return value in shipped_sectors() or bool(list(found))

    return known(request, "sector", exists)


def document_type(request: Request) -> str | None:
    """Return a type of the shipped catalogue or of some document, in the way of `known`."""

    def exists(value: str) -> bool:
        # In the order of the index: without one, PostgreSQL would look for the first through the table.
        found = Document.objects.filter(document_type=value).order_by("document_type", "pk").values("pk")[:1]
        return value in shipped_document_types() or bool(list(found))

    return known(request, "document_type", exists)


def category(request: Request) -> str | None:
    """Return the id of a category."""
    return one_of(request, "category", CATEGORY_IDS)


def instant(request: Request, name: str, *, end_of_day: bool = False) -> datetime | None:
    """Return an ISO 8601 instant, or a date's first or last moment in UTC; None if absent or empty.

    An instant without an offset is in UTC. Raises ValidationError for anything else.
    """
    given = request.query_params.get(name)
    if not given:
        return None
    if "T" in given:
        given = _LOST_PLUS.sub("+", given)  # an unescaped "+" of an offset arrives as a space
    return instant_in(given, name, end_of_day=end_of_day)


def instant_in(given: str, name: str, *, end_of_day: bool = False) -> datetime:
    """Return the instant that this text of the parameter or field `name` gives, in the way of `instant`."""
    found = _parse(given, end_of_day=end_of_day)
    if found is None:
        raise ValidationError({name: [_("Give a date such as 2026-03-01 or an instant such as 2026-03-01T12:00:00Z.")]})
    return found


def _parse(given: str, *, end_of_day: bool) -> datetime | None:
    if not _BEGINS_WITH_A_DATE.match(given):  # Python also reads days by weeks, such as 2026-W01-1
        return None
    try:
        if len(given) == 10:
            day = parse_date(given)
            return datetime.combine(day, time.max if end_of_day else time.min, UTC) if day else None
        moment = parse_datetime(given)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        return None
