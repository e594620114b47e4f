"""The page that says why a sign-in by a provider came to nothing."""

from enum import StrEnum

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest
from django.shortcuts import render

PAGE = "socialaccount/refused.html"


class Refusal(StrEnum):
    """Why it came to nothing. The page has words for each."""

    CANCELLED = "cancelled"
    BEGUN_ELSEWHERE = "begun_elsewhere"
    FAILED = "failed"
    NO_ADDRESS = "no_address"
    ADDRESS_TAKEN = "address_taken"
    SOMEBODY_ELSE = "somebody_else"
    CONNECTED_ELSEWHERE = "connected_elsewhere"


_STATUSES = {Refusal.CANCELLED: 200, Refusal.ADDRESS_TAKEN: 409, Refusal.CONNECTED_ELSEWHERE: 409}


def refuse(request: HttpRequest, name: str, reason: Refusal) -> ImmediateHttpResponse:
    """Return what to raise so that the page is answered. `name` is the provider's."""
    shown = {"provider_name": name, "reason": reason.value}
    return ImmediateHttpResponse(render(request, PAGE, shown, status=_STATUSES.get(reason, 400)))
