"""Which pages are for developers only: those of an embedded installation, seen at its own machine."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.loopback import is_from_this_machine

View = Callable[..., HttpResponseBase]


def development_only(view: View) -> View:
    """Wrap a view so that it answers 404 unless mail is written to files and the visitor is at this machine."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        if not settings.DEV_MAIL or not is_from_this_machine(request):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(require_safe(guarded))
