"""Say which of our operations stands for a filter that a platform's declarations name."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.capture.assigning_filters import assign_filter, end_filter
from governance.capture.declarations.operations import OPERATIONS, BadOperation
from governance.capture.named_operations import needed_filters
from governance.models import FilterOperation, Platform


class Command(BaseCommand):
    help = (
        "Let one of our operations stand for a filter, which is code beside a declaration and is never run here. "
        "Without arguments: say which filters have none, and how many documents wait for each."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("platform", nargs="?", help="the platform's slug")
        parser.add_argument("name", nargs="?", help="the filter, as the declarations write it")
        parser.add_argument("operation", nargs="?", help=f"one of: {', '.join(OPERATIONS)}")
        parser.add_argument("values", nargs="*", help="what it is done with: CSS, texts, parameters, or two prefixes")
        parser.add_argument("--by", default="", help="who says so, such as your address")
        parser.add_argument("--end", action="store_true", help="let no operation stand for it any more")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["platform"]:
            self._list()
            return
        platform = Platform.objects.filter(slug=options["platform"]).first()
        if platform is None:
            raise CommandError(f"There is no platform {options['platform']!r}.")
        name, operation, by, now = options["name"], options["operation"], options["by"].strip(), timezone.now()
        if not name or not by or bool(operation) == options["end"]:
            raise CommandError("Give the filter, who says so (--by), and an operation, or --end.")
        if options["end"]:
            if not end_filter(platform, name, by=by, now=now):
                raise CommandError(f"No operation stands for {name}.")
            self.stdout.write(f"No operation stands for {name} any more.")
            return
        try:
            row = assign_filter(platform, name, operation, options["values"], by=by, now=now)
        except BadOperation as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{row.operation} stands for {row.name} of {platform.name}. Its documents are read next.")

    def _list(self) -> None:
        needed = needed_filters()
        for platform, name, count in needed:
            self.stdout.write(f"needed: {platform.slug} {name}: {count:,} document{'' if count == 1 else 's'} waiting")
        rows = FilterOperation.objects.filter(ended_at=None).select_related("platform")
        for row in rows.order_by("platform__slug", "name"):
            values = " ".join(repr(value) for value in row.values)
            self.stdout.write(
                f"assigned: {row.platform.slug} {row.name}: {row.operation} {values}".rstrip()
                + f", by {row.assigned_by} on {row.assigned_at:%Y-%m-%d}"
            )
        if not needed:
            self.stdout.write("No filter needs an operation.")
