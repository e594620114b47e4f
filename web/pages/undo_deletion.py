"""The page behind a mail's link where a person undoes the deletion of their account, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.mail_addresses import masked
from accounts.services.deletion import DeletionIsFinal, undo_deletion
from web.links import BadLink, read_keep_link


@never_cache
@csrf_exempt  # the signed token in the address is the authority, and no cookie is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, which changes nothing since scanners follow links; keep the account on POST."""
    try:
        user = read_keep_link(token)
        is_kept = request.method == "POST" and undo_deletion(user.pk, timezone.now())
    except (BadLink, DeletionIsFinal):
        return render(request, "web/link_unknown.html", status=404)
    response = render(
        request, "web/keep.html", {"address": masked(user.email), "erase_at": user.erase_at, "is_kept": is_kept}
    )
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is the person's secret
    return response
