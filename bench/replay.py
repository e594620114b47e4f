"""Replay a real collection in the order of its history and print what would have been alerted and what was not.

    python bench/replay.py [BUNDLE] [--read N] [--seed S]

Prints Markdown: the classes and rules of all changes, the alerts of each document and month, every alert of the five
documents with the most, and with `--read` that many randomly drawn suppressed changes with their differences, to be
judged by a reader. With `--read-rules` it draws as many again from those that the three rules deciding most of them
did not decide, where a miss would hide. `docs/replay.md` holds such a reading.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from governance.models import Change

ROOT = Path(__file__).resolve().parent.parent
NOISIEST = 5
# Nine suppressed changes in ten are one of these, and a draw from all would hardly show another.
COMMONEST_RULES = {"formatting", "returned_text", "good_text_is_back"}
DAYS_A_MONTH = 30.44
LONGEST_DIFFERENCE = 3_000


def main() -> int:
    arguments = _arguments()
    if not arguments.bundle.exists():
        print(f"There is no bundle at {arguments.bundle}; give its path.")
        return 2
    with tempfile.TemporaryDirectory(prefix="clausewatch-replay-") as folder:
        _import(arguments.bundle, folder)
        _print_totals()
        _print_months()
        _print_noisiest()
        if arguments.read:
            _print_suppressed(arguments.read, arguments.seed)
        if arguments.read_rules:
            _print_suppressed(arguments.read_rules, arguments.seed, besides=COMMONEST_RULES)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = ROOT.parent / "shared" / "data" / "genai-eu-versions.bundle"
    parser.add_argument("bundle", nargs="?", type=Path, default=default)
    parser.add_argument("--read", type=int, default=0, metavar="N", help="print N suppressed changes in full")
    parser.add_argument("--read-rules", type=int, default=0, metavar="N", help="print N more of the rarer rules")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _import(bundle: Path, folder: str) -> None:
    os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="backend.settings", LOG_LEVEL="WARNING")
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from backend.sqlite_file import make_database_file
    from governance.importers.open_terms_archive import import_collection

    make_database_file()
    call_command("migrate", verbosity=0)
    import_collection(address=str(bundle), mirrors=Path(folder), now=timezone.now())


def _changes() -> "list[Change]":
    from governance.models import Change

    related = ("document__platform", "from_version", "to_version")
    return list(Change.objects.select_related(*related).order_by("detected_at", "id"))


def _print_totals() -> None:
    changes = _changes()
    alerts = [change for change in changes if change.is_alertable]
    print(f"{len(changes)} changes of {len({c.document_id for c in changes})} documents, {len(alerts)} alerts\n")
    print("| class | rule | changes | alerts |\n|---|---|---|---|")
    rules = Counter((change.label, change.rule) for change in changes)
    alerted = Counter((change.label, change.rule) for change in alerts)
    for (label, rule), count in sorted(rules.items(), key=lambda item: (item[0][0], -item[1], item[0][1])):
        print(f"| {label} | {rule} | {count} | {alerted[label, rule]} |")


def _print_months() -> None:
    """One row a document: how long it was followed, and its alerts in all and in each month."""
    from governance.models import Version

    changes = _changes()
    ends = max(change.detected_at for change in changes)
    months = sorted({f"{change.detected_at:%Y-%m}" for change in changes})
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    versions: Counter[int] = Counter()
    documents = {change.document_id: change.document for change in changes}
    for change in changes:
        versions[change.document_id] += 1
        counts[change.document_id][f"{change.detected_at:%Y-%m}"] += change.is_alertable
    begins = dict(Version.objects.filter(sequence=1).values_list("document_id", "captured_at"))
    print("\n| document | changes | alerts | a month |", *(month[2:] + " |" for month in months))
    print("|---" * (4 + len(months)) + "|")
    followed = 0.0
    for key, document in sorted(documents.items(), key=lambda item: (-counts[item[0]].total(), item[0])):
        span = max((ends - begins[key]).days / DAYS_A_MONTH, 1.0)
        followed += span
        alerts = counts[key].total()
        cells = " | ".join(str(counts[key][month] or "") for month in months)
        name = f"{document.platform.name}: {document.title}"
        print(f"| {name} | {versions[key]} | {alerts} | {alerts / span:.2f} | {cells} |")
    total = sum(count.total() for count in counts.values())
    print(f"\n{total} alerts in {followed:.0f} months of documents: {total / followed:.3f} a document and month")


def _print_noisiest() -> None:
    by_document: dict[int, list[Change]] = defaultdict(list)
    for change in _changes():
        if change.is_alertable:
            by_document[change.document_id].append(change)
    ranked = sorted(by_document.values(), key=lambda alerts: (-len(alerts), alerts[0].document_id))
    for alerts in ranked[:NOISIEST]:
        document = alerts[0].document
        print(f"\n### {document.platform.name}: {document.title} ({len(alerts)} alerts)\n")
        print("| date | severity | rule | added / removed / modified | headline | commit |\n|---|---|---|---|---|---|")
        for change in alerts:
            counts = f"{change.added_count} / {change.removed_count} / {change.modified_count}"
            commit = change.to_version.source_commit[:10]
            severity = change.get_severity_display()
            told = f"{change.rule} | {counts} | {change.headline} | {commit}"
            print(f"| {change.detected_at:%Y-%m-%d} | {severity} | {told} |")


def _print_suppressed(count: int, seed: int, besides: Collection[str] = ()) -> None:
    """Changes that alerted nobody, none decided by the rules ``besides``, in full, to be judged."""
    from governance.comparison import unified_diff

    suppressed = [change for change in _changes() if not change.is_alertable and change.rule not in besides]
    drawn = random.Random(seed).sample(suppressed, min(count, len(suppressed)))
    for number, change in enumerate(drawn, 1):
        print(f"\n## {number}. {change.document.platform.name}: {change.document.title}, {change.detected_at:%Y-%m-%d}")
        print(
            f"{change.public_id} {change.to_version.source_commit[:10]} {change.label} / {change.rule}: {change.reason}"
        )
        difference = unified_diff(change.from_version.text, change.to_version.text)
        print(difference[:LONGEST_DIFFERENCE] + (" …" if len(difference) > LONGEST_DIFFERENCE else ""))


if __name__ == "__main__":
    sys.exit(main())
