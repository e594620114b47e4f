"""Structured logs: one line per event, with the ids of request and person; never a body, a secret or an address."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

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


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
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
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide_secrets, renderer],
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
            # Any scanner can cause it, with a traceback each time; RequestLogs has the 400.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"level": "ERROR"},
            "celery": {"level": "WARNING"},
            "celery.app.trace": {"level": "CRITICAL"},
            "stripe": {"level": "WARNING"},  # at DEBUG it logs bodies
            "waitress": {"level": "WARNING"},  # tells of each client that hung up
            "waitress.queue": {"level": "ERROR"},  # warns whenever a request waits for a thread
            "kombu.connection": {"level": "ERROR"},  # warns that memory:// names no host
        },
    }
