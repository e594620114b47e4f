"""The log of captures as C2SP tlog-tiles serves one: a checkpoint that changes, and tiles that never do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from governance.capture.evidence.log import entries_of, tile_of
from governance.capture.evidence.merkle import WIDTH
from governance.models import Checkpoint, LogKey

_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_SECONDS = "public, max-age=5"
_FOR_AN_HOUR = "public, max-age=3600"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    last = Checkpoint.objects.order_by("-size").first()
    if last is None:
        raise Http404
    return _answer(last.text.encode(), _TEXT, _FOR_SECONDS)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """Show every key that the log was ever signed with, a line each; the last is in force."""
    keys = LogKey.objects.order_by("pk").values_list("text", flat=True)
    if not keys:
        raise Http404
    return _answer("".join(f"{one}\n" for one in keys).encode(), _TEXT, _FOR_AN_HOUR)


@require_safe
def tile(request: HttpRequest, level: str, number: str, width: str = "") -> HttpResponse:
    data = tile_of(int(level), _number(number), _width(width))
    if data is None:
        raise Http404
    return _answer(data, _BYTES, _FOR_EVER)


@require_safe
def entries(request: HttpRequest, number: str, width: str = "") -> HttpResponse:
    data = entries_of(_number(number), _width(width))
    if data is None:
        raise Http404
    return _answer(data, _BYTES, _FOR_EVER)


def _number(path: str) -> int:
    """Return the number that a path such as x001/x234/067 names; each has one spelling."""
    if path.startswith("x000"):
        raise Http404
    return int(path.replace("x", "").replace("/", ""))


def _width(text: str) -> int:
    width = int(text) if text else WIDTH
    if text and width >= WIDTH:
        raise Http404
    return width


def _answer(data: bytes, kind: str, cached: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": cached})
