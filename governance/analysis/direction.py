"""What a change did to a clause, as far as a rule sees a direction for the reader: factor I1 of the risk.

The sentences that came are set against those that went. What the service may do, and what it promises not to do,
decide, each with its object and its beneficiary: a refusal of what the reader wants is no limit on the service, and a
promise to others is none to the reader. A way out or a right of the reader decides only where nothing else came or
went: it never outweighs a new power or a fallen ban. Where a sentence may say more than the rules read, the direction
is unknown. Only English is read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from governance.analysis.acts import ActOfTheService, bans_in, is_asked_for, is_taken_back, powers_in, speaks_of
from governance.analysis.defaults import default_of
from governance.analysis.periods import of_period
from governance.analysis.risk_method import RANGES, RiskInterval
from governance.analysis.sourced import ClauseChange
from governance.analysis.stances import PROTECTIONS, Stance, has_ban, is_bounded, stances_of
from governance.analysis.text_factors import TextFinding, as_spoken
from governance.comparison.result import MOVED, RESTATED_HERE, RESTATED_THERE
from governance.comparison.text.spans import sentence_spans

# A shorter sentence is a title or a number.
LEAST_WORDS = 4
_SAYS = {
    "power": "a power of the service",
    "limit": "a limit on the service",
    "choice": "a way out for the reader",
    "right": "a right of the reader",
    "promise": "a promise of the service",
    "waiver": "a waiver of the reader",
}
_VERBS = {"added": "adds", "removed": "removes"}
_OTHER_SAYS = {
    "consent_to_opt_out": "The change puts an opt-out in the place of an opt-in",
    "opt_out_to_consent": "The change puts an opt-in in the place of an opt-out",
    "kept_longer": "The change lengthens how long data of the reader is kept",
    "kept_shorter": "The change shortens how long data of the reader is kept",
    "deleted_later": "The change lengthens the time within which data is deleted",
    "deleted_sooner": "The change shortens the time within which data is deleted",
    "restored_longer": "The change lengthens the time in which the reader can restore something",
    "restored_shorter": "The change shortens the time in which the reader can restore something",
    "told_later": "The change lengthens the time within which the reader is told",
    "told_sooner": "The change shortens the time within which the reader is told",
    "notice_longer": "The change lengthens a period of notice",
    "notice_shorter": "The change shortens a period of notice",
    "both_directions": "The change adds to one side and to the other",
    "no_direction": "In which direction the change goes is not seen by the rules",
}
_WAYS = {"period_raised": 1, "period_lowered": -1}
_DENIES = re.compile(r"\b(?:not|never|no|nor|neither|cannot|without|prohibit\w*|refrain\w*|only)\b|n['’]t\b", re.I)
_WORD = re.compile(r"\w+")


def direction_of(
    change: ClauseChange, service: Sequence[str] = (), changes: Sequence[ClauseChange] = ()
) -> TextFinding:
    """Return factor I1 of a changed clause. Without a direction that the rules see it is unknown.

    `changes` are those of the whole document: what came in one clause and went from another only moved.
    """
    if not change.is_material or change.kind == MOVED:
        return TextFinding(
            RiskInterval(0, 0), "nothing_provided_anew", "", "The change leaves what the clause provides"
        )
    rule, value = _seen(change, service)
    is_unsure = change.severity_rule == "reversed_from_negation" and value < 0
    if value and not is_unsure and not _is_only_elsewhere(rule, change, changes, service):
        return TextFinding(RiskInterval(value, value), rule, "", _said(rule))
    rule = rule if not value else "no_direction"
    return TextFinding(RiskInterval(*RANGES["I1"]), rule, "", _said(rule))


def _said(rule: str) -> str:
    if rule in _OTHER_SAYS:
        return _OTHER_SAYS[rule]
    what, _, verb = rule.partition("_")
    return f"The change {_VERBS[verb]} {_SAYS[what]}"


def _seen(change: ClauseChange, service: Sequence[str]) -> tuple[str, int]:
    """Return the rule that sees a direction and the direction, 0 if none does."""
    sides = [side for side in (change.before, change.after) if side is not None]
    is_restated = change.severity_rule in (RESTATED_HERE, RESTATED_THERE)
    if is_restated or not all(side.is_english for side in sides):
        return "no_direction", 0
    reads = [side.read if side else "" for side in (change.before, change.after)]
    old, new = map(_sentences, reads)
    gone, come = _only_in(old, new), _only_in(new, old)
    if len(sides) == 2 and (found := _of_default(change) or _of_lengths(change, gone, come, service)):
        return found
    # What is taken back beside it may be none of what it says.
    if any(is_taken_back(as_spoken(one, service)) for one in reads):
        return "no_direction", 0
    went, came = (_stances_in(side, read, service) for side, read in zip((gone, come), reads, strict=True))
    return _of_stances(gone, come, went, came, service)


def _stances_in(sentences: list[str], read: str, service: Sequence[str]) -> list[frozenset[Stance]]:
    return [stances_of(one, service, read) for one in sentences]


def _of_stances(
    gone: list[str],
    come: list[str],
    went: list[frozenset[Stance]],
    came: list[frozenset[Stance]],
    service: Sequence[str],
) -> tuple[str, int]:
    more, less = (Counter(stance for one in side for stance in one) for side in (came, went))
    more, less = more - less, less - more
    banned_before, banned_now = ([has_ban(one, service) for one in side] for side in (gone, come))
    is_kept = any(banned_now) or any(_DENIES.search(one) or is_asked_for(as_spoken(one, service)) for one in come)
    if Stance.BAN in less and is_kept:
        del less[Stance.BAN]
    if Stance.BAN in more and any(banned_before):
        del more[Stance.BAN]
    _weigh_powers(more, came, any(banned_before), _is_new_power(come, gone, service))
    _weigh_powers(less, went, any(banned_now), _is_new_power(gone, come, service))
    worse = _rules(less, (Stance.BAN,), "removed") + _rules(more, (Stance.POWER, Stance.WAIVER), "added")
    better = _rules(more, (Stance.BAN,), "added") + _rules(less, (Stance.POWER, Stance.WAIVER), "removed")
    soft = PROTECTIONS - {Stance.BAN}
    if worse:
        return ("both_directions", 0) if better else (worse[0], 1)
    if not _is_read(went, came):
        return "no_direction", 0
    if better:
        is_mixed = bool(soft & less.keys()) or any(map(is_bounded, gone))
        return ("both_directions", 0) if is_mixed and Stance.BAN not in more else (better[0], -1)
    if any(not one <= soft for one in (*went, *came)):
        return "no_direction", 0
    added, removed = _rules(more, tuple(Stance), "added"), _rules(less, tuple(Stance), "removed")
    if added and removed:
        return "both_directions", 0
    return (added[0], -1) if added else (removed[0], 1) if removed else ("no_direction", 0)


def _is_only_elsewhere(
    rule: str, change: ClauseChange, changes: Sequence[ClauseChange], service: Sequence[str]
) -> bool:
    """Whether what came went from another clause of the document, or what went came to another one."""
    name, _, verb = rule.rpartition("_")
    if verb not in _VERBS:
        return False
    stance, is_added = Stance(name), verb == "added"
    here = _lines_of(change, is_after=is_added)
    groups = {act.group for one in here for act in _acts(stance, one, service)}
    for other in changes:
        if other is change or not other.is_material or other.kind == MOVED:
            continue
        for one in _lines_of(other, is_after=not is_added):
            if stance in stances_of(one, tuple(service)) and (
                not groups or groups & {act.group for act in _acts(stance, one, service)}
            ):
                return True
    return False


def _acts(stance: Stance, sentence: str, service: Sequence[str]) -> Iterator[ActOfTheService]:
    spoken = as_spoken(sentence, service)
    return powers_in(spoken) if stance is Stance.POWER else bans_in(spoken) if stance is Stance.BAN else iter(())


def _lines_of(change: ClauseChange, *, is_after: bool) -> list[str]:
    """The sentences that only the newer wording has, or only the older."""
    old, new = (_sentences(side.read) if side and side.is_english else [] for side in (change.before, change.after))
    return _only_in(new, old) if is_after else _only_in(old, new)


def _rules(found: Counter[Stance], stances: Sequence[Stance], verb: str) -> list[str]:
    return [f"{stance}_{verb}" for stance in stances if found[stance] > 0]


def _is_read(went: list[frozenset[Stance]], came: list[frozenset[Stance]]) -> bool:
    """Whether every sentence that came or went states something that the rules read."""
    return all(went) and all(came) and all(one <= PROTECTIONS for one in came)


def _weigh_powers(found: Counter[Stance], stated: list[frozenset[Stance]], is_banned_there: bool, is_new: bool) -> None:
    """Count a power that the other wording lacks, and none that it has in other words."""
    if is_new and any(Stance.POWER in one for one in stated):
        found[Stance.POWER] = max(1, found[Stance.POWER])
    elif Stance.POWER in found and not is_banned_there:
        del found[Stance.POWER]


def _is_new_power(here: list[str], there: list[str], service: Sequence[str]) -> bool:
    """Whether the other wording lacks what the service may do here, in any verb that says nearly the same."""
    groups = {act.group for one in here for act in powers_in(as_spoken(one, service))}
    return any(not any(speaks_of(group, one) for one in there) for group in groups)


def _of_default(change: ClauseChange) -> tuple[str, int] | None:
    assert change.before is not None
    assert change.after is not None
    rules = default_of(change.before).rule, default_of(change.after).rule
    if rules == ("opt_in", "opt_out"):
        return "consent_to_opt_out", 1
    return ("opt_out_to_consent", -1) if rules == ("opt_out", "opt_in") else None


def _of_lengths(
    change: ClauseChange, gone: list[str], come: list[str], service: Sequence[str]
) -> tuple[str, int] | None:
    """What a longer or a shorter period is, where it is all that changed in one sentence."""
    way = _WAYS.get(change.severity_rule)
    if way is None or len(gone) != 1 or len(come) != 1:
        return None
    return of_period(as_spoken(gone[0], service), as_spoken(come[0], service), way)


def _sentences(read: str) -> list[str]:
    found = (read[start:end] for start, end in sentence_spans(read))
    return [one for one in found if len(_WORD.findall(one)) >= LEAST_WORDS]


def _only_in(here: list[str], there: list[str]) -> list[str]:
    """The sentences whose words, in order and whatever the marks, the other wording does not hold."""
    known = {tuple(_WORD.findall(one.casefold())) for one in there}
    return [one for one in here if tuple(_WORD.findall(one.casefold())) not in known]
