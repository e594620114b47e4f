"""The page behind every mail's link to unsubscribe, or to undo that, without signing in (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.mail_addresses import masked
from alerts.watching.leaving import Choice, Extent, choices_of, come_back, leave
from alerts.watching.unsubscribing import BadToken, Leave, Scope, read_token

_NOTHING = gettext_lazy("That is no longer there. Nothing was changed.")


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
        return None, str(_NOTHING)
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
    told = {
        Extent.KIND: _of_alerts if choice.key == Scope.ALERTS else _of_digests,
        Extent.PLATFORM: _of_platform,
        Extent.CATEGORY: _of_category,
    }.get(choice.extent, _of_list)(choice.is_left)
    return {part: words.format(name=choice.name) for part, words in told.items()}


def _of_alerts(is_left: bool) -> dict[str, str]:
    return {
        "title": _("All same-day alerts"),
        "state": _("You don’t get these.") if is_left else _("You get these."),
        "leave": _("Unsubscribe from all same-day alerts"),
        "return": _("Send them again"),
        "gone": _("You get no more same-day alerts."),
        "back": _("You get same-day alerts again."),
    }


def _of_digests(is_left: bool) -> dict[str, str]:
    return {
        "title": _("All digests"),
        "state": _("You don’t get these.") if is_left else _("You get these."),
        "leave": _("Unsubscribe from all digests"),
        "return": _("Send them again"),
        "gone": _("You get no more digests."),
        "back": _("You get digests again."),
    }


def _of_platform(is_left: bool) -> dict[str, str]:
    return {
        "title": "{name}",
        "state": _("Muted: you get no alerts or digests about it.") if is_left else _("You watch this platform."),
        "leave": _("Mute {name}"),
        "return": _("Unmute {name}"),
        "gone": _("You get no more mail about {name}. It keeps its place on your watchlists."),
        "back": _("You get mail about {name} again."),
    }


def _of_category(is_left: bool) -> dict[str, str]:
    is_paused, is_watched = (
        _("Paused: you get no alerts or digests by it."),
        _("You watch this category over all platforms."),
    )
    return {
        "title": _("Category “{name}”"),
        "state": is_paused if is_left else is_watched,
        "leave": _("Pause this category watch"),
        "return": _("Resume this category watch"),
        "gone": _("Your watch of the category “{name}” is paused. Your watchlists go on."),
        "back": _("You watch the category “{name}” again."),
    }


def _of_list(is_left: bool) -> dict[str, str]:
    return {
        "title": _("Watchlist “{name}”"),
        "state": _("Paused: you get no alerts or digests from it.") if is_left else _("This list is active."),
        "leave": _("Pause this watchlist"),
        "return": _("Resume this watchlist"),
        "gone": _("The watchlist “{name}” is paused. Everything on it stays."),
        "back": _("The watchlist “{name}” is active again."),
    }
