"""A person's own pages: where there is nothing yet, what is inactive, and how plans and memos stand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator

from alerts.memos.asking import MOST_EVIDENCE, MOST_MEMOS
from alerts.models import Memo, WatchedPlatform, WatchItem
from alerts.watching.watchlists import WatchlistUsage
from billing.entitlements import FREE, Entitlement, Feature
from billing.models import Subscription
from billing.plans import PLANS, TRIAL_TIER, Tier
from web.pages.coming_up import LOOKED_AHEAD, ComingUp
from web.pages.dashboard import INACTIVE, ShownPlatform
from web.pages.memos import FORMATS, KINDS, title_of
from web.pages.reviews import ReviewWishes
from web.pages.telling.feeds import ALERTS, DEADLINES
from web.pages.watching.caps import Caps
from web.pages.watching.list_items import ShownItem
from web.states.designed import DesignedState, reader
from web.states.made_up import WATCHED, change, document, platform
from web.states.of_gates import made_up_list

PROFESSIONAL = Entitlement(Tier.PROFESSIONAL, source="stripe", status="active")
TRIAL_DAYS = 14
ShownWith = Callable[[datetime], dict[str, Any]]


def _dashboard(now: datetime, held: Entitlement = FREE, places: int = 0, **wishes: Any) -> dict[str, Any]:
    row = [WatchedPlatform(platform=platform(f"Platform {one}", one), position=one) for one in range(1, places + 1)]
    cap = held.plan.platforms
    usual: dict[str, Any] = {
        "plan": held.plan,
        "entitlement": held,
        "trial": None,
        "may_try": held is FREE,
        "trial_plan": PLANS[TRIAL_TIER],
        "trial_days": TRIAL_DAYS,
        "cap": cap,
        "places": [
            ShownPlatform(one, INACTIVE["over_limit"] if cap and one.position > cap else "", WATCHED) for one in row
        ],
        "coming": ComingUp(unread=0, digest=None, overdue=0, days=[], day_count=0),
        "days_ahead": LOOKED_AHEAD.days,
        "has_compliance": held.has(Feature.REVIEW_LOG),
        "alerts": [],
        "has_alerts": held is not FREE,
        "changes": [],
    }
    return usual | wishes


def _list(now: datetime, **wishes: Any) -> dict[str, Any]:
    shown = made_up_list(**wishes)
    return {
        "shown": shown,
        "watchlist": shown.watchlist,
        "caps": Caps(FREE, platforms=0, watchlists=1, may_try=True),
        "items": [],
        "item_count": 0,
        "after": "",
        "removed": None,
        "channels": [],
    }


def _inactive(now: datetime) -> dict[str, Any]:
    items = [WatchItem(platform=platform(name, key), added_at=now) for key, name in ((1, "Lumenfold"), (2, "Beaconry"))]
    reasons = ("", "over_limit")
    return _list(now) | {
        "caps": Caps(FREE, platforms=2, watchlists=1, may_try=False),
        "items": [ShownItem(item, reason, WATCHED) for item, reason in zip(items, reasons, strict=True)],
        "item_count": 2,
    }


def _no_page() -> "Page[Any]":
    nothing: list[Any] = []
    return Paginator(nothing, 50).get_page(1)


def _no_reviews(now: datetime) -> dict[str, Any]:
    page = _no_page()
    asked = ReviewWishes({}, assignees=[])
    return {"asked": asked, "has_assignees": False, "is_narrowed": False, "page": page, "query": "", "rows": []} | {
        "waiting": [],
        "waiting_count": 0,
        "looked_back_days": 90,
    }


def _no_deadlines(now: datetime) -> dict[str, Any]:
    return {"months": [], "has_more": False, "most": 500, "address": "", "made_at": None, "zone": reader().timezone}


def _no_memos(now: datetime) -> dict[str, Any]:
    page = _no_page()
    return {"page": page, "query": "", "rows": [], "most": MOST_MEMOS, "most_evidence": MOST_EVIDENCE} | {
        "evidence_count": 0
    }


def _memo(now: datetime, *, is_begun: bool = False, **wishes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "pk": UUID("5f0c2a71-3b1d-4c8e-9a44-0d6c7be21f90"),
        "kind": "document",
        "format": "pdf",
        "asked_at": now,
    }
    found = Memo(document=document(now), **(usual | wishes))
    return {
        "memo": found,
        "title": title_of(found),
        "kind": KINDS[found.kind],
        "format": FORMATS[found.format],
        "is_waiting": found.state == Memo.State.WAITING,
        "is_begun": is_begun,
    }


def _ready(now: datetime) -> dict[str, Any]:
    made: dict[str, Any] = {
        "title": "What the Terms of Service of Lumenfold state",
        "sha256": "ab" * 32,
        "size_bytes": 48_213,
    }
    return _memo(now, state=Memo.State.READY, made_at=now, **made)


def _failed(now: datetime) -> dict[str, Any]:
    return _memo(now, state=Memo.State.FAILED, failure="Its text is no longer kept.")


def _billing(now: datetime, held: Entitlement, row: Subscription | None = None, **wishes: Any) -> dict[str, Any]:
    return {
        "zone": ZoneInfo(reader().timezone),
        "held": held,
        "plan": held.plan,
        "subscription": row,
        "price": "49 USD a month" if row else "",
        "days_left": None,
        "scheduled_plan": None,
        "free": PLANS[Tier.FREE],
        "used": WatchlistUsage(platforms=12, watchlists=2),
        "takes_payments": True,
        "is_customer": row is not None,
        "is_being_deleted": False,
        "may_try": False,
        "trial_plan": PLANS[TRIAL_TIER],
        "trial_days": TRIAL_DAYS,
        "offered": [],
        "is_recent": True,
        "confirm_url": "/accounts/reauthenticate/",
    } | wishes


def _trial_ending(now: datetime) -> dict[str, Any]:
    held = Entitlement(TRIAL_TIER, source="trial", status="trialing", until=now + timedelta(days=2))
    return _billing(now, held, days_left=2)


def _paid_for(now: datetime, status: str = "active", **wishes: Any) -> dict[str, Any]:
    until = now + timedelta(days=9)
    held = Entitlement(Tier.PROFESSIONAL, source="stripe", status=status, until=until)
    return _billing(now, held, Subscription(tier=held.tier, status=status, current_period_end=until, **wishes))


def _empty(key: str, name: str, template: str, shown_with: ShownWith, address: str) -> DesignedState:
    return DesignedState(f"empty-{key}", name, template, shown_with, address)


EMPTY = (
    _empty("dashboard", "Dashboard, nothing watched", "web/dashboard.html", _dashboard, "/dashboard/"),
    _empty(
        "dashboard-changes",
        "Dashboard, nothing changed",
        "web/dashboard.html",
        partial(_dashboard, held=PROFESSIONAL, places=1),
        "/dashboard/",
    ),
    _empty(
        "alerts",
        "Alerts",
        "web/telling/alerts.html",
        lambda now: {"rows": [], "is_narrowed": False, "gate": None, "after": "", "unread_count": 0},
        "/alerts/",
    ),
    _empty(
        "digests",
        "Digests",
        "web/telling/digests.html",
        lambda now: {"rows": [], "after": "", "is_first": True, "due": None},
        "/digests/",
    ),
    _empty("list", "Watchlist", "web/watching/list.html", _list, "/lists/"),
    _empty(
        "category-watches",
        "Category watches",
        "web/watching/category_watches.html",
        lambda now: {"gate": None, "watches": [], "most": 20, "is_full": False},
        "/category-watches/",
    ),
    _empty(
        "channels",
        "Channels",
        "web/telling/channels.html",
        lambda now: {"gate": None, "channels": [], "most": 10, "is_full": False},
        "/channels/",
    ),
    _empty(
        "feeds",
        "Feeds",
        "web/telling/feeds.html",
        lambda now: {
            "private": [(ALERTS, None, None), (DEADLINES, None, None)],
            "platforms": [],
            "categories": [],
        },
        "/feeds/",
    ),
    _empty("reviews", "Reviews", "web/reviews.html", _no_reviews, "/reviews/"),
    _empty(
        "baselines",
        "Agreements",
        "web/baselines.html",
        lambda now: {"page": _no_page(), "query": ""},
        "/baselines/",
    ),
    _empty("deadlines", "Deadlines", "web/deadlines.html", _no_deadlines, "/deadlines/"),
    _empty("memos", "Memos", "web/memos.html", _no_memos, "/memos/"),
)
INACTIVE_ONES = (
    DesignedState("inactive-list", "Inactive by plan, on a list", "web/watching/list.html", _inactive, "/lists/"),
    DesignedState(
        "inactive-dashboard",
        "Inactive by plan, on the dashboard",
        "web/dashboard.html",
        lambda now: _dashboard(now, places=2, changes=[change(now)]),
        "/dashboard/",
    ),
    DesignedState(
        "paused-list", "Paused list", "web/watching/list.html", lambda now: _list(now, paused=True), "/lists/"
    ),
)
MEMOS = (
    DesignedState("memo-waiting", "Memo waiting", "web/memo.html", _memo, "/memos/"),
    DesignedState(
        "memo-begun",
        "Memo being made",
        "web/memo.html",
        lambda now: _memo(now, is_begun=True, progress=40),
        "/memos/",
    ),
    DesignedState("memo-failed", "Memo failed", "web/memo.html", _failed, "/memos/"),
    DesignedState("memo-ready", "Memo ready", "web/memo.html", _ready, "/memos/"),
)
PLANS_HELD = (
    DesignedState("trial-ending", "Trial ending", "web/billing.html", _trial_ending, "/billing/"),
    DesignedState("past-due", "Past due", "web/billing.html", lambda now: _paid_for(now, "past_due"), "/billing/"),
    DesignedState(
        "cancelled",
        "Cancelled",
        "web/billing.html",
        lambda now: _paid_for(now, cancel_at=now + timedelta(days=9)),
        "/billing/",
    ),
    DesignedState(
        "no-payments",
        "No payments taken",
        "web/billing.html",
        lambda now: _billing(now, FREE, takes_payments=False, may_try=True),
        "/billing/",
    ),
)
