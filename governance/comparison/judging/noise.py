"""Changed clauses to set aside before the rest is judged: what differs in them is not what they provide.

An address that a server hides from robots, the words that tell a screen reader where a link opens, the year of a
copyright line, the number of a clause, an address shown in place of a link's text, another spelling, a new name put
for an old one throughout. Each is recognised in one clause by its own words; a number, a date or a word of force
that changed beside it leaves the clause open.
"""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from governance.comparison.judging.alike import read_alike, words_of
from governance.comparison.judging.deltas import Delta, is_mere_address
from governance.comparison.judging.editing import is_correction, is_respelling, renamings_among
from governance.comparison.judging.frame import frame_lines
from governance.comparison.judging.references import ClauseNumbers, refers_to_moved_clauses
from governance.comparison.matching.matched_clauses import Matching
from governance.comparison.matching.wording import changed_pieces
from governance.comparison.result import MODIFIED
from governance.comparison.text.addresses import (
    SIGNS_OF_PLACEHOLDER,
    SIGNS_OF_WRITTEN_OUT,
    hides_address,
    other_addresses,
    with_plain_addresses,
    without_hidden_addresses,
)
from governance.comparison.text.joined_words import same_words_joined
from governance.comparison.text.labels import COUNTED, begins_with_a_law
from governance.comparison.text.meaningful_marks import meaningful_marks, without_struck
from governance.comparison.text.normalise import squeezed
from governance.comparison.text.order import longest_increasing
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.segment import Block, ParsedText

HIDDEN_ADDRESS, LINK_TEXT, COPYRIGHT_YEAR = "hidden_address", "link_text", "copyright_year"
CLAUSE_NUMBER, REFERENCE = "clause_number", "reference"
MARKS, RESPELLED, RENAMED, REJOINED = "marks", "respelled", "renamed", "rejoined"
FRAME = "page_frame"
LONGEST_READ = 20_000
SHORTEST_REMARK = len("javascript:")
# The most rewritten of 120 real pairs has 728 changed clauses.
MOST_READ = 2_000

