"""Every designed state of the site by a made-up example, for who works on its look. Never in production."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from backend.development import development_only
from web.states.showing import by_group, state_of, state_page


@development_only
def states(request: HttpRequest) -> HttpResponse:
    """Show the states by name, each with a link to its page."""
    return _for_no_index(render(request, "web/states.html", {"groups": by_group()}))


@development_only
def state(request: HttpRequest, key: str) -> HttpResponse:
    """Show one state."""
    found = state_of(key)
    if found is None:
        raise Http404
    return _for_no_index(HttpResponse(state_page(found, timezone.now())))


def _for_no_index(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
