"""Replay the histories of the labelled pairs as news; say how many false alerts a document and year that makes.

    python bench/live_replay.py COLLECTIONS [FOLDER] [--drawn N] [--documents N] [--seed S]

COLLECTIONS holds git repositories of public collections, named as the pairs name them (`contrib-versions`); FOLDER
holds the labelled pairs and the bundle of genai-eu. A collection that is not there is named, and its pairs are judged
alone. Each document with a labelled pair is recorded version by version, from well before its pairs until some versions
after, as an import records news: with the memory of lines, with holds and their confirmation. So are N documents drawn
from all, since those with pairs were drawn for having changes. `--documents` takes only so many of the former.

The model of materiality is trained again for each fold of companies, without those. The database is a temporary one.
Prints Markdown; `docs/replay.md` says how to read it.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.truth import ALERT_HEADS, ALERT_RULE, alert_cells, is_ambiguous  # noqa: E402
from governance.comparison import parse, pipeline  # noqa: E402
from governance.comparison.predictions import predict  # noqa: E402
from governance.training.cross_validation import FOLDS, fold_of_companies  # noqa: E402
from governance.training.labelled_pairs import SETS, LabelledPair, company_of, read_labelled_pairs  # noqa: E402
from governance.training.materiality_training import read_examples, train_materiality  # noqa: E402
from governance.training.scores import JudgedPair  # noqa: E402
from governance.training.stream import (  # noqa: E402
    FIRST_RECORD,
    STRATA,
    DocumentHistory,
    LivePair,
    alerts_a_year,
    false_alerts_a_year,
    interval_of_false_alerts,
    stratum_of,
)

if TYPE_CHECKING:
    from governance.importers.history import OpenHistory
    from governance.importers.placement import Placement
    from governance.importers.recorded_commits import HistoryReading, Record

YEAR = timedelta(days=365.25)
# So many versions before the first labelled pair of a document, which are its memory, and so many after the last.
BACK, BACK_IN_LARGE, ON = 150, {"contrib-versions": 60}, 20
# So many of the newest versions of a document that was drawn.
LONGEST = 150
BUNDLED = "genai-eu-versions"
SMALL_EDITS = ("up to 10", "11 to 60")
CLOSED_SET = "small_dev_b"


class OpenCollection(NamedTuple):
    """A collection that is open for reading, its documents' records by path, and where its documents are placed."""

    history: "OpenHistory"
    reading: "HistoryReading"
    records: dict[str, list["Record"]]
    placement: "Placement"


class Window(NamedTuple):
    """The part of a document's history that is replayed; nothing is known of the document after `ends_at`."""

    repo: str
    records: list["Record"]
    ends_at: datetime
    is_labelled: bool
    is_drawn: bool

    @property
    def company(self) -> str:
        return company_of(self.records[0].service)

    @property
    def years(self) -> float:
        return (self.ends_at - self.records[0].captured_at) / YEAR

    @property
    def years_of_versions(self) -> float:
        """Until the last version: a collection doesn't say when it gave a document up that stays in it unchanged."""
        return (self.records[-1].captured_at - self.records[0].captured_at) / YEAR


class Replayed(NamedTuple):
    """What came of a document's history, and of each commit: its stratum and what was told of it."""

    window: Window
    history: DocumentHistory
    told: dict[str, tuple[str, dict]]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    try:
        pairs = read_labelled_pairs(options.folder)
    except FileNotFoundError as missing:
        print(f"There are no labelled pairs at {missing.filename}; give the folder they are in.")
        return 2
    addresses = _addresses(options.collections, options.folder, {one.pair["repo"] for one in pairs})
    if not addresses:
        print(f"None of the pairs' collections is at {options.collections}; give the folder that holds them.")
        return 2
    with tempfile.TemporaryDirectory(prefix="clausewatch-live-") as folder, ExitStack() as stack:
        _set_up(folder)
        opened = {repo: _open(stack, repo, address, folder) for repo, address in sorted(addresses.items())}
        at_hand = [one for one in pairs if one.pair["repo"] in opened]
        windows = _windows(opened, at_hand, options)
        folds = _folds(pairs, windows)
        models = [_model_without({name for name, fold in folds.items() if fold == number}) for number in range(FOLDS)]
        replayed = []
        for done, window in enumerate(windows, start=1):
            with patch.object(pipeline, "shipped_model", return_value=models[folds[window.company]]):
                replayed.append(_replay(window, opened[window.repo]))
            if done % 50 == 0:
                print(f"{done} of {len(windows)} documents", file=sys.stderr)
    alone, live = _judged(pairs, replayed, lambda one: models[folds[one.company]])
    told_live = {one.judged.labelled.id: one for one in live}
    known = [told_live.get(one.judged.labelled.id, one) for one in alone]
    _print_extent(pairs, live, replayed)
    _print_pairs(live, [one for one in alone if one.judged.labelled.id in told_live])
    _print_strata(known, replayed)
    _print_rates(known, replayed)
    _print_false_alerts(known)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", type=Path, help="the folder with the git repositories of the collections")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--drawn", type=int, default=200, metavar="N", help="documents drawn from all")
    parser.add_argument("--documents", type=int, metavar="N", help="only so many documents with labelled pairs")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def _addresses(collections: Path, folder: Path, repos: set[str]) -> dict[str, Path]:
    """Where each collection is that is at hand."""
    found = {repo: collections / repo for repo in repos if (collections / repo).is_dir()}
    bundle = folder / f"{BUNDLED}.bundle"
    return ({BUNDLED: bundle} if bundle.exists() and BUNDLED in repos else {}) | found


