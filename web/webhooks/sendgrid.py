"""The address where SendGrid reports what became of the mails that it took."""

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from alerts.delivery.provider_events import record_events
from alerts.delivery.transports.mail_events import EventsRefused
from alerts.delivery.transports.sendgrid.events import read_request

logger = structlog.get_logger(__name__)

LARGEST_BODY = 1024 * 1024  # SendGrid sends 768 KB at most; a larger one is refused before this view


@csrf_exempt  # the signature is the authority
@require_POST
def sendgrid(request: HttpRequest) -> HttpResponse:
    """Take in SendGrid's events and answer 204, or 400 if the request is not SendGrid's.

    A failure is a 500, after which SendGrid sends the events again.
    """
    if not settings.SENDGRID_WEBHOOK_PUBLIC_KEY:
        raise Http404
    # `body` is held to the limit of the API's requests, which is too low here.
    body = request.read(LARGEST_BODY)
    now = timezone.now()
    try:
        events = read_request(headers=request.headers, body=body, now=now)
    except EventsRefused as refusal:
        logger.warning("mail_events_refused", reason=str(refusal))
        return HttpResponse(f"EventsRefused: {refusal}.", content_type="text/plain; charset=utf-8", status=400)
    counts = record_events(events=events, source="sendgrid", now=now)
    logger.info("mail_events", **counts)
    return HttpResponse(status=204)
