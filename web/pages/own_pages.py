"""What the pages of a person's own and of a feature have in common: who sees them, what is gone, and long lists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.zones import zone_of
from billing.entitlements import Feature, for_request
from web.gates import gate_for

Row = TypeVar("Row", bound=Model)
View = Callable[..., HttpResponseBase]
ROWS_A_PAGE = 50
READS = ("GET", "HEAD")
FORMS = (*READS, "POST")
_ACTS = {
    "review": Feature.REVIEW_LOG,
    "agree": Feature.BASELINES,
    "memo": Feature.COMPLIANCE_MEMOS,
    "timeline": Feature.TIMELINES,
    "analysis": Feature.INSTITUTIONAL_ANALYSIS,
}


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
    return never_cache(require_http_methods(methods)(login_required(_in_their_zone(view))))


def _in_their_zone(view: View) -> View:
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        with timezone.override(zone_of(person_of(request).timezone)):
            try:
                return view(request, *args, **names)
            except ObjectDoesNotExist as gone:  # deleted by another request since this one began
                raise Http404 from gone

    return shown


def page_of_feature(
    feature: Feature,
    title: str,
    *,
    methods: Sequence[str] = READS,
    for_visitors: bool = False,
    kept: Callable[[User], Sequence[tuple[str, str]]] | None = None,
) -> Callable[[View], View]:
    """Show the page to whoever has the feature, with times in their zone, and the gate to everybody else.

    `title` is the heading of the gate's page. `kept` names what a person made on a higher plan, each with the address
    at which it can be removed. A page of the record (`for_visitors`) shows the gate to visitors too; else they are led
    to signing in.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
            user, now = request.user, timezone.now()
            if for_request(request, now).has(feature):
                return _in_their_zone(view)(request, *args, **names)
            status = 200 if request.method in READS else 403
            rows = kept(user) if kept and isinstance(user, User) else ()
            context = {"gate": gate_for(user, feature, now), "heading": _(title), "kept": rows}
            return render(request, "web/gated.html", context, status=status)

        return never_cache(require_http_methods(methods)(gated if for_visitors else login_required(gated)))

    return decorated


def person_of(request: HttpRequest) -> User:
    """Return who is signed in, on a page that only they reach."""
    assert isinstance(request.user, User)
    return request.user


def acts_of(request: HttpRequest, now: datetime) -> dict[str, bool]:
    """Return what the reader's plan lets them do with a document or a change, by a short name; nothing if nothing."""
    held = for_request(request, now)
    return {name: True for name, feature in _ACTS.items() if held.has(feature)}


def page_of(request: HttpRequest, rows: "QuerySet[Any]", size: int = ROWS_A_PAGE) -> "Page[Any]":
    """Return the page of a list that the address asks for; what is no page is the first or the last one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def query_without_page(request: HttpRequest) -> str:
    """Return what else the address asks for, for links to the other pages of a list."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def confirmation(request: HttpRequest, **said: Any) -> HttpResponse:
    """Show the page that asks before something is deleted, and says what will happen."""
    return render(request, "web/confirm.html", said)


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


def is_yes(request: HttpRequest, name: str) -> bool:
    """Return what was sent as `yes` or `no`. Raises BadRequest for anything else, and for nothing."""
    sent = request.POST.get(name)
    if sent not in ("yes", "no"):
        raise BadRequest(f"{name} is yes or no.")
    return sent == "yes"


def slug_of(text: str) -> str:
    """Return what was sent as a slug, as the database can be asked for it."""
    return text[:100].replace("\0", "")
