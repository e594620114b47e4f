"""Which documents can't be read, those first that most people watch."""

from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from alerts.models import WatchedPlatform
from governance.models import CaptureHealth, CaptureState

_NOT_BROKEN = (CaptureState.VERIFIED, CaptureState.NEVER)


def ranked_health(health: "QuerySet[CaptureHealth]") -> "QuerySet[Any]":
    """Return the rows with `watchers`, the number of people who have the document's platform on a list.

    Broken documents come first; among them the most watched, then those that have failed longest.
    """
    people = WatchedPlatform.objects.filter(platform=OuterRef("document__platform")).order_by().values("platform")
    count = people.annotate(count=Count("pk")).values("count")
    is_well = Case(When(state__in=_NOT_BROKEN, then=Value(1)), default=Value(0))
    ranked = health.annotate(watchers=Coalesce(Subquery(count, output_field=IntegerField()), 0), is_well=is_well)
    return ranked.order_by("is_well", "-watchers", "failing_since", "pk")


def broken_documents() -> "QuerySet[Any]":
    """Return the health of documents that can't be read, ranked."""
    broken = CaptureHealth.objects.exclude(state__in=_NOT_BROKEN)
    return ranked_health(broken).select_related("document__platform")
