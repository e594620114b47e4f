"""Writes what readers said of changes as labels to learn from."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alerts.opinions.opinion_labels import labels_since
from governance.management.arguments import moment


class Command(BaseCommand):
    help = (
        "Write what readers said of changes, a line of JSON for each change, in the format of the labelled version "
        "pairs: how most of them would have had it told, and how many said what. No person and no text is in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=moment, metavar="DATE", help="only changes on which something was said from then on"
        )
        parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="write here, and not to standard output")
        parser.add_argument("--output", type=Path, metavar="PATH", help="the same")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["path"] and options["output"]:
            raise CommandError("Name the file once: as PATH or by --output.")
        lines = [json.dumps(label) for label in labels_since(options["since"])]
        path = options["path"] or options["output"]
        if path is None:
            for line in lines:
                self.stdout.write(line)
            return
        try:
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"Cannot write {path}: {error.strerror}.") from error
        self.stdout.write(f"{len(lines)} {'change' if len(lines) == 1 else 'changes'} written.")