def _set_up(folder: str) -> None:
    os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="backend.settings", LOG_LEVEL="WARNING")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from backend.sqlite_file import make_database_file
    from governance.importers.catalogue import load_catalogue

    make_database_file()
    call_command("migrate", verbosity=0)
    load_catalogue(timezone.now())


def _open(stack: ExitStack, repo: str, address: Path, folder: str) -> OpenCollection:
    from django.utils import timezone

    from governance.importers.collections import CollectionDescription, collection_of
    from governance.importers.history import open_here
    from governance.importers.placement import Placement

    now = timezone.now()
    history = stack.enter_context(open_here(str(address), Path(folder)))
    reading = history.read(known_commit="", now=now)
    records: dict[str, list[Record]] = defaultdict(list)
    for record in reading.records:
        if record.renamed_from in records and record.path not in records:
            records[record.path] = records.pop(record.renamed_from)
        records[record.path].append(record)
    collection = collection_of(history, str(address), CollectionDescription(name=repo))
    recorded = {path: some for path, some in records.items() if any(record.is_version for record in some)}
    return OpenCollection(history, reading, recorded, Placement(collection, now))


def _windows(opened: dict[str, OpenCollection], pairs: list[LabelledPair], options: argparse.Namespace) -> list[Window]:
    """What is replayed: the histories around the labelled pairs, and those of documents drawn from all."""
    generator = random.Random(options.seed)
    everywhere = [(repo, path) for repo, collection in opened.items() for path in sorted(collection.records)]
    drawn = set(generator.sample(everywhere, min(options.drawn, len(everywhere))))
    labelled = {(one.pair["repo"], one.label["commit"]) for one in pairs}
    places = {
        (repo, path): [place for place, one in enumerate(opened[repo].records[path]) if (repo, one.commit) in labelled]
        for repo, path in everywhere
    }
    with_pairs = [document for document in everywhere if places[document]]
    if options.documents is not None:
        with_pairs = generator.sample(with_pairs, min(options.documents, len(with_pairs)))
    return [
        _window(repo, opened[repo], path, places[repo, path], is_drawn=(repo, path) in drawn)
        for repo, path in sorted(drawn.union(with_pairs))
    ]


def _window(repo: str, collection: OpenCollection, path: str, places: list[int], *, is_drawn: bool) -> Window:
    records = collection.records[path]
    first, last = len(records), 0
    if places:
        first, last = max(0, places[0] - BACK_IN_LARGE.get(repo, BACK)), min(len(records), places[-1] + 1 + ON)
    if is_drawn:
        first, last = min(first, max(0, len(records) - LONGEST)), len(records)
    if last < len(records):
        ends_at = records[last].captured_at
    else:
        ends_at = collection.reading.commits[-1][1] if records[-1].blob else records[-1].captured_at
    return Window(repo, records[first:last], ends_at, bool(places), is_drawn)


def _folds(pairs: list[LabelledPair], windows: list[Window]) -> dict[str, int]:
    """The fold of each company: the same as in `bench/truth.py`, and any for a company without labelled pairs."""
    others = {window.company: 0 for window in windows}
    return others | fold_of_companies((one.company for one in pairs), count=FOLDS)


def _model_without(companies: set[str]):
    """The model of materiality that has learned nothing from these companies."""
    return train_materiality([one for one in read_examples() if one.company not in companies])


