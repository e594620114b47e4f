"""What is done on pages by two requests at once: by who is signed in, and by the links of mails."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from accounts.models import User
from alerts.models import Unsubscription, WatchedPlatform, WatchItem
from alerts.watching.unsubscribing import unsubscribe_url
from billing.models import Trial
from governance.models import Platform
from tests.backend.account_page_acts import ACCOUNT_PAGES, account_page_acts
from tests.backend.team_page_acts import PAGES_OF_A_TEAM, team_page_acts
from tests.backend.watching_page_acts import WATCHING_PAGES, watching_page_acts
from web.links import choose_url, keep_url

_OF_PLATFORM = "platforms/<str:slug>/"
_WATCH, _LEAVE, _MUTE, _TRIAL = (f"{_OF_PLATFORM}watch/", f"{_OF_PLATFORM}leave/", f"{_OF_PLATFORM}mute/", "trial/")
_LANGUAGE = "language/"
PAGES_OF_A_PERSON = (_WATCH, _LEAVE, _MUTE, _TRIAL, _LANGUAGE, *ACCOUNT_PAGES, *PAGES_OF_A_TEAM, *WATCHING_PAGES)


def page_acts(
    user: User, act: Callable[..., Any], *, watched: Platform, other: Platform, leaving: User
) -> dict[tuple[str, str], Any]:
    """Each page with what is done by it: one platform is left, another one watched, and no trial begun on a plan."""
    own = WatchItem.objects.filter(watchlist__user=user)
    pages = (
        (_WATCH, f"/platforms/{other.slug}/watch/", lambda: own.filter(platform=other).count() == 1),
        (_TRIAL, "/trial/", lambda: not Trial.objects.exists()),
    )
    muted = WatchedPlatform.objects.filter(user=user, platform=watched)
    signed_in = {("POST", route): act("POST", path, {}, ({302},), holds, form=True) for route, path, holds in pages}
    signed_in |= account_page_acts(user, act) | team_page_acts(user, act)
    signed_in |= watching_page_acts(user, act, other)
    return signed_in | {
        ("POST", _LEAVE): act(
            *("POST", f"/platforms/{watched.slug}/leave/", {}, ({302}, {302, 404})),
            lambda: not own.filter(platform=watched).exists(),
            form=True,
        ),
        ("POST", _MUTE): act(
            *("POST", f"/platforms/{watched.slug}/mute/", {"muted": "yes"}, ({302},)),
            lambda: muted.exclude(muted_at=None).count() == 1,
            form=True,
        ),
        ("POST", _LANGUAGE): act(
            *("POST", "/language/", {"language": "de", "here": "/dashboard/"}, ({302},)),
            lambda: User.objects.get(pk=user.pk).locale == "de",
            form=True,
        ),
        ("POST", "unsubscribe/<str:token>/"): act(
            "POST",
            _path(unsubscribe_url(user.pk, Unsubscription.Scope.ALERTS)),
            {"List-Unsubscribe": "One-Click"},
            ({200},),
            lambda: Unsubscription.objects.filter(user=user).count() == 1,
            form=True,
        ),
        ("POST", "account/choose/<str:token>/"): act(
            "POST", _path(choose_url(user.pk)), {"platform": watched.slug}, ({302},), form=True
        ),
        ("POST", "account/keep/<str:token>/"): act(
            "POST", _path(keep_url(leaving)), {}, ({200}, {200, 404}), form=True
        ),
    }


def _path(url: str) -> str:
    return url.removeprefix(settings.BASE_URL)
