"""Refuses to start web, workers and beat unless our checks pass, whatever server or command starts them."""

import sys
import threading
from typing import Any

import django
from celery.signals import beat_init, worker_init
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from backend.checks import OURS

ALONE_IN_MEMORY = (
    "BROKER_URL=memory:// reaches nothing outside of one process. "
    "`manage.py up` runs the worker that it is for; for others set it to Redis, Valkey or RabbitMQ."
)


def refuse_what_is_unfit() -> None:
    """Raise ImproperlyConfigured with the sentences and hints of `manage.py check`, if it has errors."""
    errors = [message for message in run_checks(tags=[OURS]) if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(f"{error.msg} {error.hint}" for error in errors))


@worker_init.connect
@beat_init.connect
def refuse_in_celery(**options: Any) -> None:
    """End a worker or beat whose settings fail our checks, by sys.exit: Celery ignores other exceptions here."""
    # Beat in a thread belongs to a worker that has been checked.
    if threading.current_thread() is not threading.main_thread():
        return
    django.setup()
    try:
        refuse_what_is_unfit()
    except ImproperlyConfigured as error:
        sys.exit(f"Settings: {error}")


@beat_init.connect
def refuse_beat_of_a_broker_in_memory(**options: Any) -> None:
    if threading.current_thread() is threading.main_thread() and settings.BROKER_URL == "memory://":
        sys.exit(ALONE_IN_MEMORY)
