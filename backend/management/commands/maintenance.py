"""Puts the site into maintenance, and ends it. It needs no database."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.maintenance import declare, declared, end, maintenance_file
from governance.management.arguments import moment

MOST_OF_A_REASON = 300


class Command(BaseCommand):
    help = "Put the site into maintenance, end it, or say how it stands. On each host that has a DATA_DIR of its own."
    requires_system_checks = ()  # the database may be away

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=("on", "off"), help="without it: say how it stands")
        parser.add_argument(
            "--until", type=moment, metavar="ISO", help="when it should be over, which readers are told"
        )
        parser.add_argument("--reason", default="", help="a sentence that readers are shown")

    def handle(self, *args: Any, act: str | None, until: datetime | None, reason: str, **options: Any) -> None:
        now = timezone.now()
        if act != "on" and (until or reason):
            raise CommandError("--until and --reason belong to `maintenance on`.")
        if act == "on":
            if until and until <= now:
                raise CommandError("--until is past.")
            if len(reason) > MOST_OF_A_REASON:
                raise CommandError(f"--reason has more than {MOST_OF_A_REASON} characters.")
            declare(until=until, reason=" ".join(reason.split()), now=now)
        elif act == "off" and not end():
            self.stdout.write("There was none.")
        self.stdout.write(_standing())


def _standing() -> str:
    found = declared()
    if found is None:
        return "No maintenance: the site answers."
    until = f"until {found.until:%Y-%m-%d %H:%M} UTC" if found.until else "until further notice"
    return f"Under maintenance {until}, by {maintenance_file()}. Workers go on; stop them yourself where you have to."
