"""A web of made-up hosts on loopback: what a site answers is a dictionary, and nothing else can be dialled."""

from tests.local_web.answers import (
    Answer,
    Asked,
    Site,
    bomb,
    changing,
    conditional,
    gzipped,
    html,
    in_turn,
    redirect,
    text,
    unavailable,
)
from tests.local_web.server import LocalWeb

__all__ = [
    "Answer",
    "Asked",
    "LocalWeb",
    "Site",
    "bomb",
    "changing",
    "conditional",
    "gzipped",
    "html",
    "in_turn",
    "redirect",
    "text",
    "unavailable",
]
