"""The child process that reads one page or PDF: `python -m governance.capture.extraction.reader`.

It has neither Django nor the database. It limits itself before it reads anything that is not ours, and answers in JSON.
"""

import json
import pickle
import resource
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from governance.capture.extraction.extracted import FAILURES, Extracted, Unreadable

if TYPE_CHECKING:
    from governance.capture.extraction.apart import ReadingLimits


def main() -> None:
    """Read the question of the parent, and write what was found or why nothing was."""
    limits, question = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our parent
    limit(limits)
    sys.stdout.write(json.dumps(answer(question)))


def limit(limits: "ReadingLimits") -> None:
    """Bound what this process may use from here on."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor_seconds, limits.processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.answer_bytes, limits.answer_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of what was read, or the failure."""
    try:
        return asdict(_read(**question))
    except Unreadable as error:
        kind = next((name for name, failure in FAILURES.items() if type(error) is failure), "unreadable")
        return {"failure": kind, "message": str(error)}
    except MemoryError:
        return {"failure": "unreadable", "message": "Reading it takes more memory than it may use."}


def _read(data: bytes = b"", html: str = "", **options: Any) -> Extracted:
    if data:
        from governance.capture.extraction.pdf import extract_pdf

        return extract_pdf(data)
    from governance.capture.extraction.page import extract_html

    return extract_html(html, **options)


if __name__ == "__main__":
    main()
