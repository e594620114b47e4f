"""Let the service read a document by itself, after a look at what it would read."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.capture.adding import NotToBeAdded, Proposal, add_document, platform_to_read
from governance.capture.browser.program import why_no_browser
from governance.capture.declarations.sources import BadDeclaration
from governance.capture.duties import open_our_browser, open_our_fetcher
from governance.capture.previewing import NotPreviewed, Preview, preview

_SHOWN_LINES, _LONGEST_LINE = 30, 1_000


class Command(BaseCommand):
    help = "Show what would be read at an address, and read it from then on as a document of a platform."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "platform_name",
            metavar="platform",
            help="the platform's name or slug; a new one is made if there is none",
        )
        parser.add_argument("title", metavar="type", help='what it is, such as "Privacy Policy"')
        parser.add_argument("addresses", nargs="+", metavar="URL", help="its pages, in their order")
        parser.add_argument("--select", action="append", default=[], help="CSS of what is the document; more than once")
        parser.add_argument("--remove", action="append", default=[], help="CSS of what is no part of it")
        parser.add_argument(
            "--browser", dest="in_browser", action="store_true", help="open it in a browser, which runs its scripts"
        )
        parser.add_argument("--language", default="en", help="its language, as in BCP 47 (en)")
        parser.add_argument("--yes", action="store_true", help="read it from now on without asking, if nothing is odd")

    def handle(self, *args: Any, **options: Any) -> None:
        proposal = Proposal.of(options)
        if proposal.in_browser and (missing := why_no_browser(settings.CAPTURE_BROWSER)):
            raise CommandError(missing)
        try:
            proposal.checked()
            platform_to_read(proposal.platform_name)
            found = preview(
                proposal,
                open_fetcher=open_our_browser if proposal.in_browser else open_our_fetcher,
                clock=timezone.now,
                sleep=time.sleep,
            )
            self._show(found)
            if not found.verdict.is_good:
                raise CommandError(f"Not added. {found.verdict.reason}")
            if not self._is_wanted(found, is_sure=options["yes"]):
                raise CommandError("Not added.")
            document = add_document(proposal, now=timezone.now())
        except (BadDeclaration, NotPreviewed, NotToBeAdded) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{document.public_id}: {document.platform.name}, {document.title}. It is read from now on.")

    def _show(self, found: Preview) -> None:
        """Print the text indented, so that no line of it looks like one of ours."""
        lines = found.text.splitlines()
        self.stdout.write(f"Title: {found.title or 'none'}")
        for line in lines[:_SHOWN_LINES]:
            self.stdout.write(f"    {line[:_LONGEST_LINE]}{'…' if len(line) > _LONGEST_LINE else ''}")
        if len(lines) > _SHOWN_LINES:
            self.stdout.write(f"… and {len(lines) - _SHOWN_LINES:,} more lines.")
        self.stdout.write(f"{len(found.text.split()):,} words.")
        for warning in found.warnings:
            self.stdout.write(f"Warning: {warning}")

    def _is_wanted(self, found: Preview, *, is_sure: bool) -> bool:
        if is_sure:
            if found.warnings:
                raise CommandError("Not added, as something is odd about it. Without --yes you are asked.")
            return True
        return input("Read it from now on? [y/N] ").strip().lower() in ("y", "yes")
