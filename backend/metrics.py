"""`/metrics`: the state of delivery and of our reading for Prometheus, in the text exposition format 0.0.4."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from alerts.delivery.status import backlog
from backend.capture_gauges import CaptureGauges
from backend.delivery_gauges import DeliveryGauges
from backend.rewriting_gauges import RewritingGauges
from governance.capture.health.standing import capture_standing
from governance.rewriting.showing import rewriting_figures


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures to whoever presents METRICS_TOKEN as a bearer token; 404 if the setting is empty."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    now = timezone.now()
    gauges = (
        DeliveryGauges(backlog(now)),
        CaptureGauges(capture_standing(now)),
        RewritingGauges(rewriting_figures(now)),
    )
    text = b"".join(map(generate_latest, gauges))
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)