def _replay(window: Window, collection: OpenCollection) -> Replayed:
    """Record the versions one by one as news, each at its own time, and read back what was told.

    Before each, the collection has run until its commit before that one, as it runs several times a day.
    """
    from governance.importers.open_terms_archive import ImportResult
    from governance.importers.writing import KnownHistory, Writer
    from governance.models import Document

    commits, placement = collection.reading.commits, collection.placement
    known = KnownHistory({commit: position for position, (commit, _) in enumerate(commits)}, {})
    counts, begins_at = ImportResult(placement.collection), window.records[0].captured_at
    writer = Writer(collection.history, placement, known, begins_at, True, counts, {}, passes_over=True)
    for record in window.records:
        _let_run(placement, commits[max(0, record.position - 1)][1])
        writer.now = max(writer.now, record.captured_at)
        writer.write(record)
    _let_run(placement, window.ends_at)
    document = placement.known(window.records[-1].path)
    # Without one the window has nothing but a rename.
    told = dict(_told(document)) if document else {}
    Document.objects.filter(pk=document.pk if document else None).update(state=Document.State.RETIRED)
    changes, alerts = Counter[str](), Counter[str]()
    for stratum, said in told.values():
        changes[stratum] += 1
        alerts[stratum] += said["alert"]
    return Replayed(window, DocumentHistory(window.company, window.years, changes, alerts), told)


def _let_run(placement: "Placement", until: datetime) -> None:
    """Let the collection find its documents unchanged until then, and the periodic duty confirm what has stood."""
    from governance.record.confirm import confirm_due
    from governance.record.document_states import mark_collection_verified

    mark_collection_verified(collection=placement.collection, at=until, now=until)
    confirm_due(until)


def _told(document):
    """Yield of each change its commit, its stratum, and what was told of it."""
    from governance.models import Change
    from governance.record.parsing import parsed_version

    changes = {one.to_version_id: one for one in Change.objects.filter(document=document)}
    alerts = set(Change.objects.alertable().filter(document=document).values_list("pk", flat=True))
    before, earlier = None, set()
    for version in document.versions.select_related("stored_text").order_by("sequence").iterator(chunk_size=20):
        after, change = parsed_version(version), changes.get(version.pk)
        if before and change:
            stratum = stratum_of(before, after, earlier=earlier, is_technical=version.is_technical)
            said = {"label": change.label, "rule": change.rule, "severity": change.get_severity_display()}
            yield version.source_commit, (stratum, said | {"alert": change.pk in alerts})
        earlier.add(after.digest)
        before = after


def _judged(pairs: list[LabelledPair], replayed: list[Replayed], model_of) -> tuple[list[LivePair], list[LivePair]]:
    """All pairs as judged alone, and those whose documents were replayed as told live; the latter in the same order."""
    untold = FIRST_RECORD, {"alert": False, "label": "initial", "rule": "first_record", "severity": ""}
    found = {(one.window.repo, commit): told for one in replayed for commit, told in one.told.items()}
    covered = {(one.window.repo, record.commit) for one in replayed for record in one.window.records}
    alone = [_judged_alone(one, model_of(one)) for one in pairs]
    live = []
    for one in pairs:
        place = one.pair["repo"], one.label["commit"]
        if place in covered:
            stratum, said = found.get(place, untold)
            live.append(LivePair(JudgedPair(one, said, 0), stratum))
    return alone, live


def _judged_alone(one: LabelledPair, model) -> LivePair:
    judged = JudgedPair(one, predict(one.pair, materiality=model), 0)
    if one.pair["before"] is None:
        return LivePair(judged, FIRST_RECORD)
    before, after = parse(one.pair["before"]), parse(one.pair["after"])
    earlier, is_technical = one.pair.get("earlier_norm_hashes") or (), one.pair["kind"] == "technical"
    return LivePair(judged, stratum_of(before, after, earlier=earlier, is_technical=is_technical))


def _print_extent(pairs: list[LabelledPair], live: list[LivePair], replayed: list[Replayed]) -> None:
    print(f"{len(live)} of {len(pairs)} labelled pairs, told again in the histories of their documents. The others are")
    print("judged alone, as `bench/truth.py` judges them, and stand for their strata all the same.")
    left = Counter(one.pair["repo"] for one in pairs)
    left.subtract(one.judged.labelled.pair["repo"] for one in live)
    missing = ", ".join(f"{repo} {count}" for repo, count in sorted(left.items()) if count)
    print(f"Not replayed: {missing or 'none'}.\n")
    print("| documents | companies | versions | document-years | changes | alerts |\n|---|---|---|---|---|---|")
    for name, some in _populations(replayed).items():
        versions = sum(len(one.window.records) for one in some)
        years, changes = sum(one.history.years for one in some), sum(one.history.changes.total() for one in some)
        alerts, companies = sum(one.history.alerts.total() for one in some), {one.window.company for one in some}
        print(f"| {len(some)} {name} | {len(companies)} | {versions} | {years:.0f} | {changes} | {alerts} |")


def _populations(replayed: list[Replayed]) -> dict[str, list[Replayed]]:
    found = {
        "with labelled pairs": [one for one in replayed if one.window.is_labelled],
        "drawn from all": [one for one in replayed if one.window.is_drawn],
    }
    return {name: some for name, some in found.items() if some}