# Links whose address stands elsewhere in the text: "[terms][1]" or "\[terms\]\[1\]", and the line "[1]: https://…".
_REFERENCE_LINK = re.compile(r"\\?\[([^\[\]\\]{1,300})\\?\]\\?\[[\w .-]{0,80}\\?\]")
_LINK_ADDRESS = re.compile(r"^\\?\[[^\[\]\\]{1,80}\\?\]:\s{0,3}<?(?:https?://|mailto:|/|#|\s*$)\S{0,2000}\s*$")
_OPENS_ELSEWHERE = re.compile(
    r"javascript:\S*"
    r"|\((?:external (?:link|site|website)|link is external|link sends e-?mail)\)"
    r"|\(?(?:(?:link )?opens? (?:in )?(?:an? )?(?:new|external|separate)"
    r" (?:window or tab|window|tab|browser (?:window|tab)|site|website)"
    r"|(?:link )?opens? (?:in )?(?:your |an? )?e?-?mail (?:client|program|app)"
    r"|(?:(?:le |ce )?lien )?(?:s.)?ouvr(?:e|ira) (?:dans )?une? nouvel(?:le)? (?:fenêtre|onglet)"
    r"(?: (?:de|du) navigateur)?"
    r"|(?:wird in|öffnet in|öffnet) (?:einem |ein |einen )?neue[mns]? (?:fenster|tab)(?: geöffnet)?"
    r"|se abre en una (?:nueva )?(?:ventana|pestaña)(?: nueva)?|si apre in una nuova (?:finestra|scheda)"
    r"|opent in (?:een )?nieuw (?:venster|tabblad)|abre (?:em|numa) (?:uma )?nova (?:janela|guia|aba))\)?",
    re.IGNORECASE,
)
_SIGNS_OF_OPENING = ("javascript", "open", "ouvr", "neue", "abre", "apre", "extern", "link sends")
_COPYRIGHT = re.compile(r"©|\(c\)|\bcopyright\b|all rights reserved", re.IGNORECASE)
# Apostrophes of every kind, and what has no width: soft hyphens, joiners, selectors of a variant, marks of direction.
_YEARS = re.compile(r"\b(?:19|20)\d\d(?:\s?[-–—]\s?(?:19|20)\d\d)?\b")
_ROMAN = r"(?:[IVXLC]{1,6}|[ivx]{1,5})(?![^\W\d_])"
_PART_OF_LABEL = rf"(?:\d{{1,3}}|{_ROMAN}|[A-Za-z](?![^\W\d_]))"
# What a clause is called by before its words begin: "4.2", "I.2.a.", "(1)(a)", "[1]", "§ 4 (2)", "Section IV -".
# Letters between points are a label where a number is among them: "U.S." is none.
_OWN_LABEL = re.compile(
    rf"^[\W_]{{0,8}}(?:(?:"
    r"(?i:section|sec\.|article|art\.|clause|paragraph|para\.|part|chapter|annex|appendix|schedule|abschnitt|ziffer"
    r"|artikel|teil|art[ií]culo|secci[oó]n|cl[aá]usula|articolo|sezione|artigo|§{1,2})"
    rf"\s{{0,3}}{_PART_OF_LABEL}(?:\.{_PART_OF_LABEL}){{0,4}}(?:[.:)\]]{{1,2}}|\s{{1,3}}[–—-]|(?=\s{{1,3}}(?:[^\Wa-z\d]|\()|\s*$))"
    rf"|[(\[](?:\d{{1,3}}|{_ROMAN}|([a-z])\1?|[A-Z])[)\]]"
    # Several parts, a number among them, and then a sign or a capital.
    rf"|(?=[A-Za-z.]{{0,12}}\d){_PART_OF_LABEL}(?:\.{_PART_OF_LABEL}){{1,4}}+(?:\\?[.)\]:]{{1,2}}(?!\d)|(?=\s[^\Wa-z\d]))"
    rf"|\d{{1,3}}\\?[.)\]:]{{1,2}}(?!\d)|(?:{_ROMAN}|[A-Za-z])\\?[.)\]:]{{1,2}}(?![^\W_])"
    r"|\d{1,3}\s{1,3}[–—](?=\s{1,3}[^\Wa-z\d])"
    rf")(?![\W_]{{0,4}}(?i:{COUNTED}))[\W_]{{0,8}}){{1,4}}"
)
# A letter that word processors print as a bullet.
_LETTER_BULLET = re.compile(r"^\s*o\s+(?=[^\Wa-z\d])")
_LINK_TEXT = re.compile(r"(?<!!)\[([^\[\]]{1,300})\]\(")
_ADDRESS_AS_TEXT = re.compile(r"(?<!!)\[\s*(?:https?://|www\.)[^\[\]]{1,300}\]\(|(?<!\()https?://\S", re.IGNORECASE)


def set_noise_aside(
    deltas: Sequence[Delta], base: ParsedText, after: ParsedText, matching: Matching, title: str = ""
) -> list[Delta]:
    """Return the deltas, each that changes no meaning marked with its kind of noise. Of very many none is marked."""
    if not deltas or len(deltas) > MOST_READ:
        return list(deltas)
    numbers = ClauseNumbers(base, after)
    marked = [
        replace(delta, aside=MARKS)
        if _is_link_address(delta)
        else replace(delta, aside=noise)
        if delta.kind == MODIFIED and _can_be_noise(delta) and (noise := _noise_in(delta, base, after, numbers))
        else delta
        for delta in _with_rejoined(deltas, base, after, matching)
    ]
    left = [delta for delta in marked if not delta.aside]
    renamed, frame = renamings_among(left, base, after, title), frame_lines(left, base, after, matching)
    names = {**dict.fromkeys(frame, FRAME), **dict.fromkeys(renamed, RENAMED)}
    return [replace(delta, aside=names[id(delta)]) if id(delta) in names else delta for delta in marked]


