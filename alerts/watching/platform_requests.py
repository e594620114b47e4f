"""People ask for platforms that nobody reads yet; the operator adds them, and whoever asked is told once.

Nothing is fetched: the address is only checked in the way in which it would be before anything is asked of it.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.services.notices import owe_many
from alerts.models import PlatformAsking, PlatformRequest, Suppression
from alerts.models.platform_requests import LONGEST_ADDRESS, LONGEST_KEY, LONGEST_NAME
from alerts.watching.refused_addresses import refused_address
from governance.models import Document, Platform
from governance.names import same_name, shown_name
from governance.record.platforms import platform_called, platforms_called
from outbound.ip_addresses import read_address
from outbound.web_addresses import WebAddress, WebAddressRefused, check_web_address

PLATFORM_ADDED = "platform_added"
MOST_OPEN = 20
_NOT_ON_THE_WEB = ("localhost", "local", "internal", "invalid", "lan", "home", "onion")


class NotAPlatform(ValueError):
    """What was asked for can't be a platform; `field` is what is wrong, and the message says it to the person."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


class TooManyPlatformRequests(Exception):
    """The person waits for as many platforms as anybody may at once."""

    code = "platform_requests_full"

    def __init__(self, limit: int) -> None:
        said = ngettext(
            "You have asked for %(limit)s platform that isn't added yet, which is as many as you can.",
            "You have asked for %(limit)s platforms that aren't added yet, which is as many as you can.",
            limit,
        )
        super().__init__(said % {"limit": limit})
        self.limit = limit


class PlatformIsHere(Exception):
    """What the person asks for is here already; `platform` is its slug."""

    code = "platform_is_here"

    def __init__(self, platform: Platform) -> None:
        said = _("%(name)s is here already. For a document of it that isn't, give the name of the document too.")
        super().__init__(said % {"name": platform.name})
        self.platform = platform.slug


