"""Train the category model from the labelled clauses and say how good it is on documents it has not seen."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.comparison.weighing.categorise import MODEL_PATH, stored_model
from governance.importers.git_source import UnreadableSource
from governance.training.evaluation import by_category, folds_of, outcomes, predictions_of, score, share_right
from governance.training.examples import LabelledData, WrongText, load_examples
from governance.training.trainer import train


class Command(BaseCommand):
    """`train_categories ../shared`: write governance/data/category_model.json and print its scores."""

    help = "Train the category model on the labelled clauses and cross-validate it, leaving whole documents out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("shared", type=Path, help="the shared folder, with data/ and tools/ in it")
        parser.add_argument("--output", type=Path, default=MODEL_PATH, help="the model file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        shared, output = options["shared"], options["output"]
        try:
            data = load_examples(shared / "data")
        except (OSError, ValueError, KeyError, UnreadableSource, WrongText) as error:
            raise CommandError(f"The labelled texts cannot be read in {shared}: {error}.") from error
        self.stdout.write(f"{len(data.examples)} labelled clauses; {data.missing} of texts not at hand are left out.")
        self._cross_validate(data, shared)
        categoriser = train(data.examples)
        output.write_text(stored_model(categoriser), encoding="utf-8")
        trained = score(predictions_of(data.pairs, categoriser), shared)["category_micro_f1"]
        right = share_right(outcomes(data.examples, categoriser))
        self.stdout.write(f"On what it was trained on: micro-F1 {_shown(trained)}; clauses right {right:.3f}.")
        self.stdout.write(f"{output}: {output.stat().st_size:,} bytes.")

    def _cross_validate(self, data: LabelledData, shared: Path) -> None:
        predictions, clauses = [], []
        for fold in folds_of(data):
            predictions += predictions_of(fold.pairs, fold.categoriser)
            clauses += outcomes(fold.examples, fold.categoriser)
        result = score(predictions, shared)
        self.stdout.write(f"{'category':32} labelled  given  right")
        for name, labelled, given, right in by_category(clauses):
            self.stdout.write(f"{name:32} {labelled:8} {given:6} {right:6}")
        quotes = result["provision_quote_recall"]["recall"]
        self.stdout.write(
            f"Cross-validated, whole documents left out: micro-F1 {_shown(result['category_micro_f1'])}; "
            f"clauses right {share_right(clauses):.3f}; quotations found {quotes}."
        )


def _shown(measure: dict[str, float]) -> str:
    return f"{measure['f1']:.3f} (precision {measure['precision']:.3f}, recall {measure['recall']:.3f})"
