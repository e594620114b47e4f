"""Which languages people are addressed in, and the cookie that keeps a browser's choice."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.utils.translation import gettext as _


def is_offered(code: str) -> bool:
    """Tell whether the site speaks the language."""
    return code in dict(settings.LANGUAGES)


def language_of(locale: str) -> str:
    """Return the language to write to people of this locale in: English where the site doesn't speak theirs."""
    return locale if is_offered(locale) else "en"


def validate_language(value: str) -> None:
    """Accept the code of a language that the site speaks."""
    if not is_offered(value):
        offered = ", ".join(code for code, _ in settings.LANGUAGES)
        said = _("Not a language of this site. There are: %(offered)s.") % {"offered": offered}
        raise ValidationError(said, code="unknown_language")


def remember_language(response: HttpResponseBase, code: str) -> None:
    """Have the browser keep the language, for whoever uses it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
