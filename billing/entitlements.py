"""Answers what a person may do now, computed each time from rows and the tier table.

Other apps see nothing else of billing.

`for_user` and `for_users` answer for given people; `people_with` and `within_platform_cap` give the same answers as
SQL, for queries over everybody. A property test holds the two equal.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact, IsNull
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from billing.models import EntitlementChange, Subscription, Trial
from billing.plans import (
    PLANS,
    TRIAL_TIER,
    Depth,
    Feature,
    Plan,
    Tier,
    lowest_tier_with,
    upgrade_for_platforms,
    upgrade_for_watchlists,
)

__all__ = [
    "Depth",
    "Entitlement",
    "Feature",
    "Plan",
    "Tier",
    "TierRequired",
    "by_rows",
    "for_request",
    "for_user",
    "for_users",
    "had_feature",
    "has_feature",
    "lowest_tier_with",
    "people_with",
    "require",
    "upgrade_for_platforms",
    "upgrade_for_watchlists",
    "was_within_platform_cap",
    "within_platform_cap",
]


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What somebody holds at one moment. `until` is None where no end is known."""

    tier: Tier
    source: str = "free"  # free, trial, operator, stripe
    status: str = "free"  # free, trialing, active, past_due, canceled
    until: datetime | None = None

    @property
    def plan(self) -> Plan:
        return PLANS[self.tier]

    def has(self, feature: Feature) -> bool:
        return feature in self.plan.features


# Every `Feature.in_words`, for the catalogue: the table of plans knows no framework.
_FEATURES_IN_WORDS = (
    *(gettext_noop("weekly digest"), gettext_noop("daily digest"), gettext_noop("same-day alerts")),
    *(gettext_noop("structured change summaries"), gettext_noop("alert filters"), gettext_noop("category watches")),
    *(gettext_noop("timelines"), gettext_noop("agreed baselines"), gettext_noop("review log")),
    *(gettext_noop("sub processor tables"), gettext_noop("certificates"), gettext_noop("vendor lists")),
    *(gettext_noop("deadlines"), gettext_noop("provision history"), gettext_noop("institutional analysis")),
    *(gettext_noop("compliance memos"), gettext_noop("atom feed"), gettext_noop("webhooks")),
)


class TierRequired(Exception):
    """The person's tier lacks the feature; `required_tier` is the lowest that has it."""

    code = "tier_required"

    def __init__(self, feature: Feature) -> None:
        self.feature = feature
        self.required_tier = lowest_tier_with(feature)
        said = {"plan": PLANS[self.required_tier].name, "feature": _(feature.in_words)}
        super().__init__(_("This is part of %(plan)s: %(feature)s.") % said)


FREE = Entitlement(Tier.FREE)
_REMEMBERED = "entitlement_of_who_asks"


def for_user(user: User | AnonymousUser, now: datetime) -> Entitlement:
    """Return what this person may do now. Somebody who isn't signed in is on Free."""
    return for_users([user.pk], now)[user.pk] if user.is_authenticated else FREE


def for_request(request: HttpRequest, now: datetime) -> Entitlement:
    """Return what the person of the request may do now. A request that only reads computes it once.

    A request that may change what somebody holds computes it each time.
    """
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        return for_user(request.user, now)
    remembered = vars(request)
    if _REMEMBERED not in remembered:
        remembered[_REMEMBERED] = for_user(request.user, now)
    held: Entitlement = remembered[_REMEMBERED]
    return held


def for_users(user_ids: Collection[UUID], now: datetime) -> dict[UUID, Entitlement]:
    """Return what each of these people may do now, in two queries whatever their number."""
    trials: dict[UUID, list[Trial]] = {user_id: [] for user_id in user_ids}
    subscriptions: dict[UUID, list[Subscription]] = {user_id: [] for user_id in user_ids}
    for trial in Trial.objects.active(now).filter(user__in=user_ids):
        trials[trial.user_id].append(trial)
    for subscription in Subscription.objects.filter(user__in=user_ids):
        subscriptions[subscription.user_id].append(subscription)
    return {user_id: by_rows(trials[user_id], subscriptions[user_id], now) for user_id in trials}


def by_rows(trials: Iterable[Trial], subscriptions: Iterable[Subscription], now: datetime) -> Entitlement:
    """Return what a person may do now, given all of their trials and subscriptions."""
    held = [FREE]
    for trial in trials:
        if trial.is_active(now):
            held.append(Entitlement(TRIAL_TIER, "trial", "trialing", trial.ends_at))
    for row in subscriptions:
        if row.is_active(now):
            held.append(Entitlement(Tier(row.tier), row.source, row.status, _end_of(row)))
        elif row.source == Subscription.Source.STRIPE:
            # Somebody who paid once is told that it failed or is over; a grant that ran out needs no such word.
            is_owed = row.status == Subscription.Status.PAST_DUE and row.ended_at is None
            status = Subscription.Status.PAST_DUE if is_owed else Subscription.Status.CANCELED
            held.append(Entitlement(Tier.FREE, row.source, status))
    return max(held, key=_precedence)


