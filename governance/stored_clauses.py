"""Reads the clauses of stored versions from the record, as they were cut when the version came: nothing is cut here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from governance.comparison.text.normalise import visible_text
from governance.comparison.text.reader_text import as_read
from governance.models import ProvisionRevision, Version
from governance.models.versions import Placed


@dataclass(frozen=True)
class StoredClause:
    """A clause of a version: `words` are exactly `version.text[start:end]`, under these headings.

    The category is that of the provision, by its latest wording.
    """

    provision_id: int
    category: str
    start: int
    end: int
    words: str
    heading_path: tuple[str, ...]
    label: str

    @cached_property
    def visible(self) -> str:
        """Return its words without addresses and tags, which is what rules and the category model read."""
        return visible_text(self.words)


def stored_clauses(
    versions: Iterable[Version], texts: Mapping[int, str], until: int | None = None
) -> dict[int, list[StoredClause]]:
    """Return the clauses of each version by its key, in the order of the text, in one query.

    `texts` are the versions' texts by key. With `until` only clauses that end by that character. Headings are left out:
    the record follows those that a change quotes, and a text says nothing by them.
    """
    placed = {version.pk: _up_to(version.placed, until) for version in versions}
    sequences = {version.pk: version.sequence for version in versions}
    wordings = _wordings(place.provision_id for places in placed.values() for place in places)
    found = {}
    for key, places in placed.items():
        clauses = []
        for place in places:
            wording = _last_until(wordings.get(place.provision_id, ()), sequences[key])
            if wording:
                clauses.append(_clause(place, wording, texts[key]))
        found[key] = _without_headings(clauses)
    return found


@dataclass(frozen=True, slots=True)
class _Wording:
    sequence: int
    category: str
    heading_path: tuple[str, ...]
    label: str


def _up_to(places: Sequence[Placed], until: int | None) -> list[Placed]:
    return [place for place in places if until is None or place.end <= until]


def _wordings(provision_ids: Iterable[int]) -> dict[int, list[_Wording]]:
    """Return the wordings of these provisions by their keys, in the order of the history."""
    rows = ProvisionRevision.objects.filter(provision__in=set(provision_ids)).order_by("version__sequence")
    found: dict[int, list[_Wording]] = {}
    for key, sequence, category, path, label in rows.values_list(
        "provision_id", "version__sequence", "provision__category", "heading_path", "label"
    ):
        found.setdefault(key, []).append(_Wording(sequence, category, tuple(path), label))
    return found


def _last_until(wordings: Sequence[_Wording], sequence: int) -> _Wording | None:
    return next((one for one in reversed(wordings) if one.sequence <= sequence), None)


def _clause(place: Placed, wording: _Wording, text: str) -> StoredClause:
    words = text[place.start : place.end]
    return StoredClause(
        place.provision_id, wording.category, place.start, place.end, words, wording.heading_path, wording.label
    )


def _without_headings(clauses: Sequence[StoredClause]) -> list[StoredClause]:
    headings = {heading for clause in clauses for heading in clause.heading_path}
    return [clause for clause in clauses if not _is_heading(clause, headings)]


def _is_heading(clause: StoredClause, headings: set[str]) -> bool:
    """Whether the words are marked as a heading, or are one that other clauses stand under."""
    if clause.words.startswith("#"):
        return True
    words = as_read(clause.words)
    return words in headings or words.removeprefix(clause.label).lstrip(".): ") in headings
