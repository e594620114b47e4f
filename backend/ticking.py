"""Runs Celery's beat, the clock of the duties, in a thread of the worker if that is the only worker."""

import os
import signal
import sys
import threading
from datetime import UTC, datetime
from typing import Any

import structlog
from celery import beat, bootsteps
from django.conf import settings

from backend.starting import ALONE_IN_MEMORY

logger = structlog.get_logger(__name__)
# What is under way, such as a request to the mail provider, has this long to end.
SECONDS_TO_END = 30
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class TicksFirst(beat.Scheduler):
    """Ticks everything at its start: otherwise a process that is often restarted would never reach a long period."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = _LONG_AGO


class TicksInThread(bootsteps.StartStopStep):
    """Runs beat in a thread of the worker (`celery worker --ticks`), where it reaches a queue in memory.

    Celery's own `--beat` starts a process.
    """

    conditional = True

    def __init__(self, parent: Any, ticks: bool = False, **options: Any) -> None:
        if not ticks and settings.BROKER_URL == "memory://":
            sys.exit(ALONE_IN_MEMORY)
        self.enabled = ticks
        super().__init__(parent, ticks=ticks, **options)

    def create(self, parent: Any) -> "Ticks":  # type: ignore[override]  # the stub knows steps without an object only
        return Ticks(parent.app)


class Ticks:
    def __init__(self, app: Any) -> None:
        self.app = app
        # Wakes each second, so that it can be stopped.
        self.service = beat.Service(app, max_interval=1, scheduler_cls=TicksFirst)
        self.is_stopping = False

    def start(self) -> None:
        threading.Thread(target=self._run, name="beat", daemon=True).start()

    def stop(self) -> None:
        self.is_stopping = True
        self.service.stop()

    def _run(self) -> None:
        try:
            self.app.set_current()
            self.service.start()
        except Exception:
            logger.exception("beat_failed")
        if not self.is_stopping:
            end_this_worker()


def end_this_worker() -> None:
    """End the process, to be started again: after the work under way, or by force if that takes too long."""
    os.kill(os.getpid(), signal.SIGTERM)
    last_resort = threading.Timer(SECONDS_TO_END, os._exit, (1,))
    last_resort.daemon = True
    last_resort.start()
