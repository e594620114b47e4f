"""Write the versions of the record as a git repository in the format of Open Terms Archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.importers.versions_repository import NotOurExport, export_versions
from governance.models import Collection


class Command(BaseCommand):
    help = (
        "Write every version, byte for byte, as a bare git repository in the format of Open Terms Archive. Run it "
        "again to add what is new. The demonstration is left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the repository, which is made if it isn't there")
        parser.add_argument("--collection", metavar="SLUG", default="", help="only documents of this collection")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["collection"]
        collection = Collection.objects.filter(slug=slug).first()
        if slug and collection is None:
            known = ", ".join(Collection.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no collection “{slug}”. There are: {known}.")
        try:
            done = export_versions(options["path"], collection=collection)
        except (NotOurExport, OSError) as error:
            raise CommandError(f"{options['path']}: {error}") from error
        self.stdout.write(
            f"{done.versions:,} version{'' if done.versions == 1 else 's'} written to {options['path']}, "
            f"{done.moved:,} documents moved, {done.removed:,} removed."
        )
