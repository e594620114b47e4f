"""Lines that count: the day of the year, the quote of the day. They are replaced again within days of the last time.

They have a name before a colon, differ in numbers alone, or stand between the same two lines and are quoted or say
nothing; or they are sentences that bind nobody, and stand where two others stood in the last days, or come and go at
the two ends of a list of news. A number that provides something is none that counts: a fee that is raised twice is told
twice.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence

from governance.comparison.text.quantities import AGE, AMOUNT, NUMBER, PERIOD, SHARE, find_quantities
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.word_lists import WORDS_OF_FORCE

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
# What names a line: "Quote of the day:".
LONGEST_NAME_WORDS = 6
_PROVIDES = frozenset((AMOUNT, SHARE, PERIOD, AGE))
_BINDS = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|agree\w*|pay\w*|paid|fees?|prices?|costs?|charge\w*|refund\w*|limit\w*|within|kept"
    r"|commissions?|premium|subscri\w+|storage|retention|retain\w*|delet\w+|notice|arbitra\w+|court|laws?|liab\w+|licen[cs]\w+"
    r"|ages?|aged|consent\w*|mandatory|optional|voluntary|allowed|permitted|forbidden|prohibited|required"
    r"|at (?:most|least)|up to|(?:more|less|fewer|longer|older|younger) than|maximum|minimum"
    r"|zahl\w*|gebühr\w*|höchstens|mindestens|bis zu|innerhalb|frais|pay[eé]\w*|au (?:plus|moins)|jusqu['’]à)\b",
    re.IGNORECASE,
)
# What terms are about. A number beside it may count ("Registered accounts: 12,345"), other words don't.
_OF_TERMS = re.compile(
    r"\b(?:accounts?|advertis\w+|affiliat\w+|cancel\w*|children|class actions?|data|decid\w+|default|disclos\w+"
    r"|disput\w+|exclu\w+|govern\w+|indemni\w+|jury|minors?|opt(?:ed|ing)?[ -](?:in|out)|partners?|personal|polic\w+"
    r"|privacy|renew\w*|rights?|sell\w*|sold|shar(?:e|es|ed|ing)|suspen\w+|terminat\w+|terms"
    r"|third part\w+|track\w*|train\w*|transfer\w*|trials?|waive\w*|warrant\w+"
    r"|daten\w*|konto|rechte?|données|droits?)\b",
    re.IGNORECASE,
)
_OF_THE_DAY = re.compile(
    r"\b(?:today|yesterday|of the (?:day|week)|exchange rate|(?:made|generated|rendered|loaded|served) in"
    r"|\d+ (?:minutes?|hours?|days?|weeks?|months?) (?:ago|since|until|till|left|to go)|heute|aujourd['’]hui)\b"
    r"|=\s?\d{1,6}[.,]\d{3,}",
    re.IGNORECASE,
)
# In marks of quotation as a whole, or who said it after a dash. And degrees of the weather.
_QUOTED = re.compile(
    r"\W{0,4}[“”„«»‘\"][^“”„«»]{1,400}[“”«»’\"]\W{0,2}"
    r"|[—–―-]\s?[A-Z][\w.]{0,20}(?:\s(?:[A-Z][\w.]{0,20}|of|the|von|de)){0,4}"
)
_DEGREES = re.compile(r"\d\s?°\s?[CF]?\b")
_SENTENCE_ENDS = re.compile(r"[.;:。]\W*$")
_LONGEST_WITHOUT_A_SENTENCE = 8


def key_of(line: str) -> str:
    """Return what stays of a line that counts: its name, or all but its numbers."""
    name, colon, _ = line.partition(":")
    if colon and 0 < len(name.split()) <= LONGEST_NAME_WORDS:
        return f"{name.casefold()}:"
    return _NUMBER.sub("0", line.casefold())


def is_edited(before: str, after: str) -> bool:
    """Tell whether a line was edited rather than replaced: half of its words stay, and more than numbers differ."""
    old, new = (_NUMBER.sub("0", line.casefold()) for line in (before, after))
    if old != new and key_of(before) == key_of(after):  # what names both is no word that stays
        old, new = (line.partition(":")[2] for line in (old, new))
    words, others = set(old.split()), set(new.split())
    return old != new and 2 * len(words & others) >= min(len(words), len(others))


def provides_otherwise(before: str, after: str) -> bool:
    """Tell whether two lines differ in what they provide: money, a share, a period, an age, and of what binds all."""
    old, new = (
        Counter((one.dimension, one.unit, one.value) for one in find_quantities(line)) for line in (before, after)
    )
    is_of_the_day = _OF_THE_DAY.search(before) is not None or _OF_THE_DAY.search(after) is not None
    differing = {dimension for dimension, _, _ in (old - new) + (new - old)}
    does_bind = _BINDS.search(before) is not None or _BINDS.search(after) is not None
    is_of_terms = does_bind or _OF_TERMS.search(before) is not None or _OF_TERMS.search(after) is not None
    if is_of_terms and not is_of_the_day and _NUMBER.sub("", before) != _NUMBER.sub("", after):
        return True
    return bool(differing & (_PROVIDES | {NUMBER} if does_bind else _PROVIDES)) and (does_bind or not is_of_the_day)


def says_nothing_itself(block: Block) -> bool:
    """Tell whether a line is quoted from elsewhere, tells the weather, or is a few words that are no sentence.

    A line with a sum, a share, a period or an age says something, unless it speaks of the day.
    """
    line = block.visible
    if not _OF_THE_DAY.search(line) and any(one.dimension in _PROVIDES for one in find_quantities(line)):
        return False
    if _OF_TERMS.search(line):
        return False
    if _QUOTED.fullmatch(line):
        return True
    is_short = len(line.split()) <= _LONGEST_WITHOUT_A_SENTENCE and not _SENTENCE_ENDS.search(line)
    is_bare = block.kind == "paragraph" and is_short
    return (is_bare or _DEGREES.search(line) is not None) and not _BINDS.search(line)


def binds_nobody(block: Block) -> bool:
    """Tell whether a line has no word of what terms are about, nor a sum, a share, a period or an age."""
    line = block.visible
    if _BINDS.search(line) or _OF_TERMS.search(line):
        return False
    return not any(one.dimension in _PROVIDES for one in find_quantities(line))


def places_of(text: ParsedText, other: ParsedText) -> dict[int, str]:
    """Return {index of a line that the other text lacks: the two lines of both texts between which it stands}."""
    lines = {block.visible for block in other.blocks}
    found: dict[int, str] = {}
    run: list[int] = []
    above = ""
    for block in [*text.blocks, None]:
        if block is not None and block.visible not in lines:
            run.append(block.index)
            continue
        below = block.visible if block is not None else ""
        found.update(dict.fromkeys(run, f"{above}\n{below}"))  # no key of a line has a break in it
        run, above = [], below
    return found


def replaced_lines(
    earlier: Iterable[ParsedText], text: ParsedText, before_them: Iterable[ParsedText] = ()
) -> frozenset[str]:
    """Return the keys and places of lines that stood in earlier texts in another wording than in this one.

    Of places where two other wordings stood, `before_them` included, it is also said that it was often.
    """
    texts = list(earlier)
    present = {block.visible for block in text.blocks}
    keys = {key_of(line) for line in present}
    lines = {block.visible for parsed in texts for block in parsed.blocks} - present
    places = {place for parsed in texts for place in _common_places(parsed, text)}
    often = {_often(place) for place in _places_of_several([*texts, *before_them], text)}
    return frozenset(key for line in lines if (key := key_of(line)) in keys) | places | often


def _often(place: str) -> str:
    return f"{place}\noften"


def _places_of_several(texts: Sequence[ParsedText], text: ParsedText) -> list[str]:
    """Return the places at which two of the texts have other lines than this one, and than each other."""
    wordings: dict[str, set[tuple[str, ...]]] = {}
    for one in texts:
        common = _common_places(one, text)
        lines: dict[str, list[str]] = {}
        for index, place in places_of(one, text).items():
            if place in common:
                lines.setdefault(place, []).append(one.blocks[index].visible)
        for place, found in lines.items():
            wordings.setdefault(place, set()).add(tuple(found))
    return [place for place, found in wordings.items() if len(found) > 1]


def _comes_and_goes(block: Block, place: str | None, known: Container[str], others: Iterable[str]) -> bool:
    """Tell whether a line stands where others came and went, and is itself no clause, nor one of the others edited."""
    if place is None or place not in known:
        return False
    if says_nothing_itself(block):
        return True
    is_alone = _often(place) in known and block.kind == "paragraph" and binds_nobody(block)
    return is_alone and not any(is_edited(other, block.visible) for other in others)


def _common_places(one: ParsedText, other: ParsedText) -> set[str]:
    return set(places_of(one, other).values()) & set(places_of(other, one).values())


def ends_of_news(newest: ParsedText, older: ParsedText, oldest: ParsedText) -> frozenset[str]:
    """Return under which line lines came and above which line others went, at each of the last two changes."""
    steps = [_ends(newest, older), _ends(older, oldest)]
    return steps[0] & steps[1]


def _ends(newer: ParsedText, older: ParsedText) -> frozenset[str]:
    come = {_came_under(place) for place in places_of(newer, older).values()}
    return frozenset(come | {_went_above(place) for place in places_of(older, newer).values()})


def _came_under(place: str) -> str:
    return f"{place.partition(chr(10))[0]}\ncame"


def _went_above(place: str) -> str:
    return f"{place.partition(chr(10))[2]}\nwent"


def _without_news(
    changed: Sequence[tuple[Block | None, Block | None]],
    places: tuple[dict[int, str], dict[int, str]],
    known: Container[str],
    changed_lines: Sequence[Sequence[str]],
) -> Sequence[tuple[Block | None, Block | None]]:
    """Return the changes without lines that bind nobody and came and went at both ends of a list, as others did."""

    def is_news(side: int, block: Block) -> bool:
        place = places[side].get(block.index)
        end = _went_above if side == 0 else _came_under
        if place is None or end(place) not in known or not binds_nobody(block):
            return False
        return not any(is_edited(other, block.visible) for other in changed_lines[1 - side])

    rest, ends = list[tuple[Block | None, Block | None]](), set[int]()
    for pair in changed:
        sides = [(side, block) for side, block in enumerate(pair) if block is not None]
        if all(is_news(side, block) for side, block in sides):
            ends.update(side for side, _ in sides)
        else:
            rest.append(pair)
    return rest if len(ends) == 2 else changed


def only_count(
    changed: Sequence[tuple[Block | None, Block | None]], texts: tuple[ParsedText, ParsedText], known: Container[str]
) -> bool:
    """Tell whether all lines that changed, old and new, only count, by the keys and places of those replaced before."""
    before, after = texts
    places = places_of(before, after), places_of(after, before)
    changed_lines = [[text.blocks[index].visible for index in found] for text, found in zip(texts, places, strict=True)]
    gone, come = list[str](), list[str]()
    changed = _without_news(changed, places, known, changed_lines)
    for old, new in changed:
        sides = [(side, block) for side, block in enumerate((old, new)) if block is not None]
        if all(
            _comes_and_goes(block, places[side].get(block.index), known, changed_lines[1 - side])
            for side, block in sides
        ):
            continue
        gone += [old.visible] if old is not None else []
        come += [new.visible] if new is not None else []
    gone, come = sorted(gone, key=key_of), sorted(come, key=key_of)
    keys = [key_of(line) for line in gone]
    if keys != [key_of(line) for line in come] or not all(key in known for key in keys):
        return False
    pairs = zip(gone, come, strict=True)
    return not any(is_edited(old, new) or provides_otherwise(old, new) for old, new in pairs)
