"""Says what differs between two lists of sub-processors."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from governance.analysis.sub_processors.outline import SOFT_HYPHEN
from governance.analysis.sub_processors.rows import Cell, SubProcessorRow


class ListChange(StrEnum):
    """What happened to a sub-processor between two lists."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    PURPOSE_CHANGED = "purpose_changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class SubProcessorChange:
    """A difference with the rows that show it: none before what was added, and none after what was removed."""

    kind: ListChange
    before: tuple[SubProcessorRow, ...]
    after: tuple[SubProcessorRow, ...]

    @property
    def sentence(self) -> str:
        """What differs, in the words of the two lists."""
        name = plain((self.after or self.before)[0].entity.words)
        match self.kind:
            case ListChange.ADDED:
                return f"{name} is on this list and was not on the other."
            case ListChange.REMOVED:
                return f"{name} was on the other list and is not on this one."
            case ListChange.RENAMED:
                return f"{plain(self.before[0].entity.words)} is listed as {name}."
            case ListChange.MOVED:
                return (
                    f"The location of {name} was stated as {_said(self.before, 'location')} and is stated as "
                    f"{_said(self.after, 'location')}."
                )
            case ListChange.PURPOSE_CHANGED:
                return (
                    f"The purpose of {name} was stated as {_said(self.before, 'purpose')} and is stated as "
                    f"{_said(self.after, 'purpose')}."
                )


_LEGAL_FORM = re.compile(
    r"[,\s]{1,3}(?:inc|llc|l\.l\.c|ltd|limited|gmbh|ag|se|ab|aps|oy|b\.?v|n\.?v|s\.?a\.?s?|sarl|s\.?r\.?l|corp|corporation"
    r"|co|plc|pty|pte|lp|llp|pbc|company)\.?\Z",
    re.IGNORECASE,
)
_FORMERLY = re.compile(
    r"\b(?:formerly(?:\sknown\sas)?|f/k/a|fka|previously|vormals|anciennement)\s{1,3}(?P<name>[^(),;]{2,80})",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"[\W_]+")
_BREAKS = re.compile(r"<br\s?/?>", re.IGNORECASE)


def plain(words: str) -> str:
    """Return the words of a cell on one line, without soft hyphens and marks of emphasis, as a reader sees them."""
    return " ".join(_BREAKS.sub(", ", words).replace(SOFT_HYPHEN, "").replace("**", "").split()).replace(" , ", ", ")


def changes_between(before: Sequence[SubProcessorRow], after: Sequence[SubProcessorRow]) -> list[SubProcessorChange]:
    """Return what differs, in the order of `after`, then what is no longer there.

    A sub-processor is known by its name; capital letters and marks don't matter. Another name is the same one only
    where its legal form alone differs, or where the list says what it was called before. A place that one of the lists
    does not state has not moved, and the same goes for the purpose.
    """
    old, new = _by_name(before), _by_name(after)
    former = _renamed(old, new)
    found = []
    for name, rows in new.items():
        earlier = old.get(former.get(name, name))
        if earlier is None:
            found.append(SubProcessorChange(ListChange.ADDED, (), rows))
            continue
        if name in former:
            found.append(SubProcessorChange(ListChange.RENAMED, earlier, rows))
        if _differ(_places(earlier), _places(rows)):
            found.append(SubProcessorChange(ListChange.MOVED, earlier, rows))
        if _differ(_words(row.purpose for row in earlier), _words(row.purpose for row in rows)):
            found.append(SubProcessorChange(ListChange.PURPOSE_CHANGED, earlier, rows))
    kept = {*new, *former.values()}
    gone = [rows for name, rows in old.items() if name not in kept]
    return found + [SubProcessorChange(ListChange.REMOVED, rows, ()) for rows in gone]


def _by_name(rows: Iterable[SubProcessorRow]) -> dict[str, tuple[SubProcessorRow, ...]]:
    found: dict[str, list[SubProcessorRow]] = defaultdict(list)
    for row in rows:
        found[_key(row.entity.words)].append(row)
    return {name: tuple(same) for name, same in found.items()}


def _key(words: str) -> str:
    return _NO_WORD.sub(" ", plain(words).casefold()).strip()


def _renamed(
    old: dict[str, tuple[SubProcessorRow, ...]], new: dict[str, tuple[SubProcessorRow, ...]]
) -> dict[str, str]:
    """Return {new name: old name} where that is sure: one former name, and one that is gone."""
    gone: dict[str, list[str]] = defaultdict(list)
    for name, rows in old.items():
        if name not in new:
            gone[_without_form(rows[0])].append(name)
            gone[name].append(name)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name, rows in new.items():
        if name in old:
            continue
        said = _FORMERLY.search(plain(" ".join(cell.words for cell in _cells(rows))))
        candidates = {one for key in (_key(said["name"]) if said else "", _without_form(rows[0])) for one in gone[key]}
        if len(candidates) == 1 and not candidates & taken:
            (found[name],) = candidates
            taken |= candidates
    return found


def _cells(rows: Iterable[SubProcessorRow]) -> list[Cell]:
    return [cell for row in rows for cell in (row.entity, row.purpose) if cell]


def _without_form(row: SubProcessorRow) -> str:
    return _key(_LEGAL_FORM.sub("", plain(row.entity.words)))


def _differ(before: frozenset[str], after: frozenset[str]) -> bool:
    return bool(before and after) and before != after


def _places(rows: Iterable[SubProcessorRow]) -> frozenset[str]:
    """Return the codes where every place has some, so that "USA" and "United States" are one; the words otherwise."""
    located = [row for row in rows if row.location]
    if all(row.countries for row in located):
        return frozenset(code for row in located for code in row.countries)
    return _words(row.location for row in located)


def _words(cells: Iterable[Cell | None]) -> frozenset[str]:
    return frozenset(_key(cell.words) for cell in cells if cell)


def _said(rows: Iterable[SubProcessorRow], what: str) -> str:
    cells = [cell for row in rows if (cell := getattr(row, what))]
    return " and ".join(dict.fromkeys(f"“{plain(cell.words)}”" for cell in cells))
