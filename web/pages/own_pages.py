"""What the views of what a person watches and is told have in common: what is gone is unknown, and long lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from web.pages import feature_pages
from web.pages.feature_pages import FORMS, READS, View, person_of

__all__ = ["own_act", "own_form", "own_page", "person_of", "refused_by_plan", "rows_after", "slug_of", "uuid_of"]
Row = TypeVar("Row", bound=Model)


def own_page(view: View) -> View:
    """Make the view a page that only reads, of whoever is signed in, with times in their zone."""
    return _own(view, READS)


def own_form(view: View) -> View:
    """Make the view a page with a form that posts to it."""
    return _own(view, FORMS)


def own_act(view: View) -> View:
    """Make the view one that takes a POST and leads elsewhere."""
    return _own(view, ("POST",))


def _own(view: View, methods: Sequence[str]) -> View:
    @wraps(view)
    def found(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **named)
        except ObjectDoesNotExist as gone:  # deleted by another request since this one began
            raise Http404 from gone

    return feature_pages.own_page(methods=methods)(found)


def refused_by_plan(request: HttpRequest, name: str) -> HttpResponse:
    """Lead to the page of this name, where the gate stands, and say of what was sent that nothing was changed."""
    if request.method == "POST":
        messages.error(request, _("Your plan doesn’t include this now, so nothing was changed."))
    return redirect(name)


@dataclass(frozen=True, slots=True)
class RowsPage(Generic[Row]):
    """Some rows of a long list, and the id to ask for the next ones by; empty after the last."""

    rows: list[Row]
    after: str


def rows_after(rows: "QuerySet[Row]", *, known: "QuerySet[Row]", by: str, after: str, size: int) -> RowsPage[Row]:
    """Return the rows after the one of this id among `known`, in the order of `by` and the key; else the first ones.

    The last row seen may itself be among the rows no longer, such as an alert that was read since.
    """
    name, is_descending = by.removeprefix("-"), by.startswith("-")
    last = known.filter(pk=uuid_of(after)).values_list(name, "pk").first() if after else None
    if last is not None:
        side = "lt" if is_descending else "gt"
        rows = rows.filter(Q(**{f"{name}__{side}": last[0]}) | Q(**{name: last[0], f"pk__{side}": last[1]}))
    found = list(rows.order_by(by, "-pk" if is_descending else "pk")[: size + 1])
    return RowsPage(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def uuid_of(text: str) -> UUID | None:
    """Return what was sent as an id, None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def slug_of(text: str) -> str:
    """Return what was sent as a slug, as the database can be asked for it."""
    return text[:100].replace("\0", "")
