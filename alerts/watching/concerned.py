"""Which watched clauses a change of the law is about, for a person's jurisdictions and roles."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from alerts.watching.audience import covering, monitored_items
from governance.analysis.law import regulations
from governance.analysis.standpoint import Standpoint
from governance.models import Document, LawChange, Provision


def concerned_in_view(law_change: LawChange, user: User) -> list[Mapping[str, Any]]:
    """Return what the change of the law is about, without what the person's jurisdictions and roles leave out."""
    standpoint, known = Standpoint(tuple(user.jurisdictions), tuple(user.roles)), regulations()
    return [
        row
        for row in law_change.concerned
        if row["regulation"] not in known or standpoint.leaves_out(known[row["regulation"]]) is None
    ]


def concerned_clauses(rows: Iterable[Mapping[str, Any]], *, user: User, now: datetime) -> "QuerySet[Provision]":
    """Return the clauses in force of what the person watches now whose category one of these rows names."""
    items = monitored_items(now).filter(watchlist__user=user)
    documents = covering(items, Document.objects.exclude(state=Document.State.RETIRED), now)
    return Provision.objects.in_force().filter(
        document__in=documents.values("platform__documents"), category__in=categories_of(rows)
    )


def categories_of(rows: Iterable[Mapping[str, Any]], *, exposure: str = "") -> list[str]:
    """Return the categories of these rows, of those with this exposure only if one is given."""
    return sorted({row["category"] for row in rows if not exposure or row["exposure"] == exposure})


def counted_by_platform(clauses: "QuerySet[Provision]") -> list[tuple[str, int]]:
    """Return the name of each platform with the number of these clauses, the most first."""
    counts = Counter(clauses.values_list("document__platform__name", flat=True))
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
