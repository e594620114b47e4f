"""A person's lists of vendors: brought along, matched with the platforms, watched, and asked for."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext

from accounts.models import User
from alerts.models import Vendor, VendorList, Watchlist
from alerts.vendors.matching import index_of_platforms
from alerts.vendors.reading import ReadList, read_vendor_list, web_address_of
from alerts.watching.many_requests import ask_for_many
from alerts.watching.own_order import lock_order_of
from alerts.watching.watchlists import Wishes, create_watchlist, watch_platforms

MOST_LISTS = 50
# An operator looks at each platform that is asked for; tries that ask for nothing are bounded too.
MOST_ASKED_FOR, MOST_TRIED = 200, 400
_ROWS_AT_ONCE = 500
MATCHES = ("matched", "suggested", "unmatched")


class TooManyVendorLists(Exception):
    """The person has as many lists of vendors as anybody may."""

    code = "vendor_lists_full"

    def __init__(self) -> None:
        said = ngettext(
            "You have %(limit)s list of vendors, which is as many as you can. Delete one first.",
            "You have %(limit)s lists of vendors, which is as many as you can. Delete one first.",
            MOST_LISTS,
        )
        super().__init__(said % {"limit": MOST_LISTS})
        self.limit = MOST_LISTS


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What became of asking for the vendors that are no known platform: each of them counts in one of these."""

    asked: int
    """The person asks for them now."""
    asked_before: int
    here: int
    """They have been added since the list was matched."""
    not_askable: int
    """They give no address of a public site."""
    left: int
    """They are too many at once."""


def import_vendors(*, user: User, name: str, data: bytes, now: datetime) -> tuple[VendorList, bool]:
    """Store the vendors of a CSV file, each with the platform that it is, and return the list and whether it is new.

    The same file sent again is the same list, matched anew and under the new name. Raises NotAVendorList and
    TooManyVendorLists.
    """
    digest = hashlib.sha256(data).hexdigest()
    own = VendorList.objects.filter(user=user)
    if own.count() >= MOST_LISTS and not own.filter(digest=digest).exists():  # before the work; again under the lock
        raise TooManyVendorLists
    read = read_vendor_list(data)
    matched = list(_matched(read))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        known = own.filter(digest=digest).first()
        if known is None and own.count() >= MOST_LISTS:
            raise TooManyVendorLists
        stored = known or VendorList(user=user, digest=digest, created_at=now)
        stored.name, stored.matched_at, stored.encoding, stored.columns = name, now, read.encoding, read.columns
        stored.row_count, stored.empty_rows = len(matched), read.empty_rows
        stored.save()
        stored.vendors.all().delete()
        for vendor in matched:
            vendor.vendor_list = stored
        Vendor.objects.bulk_create(matched, batch_size=_ROWS_AT_ONCE)
    return stored, known is None


def _matched(read: ReadList) -> Iterator[Vendor]:
    index = index_of_platforms()
    for position, listed in enumerate(read.vendors, start=1):
        match = index.match(listed)
        yield Vendor(
            position=position,
            name=listed.name,
            address=listed.address,
            is_sub_processor=listed.is_sub_processor,
            platform_id=match.platform_id,
            matched_by=match.matched_by,
            suggestions=list(match.suggestions),
        )


def own_vendor_lists(user_id: UUID) -> "QuerySet[VendorList]":
    """Return a person's lists, each with how many of its vendors are matched, suggested and unmatched."""
    counts = {f"{name}_count": Count("vendors", filter=is_so) for name, is_so in _matches(at="vendors__").items()}
    return VendorList.objects.filter(user=user_id).annotate(**counts)


def _matches(*, at: str = "") -> dict[str, Q]:
    """Return the conditions for vendors at this path that are a platform, may be one, and are none."""
    is_known, is_similar = Q(**{f"{at}platform__isnull": False}), ~Q(**{f"{at}suggestions": []})
    return {"matched": is_known, "suggested": ~is_known & is_similar, "unmatched": ~is_known & ~is_similar}


def vendors_of(vendor_list: VendorList, match: str | None) -> "QuerySet[Vendor]":
    """Return the vendors of a list with their platforms, all or those of one kind of `MATCHES`."""
    rows = Vendor.objects.filter(vendor_list=vendor_list).select_related("platform")
    return rows.filter(_matches()[match]) if match else rows


def watch_vendors(*, vendor_list: VendorList, now: datetime) -> tuple[Watchlist, bool]:
    """Put the platforms that the vendors are on a watchlist of the list's name; return it and whether it is new.

    A second time it is the same watchlist, with what isn't on it yet. Raises TooManyWatchlists and WatchlistFull.
    """
    with transaction.atomic():
        lock_order_of(vendor_list.user_id)
        stored = VendorList.objects.select_related("user", "watchlist").get(pk=vendor_list.pk)
        is_new = stored.watchlist is None
        watchlist = stored.watchlist or create_watchlist(user=stored.user, wishes=Wishes(name=stored.name), now=now)
        platform_ids = set(stored.vendors.filter(platform__isnull=False).values_list("platform_id", flat=True))
        watch_platforms(watchlist=watchlist, platform_ids=platform_ids, now=now)
        if is_new:
            stored.watchlist = watchlist
            stored.save(update_fields=["watchlist"])
    return watchlist, is_new


def ask_for_vendors(*, vendor_list: VendorList, now: datetime) -> AskedFor:
    """Ask for the vendors that are no known platform and give an address; return what became of them.

    Twice is once, and what is refused stops no other. A person waits for MOST_ASKED_FOR platforms at most; after
    MOST_TRIED vendors the rest is left.
    """
    unknown = vendor_list.vendors.filter(platform=None).order_by("position")
    became = ask_for_many(
        user=vendor_list.user,
        wanted=[_as_asked_for(vendor) for vendor in unknown],
        now=now,
        most_open=MOST_ASKED_FOR,
        most_tried=MOST_TRIED,
    )
    counts = Counter(one.value for one in became)
    return AskedFor(**{name: counts[name] for name in AskedFor.__slots__})


def _as_asked_for(vendor: Vendor) -> tuple[str, str]:
    """Return the name and the address of a vendor; without an address that can be one nobody could find it."""
    address = web_address_of(vendor.address)
    return vendor.name or (address.host.removeprefix("www.") if address else ""), str(address or "")
