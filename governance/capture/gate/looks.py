"""How often a text must be seen before it is believed: what is odd must stay for a day, what is new must come twice.

A site may answer one request in two with another wording, show another document for some hours, or a page of which half
is missing. None of that is a change of the document. So a text that nobody has read here before is asked for once more
after a minute or two, and believed if it is there again. A wording that came and went before is taken for one of two
variants, and must stay for a day, as must what the checks doubt. What is by all that we see another document, another
language or a list of links is not believed however long it stays, unless an operator has declared the document anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from governance.capture.gate.attempts import AttemptState, GateVerdict
from governance.capture.gate.checks import is_for_an_operator, is_settled_in_time

NEW_TEXT = "new_text"
STAYS_FOR = timedelta(days=1)
# Of a page that is different at each of so many looks what they agree on is believed: see `volatile`.
MOST_LOOKS = 3


@dataclass(frozen=True, slots=True)
class Look:
    """An earlier attempt that brought a text: when, what was said of it, and the digest of the text."""

    at: datetime
    verdict: str
    digest: str

    @property
    def was_believed(self) -> bool:
        return not self.verdict


def after_looks(
    verdict: GateVerdict,
    digest: str,
    *,
    at: datetime,
    earlier: Sequence[Look],
    current: str,
    is_declared_anew: bool = False,
) -> GateVerdict:
    """Return the verdict on a text in the light of the earlier looks at the document, the last one first.

    `current` is the digest of the text that the record holds; "" if it holds none. Before the first good text, and
    where it was declared anew since the last one, somebody has looked at what comes: what is doubted must come twice.
    """
    is_first = not any(look.was_believed for look in earlier)
    same = list(takewhile(lambda look: look.digest == digest and not look.was_believed, earlier))
    was_looked_at = is_first or is_declared_anew
    can_settle = is_settled_in_time(verdict.code) or (was_looked_at and is_for_an_operator(verdict.code))
    if verdict.state == AttemptState.SUSPECT and can_settle and not verdict.stays:
        has_stayed = bool(same) and (was_looked_at or at - same[-1].at >= STAYS_FOR)
        return GateVerdict(AttemptState.VERIFIED) if has_stayed else verdict
    if not verdict.is_good or is_first or digest == current:
        return verdict
    if _came_and_went(digest, earlier[len(same) :]):
        return verdict if same and at - same[-1].at >= STAYS_FOR else _again("A wording that came and went before.")
    new = list(takewhile(lambda look: look.verdict == NEW_TEXT, earlier))
    if same or len(new) >= MOST_LOOKS - 1:
        return verdict
    return _again("A text that was not there before.")


def is_different_each_time(digest: str, earlier: Sequence[Look]) -> bool:
    """Tell whether this look and the two before it brought three texts, none of which was there before."""
    new = [look.digest for look in takewhile(lambda look: look.verdict == NEW_TEXT, earlier)][: MOST_LOOKS - 1]
    return len({digest, *new}) == MOST_LOOKS


def _came_and_went(digest: str, earlier: Sequence[Look]) -> bool:
    """Tell whether a text was seen before and not believed, and another one was believed since."""
    place = next((place for place, look in enumerate(earlier) if look.digest == digest), None)
    if place is None or earlier[place].was_believed:
        return False
    return any(look.was_believed for look in earlier[:place])


def _again(said: str) -> GateVerdict:
    return GateVerdict(AttemptState.SUSPECT, NEW_TEXT, f"{said} It is looked at once more before it is told.")
