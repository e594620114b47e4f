"""Prints how our reading stands for a person: what is broken, what to do, and whether the promise is kept."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alerts.watching.broken import broken_documents
from governance.capture.health.standing import CaptureStanding, capture_standing, odd_documents
from governance.capture.health.verdicts import meaning_of
from governance.capture.outages import is_our_own_outage
from governance.capture.schedule.intervals import PROMISED_AGE
from governance.capture.storing.raw_bodies import why_away
from governance.management.arguments import number

SHOWN = 20


class Command(BaseCommand):
    help = "Say which documents can't be read, those first that most people watch, and what to do about each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--limit", type=number(int, 0, 1_000_000), default=SHOWN, help=f"how many documents to name ({SHOWN})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = capture_standing(now)
        self.stdout.write(f"As of {now:%Y-%m-%d %H:%M:%S} UTC")
        if why := why_away():
            self.stdout.write(f"THE STORE OF CAPTURED PAGES CAN'T BE USED, so nothing is fetched or judged: {why}")
        if is_our_own_outage(now):
            self.stdout.write(
                "VERY MANY HOSTS FAIL AT ONCE: look at our own line first. Verdicts wait until it is over."
            )
        self.stdout.write("documents: " + ", ".join(f"{count:,} {state}" for state, count in found.counts.items()))
        self.stdout.write(_age(found))
        for host in found.waiting:
            refused = f", refused {host.refusal_count} times in a row" if host.refusal_count else ""
            self.stdout.write(f"waits since {host.since:%Y-%m-%d %H:%M}: {host.name}, {host.pages:,} pages{refused}")
        for name, within in found.crowded:
            self.stdout.write(
                f"crowded: {name} has more pages than can be asked for in six hours; each is read every "
                f"{_hours(within)}, and nothing is promised of them. Look at its pause in the admin."
            )
        for address, moved_to in found.moved:
            self.stdout.write(f"moved: {address} -> {moved_to}. Confirm it in the admin, Health of documents.")
        if found.held_readings:
            waits = "1 reading waits" if found.held_readings == 1 else f"{found.held_readings:,} readings wait"
            self.stdout.write(f"{waits} for a decision. Look at what differs in the admin, Held readings.")
        for need, count in found.unmet:
            documents = "1 document is" if count == 1 else f"{count:,} documents are"
            self.stdout.write(f"{documents} declared and not read: {need}")
        self._odd(max(options["limit"], 0), now)
        self._broken(max(options["limit"], 0))

    def _odd(self, limit: int, now: datetime) -> None:
        found = odd_documents(now)
        for document, said in found[:limit]:
            self.stdout.write(f"odd: {document.public_id} {document.platform.name} · {document.title}: {said}")
        if (more := len(found) - limit) > 0:
            self.stdout.write(f"and {more:,} more that are odd")

    def _broken(self, limit: int) -> None:
        rows = broken_documents()
        for row in rows[:limit]:
            document = row.document
            since = f"{row.failing_since:%Y-%m-%d %H:%M}" if row.failing_since else "ever"
            self.stdout.write(
                f"{row.watchers:,} watch {document.public_id} {document.platform.name} · {document.title}: "
                f"{row.state} ({row.verdict}) since {since}, {row.attempts_failed:,} attempts. {row.reason}"
            )
            self.stdout.write(f"    {meaning_of(row.verdict).next_step}")
        if (more := rows.count() - limit) > 0:
            self.stdout.write(f"and {more:,} more")


def _age(found: CaptureStanding) -> str:
    if found.half_age is None or found.nearly_all_age is None:
        return "age of verified texts: none is verified yet"
    kept = "kept" if found.keeps_the_promise else "NOT KEPT"
    return (
        f"age of verified texts: half up to {_hours(found.half_age)}, 99 of 100 up to {_hours(found.nearly_all_age)}; "
        f"the promise of {_hours(PROMISED_AGE)} is {kept}; the first page that is due waits {_hours(found.lag)}"
    )


def _hours(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60:02d} min"
