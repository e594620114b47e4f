"""Load the fictional demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.importers.demonstration import load_demonstration
from governance.importers.git_source import UnreadableSource


class Command(BaseCommand):
    help = "Load the fictional platforms of the demonstration. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            stored = load_demonstration(timezone.now())
        except UnreadableSource as error:
            raise CommandError(f"{error} Run `remove_demo`, then `load_demo`.") from error
        if options["verbosity"]:
            self.stdout.write(f"{stored} versions of fictional documents stored. `remove_demo` takes them away again.")
