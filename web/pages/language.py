"""The switch of language in every footer."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts.languages import is_offered, remember_language
from accounts.models import User
from accounts.services.preferences import change_preferences
from accounts.signing_in.next_pages import is_on_this_site


@csrf_exempt
@never_cache
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Store the language and lead back.

    A visitor needs no token: it would come with a cookie, and no cache could keep a page with one. What a browser says
    to come from another site changes nothing.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return redirect("/")
    return _of_person(request) if request.user.is_authenticated else _lead_back(request)


@csrf_protect
def _of_person(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    assert isinstance(request.user, User)
    if is_offered(chosen):
        change_preferences(user=request.user, changes={"locale": chosen})
    return _lead_back(request)


def _lead_back(request: HttpRequest) -> HttpResponse:
    chosen, place = request.POST.get("language", ""), request.POST.get("here", "")
    answer = redirect(place if is_on_this_site(request, place) else "/")
    if is_offered(chosen):
        remember_language(answer, chosen)
    return answer
