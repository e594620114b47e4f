"""The Celery app. The broker only nudges: every task is a door to a duty that finds its work in the database."""

import os
from typing import Any

import structlog
from celery import Celery, bootsteps
from celery.signals import setup_logging
from django.conf import settings
from django.utils import timezone

from backend.duties import BY_NAME, DUTIES, Counts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
logger = structlog.get_logger(__name__)

app = Celery("clausewatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    duty.name: {
        "task": "backend.run_duty",
        "schedule": duty.every,
        "kwargs": {"name": duty.name},
        # A tick that waited longer than a period has a successor; kept, a stopped worker's backlog would pile up.
        "options": {"expires": duty.every.total_seconds()},
    }
    for duty in DUTIES
}


@app.task(name="backend.run_duty")
def run_duty(*, name: str) -> Counts:
    """Run one duty as of now and nudge the one its work is for. Safe to run twice, beside itself, or not at all."""
    duty = BY_NAME[name]
    counts = duty.run(timezone.now())
    if any(counts.values()):
        logger.info("duty_done", duty=name, **counts)
        if duty.makes_work_for:
            run_duty.delay(name=duty.makes_work_for)
    return counts


class TaskLogs(bootsteps.Step):
    """Binds the task's id, and the id of the request that enqueued it, to what is logged while it runs."""

    def __init__(self, parent: Any, **options: Any) -> None:
        # Imported when a worker starts: the receivers read Django's settings.
        from django_structlog.celery.receivers import CeleryReceiver

        super().__init__(parent, **options)
        self.receiver = CeleryReceiver()
        self.receiver.connect_worker_signals()


app.steps["worker"].add(TaskLogs)


@setup_logging.connect
def keep_our_logging(**options: Any) -> None:
    """Celery sets up logging of its own unless somebody answers this signal; LOGGING is the one we want."""
    from logging.config import dictConfig

    dictConfig(settings.LOGGING)
