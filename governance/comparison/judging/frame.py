"""The frame of a page: what stands before the first and after the last paragraph of the document itself.

Menus, teasers of other articles, service lines, copyright lines and tokens come and go there without the document
changing. Only short lines without a rule, a date, an address or a party count that say nothing in a whole sentence, and
no items of a list that the document introduces or that may end it: what binds is never part of the frame. A line of
tokens that software writes anew at each request is of the page wherever it stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from governance.comparison.judging.assertions import says_something
from governance.comparison.judging.deltas import Delta
from governance.comparison.matching.matched_clauses import Matching
from governance.comparison.result import ADDED, MODIFIED, REMOVED
from governance.comparison.text.clause_purposes import announces_change
from governance.comparison.text.page_tokens import differ_in_tokens, is_line_of_tokens
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.word_lists import LEGAL_FORMS, WORDS_OF_FORCE

PARAGRAPH_WORDS = 20
LONGEST_FRAME_LINE = 25
# In the languages whose policies we read; a rule in another language must be in the body to be seen as one.
_BINDS = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|without|prohibit\w*|require\w*|agree\w*"
    r"|consent\w*|waive\w*|responsib\w*|liab\w*|effective|updat\w*|right to"
    r"|darf|dürfen|muss|müssen|nicht|kein\w*|nur|haft\w*|gelten|gilt"
    r"|peut|peuvent|doit|doivent|ne|pas|uniquement|responsab\w*|debe\w*|puede\w*|no|solo|deve|devono|può|possono|non"
    r"|mag|mogen|moet\w*|niet|geen|alleen|pode\w*|deve\w*|não)\b",
    re.IGNORECASE,
)
# Which text holds: which language or version prevails, what governs, applies or is in force.
_HOLDS = re.compile(
    r"\b(?:prevail\w{0,3}|govern(?:s|ed|ing)?|supersed\w{1,3}|tak(?:es?|ing) precedence|binding|binds?|authoritative"
    r"|controls|in force|enforceable|legally valid|applies|applicable"
    r"|(?:terms|rules|polic\w{1,3}|conditions|agreements?|versions?|laws?|they|these|those|which|also) apply"
    r"|verbindlich\w{0,2}|maßge\w{1,6}|vorrang|rechtsgültig\w{0,2}|anwendbar\w{0,2}|in kraft"
    r"|pr[ée]vau\w{1,3}|pr[ée]val\w{1,6}|fai(?:t|sant) foi|l'emporte|régi\w{0,3}|s['’]appliqu\w{1,5}|en vigueur"
    r"|prevalec\w{1,4}|regir\w{0,3}|rige|aplicar?\w{0,4}|se aplica\w{0,3}|en vigor|fa fede"
    r"|vincola\w{1,4}|applica\w{0,4}|in vigore"
    r"|prevaleert|voorrang|bindend|van toepassing|prevalen\w{1,4}|rege\w{0,3}|aplic[aá]\w{0,4}|em vigor)\b",
    re.IGNORECASE,
)
_NAMES_A_PARTY = re.compile(
    rf"@|\b(?:{LEGAL_FORMS}|l\.l\.c|s\.?a\.?r?\.?l?\.?|b\.?v|oü|aps|s\.r\.l)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """Where the document itself begins and ends in one text, as block indexes."""

    first: int
    last: int


def bodies(base: ParsedText, after: ParsedText, matching: Matching) -> tuple[Body, Body] | None:
    """The span of the unchanged paragraphs in both texts, those of two or more; None where there are fewer."""
    modified = set(matching.modified)
    kept = [
        pair
        for pair in matching.pairs
        if pair not in modified and _is_paragraph(base.blocks[pair[0]]) and _is_paragraph(after.blocks[pair[1]])
    ]
    if len(kept) < 2:
        return None
    olds, news = [old for old, _ in kept], [new for _, new in kept]
    return Body(min(olds), max(olds)), Body(min(news), max(news))


def is_frame(delta: Delta, around: tuple[Body, Body]) -> bool:
    """Whether the changed clause is a line of the frame."""
    if delta.kind == MODIFIED:
        return False
    body = around[0] if delta.kind == REMOVED else around[1]
    block = delta.shown
    is_before, is_behind = block.index < body.first, block.index > body.last
    if not (is_before or is_behind):
        return False
    if block.kind in ("list_item", "table_row") and (is_behind or block.lead_in):
        return False
    return _says_nothing_binding(block)


def _says_nothing_binding(block: Block) -> bool:
    if block.word_count > LONGEST_FRAME_LINE or block.dates:
        return False
    patterns = (_BINDS, _HOLDS, _NAMES_A_PARTY)
    if any(one.search(block.visible) for one in patterns) or announces_change(block.visible):
        return False
    return block.kind == "heading" or not says_something(block.visible)


def _is_paragraph(block: Block) -> bool:
    return block.kind in ("paragraph", "list_item") and block.word_count >= PARAGRAPH_WORDS


def frame_lines(deltas: Sequence[Delta], base: ParsedText, after: ParsedText, matching: Matching) -> frozenset[int]:
    """The `id`s of the deltas that are lines of the frame, and of those with tokens of the page wherever they stand."""
    tokens = {id(delta) for delta in deltas if _is_of_tokens(delta, base, after)}
    came_or_went = any(delta.kind in (ADDED, REMOVED) and id(delta) not in tokens for delta in deltas)
    around = bodies(base, after, matching) if came_or_went else None
    lines = {id(delta) for delta in deltas if is_frame(delta, around)} if around else set()
    return frozenset(tokens | lines)


def _is_of_tokens(delta: Delta, base: ParsedText, after: ParsedText) -> bool:
    if delta.from_above:
        return False
    if delta.before and delta.after:
        return differ_in_tokens(delta.before, delta.after, base, after)
    return is_line_of_tokens(delta.shown, after if delta.after else base)
