"""The log of captures as C2SP tlog-tiles serves one: a checkpoint that changes, and tiles that never do."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from governance.capture.evidence.log import entries_of, tile_of
from governance.capture.evidence.merkle import WIDTH
from governance.models import Checkpoint, LogKey

_LEVEL = re.compile("[0-9]|[1-5][0-9]|6[0-3]", re.ASCII)
# At most 18 digits, which every database can count.
_PLACE = re.compile(r"(?P<number>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?", re.ASCII)
_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_SECONDS = "public, max-age=5"
_FOR_AN_HOUR = "public, max-age=3600"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Show the last checkpoint; 404 with a sentence while the log has none, so that a mirror knows the address."""
    last = Checkpoint.objects.order_by("-size").first()
    if last is None:
        return _nothing_yet()
    return _answer(last.text.encode(), _TEXT, _FOR_SECONDS)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """Show every key that the log was ever signed with, a line each; the last is in force."""
    keys = LogKey.objects.order_by("pk").values_list("text", flat=True)
    if not keys:
        return _nothing_yet()
    return _answer("".join(f"{one}\n" for one in keys).encode(), _TEXT, _FOR_AN_HOUR)


@require_safe
def tile(request: HttpRequest, level: str, place: str) -> HttpResponse:
    if not _LEVEL.fullmatch(level):
        raise Http404
    return _immutable(tile_of(int(level), *_number_and_width(place)))


@require_safe
def entries(request: HttpRequest, place: str) -> HttpResponse:
    return _immutable(entries_of(*_number_and_width(place)))


def _number_and_width(place: str) -> tuple[int, int]:
    """Return which tile a place such as x001/x234/067.p/8 names, and how much of it; each has one spelling."""
    found = _PLACE.fullmatch(place)
    if found is None or place.startswith("x000"):
        raise Http404
    width = int(found["width"] or WIDTH)
    if found["width"] and width >= WIDTH:
        raise Http404
    return int(found["number"].replace("x", "").replace("/", "")), width


def _immutable(data: bytes | None) -> HttpResponse:
    if data is None:
        raise Http404
    return _answer(data, _BYTES, _FOR_EVER)


def _nothing_yet() -> HttpResponse:
    said = b"The log is empty. It is signed for the first time within the hour after the first capture.\n"
    return HttpResponse(said, status=404, content_type=_TEXT, headers={"Cache-Control": _FOR_SECONDS})


def _answer(data: bytes, kind: str, cached: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": cached})
