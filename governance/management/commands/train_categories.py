"""Train the category model from the labelled clauses and say how good it is on companies it has not seen."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.comparison.weighing.categorise import MODEL_PATH, stored_model
from governance.importers.git_source import UnreadableSource
from governance.training.cross_validation import cross_validated
from governance.training.evaluation import CategoryCounts, by_category, count_categories, retrained
from governance.training.examples import WrongText, load_examples
from governance.training.labelled_pairs import SETS
from governance.training.trainer import train


class Command(BaseCommand):
    """`train_categories ../shared`: write governance/data/category_model.json and print its scores."""

    help = "Train the category model on the labelled clauses and cross-validate it, leaving whole companies out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("shared", type=Path, help="the shared folder, with data/ in it")
        parser.add_argument("--output", type=Path, default=MODEL_PATH, help="the model file to write")
        parser.add_argument("--without", default="", choices=SETS, metavar="SET", help="the set that stays closed")

    def handle(self, *args: Any, **options: Any) -> None:
        shared, output = options["shared"], options["output"]
        try:
            data = load_examples(shared / "data", without=options["without"])
        except (OSError, ValueError, KeyError, UnreadableSource, WrongText) as error:
            raise CommandError(f"The labelled texts cannot be read in {shared}: {error}.") from error
        self.stdout.write(f"{len(data.examples)} labelled clauses; {data.missing} of texts not at hand are left out.")
        judged = cross_validated(data.pairs, retrained(data.examples))
        for name, counts in by_category(judged):
            self.stdout.write(f"{name:32} {_shown(counts)}")
        self.stdout.write(f"Cross-validated, whole companies left out: {_shown(count_categories(judged))}")
        output.write_text(stored_model(train(data.examples)), encoding="utf-8")
        self.stdout.write(f"{output}: {output.stat().st_size:,} bytes.")


def _shown(counts: CategoryCounts) -> str:
    f1 = "–" if counts.f1 is None else f"{counts.f1:.3f}"
    return f"F1 {f1} ({counts.true} right, {counts.false} too many, {counts.missed} missing)"
