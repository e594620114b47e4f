"""Leaving the mails by the link in each of them, without signing in (RFC 8058), and coming back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts import unsubscribe
from alerts.unsubscribe import BadToken, Leave, Scope

_WORDS = {Scope.ALERTS: "same-day alerts", Scope.DIGESTS: "digests"}


@never_cache
@csrf_exempt  # a mail program posts here, without a cookie; the signed token is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a form and changes nothing, for scanners follow links. POST leaves, or comes back, at once."""
    try:
        leave = unsubscribe.read_token(token)
    except BadToken:
        return render(request, "web/unsubscribe_unknown.html", status=404)
    done = _apply(request, leave) if request.method == "POST" else ""
    left = unsubscribe.unsubscribed_scopes(leave.user)
    scopes = [
        {"value": scope.value, "words": words, "is_left": scope in left, "is_asked": scope == leave.scope}
        for scope, words in _WORDS.items()
    ]
    context = {"address": leave.user.email, "scopes": scopes, "done": done}
    response = render(request, "web/unsubscribe.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the person's secret
    return response


def _apply(request: HttpRequest, leave: Leave) -> str:
    """Do what the form, or a mail program without a form, asks: which words tell of it."""
    given = request.POST.get("scope", "")
    scope = Scope(given) if given in Scope.values else leave.scope
    if request.POST.get("action") == "subscribe":
        unsubscribe.resubscribe(user=leave.user, scope=scope)
        return f"You get {_WORDS[scope]} again."
    unsubscribe.unsubscribe(user=leave.user, scope=scope, now=timezone.now())
    return f"You get no more {_WORDS[scope]}."
