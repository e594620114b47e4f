"""Where a platform stands among others in a dimension with comparable values, by what each states and nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from governance.analysis.comparing import StatedCell
from governance.analysis.dimension_table import Dimension, ValueMeasure
from governance.analysis.dimensions import magnitude

_SAME = 0.02  # a month has about as many days as another
_UNITS = {"H": "hour", "D": "day", "W": "week", "M": "month", "Y": "year"}
_LESS_AND_MORE = {
    ValueMeasure.PERIOD: ("a shorter one", "a longer one", "a period"),
    ValueMeasure.AMOUNT: ("a lower one", "a higher one", "a sum"),
    ValueMeasure.AGE: ("a lower one", "a higher one", "an age"),
}


class PeerRelation(StrEnum):
    """What another platform states, beside the platform that is asked about."""

    LOWER = "lower"
    SAME = "same"
    HIGHER = "higher"
    SEVERAL = "several_values"
    NO_VALUE = "no_single_value"
    OTHER_UNIT = "other_unit"
    NOT_COMPARED = "not_compared"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Peer:
    """Another platform and the cells in which it states the dimension."""

    platform_id: int
    relation: PeerRelation
    cells: tuple[StatedCell, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """What the platform itself states in a dimension, and how the others' values stand to it."""

    dimension: Dimension
    own: tuple[StatedCell, ...]
    peers: tuple[Peer, ...]
    sentence: str

    def count(self, relation: PeerRelation) -> int:
        return sum(1 for peer in self.peers if peer.relation is relation)


def position_of(
    dimension: Dimension, own: Sequence[StatedCell], others: Mapping[int, Sequence[StatedCell]]
) -> Position:
    """Return the position of a platform. Of several values of one platform none is chosen, and it is not ranked."""
    value = _only_value(own)
    peers = tuple(Peer(key, _relation(value, cells), tuple(cells)) for key, cells in others.items())
    return Position(dimension, tuple(own), peers, _sentence(dimension, own, value, peers))


def _only_value(cells: Sequence[StatedCell]) -> str | None:
    """The one value that is sure; None for several, and where words are stated that are no single number."""
    values = {cell.value for cell in cells}
    return values.pop() or None if len(values) == 1 else None


def _relation(value: str | None, cells: Sequence[StatedCell]) -> PeerRelation:
    if not cells:
        return PeerRelation.NOT_STATED
    other = _only_value(cells)
    if other is None:
        return PeerRelation.SEVERAL if any(cell.value for cell in cells) else PeerRelation.NO_VALUE
    ours, theirs = magnitude(value) if value else None, magnitude(other)
    if ours is None or theirs is None:
        return PeerRelation.NOT_COMPARED
    if ours[0] != theirs[0]:
        return PeerRelation.OTHER_UNIT
    if abs(ours[1] - theirs[1]) <= _SAME * ours[1]:
        return PeerRelation.SAME
    return PeerRelation.LOWER if theirs[1] < ours[1] else PeerRelation.HIGHER


def spoken(value: str) -> str:
    """Return a value in words: "30 days", "USD 100", "13 years"."""
    if value.startswith("P"):
        count, unit = value.strip("PT")[:-1], _UNITS[value[-1]]
        return f"{count} {unit}" + ("" if count == "1" else "s")
    return f"{value} years" if value.isdigit() else value


def _sentence(dimension: Dimension, own: Sequence[StatedCell], value: str | None, peers: Sequence[Peer]) -> str:
    counts = Counter(peer.relation for peer in peers)
    less, more, kind = _LESS_AND_MORE[dimension.measure]
    stating = len(peers) - counts[PeerRelation.NOT_STATED]
    others = f"{stating} of {_counted(len(peers), 'other platform')} of the sector with a captured document"
    if value is None:
        return f"{dimension.name}: {_not_ranked(own)}. {others} {_state(stating)} {kind}."
    parts = [
        f"{counts[PeerRelation.LOWER]} of {stating} {_state(counts[PeerRelation.LOWER])} {less}",
        f"{counts[PeerRelation.SAME]} the same",
        f"{counts[PeerRelation.HIGHER]} {more}",
    ]
    parts += [f"{counts[PeerRelation.SEVERAL]} several"] if counts[PeerRelation.SEVERAL] else []
    parts += [f"{counts[PeerRelation.NO_VALUE]} no single value"] if counts[PeerRelation.NO_VALUE] else []
    parts += [f"{counts[PeerRelation.OTHER_UNIT]} one in another currency"] if counts[PeerRelation.OTHER_UNIT] else []
    compared = f" {', '.join(parts)}." if stating else ""
    return f"{dimension.name}: {spoken(value)}. {others} {_state(stating)} {kind}.{compared}"


def _not_ranked(own: Sequence[StatedCell]) -> str:
    if not own:
        return "not found"
    stated = "; ".join(dict.fromkeys(spoken(cell.value) if cell.value else f"“{cell.text}”" for cell in own))
    several = len({cell.value for cell in own}) > 1
    return f"several values ({stated}), which are not ranked" if several else f"no single value ({stated}), not ranked"


def _state(count: int) -> str:
    return "states" if count == 1 else "state"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
