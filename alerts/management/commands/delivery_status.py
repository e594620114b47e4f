"""Prints the state of delivery for a person."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alerts.delivery.status import Backlog, KindBacklog, Waiting, backlog


class Command(BaseCommand):
    help = "Say what waits to be sent and since when, what was sent of late, and what needs a decision."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = backlog(now)
        self.stdout.write(f"As of {now:%Y-%m-%d %H:%M:%S} UTC")
        for kind in found.kinds:
            self.stdout.write(_of_kind(kind))
        self.stdout.write(
            f"not composed: {_waiting('alerts', found.alerts)}, {_waiting('due digests', found.digests)}; "
            f"not fanned out: {_waiting('changes', found.changes)}"
        )
        for (transport, outcome), count in found.attempts_last_hour.items():
            self.stdout.write(f"requests in an hour, {transport}: {count} {outcome or 'running'}")
        self.stdout.write(_of_provider(found))


def _of_kind(kind: KindBacklog) -> str:
    paused = "PAUSED by the operator; " if kind.is_paused else ""
    return (
        f"{kind.kind}: {paused}{_waiting('due', kind.due)}, {kind.later} later, {kind.sending} sending, "
        f"{kind.uncertain} uncertain, {kind.held} held, {kind.failed_last_day} failed in a day; "
        f"{_waiting('not sent in all', kind.unsent)}; "
        f"messages sent in 5 minutes {kind.messages_sent_last_5_minutes:,}, in an hour {kind.messages_sent_last_hour:,}"
    )


def _waiting(name: str, waiting: Waiting) -> str:
    oldest = f" (the first for {_duration(waiting.oldest_seconds)})" if waiting.count else ""
    return f"{waiting.count:,} {name}{oldest}"


def _of_provider(found: Backlog) -> str:
    heard_at = found.provider.last_event_at
    last = f"last event at {heard_at:%Y-%m-%d %H:%M:%S} UTC" if heard_at else "no event yet"
    silent = f"; SILENT: {found.provider.unanswered} accepted batches without one" if found.provider.unanswered else ""
    return f"provider: {last}{silent}"


def _duration(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"
