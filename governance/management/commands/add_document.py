"""Let the service read a document by itself, after a look at what it would read."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.capture.adding import document_named
from governance.capture.declarations.sources import BadDeclaration, read_source
from governance.capture.duties import open_our_fetcher
from governance.capture.previewing import Preview, preview
from governance.capture.sources import declare, read_by_itself

_SHOWN_LINES = 30


class Command(BaseCommand):
    help = "Show what would be read at an address, and read it from then on as a document of a platform."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("platform", help="the platform's name or slug; a new one is made if there is none")
        parser.add_argument("type", help='what it is, such as "Privacy Policy"')
        parser.add_argument("addresses", nargs="+", metavar="URL", help="its pages, in their order")
        parser.add_argument("--select", action="append", default=[], help="CSS of what is the document; more than once")
        parser.add_argument("--remove", action="append", default=[], help="CSS of what is no part of it")
        parser.add_argument("--browser", action="store_true", help="open it in a browser, which runs its scripts")
        parser.add_argument("--language", default="en", help="its language, as in BCP 47 (en)")
        parser.add_argument("--yes", action="store_true", help="read it from now on without asking, if nothing is odd")

    def handle(self, *args: Any, **options: Any) -> None:
        source = _source(options)
        try:
            declared = read_source(source, ports=settings.CAPTURE_PORTS)
        except BadDeclaration as error:
            raise CommandError(str(error)) from error
        is_declared = bool(options["select"])
        found = preview(
            options["addresses"],
            declared if is_declared else None,
            language=options["language"],
            open_fetcher=open_our_fetcher,
            clock=timezone.now,
        )
        self._show(found)
        if not found.verdict.is_good:
            raise CommandError(f"Not added. {found.verdict.reason}")
        if not self._is_wanted(found, is_sure=options["yes"]):
            raise CommandError("Not added.")
        now = timezone.now()
        document = document_named(
            options["platform"], options["type"], options["addresses"], language=options["language"], now=now
        )
        if is_declared or options["browser"]:
            declare(document, source, now=now)
        else:
            read_by_itself(document, options["addresses"], now=now)
        self.stdout.write(f"{document.public_id}: {document.platform.name}, {document.title}. It is read from now on.")

    def _show(self, found: Preview) -> None:
        lines = found.text.splitlines()
        self.stdout.write(found.title or "(no title)")
        self.stdout.write("\n".join(lines[:_SHOWN_LINES]))
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


def _source(options: dict[str, Any]) -> dict[str, Any]:
    """Return what the options declare, in the format of Open Terms Archive."""
    shared: dict[str, Any] = {"select": options["select"] or ["body"]}
    if options["remove"]:
        shared["remove"] = options["remove"]
    if options["browser"]:
        shared["executeClientScripts"] = True
    addresses = options["addresses"]
    if len(addresses) == 1:
        return {"fetch": addresses[0], **shared}
    return {"combine": [{"fetch": address} for address in addresses], **shared}
