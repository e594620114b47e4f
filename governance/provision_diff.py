"""The difference between any two versions of a document, provision by provision."""

from collections.abc import Iterator
from dataclasses import dataclass

from governance.comparison.text.order import longest_increasing
from governance.models import Version
from governance.models.versions import Placed


@dataclass(frozen=True, slots=True)
class Quotation:
    """Exactly `version.text[start:end]`."""

    version_id: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ProvisionDifference:
    """What differs in one provision. `kind` is that of a provision change: added, removed, modified or moved."""

    provision_id: int
    kind: str
    before: Quotation | None
    after: Quotation | None


def differences_by_provision(before: Version, after: Version) -> Iterator[ProvisionDifference]:
    """Yield the differences in the order of `after`, then what is no longer there.

    Both are versions of one document.
    """
    old, new = _placed(before), _placed(after)
    common = [key for key in new if key in old]
    order = {key: place for place, key in enumerate(old)}
    in_place = {common[index] for index in _kept([order[key] for key in common])}
    for key, quotation in new.items():
        former = old.get(key)
        if former is None:
            yield ProvisionDifference(key, "added", None, quotation)
        elif former.text != quotation.text:
            yield ProvisionDifference(key, "modified", former, quotation)
        elif key not in in_place:
            yield ProvisionDifference(key, "moved", former, quotation)
    for key, quotation in old.items():
        if key not in new:
            yield ProvisionDifference(key, "removed", quotation, None)


def _placed(version: Version) -> dict[int, Quotation]:
    text = version.text

    def quotation(placed: Placed) -> Quotation:
        return Quotation(version.pk, placed.start, placed.end, text[placed.start : placed.end])

    return {placed.provision_id: quotation(placed) for placed in version.placed}


def _kept(places: list[int]) -> list[int]:
    """Return the indexes of the longest run of provisions that kept their order; all others have moved."""
    values = set(longest_increasing(places))
    return [index for index, place in enumerate(places) if place in values]


def wording_in(version: Version, provision_id: int) -> Quotation | None:
    """Return the words of a provision in a version, None if the version does not have it."""
    text = version.text
    for placed in version.placed:
        if placed.provision_id == provision_id:
            return Quotation(version.pk, placed.start, placed.end, text[placed.start : placed.end])
    return None
