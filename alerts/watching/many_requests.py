"""A person asks for many platforms at once, such as the vendors of a list, in a fixed number of statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from accounts.models import User
from alerts.models import PlatformAsking, PlatformRequest
from alerts.watching.platform_requests import NotAPlatform, checked_request, key_of, platforms_here


class Became(StrEnum):
    """What became of asking for one of many."""

    ASKED = "asked"
    ASKED_BEFORE = "asked_before"
    HERE = "here"
    NOT_ASKABLE = "not_askable"
    LEFT = "left"
    """They are too many at once."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A platform that may be asked for, with the site and the key of its name, by which two are one."""

    name: str
    url: str
    host: str

    @property
    def key(self) -> tuple[str, str]:
        return self.host, key_of(self.name)


def ask_for_many(
    *, user: User, wanted: Sequence[tuple[str, str]], now: datetime, most_open: int, most_tried: int
) -> list[Became]:
    """Ask for each of these names with its address, and return what became of each, in their order.

    It is as if each was asked for by itself, so what is refused stops no other. From the first that is too much, by
    `most_open` that the person waits for or `most_tried` that were tried, all are left.
    """
    askable = list(_askable(wanted, most_tried))
    here = platforms_here({one.name for one in askable if one})
    became = [Became.LEFT] * len(wanted)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        rows = PlatformAsking.objects.filter(user=user, request__done_at=None)
        own = {key for one in rows.select_related("request") for key in _keys(one.request)}
        count, new = rows.count(), list[_Wanted]()
        for place, one in enumerate(askable):
            if one is None:
                became[place] = Became.NOT_ASKABLE
            elif one.name in here:
                became[place] = Became.HERE
            elif one.key in own:
                became[place] = Became.ASKED_BEFORE
            elif count + len(new) >= most_open:
                break
            else:
                became[place] = Became.ASKED
                own.add(one.key)
                new.append(one)
        _store(user, new, now)
    return became


def _askable(wanted: Sequence[tuple[str, str]], most_tried: int) -> Iterator[_Wanted | None]:
    """Yield what may be asked for, and None for what can be no platform, until so many were tried."""
    tried = 0
    for name, url in wanted:
        if tried >= most_tried:
            return
        try:
            shown, address = checked_request(name, url)
        except NotAPlatform:
            yield None
        else:
            tried += 1
            yield _Wanted(shown, str(address), address.host.removeprefix("www."))


def _keys(request: PlatformRequest) -> set[tuple[str, str]]:
    """Return the site with the name as it is stored, and as it is compared now."""
    return {(request.host, request.name_key), (request.host, key_of(request.name_key))}


def _store(user: User, new: Sequence[_Wanted], now: datetime) -> None:
    requests = _open_requests(new, now)
    PlatformAsking.objects.bulk_create(
        PlatformAsking(request=requests[one.key], user=user, name=one.name, url=one.url, asked_at=now) for one in new
    )


def _open_requests(new: Sequence[_Wanted], now: datetime) -> Mapping[tuple[str, str], PlatformRequest]:
    """Return the open request for each, locked against being marked as done in between; those that lack are made."""
    found: dict[tuple[str, str], PlatformRequest] = {}
    hosts = {one.host for one in new}
    while lacking := [one for one in new if one.key not in found]:
        at_sites = PlatformRequest.objects.filter(host__in=hosts, done_at=None).select_for_update().order_by("pk")
        for row in at_sites:
            for key in _keys(row):
                found.setdefault(key, row)
        PlatformRequest.objects.bulk_create(
            (
                PlatformRequest(host=one.host, name_key=one.key[1], first_asked_at=now)
                for one in sorted(lacking, key=lambda one: one.key)  # who asks beside us waits in the same order
                if one.key not in found
            ),
            ignore_conflicts=True,
        )
    return found
