"""Structured logs: one line per event, with the ids of request and person; never a body, a secret or an address."""

import re
import sys
import time
from threading import Lock
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from backend.away import is_database_away
from backend.sqlite_file import missing_file
from governance.outside_texts import on_one_line

_SECRETS = re.compile(
    r"(?P<address>(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+)"
    r"|(?P<key>\bcw_\w+)"
    r"|(?P<stripe>\b(?:sk|rk|whsec)_\w+)"
    r"|(?P<password>(?<=:)[^\s:/@]+(?=@))"  # of an address such as postgres://user:password@host
)


def hide_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Mask e-mail addresses, API keys and passwords in whatever is logged, tracebacks included."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _SECRETS.sub("***", value)
    return event


def one_line_each(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Keep an event on its line, for a log that is read as it is: nothing in it looks like another event.

    The renderer quotes the values. The lines of a traceback, which hold what the error says, are indented.
    """
    event["event"] = on_one_line(str(event.get("event", "")))
    for name in ("exception", "stack"):
        if isinstance(event.get(name), str):
            event[name] = "\n".join(f"    {on_one_line(line)}" for line in event[name].splitlines())
    return event


class TracebackOfOutage:
    """Keeps one traceback a minute of a database that is away: each request and duty fails with the same one.

    The lines stay. They say in `error` what the database or its driver said, and in `missing` which file isn't there.
    """

    seconds = 60.0

    def __init__(self) -> None:
        self.clock = time.monotonic
        self._lock = Lock()
        self.kept_at: float | None = None

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        error = _exception_of(event.get("exc_info"))
        if is_database_away(error):
            event.setdefault("error", (str(error).splitlines() or [type(error).__name__])[0])
            if path := missing_file():
                event["missing"] = str(path)
            if not self._is_due():
                del event["exc_info"]
        return event

    def _is_due(self) -> bool:
        with self._lock:
            now = self.clock()
            if self.kept_at is not None and now < self.kept_at + self.seconds:
                return False
            self.kept_at = now
            return True


def _exception_of(exc_info: Any) -> BaseException | None:
    """Return the exception that a caller gave: itself, a tuple with it, or True for the one being handled."""
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    elif exc_info is True:
        exc_info = sys.exception()
    return exc_info if isinstance(exc_info, BaseException) else None


traceback_of_outage = TracebackOfOutage()
_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    traceback_of_outage,
    structlog.processors.format_exc_info,
]


def configuration(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return the LOGGING setting and set structlog up to match: readable lines, or JSON for a log collector."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    lines = [one_line_each, structlog.dev.ConsoleRenderer(colors=False)]
    renderers: list[Any] = [structlog.processors.JSONRenderer()] if as_json else lines
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide_secrets, *renderers],
        "foreign_pre_chain": _SHARED,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # RequestLogs and the task receivers say the same once, without the path's secrets.
            "django.request": {"level": "CRITICAL"},
            "django.security.csrf": {"level": "ERROR"},
            # Any scanner can cause them, by another host or too many fields, each with a traceback. RequestLogs has
            # the 400.
            "django.security": {"level": "CRITICAL"},
            "django.server": {"level": "ERROR"},
            "celery": {"level": "WARNING"},
            "celery.app.trace": {"level": "CRITICAL"},
            "stripe": {"level": "WARNING"},  # at DEBUG it logs bodies
            "waitress": {"level": "WARNING"},  # tells of each client that hung up
            "httpcore2": {"level": "WARNING"},  # at DEBUG it logs what receivers answer, which may repeat an address
            "waitress.queue": {"level": "ERROR"},  # warns whenever a request waits for a thread
            "kombu.connection": {"level": "ERROR"},  # warns that memory:// names no host
        },
    }
