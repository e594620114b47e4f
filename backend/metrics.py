"""`/metrics`: how delivery stands, for Prometheus, in the text exposition format 0.0.4.

The format: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alerts.delivery.status import backlog
from backend.delivery_gauges import Gauge, gauges_of

_IN_TEXTS = str.maketrans({"\\": "\\\\", "\n": "\\n"})
_IN_LABELS = _IN_TEXTS | str.maketrans({'"': '\\"'})


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, to who brings METRICS_TOKEN as a bearer token; 404 where there is none."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    text = exposition(gauges_of(backlog(timezone.now())))
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def exposition(gauges: Iterable[Gauge]) -> str:
    """The gauges as Prometheus reads them."""
    lines = []
    for gauge in gauges:
        lines += [f"# HELP {gauge.name} {_escaped(gauge.meaning, quotes=False)}", f"# TYPE {gauge.name} gauge"]
        for labels, value in gauge.samples:
            shown = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
            lines.append(f"{gauge.name}{{{shown}}} {value:.15g}" if shown else f"{gauge.name} {value:.15g}")
    return "".join(f"{line}\n" for line in lines)


def _escaped(text: str, *, quotes: bool = True) -> str:
    return text.translate(_IN_LABELS if quotes else _IN_TEXTS)
