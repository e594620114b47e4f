"""Train the model of materiality from labelled changes and say how good it is on companies it has not seen."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.comparison.materiality.model import MODEL_PATH
from governance.training.labelled_pairs import read_labelled_pairs
from governance.training.materiality_training import (
    EXAMPLES_PATH,
    examples_of,
    outcomes_unseen,
    read_examples,
    stored_model,
    train_materiality,
)
from governance.training.read_changes import read_changes_from


class Command(BaseCommand):
    """`train_materiality --pairs ../shared/data`: write the examples and governance/data/materiality_model.json."""

    help = "Train the model that says which small edits are told the same day, and cross-validate it by company."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pairs", type=Path, help="read the labelled pairs of this folder anew")
        parser.add_argument("--collections", type=Path, help="read the changes that were read, from git repositories")
        parser.add_argument("--without", default="", help="the set that stays closed")
        parser.add_argument("--output", type=Path, default=MODEL_PATH, help="the model file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["pairs"] or options["collections"]:
                self._store_examples(options["pairs"], options["collections"], options["without"])
            examples = read_examples()
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The labelled changes cannot be read: {error}") from error
        model = train_materiality(examples)
        options["output"].write_text(stored_model(model), encoding="utf-8")
        right, false, lost = outcomes_unseen(examples)
        self.stdout.write(f"{len(examples)} small edits of {len({one.company for one in examples})} companies.")
        self.stdout.write(
            f"On companies it did not learn from it tells {right} that are worth it and {false} that are not, and"
            f" leaves {lost} that are worth it to the digest."
        )

    def _store_examples(self, folder: Path | None, collections: Path | None, without: str) -> None:
        """Write the examples of the pairs that are given; keep stored examples of pairs that are not given."""
        pairs = read_labelled_pairs(folder, without=without) if folder else []
        pairs += read_changes_from(collections) if collections else []
        known = {one.id for one in pairs}
        kept = [one for one in read_examples() if one.id not in known] if EXAMPLES_PATH.exists() else []
        rows = sorted([*kept, *examples_of(pairs)], key=lambda one: one.id)
        EXAMPLES_PATH.write_text("".join(f"{one.stored()}\n" for one in rows), encoding="utf-8")
