"""Pauses the sending of alerts, digests or both."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alerts.delivery.pausing import pause_sending
from alerts.management.operator_arguments import add_kind, add_operator, kinds_of


class Command(BaseCommand):
    help = "Send no more alerts and digests until resume_sending. They wait; codes and password resets go out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_kind(parser)
        add_operator(parser)
        parser.add_argument("--reason", default="", help="why, for whoever looks next")

    def handle(self, *args: Any, **options: Any) -> None:
        pauses = pause_sending(
            kinds=kinds_of(options), by=options["by"], reason=options["reason"][:500], now=timezone.now()
        )
        for pause, is_new in pauses.items():
            state = "is paused" if is_new else "was paused already"
            why = f": {pause.reason}" if pause.reason else ""
            since = f"{pause.paused_at:%Y-%m-%d %H:%M} UTC by {pause.paused_by}"
            self.stdout.write(f"{pause.kind} {state}, since {since}{why}")
