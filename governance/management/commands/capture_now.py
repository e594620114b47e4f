"""Fetch documents next, whenever they would have been due."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.capture.sources import capture_soon
from governance.models import Document, Platform


class Command(BaseCommand):
    help = "Let the pages of documents be fetched next, as fast as their hosts allow."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--platform", help="all documents of the platform with this slug")
        which.add_argument("--document", help="the document with this id, such as CW-D-000123")
        which.add_argument("--all", action="store_true", help="every document that is read by us")

    def handle(self, *args: Any, **options: Any) -> None:
        documents = Document.objects.filter(pages__isnull=False).distinct()
        if options["platform"]:
            if not Platform.objects.filter(slug=options["platform"]).exists():
                raise CommandError(f"There is no platform {options['platform']!r}.")
            documents = documents.filter(platform__slug=options["platform"])
        elif options["document"]:
            key = Document.key_of(options["document"]) or 0
            if not Document.objects.filter(pk=key).exists():
                raise CommandError(f"There is no document {options['document']}.")
            documents = documents.filter(pk=key)
        pages = capture_soon(list(documents), now=timezone.now())
        if not pages:
            raise CommandError("None of these documents is read by us. add_document lets one be.")
        self.stdout.write(f"{pages} page{'' if pages == 1 else 's'} will be fetched next, while the service runs.")
