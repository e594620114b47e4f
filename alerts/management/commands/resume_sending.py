"""Resumes the sending of alerts, digests or both."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count, Min
from django.utils import timezone

from alerts.delivery.pausing import resume_sending
from alerts.management.operator_arguments import add_kind, add_operator, kinds_of
from alerts.models import Batch


class Command(BaseCommand):
    help = "Send alerts and digests again, first what has waited longest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_kind(parser)
        add_operator(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        resumed = resume_sending(kinds=kinds_of(options), by=options["by"], now=now)
        for kind in kinds_of(options):
            if kind not in resumed:
                self.stdout.write(f"{kind} was not paused")
                continue
            waiting = Batch.objects.due(now).filter(kind=kind).aggregate(count=Count("pk"), oldest=Min("created_at"))
            since = f", the oldest from {waiting['oldest']:%Y-%m-%d %H:%M} UTC" if waiting["oldest"] else ""
            due = "1 batch is due" if waiting["count"] == 1 else f"{waiting['count']} batches are due"
            self.stdout.write(f"{kind} is sent again: {due}{since}")
