"""Runs every periodic duty once, in the foreground."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend import duties
from backend.duty_runs import runs_of_duties
from governance.management.arguments import moment


class Command(BaseCommand):
    help = "Runs every periodic duty once as of a time, and prints what each did. Fit for cron."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", type=moment, metavar="ISO", help="as of this time instead of the clock's")

    def handle(self, *args: Any, now: datetime | None = None, **options: Any) -> None:
        at = now or timezone.now()
        self.stdout.write(f"As of {at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        failed = []
        for outcome in duties.run_all(at):
            if outcome.error is None:
                runs_of_duties.note(outcome.duty.name, at)
                self.stdout.write(f"{outcome.duty.name}: {told(outcome.counts)}")
            else:
                failed.append(outcome.duty.name)
                self.stderr.write(f"{outcome.duty.name}: failed: {type(outcome.error).__name__}: {outcome.error}")
        if failed:
            raise CommandError(f"{len(failed)} of {len(duties.DUTIES)} duties failed: {', '.join(failed)}")


def told(counts: duties.Counts) -> str:
    did = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts.items() if count)
    return did or "nothing to do"
