"""What stands in the way: each gate, for whom it does, and a plan that is full."""

from datetime import datetime
from functools import partial
from typing import Any

from django import forms

from alerts.models import Watchlist
from billing.entitlements import FREE, Feature, lowest_tier_with
from billing.plans import PLANS, TRIAL_TIER
from web.gates import BILLING_PAGE, TRIAL_PAGE, WITHHELD, Gate
from web.pages.watching.caps import Caps
from web.pages.watching.list_items import FoundPlatform, PlatformSearch
from web.pages.watching.lists import ShownList
from web.states.designed import DesignedState
from web.states.made_up import WATCHED, platform

READERS = {"signed-out": "signed out", "free-with-trial": "Free, a trial left", "free-tried": "Free, no trial left"}
FULL = Caps(FREE, platforms=1, watchlists=1, may_try=True)


def gate(feature: Feature, reader: str = "free-tried") -> Gate:
    """Return the gate of a feature as one of READERS sees it."""
    tier = lowest_tier_with(feature)
    may_try = reader != "free-tried" and feature in PLANS[TRIAL_TIER].features
    way_in = TRIAL_PAGE if may_try else BILLING_PAGE
    return Gate(feature, str(WITHHELD[feature]), tier, PLANS[tier].name, may_try, way_in)


def _gated(feature: Feature, reader: str, now: datetime) -> dict[str, Any]:
    return {"gate": gate(feature, reader), "heading": feature.in_words.capitalize()}


GATES = tuple(
    DesignedState(
        f"gate-{feature.value.replace('_', '-')}-{reader}",
        f"{feature.in_words.capitalize()}: {words}",
        "web/gated.html",
        partial(_gated, feature, reader),
        address="/reviews/",
        is_signed_in=reader != "signed-out",
    )
    for feature in WITHHELD
    for reader, words in READERS.items()
)


def made_up_list(**wishes: Any) -> ShownList:
    """Return the default watchlist with its settings in words."""
    row = Watchlist(name="My platforms", is_default=True, **wishes)
    row.item_count = 1  # type: ignore[attr-defined]  # as the page's query counts
    return ShownList(row, "Weekly", "The same day", "Any", [], [])


def _search() -> forms.Form:
    return PlatformSearch({"q": "beacon"})


def _full_plan(now: datetime) -> dict[str, Any]:
    found = FoundPlatform(platform("Beaconry", 2), WATCHED, is_listed=False, is_free=False)
    return {
        "caps": FULL,
        "watchlist": made_up_list().watchlist,
        "search": _search(),
        "rows": [found],
        "is_asked": True,
        "has_more": False,
    }


FULL_PLANS = (
    DesignedState(
        "full-platforms", "No more platforms", "web/watching/list_add.html", _full_plan, address="/lists/new/"
    ),
    DesignedState(
        "full-lists",
        "No more lists",
        "web/watching/lists.html",
        lambda now: {"caps": FULL, "lists": [made_up_list()]},
        address="/lists/",
    ),
    DesignedState(
        "full-channels",
        "No more channels",
        "web/telling/channels.html",
        lambda now: {"gate": None, "channels": [], "most": 10, "is_full": True},
        address="/channels/",
    ),
)
