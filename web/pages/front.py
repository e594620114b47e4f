"""The front page: what the site is, three real changes with their differences, its figures, and what it costs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.comparison import folded_diff
from governance.comparison.text.reader_text import as_read
from governance.models import Change, Collection, Document, Platform, Provision, ProvisionChange
from governance.models.changes import Severity
from governance.monitoring import is_live
from governance.reading import ChangeView, ProvisionChangeView, change_views
from web.pages.kept import kept
from web.pages.linked_data import site_data
from web.pages.plans import plans_of

NEWEST = 7
SHOWN = 3
# Changes among which the shown ones are looked for, and the characters that a wording may have to be read in passing.
LOOKED_THROUGH = 60
LONGEST_WORDING = 500
MONTH = timedelta(days=30)
FIGURES_KEPT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A change with the one clause of it that is shown, and the words in which its two wordings differ."""

    change: ChangeView
    provision: ProvisionChangeView
    difference: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """What the record holds. Changes are those of meaning or wording."""

    platforms: int
    documents: int
    provisions: int
    changes: int
    changes_of_month: int


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show what the site is, three changes, what the record holds, what it costs, and the newest changes."""
    shown = shown_differences()
    newest = Change.objects.standing().filter(label__in=Change.REPORTED_LABELS)
    newest = newest.exclude(pk__in=[one.change.id for one in shown])
    keys = newest.order_by("-detected_at", "-pk").values_list("pk", flat=True)[:NEWEST]
    context = {
        "shown": shown,
        "view": "one",
        "changes": change_views(list(keys), with_summary=False),
        "linked": site_data(),
        "figures": site_figures(timezone.now()),
        **plans_of(request),
        "collections": Collection.objects.order_by("name", "pk"),
    }
    return render(request, "web/front.html", context)


def shown_differences() -> list[ShownDifference]:
    """Return the weightiest of the newest changes of meaning, one a platform, each with its weightiest short clause.

    Imported history counts as well, by the day of its text, so that a new site shows what it is for. Made-up platforms
    are shown only where nothing else can be. The wordings are parts of texts that everybody may read.
    """
    meant = Change.objects.standing().filter(label=Change.Label.SUBSTANTIVE, severity__gte=Severity.MEDIUM)
    newest = meant.order_by("-detected_at", "-pk").values_list("pk", "platform", "platform__is_demonstration")
    rows = list(newest[:LOOKED_THROUGH])
    clauses = _short_clauses([key for key, _, _ in rows])
    with_clauses = [row for row in rows if row[0] in clauses]
    chosen: dict[int, int] = {}  # one change a platform
    for key, platform, _ in sorted(with_clauses, key=lambda row: (row[2], -clauses[row[0]].severity)):
        if len(chosen) < SHOWN:
            chosen.setdefault(platform, key)
    found = []
    for view in change_views(chosen.values(), with_summary=True):
        clause = clauses[view.id]
        place = (clause.before_start, clause.after_start)
        provision = next(one for one in view.provisions if (one.before_start, one.after_start) == place)
        difference = folded_diff(as_read(provision.before_quote or ""), as_read(provision.after_quote or ""))
        found.append(ShownDifference(view, provision, [(kind, words) for kind, words in difference]))
    return found


def _short_clauses(change_ids: list[int]) -> dict[int, ProvisionChange]:
    """Return the weightiest modified clause of each change that is short in both texts."""
    rows = ProvisionChange.objects.filter(
        change__in=change_ids,
        kind=ProvisionChange.Kind.MODIFIED,
        severity__gte=Severity.MEDIUM,
        before_end__lte=F("before_start") + LONGEST_WORDING,
        after_end__lte=F("after_start") + LONGEST_WORDING,
    )
    found: dict[int, ProvisionChange] = {}
    for row in rows.order_by("change", "-severity", "position"):
        found.setdefault(row.change_id, row)
    return found


def site_figures(now: datetime) -> SiteFigures:
    """Return what the record holds, counted every ten minutes at most."""
    return kept("front-figures", FIGURES_KEPT, lambda: _counted(now))


def _counted(now: datetime) -> SiteFigures:
    live = Document.objects.filter(is_live(now))
    reported = Change.objects.filter(label__in=Change.REPORTED_LABELS)
    return SiteFigures(
        platforms=Platform.objects.filter(pk__in=live.values("platform")).count(),
        documents=live.count(),
        provisions=Provision.objects.in_force().count(),
        changes=reported.count(),
        changes_of_month=reported.filter(detected_at__gt=now - MONTH).count(),
    )
