"""Pages of the institutional analysis of a document and of a change, each sentence with its rule and its source."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

from alerts.answering.answers import answers_of
from billing.entitlements import Feature
from governance.analysed_texts import AnalysedTextTooLarge, text_of_change, text_of_document
from governance.analysis.institutional import analyse, analysis_tables_version
from governance.analysis.precedents import STATUSES
from governance.analysis.risk import RiskRating, grid
from governance.analysis.risk_method import BANDS, EVENT, METHOD, MOST, RISK_TABLE
from governance.analysis.sourced import TextInView
from governance.analysis.standpoint import Standpoint
from governance.models import Change, Document
from web.pages.answers import answers_kept
from web.pages.form_fields import DayField
from web.pages.own_pages import page_of_feature, person_of

TITLE = gettext_noop("Institutional analysis")
MOST_PRECEDENTS = 20
MOST_PLOTTED = 12


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the risk grid: a likelihood, and of each impact the band and whether it is possible here."""

    likelihood: int
    cells: tuple[tuple[str, bool], ...]


# The measures of the plot of risk, in units of its view box: where the grid begins, and a cell with its gap.
GRID_LEFT, GRID_TOP, CELL_WIDTH, CELL_HEIGHT = 26, 2, 30, 28


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell of the risk grid: where it is drawn, and its band from 1 to 5."""

    x: int
    y: int
    band: int


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """The frame around the cells that are possible."""

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def of(cls, rating: RiskRating) -> "DrawnSpan":
        return cls(
            GRID_LEFT + (rating.impact.low - 1) * CELL_WIDTH - 1,
            GRID_TOP + (MOST - rating.likelihood.high) * CELL_HEIGHT - 1,
            (rating.impact.width + 1) * CELL_WIDTH,
            (rating.likelihood.width + 1) * CELL_HEIGHT,
        )


def risk_plot() -> dict[str, Any]:
    """Return what the plots of risk have in common: the cells, the numbers at their sides, and the bands in words."""
    levels = range(1, MOST + 1)
    return {
        "risk_cells": [
            DrawnCell(
                GRID_LEFT + (impact - 1) * CELL_WIDTH,
                GRID_TOP + (MOST - likelihood) * CELL_HEIGHT,
                RISK_TABLE[likelihood - 1][impact - 1],
            )
            for likelihood in levels
            for impact in levels
        ],
        "risk_levels": [
            {
                "number": level,
                "x": GRID_LEFT + (level - 1) * CELL_WIDTH + 14,
                "y": GRID_TOP + (MOST - level) * CELL_HEIGHT + 18,
            }
            for level in levels
        ],
        "risk_bands": list(enumerate(BANDS, 1)),
    }


@dataclass(frozen=True, slots=True)
class RatingInGrid:
    """The rating of a category, and the grid with the cells that are possible for it, the likeliest row first."""

    rating: RiskRating
    rows: tuple[GridRow, ...]
    span: DrawnSpan

    @classmethod
    def of(cls, rating: RiskRating) -> "RatingInGrid":
        possible = {(likelihood, impact) for likelihood, impact, _risk in grid(rating)}
        rows = (
            GridRow(
                likelihood,
                tuple(
                    (BANDS[RISK_TABLE[likelihood - 1][impact - 1] - 1], (likelihood, impact) in possible)
                    for impact in range(1, MOST + 1)
                ),
            )
            for likelihood in range(MOST, 0, -1)
        )
        return cls(rating, tuple(rows), DrawnSpan.of(rating))


class DayOfLawForm(forms.Form):
    """As of which day the law is read."""

    as_of = DayField(label=gettext_lazy("As the law stands on"), required=False)


@page_of_feature(Feature.INSTITUTIONAL_ANALYSIS, TITLE, for_visitors=True, kept=answers_kept)
def of_document(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what the last good text of a document engages, how it is rated, what to check, and precedents."""
    documents = Document.objects.select_related("platform")
    found = documents.filter(pk=Document.key_of(public_id) or 0).first()
    if found is None:
        raise Http404
    return _shown(request, found, None)


@page_of_feature(Feature.INSTITUTIONAL_ANALYSIS, TITLE, for_visitors=True, kept=answers_kept)
def of_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what the changed clauses engage, how they are rated, what to check, and precedents."""
    changes = Change.objects.select_related("document__platform")
    found = changes.filter(pk=Change.key_of(public_id) or 0).first()
    if found is None:
        raise Http404
    return _shown(request, found.document, found)


def _shown(request: HttpRequest, document: Document, change: Change | None) -> HttpResponse:
    person = person_of(request)
    standpoint = Standpoint(tuple(person.jurisdictions), tuple(person.roles))
    day, form = _day(request)
    context: dict[str, Any] = {
        "document": document,
        "platform": document.platform,
        "change": change,
        "form": form,
        "as_of": day,
        "standpoint": standpoint,
        "tables_version": analysis_tables_version(),
    }
    try:
        text = _text(person.pk, document, change)
    except AnalysedTextTooLarge:
        return render(request, "web/analysis.html", context | {"is_too_large": True})
    if text is None:
        return render(request, "web/analysis.html", context)
    found = analyse(text, standpoint, day)
    ratings = [RatingInGrid.of(rating) for rating in found.ratings]
    context |= {
        "found": found,
        "version": text.version,
        "ratings": ratings,
        "plotted": ratings[:MOST_PLOTTED],
        "impacts": range(1, MOST + 1),
        **risk_plot(),
        "precedents": [(one, STATUSES[one.precedent.status]) for one in found.precedents[:MOST_PRECEDENTS]],
        "precedents_left_out": max(len(found.precedents) - MOST_PRECEDENTS, 0),
        "method": METHOD,
        "event": EVENT,
    }
    return render(request, "web/analysis.html", context)


def _text(person: Any, document: Document, change: Change | None) -> TextInView | None:
    answers = answers_of(person, document.platform_id)
    return text_of_change(change, answers) if change else text_of_document(document, answers)


def _day(request: HttpRequest) -> tuple[date, DayOfLawForm]:
    """Return as of which day the law is read, in UTC as the API reads it, and the form that asks for it."""
    today = timezone.now().astimezone(UTC).date()
    form = DayOfLawForm(request.GET if "as_of" in request.GET else None, initial={"as_of": today})
    given = form.cleaned_data["as_of"] if form.is_bound and form.is_valid() else None
    return (given if isinstance(given, date) and not isinstance(given, datetime) else today), form
