"""Reads large pages and all PDFs in a child process with limits.

A large page may take more memory or time than a worker has, and PDFium is C++ that reads what a stranger wrote: where
it falls or never ends, it must not take the worker and all its other pages with it. The child has neither our database
nor our secrets. Starting one takes a third of a second of the processor, so ordinary pages are read here.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance.capture.declarations.sources import DeclaredPage
from governance.capture.extraction.extracted import FAILURES, Extracted, TextPlace, Unreadable

PROJECT = Path(__file__).resolve().parents[3]
# A page of more letters is read apart.
LARGE_PAGE = 1_000_000
# What Python needs to start and to read text as we do; nothing of ours.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL")


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one page may use. `deadline_seconds` are of the clock, for a child that waits and never ends."""

    processor_seconds: int = 20
    memory_bytes: int = 2**30
    answer_bytes: int = 64_000_000
    deadline_seconds: float = 240


LIMITS = ReadingLimits()


def extract_pdf_apart(data: bytes, limits: ReadingLimits = LIMITS) -> Extracted:
    """Return the text of a PDF, as `extract_pdf` does, which a child process reads. Raises Unreadable."""
    return _asked({"data": data}, limits)


def extract_html_apart(
    html: str,
    *,
    address: str,
    declared: DeclaredPage | None = None,
    before: TextPlace | None = None,
    limits: ReadingLimits = LIMITS,
) -> Extracted:
    """Return the text of a page, as `extract_html` does, which a child process reads. Raises Unreadable."""
    return _asked({"html": html, "address": address, "declared": declared, "before": before}, limits)


def _asked(question: dict[str, Any], limits: ReadingLimits) -> Extracted:
    with tempfile.TemporaryFile() as answer:
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        with subprocess.Popen(
            [sys.executable, "-m", "governance.capture.extraction.reader"],
            cwd=PROJECT,
            env={**kept, "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that all of it can be ended
        ) as process:
            try:
                process.communicate(pickle.dumps((limits, question)), timeout=limits.deadline_seconds)
            except subprocess.TimeoutExpired as error:
                raise Unreadable(f"Reading it was given up after {limits.deadline_seconds:,.0f} seconds.") from error
            finally:
                _end(process)
        answer.seek(0)
        return _extracted(answer.read(), process.returncode, limits)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # it has ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _extracted(answer: bytes, code: int, limits: ReadingLimits) -> Extracted:
    """Return what the child answered. It may be anything once a page has got hold of the child."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable(f"Reading it took more than {limits.processor_seconds} seconds of the processor.")
    try:
        said = json.loads(answer)
        if code == 0 and "failure" not in said and isinstance(said["markdown"], str):
            return Extracted(**said | {"place": TextPlace.of(said["place"]), "left_out": tuple(said["left_out"])})
        failure, message = FAILURES[said["failure"]], str(said["message"])[:300]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unreadable(f"It can't be read: the process that read it ended with {code}.") from error
    raise failure(message)