def _end_of(subscription: Subscription) -> datetime | None:
    """Return when the subscription is renewed or ends; if a payment is overdue, the end of the days of grace."""
    if subscription.status == Subscription.Status.PAST_DUE:
        return subscription.lapses_at
    return subscription.cancel_at or subscription.current_period_end


def _precedence(entitlement: Entitlement) -> tuple[int, int, datetime]:
    """Return a sort key: higher tiers are greater, then grants and purchases before a trial, then what lasts longer."""
    sources = ("free", "trial", Subscription.Source.OPERATOR, Subscription.Source.STRIPE)
    until = entitlement.until or datetime.max.replace(tzinfo=UTC)
    return entitlement.tier.rank, sources.index(entitlement.source), until


def people_with(feature: Feature, now: datetime) -> "QuerySet[Any, Any]":
    """Return the ids of people who have the feature now; usable as a subquery."""
    return User.objects.filter(has_feature(feature, now, user="pk")).values_list("pk", flat=True)


def has_feature(feature: Feature, now: datetime, *, user: str = "user_id", given: Feature | None = None) -> Q:
    """Return a condition for rows whose person has the feature now. `user` names the column with the person's id.

    If all rows are of people who have the feature `given`, and every tier with that one has this one too, the condition
    is empty and nothing is looked up.
    """
    if given is not None and all(feature in PLANS[tier].features for tier in _tiers_with(given)):
        return Q()
    return _holds_one_of(_tiers_with(feature), now, user=user)


def _tiers_with(feature: Feature) -> list[Tier]:
    return [tier for tier in Tier if feature in PLANS[tier].features]


def within_platform_cap(now: datetime, *, user: str = "user_id", position: str = "position") -> Q:
    """Return a condition for rows whose position (1, 2, 3 …) is within their person's platform cap now.

    It works for any queryset that has the two columns, under these names or others.
    """
    within = Q()
    for tier in Tier:
        cap = PLANS[tier].platforms
        at_least = [other for other in Tier if other.rank >= tier.rank]
        within |= _holds_one_of(at_least, now, user=user) & (Q() if cap is None else Q(**{f"{position}__lte": cap}))
    return within


def was_within_platform_cap(moment: Any, now: datetime, *, user: str = "user_id", position: str = "position") -> Q:
    """Return a condition for rows whose position was within their person's cap at `moment`, by a tier that ended since.

    `moment` is an expression that is evaluated in a subquery over the rows. A tier that ended by the clock counts as
    ended even if the ledger has no line for it yet.
    """
    within = Q()
    for tier in Tier:
        if tier is Tier.FREE:
            continue
        cap = PLANS[tier].platforms
        within |= _held(tier, moment, now, user=user) & (Q() if cap is None else Q(**{f"{position}__lte": cap}))
    return within


def had_feature(feature: Feature, moment: Any, now: datetime, *, user: str = "user_id") -> Q:
    """Return a condition for rows whose person had the feature at `moment`, by a tier that ended since.

    `moment` is an expression that is evaluated in a subquery over the rows. The feature must not be one of Free.
    """
    had = Q(pk__in=[])
    for tier in _tiers_with(feature):
        had |= _held(tier, moment, now, user=user)
    return had


def _held(tier: Tier, moment: Any, now: datetime, *, user: str) -> Q:
    """Return a condition for rows whose person held the tier at `moment`, and it ended since."""
    lines = EntitlementChange.objects.filter(person=OuterRef(user), at__gt=moment).order_by("pk")
    paid = Subscription.objects.filter(
        user=OuterRef(user), tier=tier, started_at__lte=moment, lapses_at__gt=moment, lapses_at__lte=now
    )
    held = Q(Exact(Subquery(lines.values("from_tier")[:1]), tier.value)) | _is_one_of(paid)
    if tier is TRIAL_TIER:
        trials = Trial.objects.filter(user=OuterRef(user), started_at__lte=moment, ends_at__gt=moment, ends_at__lte=now)
        held |= _is_one_of(trials)
    return held


def require(user: User | AnonymousUser, feature: Feature, now: datetime) -> None:
    """Raise TierRequired unless the person has the feature now."""
    if not for_user(user, now).has(feature):
        raise TierRequired(feature)


def _holds_one_of(tiers: Iterable[Tier], now: datetime, *, user: str) -> Q:
    """Return a condition for rows whose person holds one of these tiers.

    The tiers must include all above the lowest.
    """
    tiers = set(tiers)
    if Tier.FREE in tiers:
        return Q()
    if not tiers:
        return Q(pk__in=[])
    held = _is_one_of(Subscription.objects.active(now).filter(user_id=OuterRef(user), tier__in=tiers))
    if TRIAL_TIER in tiers:
        held |= _is_one_of(Trial.objects.active(now).filter(user_id=OuterRef(user)))
    return held


def _is_one_of(rows: "QuerySet[Any, Any]") -> Q:
    """Return a condition that one of the rows exists, looked up row by row.

    As EXISTS, PostgreSQL would gather everybody's rows for a query about some thousands.
    """
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))