def _with_rejoined(deltas: Sequence[Delta], base: ParsedText, after: ParsedText, matching: Matching) -> Sequence[Delta]:
    """The deltas, marked where the words between two unchanged clauses are the same and only cut differently."""
    if not (any(delta.before for delta in deltas) and any(delta.after for delta in deltas)):
        return deltas
    old_gap, new_gap, count = _gaps(base, after, matching)
    words: dict[int, tuple[list[Block], list[Block]]] = {}
    gap_of: list[int] = []
    for delta in deltas:
        sides = {old_gap[delta.before.index]} if delta.before else set()
        sides |= {new_gap[delta.after.index]} if delta.after else set()
        gap_of.append(sides.pop() if len(sides) == 1 else count)
        for place, block in enumerate((delta.before, delta.after)):
            if block and not delta.is_date_only:
                words.setdefault(gap_of[-1], ([], []))[place].append(block)
    noise = {
        gap: kind for gap, (old, new) in words.items() if gap < count and old and new and (kind := _rejoined(old, new))
    }
    if not noise:
        return deltas
    return [
        replace(delta, aside=noise[gap]) if gap in noise and not delta.is_date_only else delta
        for delta, gap in zip(deltas, gap_of, strict=True)
    ]


def _rejoined(old: Sequence[Block], new: Sequence[Block]) -> str:
    """Return the rule if clauses at one place are only divided otherwise, or only hide addresses otherwise, else ""."""
    if same_words_joined(_in_order(old), _in_order(new)):
        return "" if other_addresses(*(" ".join(one.visible for one in side) for side in (old, new))) else REJOINED
    if all(map(is_mere_address, (*old, *new))):
        return LINK_TEXT if len(old) == len(new) else ""
    if not any(hides_address(block.visible) for block in (*old, *new) if len(block.visible) <= LONGEST_READ):
        return ""
    first, second = (" ".join(block.visible for block in sorted(side, key=_place)) for side in (old, new))
    is_read = len(first) + len(second) <= LONGEST_READ
    return HIDDEN_ADDRESS if is_read and _same(first, second, without_hidden_addresses) else ""


def _gaps(base: ParsedText, after: ParsedText, matching: Matching) -> tuple[list[int], list[int], int]:
    """For each block of both texts the number of the stretch between unchanged clauses that it lies in."""
    modified = {*matching.modified, *matching.divided}
    equal = [pair for pair in matching.pairs if pair not in modified]
    anchors = set(longest_increasing([old for old, _ in equal]))
    old_gap, new_gap, count, old_at, new_at = [0] * len(base.blocks), [0] * len(after.blocks), 0, 0, 0
    for old, new in [*((old, new) for old, new in equal if old in anchors), (len(base.blocks), len(after.blocks))]:
        old_gap[old_at:old] = [count] * (old - old_at)
        new_gap[new_at:new] = [count] * (new - new_at)
        old_at, new_at, count = old, new, count + 1
    return old_gap, new_gap, count


def _in_order(blocks: Sequence[Block]) -> str:
    return " ".join(block.words for block in sorted(blocks, key=_place))


def _place(block: Block) -> int:
    return block.index


def _is_link_address(delta: Delta) -> bool:
    """Whether the clause only says where links lead that stand elsewhere: no reader of the page sees it."""
    if delta.is_date_only or delta.from_above:
        return False
    if not delta.shown.visible.lstrip().startswith(("[", "\\[")):
        return False
    return all(_LINK_ADDRESS.match(block.visible.strip()) for block in (delta.before, delta.after) if block)


def _can_be_noise(delta: Delta) -> bool:
    if delta.aside or delta.is_date_only or delta.is_navigation:
        return False
    return all(block and len(block.visible) <= LONGEST_READ for block in (delta.before, delta.after))


def _noise_in(delta: Delta, base: ParsedText, after: ParsedText, numbers: ClauseNumbers) -> str:
    """What the difference within a modified clause is, "" when it may be a change of meaning."""
    first, second = delta.before, delta.after
    assert first is not None, "A modified clause has both sides."
    assert second is not None, "A modified clause has both sides."
    if _states_other_days(first, second) or other_addresses(first.visible, second.visible):
        return ""
    labelled = first.visible, second.visible
    # Words that differ in ASCII alone differ in more than their marks.
    if _may_differ_in_marks(*labelled) and read_alike(*labelled):
        return MARKS
    bare = _without_own_label(first.visible), _without_own_label(second.visible)
    if bare != labelled and read_alike(*bare):
        return CLAUSE_NUMBER
    small = folded(first.visible) + folded(second.visible)
    for kind, signs, reading in _READINGS:
        if holds_any(small, signs) and (_same(*labelled, reading) or (bare != labelled and _same(*bare, reading))):
            return kind
    if refers_to_moved_clauses(first.visible, second.visible, numbers):
        return REFERENCE
    if _is_link_text_only(base.quote(first), after.quote(second), first.visible, second.visible):
        return LINK_TEXT
    if not (is_respelling(delta) or is_correction(delta, base, after)):
        return ""
    return "" if _bears_other_marks(first, second, base.quote(first), after.quote(second)) else RESPELLED


