"""The page behind every mail's link to unsubscribe, or to undo that, without signing in (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.mail_addresses import masked
from alerts.watching.leaving import Choice, Extent, choices_of, come_back, leave
from alerts.watching.unsubscribing import BadToken, Leave, Scope, read_token

_KINDS = {Scope.ALERTS: "same-day alerts", Scope.DIGESTS: "digests"}
_NOTHING = "That is no longer there. Nothing was changed."


@never_cache
@csrf_exempt  # a mail program posts here, without a cookie; the signed token is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show a form on GET, which changes nothing since scanners follow links; unsubscribe, or undo that, on POST."""
    try:
        link = read_token(token)
    except BadToken:
        return render(request, "web/unsubscribe_unknown.html", status=404)
    chosen, done = _apply(request, link) if request.method == "POST" else (None, "")
    choices = [_shown(choice, is_chosen=choice.key == chosen) for choice in choices_of(link)]
    context = {"address": masked(link.user.email), "choices": choices, "done": done}
    response = render(request, "web/unsubscribe.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the person's secret
    return response


def _apply(request: HttpRequest, link: Leave) -> tuple[str | None, str]:
    """Do what the form asks; return the choice it was about and the sentence to show.

    A mail program names no choice, or says "One-Click": that leaves all mails of the kind in which the link stood. A
    choice that the page doesn't offer, because it is gone or was never the person's, changes nothing.
    """
    is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    key = link.scope.value if is_one_click else request.POST.get("scope", link.scope.value)
    choice = next((choice for choice in choices_of(link) if choice.key == key), None)
    if choice is None:
        return None, _NOTHING
    if request.POST.get("action") == "subscribe" and not is_one_click:
        come_back(user=link.user, choice=choice, now=timezone.now())
        return key, _words(choice)["back"]
    leave(user=link.user, choice=choice, now=timezone.now())
    return key, _words(choice)["gone"]


def _shown(choice: Choice, *, is_chosen: bool) -> dict[str, object]:
    anchor = choice.key.replace(":", "-")
    return {"choice": choice, "anchor": anchor, "words": _words(choice), "is_chosen": is_chosen}


def _words(choice: Choice) -> dict[str, str]:
    """Return a choice's words: its title, its present state, the labels of the two buttons, and the answer to each."""
    if choice.extent is Extent.KIND:
        kind = _KINDS[Scope(choice.key)]
        return {
            "title": f"All {kind}",
            "state": "You don’t get these." if choice.is_left else "You get these.",
            "leave": f"Unsubscribe from all {kind}",
            "return": "Send them again",
            "gone": f"You get no more {kind}.",
            "back": f"You get {kind} again.",
        }
    if choice.extent is Extent.PLATFORM:
        return {
            "title": choice.name,
            "state": "Muted: you get no alerts or digests about it." if choice.is_left else "You watch this platform.",
            "leave": f"Mute {choice.name}",
            "return": f"Unmute {choice.name}",
            "gone": f"You get no more mail about {choice.name}. It keeps its place on your watchlists.",
            "back": f"You get mail about {choice.name} again.",
        }
    if choice.extent is Extent.CATEGORY:
        return {
            "title": f"Category “{choice.name}”",
            "state": "Paused: you get no alerts or digests by it."
            if choice.is_left
            else "You watch this category over all platforms.",
            "leave": "Pause this category watch",
            "return": "Resume this category watch",
            "gone": f"Your watch of the category “{choice.name}” is paused. Your watchlists go on.",
            "back": f"You watch the category “{choice.name}” again.",
        }
    return {
        "title": f"Watchlist “{choice.name}”",
        "state": "Paused: you get no alerts or digests from it." if choice.is_left else "This list is active.",
        "leave": "Pause this watchlist",
        "return": "Resume this watchlist",
        "gone": f"The watchlist “{choice.name}” is paused. Everything on it stays.",
        "back": f"The watchlist “{choice.name}” is active again.",
    }
