"""Pages that belong to a feature as a whole: whoever lacks it is shown the gate, and nothing is loaded."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.zones import zone_of
from billing.entitlements import Feature, for_request
from web.gates import gate_for

ROWS_A_PAGE = 50
_ACTS = {
    "review": Feature.REVIEW_LOG,
    "agree": Feature.BASELINES,
    "memo": Feature.COMPLIANCE_MEMOS,
    "timeline": Feature.TIMELINES,
    "analysis": Feature.INSTITUTIONAL_ANALYSIS,
}
READS = ("GET", "HEAD")
FORMS = (*READS, "POST")
View = Callable[..., HttpResponseBase]


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
                assert isinstance(user, User)
                with timezone.override(zone_of(user.timezone)):
                    return view(request, *args, **names)
            status = 200 if request.method in ("GET", "HEAD") else 403
            rows = kept(user) if kept and isinstance(user, User) else ()
            context = {"gate": gate_for(user, feature, now), "heading": _(title), "kept": rows}
            return render(request, "web/gated.html", context, status=status)

        return never_cache(require_http_methods(methods)(gated if for_visitors else login_required(gated)))

    return decorated


def own_page(*, methods: Sequence[str] = READS) -> Callable[[View], View]:
    """Show the page to whoever is signed in, on any plan, with times in their zone."""

    def decorated(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
            with timezone.override(zone_of(person_of(request).timezone)):
                return view(request, *args, **names)

        return never_cache(require_http_methods(methods)(login_required(shown)))

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
