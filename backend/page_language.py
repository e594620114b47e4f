"""Chooses the language of a page; what machines read is English."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts.languages import is_offered, remember_language
from accounts.models import User

_ENGLISH = "en"
# Read by programs, or by whoever runs the site.
_IN_ENGLISH = (
    *("/api/", "/_allauth/", "/webhooks/", "/admin/", "/dev/mail/", "/log/", "/.well-known/"),
    *("/metrics", "/robots.txt", "/sitemap", "/favicon.ico"),
)


class PageLanguage:
    """Answers a person in the language of their settings, anybody else in that of the cookie or of `Accept-Language`.

    The browser then keeps the person's language, so that pages that ask nobody who is signed in speak it too: what
    isn't found, and what can't be shown while the database is away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(_IN_ENGLISH):
            with translation.override(_ENGLISH):
                return self.get_response(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = self.get_response(request)
            spoken = translation.get_language() or _ENGLISH
        patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", spoken)
        if spoken != language and settings.LANGUAGE_COOKIE_NAME not in response.cookies:
            remember_language(response, spoken)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Speak the language of whoever is signed in. A visitor has no session, so nothing is asked of the database.

        A form is answered in the language of its page: it may change the person, who isn't read before it.
        """
        if request.path_info.startswith(_IN_ENGLISH) or request.method not in ("GET", "HEAD"):
            return
        user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if isinstance(user, User) and is_offered(user.locale):
            translation.activate(user.locale)
