"""The address where Stripe posts its events."""

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

logger = structlog.get_logger(__name__)

LARGEST_BODY = 1024 * 1024  # a larger one is refused before this view


@csrf_exempt  # the signature is the authority
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """Take in one of Stripe's events and answer 200 once its effect is visible, or 400 if it is not Stripe's.

    A failure is a 500: Stripe sends the event again, and the sweep tries it too.
    """
    if settings.BILLING_BACKEND != "stripe":
        raise Http404
    # Only here, so that a site without payments never loads the vendor's library.
    from billing.gateway.signed_events import EventRefused, read_request
    from billing.payments import stripe_events

    now = timezone.now()
    # `body` is held to the limit of the API's requests, which is too low here.
    body = request.read(LARGEST_BODY)
    try:
        signed = read_request(body=body, header=request.headers.get("Stripe-Signature"), now=now)
    except EventRefused as refusal:
        logger.warning("stripe_webhook_refused", reason=refusal.reason)
        stripe_events.count_refused(reason=refusal.reason, now=now)
        return HttpResponse(f"EventRefused: {refusal}.", content_type="text/plain; charset=utf-8", status=400)
    event = stripe_events.record_event(signed=signed, now=now)
    stripe_events.process(event=event, now=now)
    return HttpResponse(status=200)
