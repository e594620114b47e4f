"""What became of some words of a clause: others, nothing, or the same at another place."""

import re

from governance.comparison.matching.folding import telling_words
from governance.comparison.result import Kept
from governance.comparison.telling.quoting import has_words, quoted
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.shortening import bare

# A lone word is quoted with the one it follows.
LEAST_REST = 2
# Fewer words before it may be the title of a clause, which stands elsewhere now.
LEAST_BEFORE_REST = 6
# Two sides of an edit that have a greater share of words in common are two forms of the same.
MOST_SHARED_OF_OTHERS = 0.5
# "www.owls.example/songs"; an address that begins with "https" is not shown.
_ADDRESS = re.compile(r"[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}/[^\s]{1,300}|www\.[^\s]{1,300}")
# Said of words that are neither new nor gone.
STANDS_ELSEWHERE = "elsewhere in the document"


def in_its_place(was: str, now: str, kept: Kept) -> list[tuple[str, str]]:
    """What became of the words on both sides of an edit: each other, or each another form of a sentence elsewhere."""
    sides = [telling_words(side) for side in (was, now)]
    if MOST_SHARED_OF_OTHERS * min(map(len, sides)) < len(sides[0] & sides[1]):
        return [(was, now)]
    then = kept.reworded(now, are_new=True, beside=was) if kept.without_kept(now, are_new=True) else ""
    since = kept.reworded(was, are_new=False, beside=now) if kept.without_kept(was, are_new=False) else ""
    if not (then or since):
        return [(was, now)]
    return [pair for pair in ((was, since), (then, now)) if has_words("".join(pair))]


def only_the_rest(old: str, new: str) -> tuple[str, str]:
    """Both sides. If one begins or ends with all of the other, only its other words, and "" for the other side."""
    shorter, longer = sorted((old, new), key=len)
    is_begun = longer.startswith(f"{shorter} ")
    rest = longer[len(shorter) :] if is_begun else longer.removesuffix(f" {shorter}")
    is_part = bool(shorter) and rest != longer and len(rest.split()) >= (LEAST_REST if is_begun else LEAST_BEFORE_REST)
    if not is_part or not rest.lstrip()[:1].isalpha():
        return old, new
    return (rest.strip(), "") if longer == old else ("", rest.strip())


def became(old: str, new: str) -> str:
    """What is told of words in each other's place: `“30 days” became “90 days”`, or that some were added or removed."""
    old, new = only_the_rest(old, new)
    if has_words(old) and has_words(new):
        return f"{quoted(old)} became {quoted(new)}"
    return f"added {quoted(new)}" if has_words(new) else f"removed {quoted(old)}"


def without_lone_address(was: str, now: str) -> tuple[str, str]:
    """Return both sides, with "" for a side that is only an address where the other side has words.

    An address is not shown, so words that replaced one are told as added, or as removed.
    """
    is_lone = [_ADDRESS.fullmatch(bare(side)) is not None for side in (was, now)]
    if is_lone[0] and not is_lone[1] and has_words(now):
        return "", now
    return (was, "") if is_lone[1] and not is_lone[0] and has_words(was) else (was, now)


def edit_told(old: str, new: str, kept: Kept) -> str:
    """What became of some words; those that only stood or stand elsewhere are told as that."""
    was, now = without_lone_address(*only_the_rest(old, new))
    if was and now and (beside := words_beside(was, now)) and kept.are_kept(beside, are_new=len(now) > len(was)):
        was, now = (beside, "") if len(was) > len(now) else ("", beside)
    lost, gained = kept.without_kept(was, are_new=False), kept.without_kept(now, are_new=True)
    if has_words(lost) != has_words(gained) and _is_part_of(lost or gained, now if lost else was):
        return became(was, now)
    if has_words(lost) and has_words(gained):  # what came in place of other words is told whole
        return became(was, now)
    if lost.casefold() != gained.casefold():
        return became(lost, gained)
    if plain_words(was) == plain_words(now):
        return became(was, now)
    if has_words(now):
        return f"{quoted(now)} stood {STANDS_ELSEWHERE} before"
    return f"{quoted(was)} stands {STANDS_ELSEWHERE} now" if has_words(was) else became(was, now)


def words_beside(was: str, now: str) -> str:
    """What the longer one of two wordings has before the other one, with which it ends, or behind it; or empty."""
    shorter, longer = (was, now) if len(was) < len(now) else (now, was)
    if not (longer.startswith(f"{shorter} ") or longer.endswith(f" {shorter}")):
        return ""
    before, behind = longer.removesuffix(f" {shorter}"), longer.removeprefix(f"{shorter} ")
    return before if before != longer else behind if behind != longer else ""


def _is_part_of(words: str, others: str) -> bool:
    """Whether the words are among the others, so that they neither came nor went."""
    return f" {plain_words(words)} " in f" {plain_words(others)} "