def _bears_other_marks(first: Block, second: Block, first_raw: str, second_raw: str) -> bool:
    """Whether "≥" became "≤", "✗" became "✓", or words that were struck out stand again."""
    if meaningful_marks(html.unescape(first.visible)) != meaningful_marks(html.unescape(second.visible)):
        return True
    return first.words != second.words and any(without_struck(raw) != raw for raw in (first_raw, second_raw))


def _states_other_days(first: Block, second: Block) -> bool:
    return [stated.value for stated in first.dates] != [stated.value for stated in second.dates]


def _same(first: str, second: str, reading: Callable[[str, str], str]) -> bool:
    one, other = reading(first, second), reading(second, first)
    return (one != first or other != second) and read_alike(one, other)


def _plain(text: str) -> str:
    """Its letters and numbers in a row, addresses with an underscore kept apart; no way of writing a mark counts."""
    return squeezed(words_of(text))


def _without_link_markup(text: str, _: str) -> str:
    return _REFERENCE_LINK.sub(r"\1", text)


def without_opening_words(text: str, _: str = "") -> str:
    """Return the text without the remarks that tell where a link opens."""
    if len(text) < SHORTEST_REMARK or not holds_any(folded(text), _SIGNS_OF_OPENING):
        return text
    return _OPENS_ELSEWHERE.sub(" ", text)


def _without_copyright_year(text: str, _: str) -> str:
    return _YEARS.sub(" ", text) if len(text) <= 400 and _COPYRIGHT.search(text) else text


def _may_differ_in_marks(first: str, second: str) -> bool:
    return not (first.isascii() and second.isascii()) or "&" in first or "&" in second or "`" in first + second


def _without_own_label(text: str) -> str:
    return text if begins_with_a_law(text) else _LETTER_BULLET.sub("", _OWN_LABEL.sub("", text))


def _with_and_in_letters(text: str, _: str) -> str:
    return text.replace("&", " and ")


# A reading changes nothing in a clause whose wordings both hold none of its signs.
_READINGS: tuple[tuple[str, tuple[str, ...], Callable[[str, str], str]], ...] = (
    (HIDDEN_ADDRESS, SIGNS_OF_PLACEHOLDER, without_hidden_addresses),
    (HIDDEN_ADDRESS, SIGNS_OF_WRITTEN_OUT, with_plain_addresses),
    (MARKS, ("][", "]\\["), _without_link_markup),
    (LINK_TEXT, _SIGNS_OF_OPENING, without_opening_words),
    (COPYRIGHT_YEAR, ("©", "(c)", "copyright", "all rights reserved"), _without_copyright_year),
    (RESPELLED, ("&",), _with_and_in_letters),
)


def _is_link_text_only(first_raw: str, second_raw: str, first: str, second: str) -> bool:
    """Whether a link that showed its address now shows words, or the other way round."""
    shows = _ADDRESS_AS_TEXT.search(first_raw), _ADDRESS_AS_TEXT.search(second_raw)
    if not any(shows) or max(len(first_raw), len(second_raw)) > LONGEST_READ:
        return False
    texts = [{_plain(text) for text in _LINK_TEXT.findall(raw)} for raw in (first_raw, second_raw)]
    pieces = changed_pieces(first, second)
    return bool(pieces) and all(
        (not _plain(old) and shows[0] is not None and _plain(new) in texts[1])
        or (not _plain(new) and shows[1] is not None and _plain(old) in texts[0])
        for old, new in pieces
    )
