"""Publish the next change of a fictional document, so that a real alert is owed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.importers.demonstration import DemonstrationMissing, publish_next_change
from governance.importers.git_source import UnreadableSource


class Command(BaseCommand):
    help = "Publish the next version of a fictional document as news."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            change = publish_next_change(timezone.now())
        except (DemonstrationMissing, UnreadableSource) as error:
            raise CommandError(str(error)) from error
        if not options["verbosity"]:
            return
        platform = change.platform
        self.stdout.write(f"{platform.name} ({platform.slug}), {change.document.title}: {change.public_id}")
        self.stdout.write(f"  {change.headline}")
        self.stdout.write(
            f"Whoever watches {platform.slug} with same-day alerts gets a mail within a minute while the service runs,"
        )
        self.stdout.write(
            "or after `manage.py sweep`. Alerts within ten minutes of a person's last mail wait and are one mail."
        )
        self.stdout.write(f"Mails are shown at {settings.BASE_URL}/dev/mail/.")
