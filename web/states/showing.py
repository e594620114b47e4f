"""Every designed state by its group, and a page of each from the templates that the site itself is made of."""

import re
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse

from web.states.designed import DesignedState, reader
from web.states.of_errors import FAILED
from web.states.of_gates import FULL_PLANS, GATES
from web.states.of_ones_own import EMPTY, INACTIVE_ONES, MEMOS, PLANS_HELD
from web.states.of_signing_in import SIGNING_IN
from web.states.of_the_record import RECORD

_GROUPS = {
    "Gates": GATES,
    "A full plan": FULL_PLANS,
    "Nothing there yet": EMPTY,
    "Inactive and paused": INACTIVE_ONES,
    "The record": RECORD,
    "Memos": MEMOS,
    "Plans": PLANS_HELD,
    "Signing in": SIGNING_IN,
    "Errors": FAILED,
}
_BY_KEY = {state.key: state for states in _GROUPS.values() for state in states}
_FORM = re.compile(r"<form\b[^<>]*>")
_SENT = re.compile(r'\s(?:method|action)="[^"]*"')
_TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')
_LINK = re.compile(r'(?<=<a )([^>]*?)href="([/?][^"]*)"')


def by_group() -> list[tuple[str, tuple[DesignedState, ...]]]:
    """Return the states under the headings of the index."""
    return list(_GROUPS.items())


def state_of(key: str) -> DesignedState | None:
    """Return the state of this key, None if there is none."""
    return _BY_KEY.get(key)


def state_page(state: DesignedState, now: datetime) -> str:
    """Return the page of the state. What leads to something made up leads to the index, and no form does anything."""
    request = HttpRequest()
    request.method, request.path = "GET", state.address
    request.path_info, request.resolver_match = state.address, resolve(state.address)
    request.user = reader() if state.is_signed_in else AnonymousUser()
    return _without_ways_out(render_to_string(state.template, state.shown_with(now), request=request))


def _without_ways_out(page: str) -> str:
    index = reverse("dev-states")
    page = _TOKEN.sub("", page)
    page = _FORM.sub(lambda tag: f'{_SENT.sub("", tag[0])[:-1]} action="{index}">', page)
    return _LINK.sub(lambda link: link[0] if _leads_somewhere(link[2]) else f'{link[1]}href="{index}"', page)


def _leads_somewhere(address: str) -> bool:
    try:
        return not resolve(address.partition("?")[0]).kwargs
    except Resolver404:
        return False