class NotHereYet(Exception):
    """A platform is to be marked as added of which no document is read yet; the message names it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Nothing of {name} is read here: add a document of it first, or choose what was added.")


def platform_here(name: str) -> Platform | None:
    """Return the platform of this slug, name or alias if any document of it is read or recorded; else None."""
    return _here({name: platform_called(name)}).get(name)


def platforms_here(names: Collection[str]) -> dict[str, Platform]:
    """Return for each of these names, as `platform_here` does, the platform that is here."""
    return _here(platforms_called(names)) if names else {}


def _here(called: Mapping[str, Platform | None]) -> dict[str, Platform]:
    """Return those of which any document is read or recorded."""
    alive = {name: one for name, one in called.items() if one is not None and not one.is_over}
    documents = Document.objects.filter(platform__in={one.pk for one in alive.values()})
    read = documents.exclude(state=Document.State.RETIRED).filter(
        Q(pages__isnull=False) | Q(state=Document.State.ACTIVE)
    )
    keys = set(read.values_list("platform", flat=True)) if alive else set()
    return {name: one for name, one in alive.items() if one.pk in keys}


def ask_for_platform(
    *, user: User, name: str, url: str, now: datetime, most_open: int = MOST_OPEN
) -> tuple[PlatformAsking, bool]:
    """Write down that the person asks for this, and return it and whether it is new. Asking twice is asking once.

    A person waits for `most_open` platforms at most. Raises NotAPlatform, PlatformIsHere and TooManyPlatformRequests.
    """
    shown, address = checked_request(name, url)
    if (here := platform_here(shown)) is not None:
        raise PlatformIsHere(here)
    host, name_key = address.host.removeprefix("www."), key_of(shown)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        own = PlatformAsking.objects.filter(user=user, request__done_at=None)
        for before in own.filter(request__host=host).select_related("request"):
            if key_of(before.request.name_key) == name_key:
                return before, False
        if own.count() >= most_open:
            raise TooManyPlatformRequests(most_open)
        request = _open_request(host, name_key, now)
        asking = PlatformAsking.objects.create(request=request, user=user, name=shown, url=str(address), asked_at=now)
    return asking, True


def checked_request(name: str, url: str) -> tuple[str, WebAddress]:
    """Return the name as it is shown, and the address. Raises NotAPlatform."""
    return _checked_name(name), _checked_address(url)


def key_of(name: str) -> str:
    """Return the letters and digits of a name, by which names at one site are compared: "OWL-POST" is "Owl Post"."""
    kept = "".join(char for char in same_name(name) if unicodedata.category(char)[0] in "LNM")
    return (kept or same_name(name))[:LONGEST_KEY]


def _open_request(host: str, name_key: str, now: datetime) -> PlatformRequest:
    """Return the open request, locked against being marked as done in between; a new one if there is none."""
    while True:
        at_site = PlatformRequest.objects.filter(host=host, done_at=None).order_by("pk")
        known = next((row.name_key for row in at_site if key_of(row.name_key) == name_key), name_key)
        request, is_new = PlatformRequest.objects.get_or_create(
            host=host, name_key=known, done_at=None, defaults={"first_asked_at": now}
        )
        if is_new or PlatformRequest.objects.select_for_update().filter(pk=request.pk, done_at=None).exists():
            return request


def _checked_name(name: str) -> str:
    shown = shown_name(name)
    if not any(map(str.isalnum, shown)):
        raise NotAPlatform("name", _("Give the name of the platform."))
    if len(shown) > LONGEST_NAME:
        raise NotAPlatform("name", _("The name has more than %(most)s characters.") % {"most": LONGEST_NAME})
    return shown


def _checked_address(url: str) -> WebAddress:
    try:
        address = check_web_address(url.strip())
    except WebAddressRefused as refused:
        raise NotAPlatform("url", refused_address(refused)) from refused
    if len(str(address)) > LONGEST_ADDRESS:
        raise NotAPlatform("url", _("The address has more than %(most)s characters.") % {"most": LONGEST_ADDRESS})
    labels = address.host.split(".")
    if read_address(address.host) is not None or len(labels) < 2 or labels[-1] in _NOT_ON_THE_WEB:
        said = _("Give the address of a public site by its name, such as https://example.com/terms.")
        raise NotAPlatform("url", said)
    return address


def own_askings(user_id: UUID) -> "QuerySet[PlatformAsking]":
    """Return what a person asked for, with `asker_count`, how many people ask for the same."""
    same = PlatformAsking.objects.filter(request=OuterRef("request")).order_by().values("request")
    count = Subquery(same.annotate(count=Count("pk")).values("count"))
    return PlatformAsking.objects.filter(user=user_id).annotate(asker_count=count).select_related("request__platform")


def ranked_requests() -> "QuerySet[PlatformRequest]":
    """Return requests with `asker_count`, and `name` and `url` as first asked: open ones first, by how many ask."""
    first = PlatformAsking.objects.filter(request=OuterRef("pk")).order_by("asked_at", "pk")
    named = PlatformRequest.objects.annotate(
        asker_count=Count("askings", distinct=True),
        name=Subquery(first.values("name")[:1]),
        url=Subquery(first.values("url")[:1]),
    )
    return named.select_related("platform").order_by(
        F("done_at").desc(nulls_first=True), "-asker_count", "first_asked_at", "pk"
    )


@transaction.atomic
def mark_done(requests: "QuerySet[PlatformRequest]", *, platform_name: str = "", now: datetime) -> int:
    """Mark these requests as done, owe everybody who asked one mail, and return how many were open.

    What was added is the platform of this name or slug, else that of the name that was asked for. Raises NotHereYet,
    with nothing marked, where nothing of it is read.
    """
    done = list(PlatformRequest.objects.filter(pk__in=requests.values("pk"), done_at=None).select_for_update())
    requests_of: dict[UUID, list[int]] = defaultdict(list)
    for request in done:
        askings = list(request.askings.select_related("user").order_by("asked_at", "pk"))
        name = platform_name or (askings[0].name if askings else request.name_key)
        request.done_at, request.platform = now, platform_here(name)
        if request.platform is None:
            raise NotHereYet(name)
        request.save(update_fields=["done_at", "platform"])
        for asking in askings:
            if asking.user.is_active and asking.user.erase_at is None:
                requests_of[asking.user_id].append(request.pk)
    facts = {user_id: {"requests": ",".join(map(str, ids))} for user_id, ids in requests_of.items()}
    owe_many(kind=PLATFORM_ADDED, about_at=now, facts=facts, now=now)
    return len(done)


def what_was_added(*, user_id: UUID, facts: dict[str, str], now: datetime) -> list[tuple[str, str]]:
    """Return what a mail tells as added: each name that the person asked for, and what it is called here, if known.

    That is nothing to whoever's address takes no mail by now.
    """
    askings = PlatformAsking.objects.filter(
        user=user_id, request__in=[int(key) for key in facts["requests"].split(",")], request__done_at__isnull=False
    ).select_related("request__platform", "user")
    is_suppressed = Suppression.objects.in_force(now).filter(pk=OuterRef("user__email"))
    return [
        (asking.name, asking.request.platform.name if asking.request.platform else "")
        for asking in askings.filter(~Exists(is_suppressed)).order_by("asked_at", "pk")
    ]


def forget_askings_of(user: User) -> None:
    """Delete what the person asked for, and what nobody else asks for. Called in the transaction of the erasure."""
    own = list(PlatformAsking.objects.filter(user=user).values_list("request", flat=True))
    PlatformAsking.objects.filter(user=user).delete()
    PlatformRequest.objects.filter(pk__in=own, askings=None).delete()