def _print_pairs(live: list[LivePair], alone: list[LivePair]) -> None:
    print(
        "\nThe same pairs with their documents' whole memory and waiting, and alone as `bench/truth.py` judges them.\n"
    )
    print(f"| pairs | {ALERT_HEADS} | label right |\n|---{ALERT_RULE}|---|")
    for way, some in (("live", live), ("alone", alone)):
        groups = {way: some, f"{way}, unambiguous": [one for one in some if not is_ambiguous(one.judged)]}
        groups |= {f"{way}, {name}": [one for one in some if one.judged.labelled.set_name == name] for name in SETS}
        for name, those in groups.items():
            right = sum(one.judged.prediction["label"] == one.judged.labelled.label["label"] for one in those)
            if those:
                print(f"| {name} | {alert_cells([one.judged for one in those])} | {right / len(those):.3f} |")
    print("\n| told otherwise live | worth an alert | live: told, rule | alone: told, rule |\n|---|---|---|---|")
    for one, other in zip(live, alone, strict=True):
        if one.judged.is_told != other.judged.is_told:
            worth = _yes(one.judged.is_worth_an_alert)
            print(f"| {one.judged.labelled.id} | {worth} | {_said(one)} | {_said(other)} |")


def _print_strata(pairs: list[LivePair], replayed: list[Replayed]) -> None:
    """A stratum's changes and alerts in the histories, beside what is known of its labelled pairs."""
    populations = _populations(replayed)
    heads = " | ".join(f"{name}: changes, alerts" for name in populations)
    print(f"\n| stratum | {heads} | labelled pairs | told: true / false |\n|---{'|---' * len(populations)}|---|---|")
    for stratum in STRATA:
        cells = [
            f"{sum(one.history.changes[stratum] for one in some)}, {sum(one.history.alerts[stratum] for one in some)}"
            for some in populations.values()
        ]
        those = [one.judged for one in pairs if one.stratum == stratum]
        told = [one for one in those if one.is_told]
        right = sum(one.is_worth_an_alert for one in told)
        print(f"| {stratum} | {' | '.join(cells)} | {len(those)} | {right} / {len(told) - right} |")


def _print_rates(pairs: list[LivePair], replayed: list[Replayed]) -> None:
    print(
        "\nAlerts a document and year; false ones with the middle 95 % of a bootstrap over companies. A labelled pair"
    )
    print("stands for the changes of its stratum, or a labelled pair that was told for the alerts of its stratum.\n")
    print("| documents | labelled pairs | alerts | false, by changes | false, by alerts |\n|---|---|---|---|---|")
    known = {
        "all": pairs,
        "unambiguous": [one for one in pairs if not is_ambiguous(one.judged)],
        f"of small edits only {CLOSED_SET}": [
            one for one in pairs if one.stratum not in SMALL_EDITS or one.judged.labelled.set_name == CLOSED_SET
        ],
    }
    populations = {name: [one.history for one in some] for name, some in _populations(replayed).items()}
    populations |= {
        f"{name}, until the last version": [one.history._replace(years=one.window.years_of_versions) for one in some]
        for name, some in _populations(replayed).items()
    }
    for population, histories in populations.items():
        for name, those in known.items():
            cells = [_rate(histories, those, by_alerts=by_alerts) for by_alerts in (False, True)]
            print(f"| {population} | {name} | {alerts_a_year(histories):.2f} | {' | '.join(cells)} |")


def _rate(histories: list[DocumentHistory], pairs: list[LivePair], *, by_alerts: bool) -> str:
    rate = false_alerts_a_year(histories, pairs, by_alerts=by_alerts)
    interval = interval_of_false_alerts(histories, pairs, by_alerts=by_alerts)
    return f"{rate:.2f}" + (" ({:.2f} to {:.2f})".format(*interval) if interval else "")


def _print_false_alerts(pairs: list[LivePair]) -> None:
    print("\n| false alert | stratum | told: rule, severity | the reader's label, kind | ambiguous |")
    print("|---|---|---|---|---|")
    for one in pairs:
        label, said = one.judged.labelled.label, one.judged.prediction
        if one.judged.is_told and not one.judged.is_worth_an_alert:
            read = f"{label['label']}, {label.get('kind', '–')} | {_yes(label['ambiguous'])}"
            print(f"| {one.judged.labelled.id} | {one.stratum} | {said['rule']}, {said['severity']} | {read} |")


def _said(one: LivePair) -> str:
    return f"{_yes(one.judged.is_told)}, {one.judged.prediction['rule']}"


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


if __name__ == "__main__":
    sys.exit(main())
