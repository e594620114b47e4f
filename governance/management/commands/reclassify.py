"""Run the current comparison again over stored versions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.models import Document
from governance.record.reclassification import ReplayDifference, documents_with_history, reclassify


class Command(BaseCommand):
    help = (
        "Compare the stored versions again and update what is said of their changes. Ids stay, and nobody is alerted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--document", metavar="CW-D-000001", help="only this document")
        parser.add_argument("--dry-run", action="store_true", help="print what would differ and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["document"]
        count = 0
        for document in [_named(name)] if name else documents_with_history():
            for difference in reclassify(document=document, dry_run=options["dry_run"]):
                count += 1
                if options["verbosity"]:
                    self._show(difference)
        changes, were = ("change", "was") if count == 1 else ("changes", "were")
        self.stdout.write(f"{count} {changes} {'would differ' if options['dry_run'] else f'{were} updated'}.")

    def _show(self, difference: ReplayDifference) -> None:
        fields = "; ".join(f"{name}: {old!r} → {new!r}" for name, (old, new) in difference.fields.items())
        self.stdout.write(f"{difference.change_public_id}  {fields}")


def _named(public_id: str) -> Document:
    """Return the document with this id. Raises CommandError if there is none, or it has nothing to compare."""
    try:
        document = Document.by_public_id(public_id)
    except Document.DoesNotExist:
        raise CommandError(f"There is no document {public_id}.") from None
    if document.current_version_id is None:
        raise CommandError(f"{public_id} has no versions: there is nothing to compare.")
    return document
