"""The Celery app. Its one task runs a duty, which finds its work in the database; messages only wake duties up."""

import os
from typing import Any

import kombu
import kombu.exceptions
import structlog
from celery import Celery, bootsteps
from celery.signals import setup_logging
from click import Option
from django.conf import settings
from django.utils import timezone

from backend.away import is_database_away
from backend.duties import BY_NAME, DUTIES, Counts, Duty, Queue
from backend.duty_runs import runs_of_duties
from backend.outages import Outage
from backend.single_runs import SingleRuns
from backend.ticking import TicksInThread, end_this_worker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
logger = structlog.get_logger(__name__)

app = Celery("clausewatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [kombu.Queue(queue.value) for queue in Queue]
app.conf.task_default_queue = Queue.UPKEEP.value
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


runs = SingleRuns()
outage = Outage()


def queue_of(name: str, args: Any, kwargs: dict[str, Any], options: Any, **more: Any) -> dict[str, str] | None:
    """Return the queue of a task, which is that of its duty. A router for Celery."""
    return (
        {"queue": BY_NAME[kwargs["name"]].queue.value} if name == run_duty.name and kwargs["name"] in BY_NAME else None
    )


app.conf.task_routes = (queue_of,)


@app.task(name="backend.run_duty")
def run_duty(*, name: str) -> Counts:
    """Run one duty as of now, nudge the duty that its work is for, and return the counts of what was done.

    It may run twice, beside itself, or not at all, as while the database is away.
    """
    duty = BY_NAME[name]
    if not runs.begin(name):
        # Threads, unlike processes, can't be ended by Celery's time limit.
        if runs.seconds(name) > settings.CELERY_TASK_TIME_LIMIT:
            logger.error("duty_stuck", duty=name, seconds=round(runs.seconds(name)))
            end_this_worker()
        return {}
    try:
        if outage.holds_up(name):
            runs.fail(name)
            return {}
        counts = _run_and_nudge(duty)
        while runs.goes_on(name):
            counts = _run_and_nudge(duty)
    except BaseException as error:
        runs.fail(name)
        if not is_database_away(error):
            raise
        outage.note(name, error)
        return {}
    return counts


def _run_and_nudge(duty: Duty) -> Counts:
    counts = duty.run(timezone.now())
    runs_of_duties.note(duty.name, timezone.now())
    if any(counts.values()):
        logger.info("duty_done", duty=duty.name, **counts)
        if duty.makes_work_for:
            _nudge(duty.makes_work_for)
    return counts


def _nudge(name: str) -> None:
    try:
        run_duty.delay(name=name)
    except kombu.exceptions.OperationalError as error:  # the broker is away; the next tick does without it
        logger.warning("nudge_lost", duty=name, error=type(error).__name__)


class TaskLogs(bootsteps.Step):
    """Adds the id of the task, and of the request that enqueued it, to everything logged while the task runs."""

    def __init__(self, parent: Any, **options: Any) -> None:
        # Imported when a worker starts: the receivers read Django's settings.
        from django_structlog.celery.receivers import CeleryReceiver

        super().__init__(parent, **options)
        self.receiver = CeleryReceiver()
        self.receiver.connect_worker_signals()


app.steps["worker"].update((TaskLogs, TicksInThread))
app.user_options["worker"].add(Option(("--ticks",), is_flag=True, help="Run beat in a thread of this worker."))


@setup_logging.connect
def keep_our_logging(**options: Any) -> None:
    """Apply LOGGING, which keeps Celery from setting up logging of its own."""
    from logging.config import dictConfig

    dictConfig(settings.LOGGING)
