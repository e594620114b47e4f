"""Asks a person on a page to give password and second factor again, before what the API allows a recent sign-in only.

The request itself isn't kept meanwhile, as allauth would: it may hold a password, and sessions are rows.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.signing_in.recent import missing_factors


def is_recent(request: HttpRequest, *, password_proved: bool = False) -> bool:
    """Tell whether the person signed in, or gave every factor again, lately."""
    assert isinstance(request.user, User)
    return not missing_factors(request.session, request.user, timezone.now(), password_proved=password_proved)


def confirm_url(back: str) -> str:
    """Return where the missing factors are given, which leads back to this address."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def ask_first(request: HttpRequest, back: str) -> HttpResponseRedirect:
    """Lead to where the missing factors are given, and then back to this address, where the act is asked for again."""
    messages.info(request, _("Confirm that it is you first. Nothing has been done yet."))
    return HttpResponseRedirect(confirm_url(back))
