"""What to quote of a clause that is too long to be quoted whole: a phrase that is complete and says the point.

Everything returned is an exact part of the text that is given.
"""

import re
from functools import lru_cache

from governance.comparison.matching.folding import telling_words
from governance.comparison.text.phrases import Span, phrases_of
from governance.comparison.text.shortening import bare, cut
from governance.comparison.text.spans import sentence_spans
from governance.comparison.text.word_lists import ALL_MODALS

# A quotation that is cut ends at a mark if it keeps so much of what it could hold.
LEAST_KEPT = 0.5
LONGEST_BOUNDARY = 12
# So many letters after the words that decide are shown as well: what they are about.
SHOWN_AFTER = 30
# A sentence of fewer words names what follows it ("Class Action Waiver.").
TITLE_WORDS = 5
# What only leads to what a sentence says: "Please note that", "Due to ongoing developments,".
_LEAD_IN = re.compile(
    r"(?:please )?note that |please be aware that "
    r"|(?:\([^()]{1,30}\) )?(?:due to|because of|in light of) [^,.;:()]{3,80}, ",
    re.IGNORECASE,
)
_TITLE = re.compile(r"[^\W\d_][^.:!?;]{0,60}[.:] (?=[\"“(]?[A-ZÀ-Þ])")
# What holds only on a condition, or not for all: that stands first in a sentence, and what holds behind a comma.
_CONDITION = re.compile(
    r"(?:if|where|when(?:ever)?|unless|except|subject to|notwithstanding|in (?:the event|case)|to the extent"
    r"|si|sauf|lorsque|en cas|sous réserve|à tout moment|wenn|falls|sofern|soweit)\b",
    re.IGNORECASE,
)
_FOR_SOME = re.compile(r"for (?:all )?(?:residents|users|customers|members|consumers|people|those)\b", re.IGNORECASE)
_SUBJECTS = (
    "please|you|we|they|it|the|these|those|this|our|your|no|all|any|each|nous|vous|il|elle|le|la|les|l’|ce|cette|ces|votre|vos"
    "|wir|sie|der|die|das"
)
_RULE_STARTS = re.compile(rf", (?i:then )?(?=(?i:{_SUBJECTS})\b|[A-Z])| (?i:then) (?=\w)")
_RULE_STARTS_BEHIND_SOME = re.compile(r", (?=\w)")
_RULE_VERB = re.compile(
    rf"\b(?:(?:{ALL_MODALS}) (?:not )?(?:be )?\w+|cannot \w+|(?:do|does|is|are|have|has) not \w+|please \w+"
    r"|(?:is|are|has|have|appl(?:y|ies)|agree|need|a|ont|est|sont|ist|sind|kann|können|darf|dürfen|muss|müssen|wird"
    r"|werden)(?: \w+)?"
    r"|(?:ne )?(?:peut|peuvent|pouvez|pouvons|doit|doivent|devez|sera|seront) (?:pas )?\w+)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:that|which|who|you|we|they|qui|que|vous|nous) $", re.IGNORECASE)
# A condition gets so much of the room at least, and is not quoted with fewer letters.
SHARE_OF_CONDITION = 0.5
LEAST_OF_CONDITION = 15
_IN_BRACKETS = re.compile(r"\([^()]*\)")
# What a sentence comes to: the kinds of words that bind somebody. A right is often what sweetens the rest.
_OPERATIVE = ("waiver", "prohibition", "discretion", "duty", "negation")
_DENIES = re.compile(r"\b(?:not|never)$|n['’]t$")
# Less than this beside the changed words explains nothing.
LEAST_AROUND = 12
# Before a word that begins no phrase so many letters stand at least, of which the first are no little word.
LEAST_BEFORE = 20
# No quotation is longer.
LONGEST = 200
# A sentence is new that has so many words, most of them not known from the old wording.
WORDS_OF_NEW = 6
SHARE_OF_NEW = 0.6
_WORD_STARTS = re.compile(r"\s(?=[^\W\d_]{5})")
# Behind these a phrase may begin that has a subject of its own.
_PHRASE_STARTS = re.compile(
    r"[.!?;:–—]\s(?=\S)|,\s(?:and |or |but )?(?=(?:you|we|they|it|the|our|this|no|all|any|each|nous|vous|le|la|les)\b)"
    r"|,\s(?:and|or|but) (?=(?:reserve|may|must|shall|will|cannot|agree|waive)\b)"
    r"|\s(?:and|but|that) (?=(?:you|we)\b)|\sque (?=(?:nous|vous)\b)",
    re.IGNORECASE,
)
_BOUNDARY_WORDS = (
    "and|or|but|nor|to|in|on|at|by|for|from|with|without|within|under|into|about|between|across|through|upon|per|via|as|than|if"
    "|unless|when|where|while|because|until|after|before|that|which|who|whose|whom|including"
    "|et|ou|mais|à|au|aux|en|dans|sur|sous|par|pour|avec|sans|entre|vers|que|qui|dont|si|lorsque|afin"
    "|und|oder|von|zu|zum|zur|im|am|auf|aus|bei|mit|nach|für|über|unter|wenn|dass|weil|sowie"
)
# A phrase is complete at a mark, or where the next word begins another one.
# No point of an abbreviation: "U.S. law", "Fla. Stat. 501".
_PHRASE_ENDS = re.compile(rf"(?<![.-]\w)(?<!\bStat)\.(?=\s)|[,;:!?](?=\s)|\s(?=[(–—]|- |(?:{_BOUNDARY_WORDS})\s)|[)]")
# What a phrase doesn't end with: it waits for what follows.
# The longest of these words, with the blank before it.
LONGEST_WAITING = 16
_WAITING = re.compile(
    r"\s(?:a|an|the|this|that|these|those|any|all|each|every|other|such|some|no|not|and|or|nor|but|if|unless|when|where"
    r"|as|than|because|while|of|to|in|on|at|by|for|from|with|without|within|under|over|into|onto|about|between|across|through"
    r"|upon|per|via|may|might|must|shall|will|would|can|could|should|cannot|do|does|did|be|been|being|is|are|was|were"
    r"|has|have|had|which|who|whom|whose|what|how|our|your|their|its|his|her|my|we|you|they|it|also|including"
    r"|le|la|les|l['’]|un|une|des|du|de|d['’]|et|ou|ni|où|que|qui|dont|si|à|au|aux|en|dans|sur|sous|par|pour|avec"
    r"|sans|entre|vers|chez|ce|cet|cette|ces|son|sa|ses|leur|leurs|votre|vos|notre|nos|nous|vous|ne|pas|est|sont"
    r"|sera|seront|être|peut|peuvent|ainsi|plus"
    r"|der|die|das|den|dem|ein|eine|einen|einem|einer|und|oder|von|vom|zu|zum|zur|im|am|mit|bei|für|auf|aus|nach|über"
    r"|\d{1,4}|-"
    r"|nicht|wird|werden|kann|ist|sind|sich|wenn|dass|als|wie)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1_000)
def phrase_cut(words: str, limit: int, least: int = 0) -> str:
    """Return the words, or if they are longer than `limit` letters, those up to the last end of a phrase within it.

    If no phrase ends after the first `least` letters, the words are cut between two of them.
    """
    words = bare(words)
    if len(words) <= limit:
        return words
    least = max(least, int(LEAST_KEPT * limit))
    ends = (end.start() for end in _PHRASE_ENDS.finditer(words, least, limit + LONGEST_BOUNDARY))
    last = max((end for end in ends if end <= limit), default=0)
    return _without_waiting_words(_closed(bare(words[:last]) if last else cut(words, limit)))


def _closed(words: str) -> str:
    """The words up to a quotation or bracket that is not closed in them, if most of them stand before it."""
    pairs = [("“", "”"), ("(", ")"), ("«", "»")]
    opened = [words.rfind(one) for one, other in pairs if words.count(one) > words.count(other)]
    return bare(words[: min(opened)]) if opened and min(opened) >= len(words) // 2 else words


def _without_waiting_words(words: str) -> str:
    """The words without those at their end that wait for what is not quoted."""
    kept = words
    while waiting := _WAITING.search(kept, max(0, len(kept) - LONGEST_WAITING)):
        kept = bare(kept[: waiting.start()])
    return kept if len(kept) > len(words) // 2 else words


def telling_part(text: str, decisive: Span | None, limit: int) -> str:
    """The phrase of a text in which the decisive words stand; its first words where these are not known."""
    if len(bare(text)) <= limit:
        return bare(text)
    title = _TITLE.match(text)
    first = title.end() if title and len(title.group().split()) < TITLE_WORDS else 0
    lead_in = _LEAD_IN.match(text, first)
    first = lead_in.end() if lead_in else first
    start, least = first, 0
    decisive = decisive or _operative(text, first, limit)
    if decisive and decisive.start >= first:
        start = _start_for(text, decisive, limit)
        least = decisive.end - start
        if least > limit:
            return around(text, decisive, limit) or phrase_cut(text[first:], limit)
    return phrase_cut(text[start : _sentence_end(text, start)], limit, least)


def _operative(text: str, first: int, limit: int) -> Span | None:
    """The words of a sentence, or behind its semicolon, that bind somebody, where the first words do not."""
    end = _sentence_end(text, first)
    whole = next((stop for _, stop in sentence_spans(text) if stop >= end and text[stop - 1] != ";"), len(text))
    shown = text.find(phrase := phrase_cut(text[first:end], limit), first) + len(phrase)
    phrases = phrases_of(text)
    found = [
        span
        for kind in _OPERATIVE
        for words, span in phrases.get(kind, ())
        if first <= span.start < whole
        and _is_balanced(text[first : span.start])
        and (kind != "negation" or _DENIES.search(words))
    ]
    if any(span.end <= shown for span in found) or not found:
        return None
    return min(found)


def says_a_rule(words: str) -> bool:
    """Whether some words say themselves what may, must or will be, or is."""
    return _RULE_VERB.search(words) is not None


def sentence_before(text: str, span: Span, limit: int) -> str:
    """What stands in the sentence before some words; empty where that is too little or too much."""
    first = next((start for start, end in sentence_spans(text) if start <= span.start < end), 0)
    head = bare(text[first : span.start])
    return head if LEAST_AROUND <= len(head) <= limit else ""


def condition_around(text: str, span: Span, limit: int) -> tuple[str, str] | None:
    """The condition in which some words stand, and what then holds; None where both stand in one quotation."""
    first, end = next(((start, end) for start, end in sentence_spans(text) if start <= span.start < end), (0, 0))
    pieces = condition_and_rule(text[first:end], limit) if first < end else None
    return pieces if pieces and bare(text[span.start : span.end]) in pieces[0] else None


def condition_and_rule(text: str, limit: int) -> tuple[str, str] | None:
    """Of a sentence that begins with a condition its first words and what then holds, in two quotations.

    None where there is no condition, no room for both, or where the first words say what holds.
    """
    sentence = text[: _sentence_end(text, 0)]
    rule = _rule_of(sentence) if len(sentence) > limit else None
    if rule is None:
        return None
    start, verb = rule
    if len(phrase_cut(sentence, limit)) >= verb.end:
        return None
    if verb.end - start > (1 - SHARE_OF_CONDITION) * limit:  # the subject of the rule is cut as well
        if _RELATIVE.search(sentence[: verb.start]):
            return None
        start = verb.start
    most = max(int(SHARE_OF_CONDITION * limit), limit - len(sentence) + start)
    condition = phrase_cut(sentence[:start], most)
    holds = phrase_cut(sentence[start:], limit - len(condition), verb.end - start)
    return (condition, holds) if len(condition) >= LEAST_OF_CONDITION and len(holds) >= verb.end - start else None


def _rule_of(sentence: str) -> tuple[int, Span] | None:
    """Where in a sentence that begins with a condition the rule begins, and its verb."""
    starts = _RULE_STARTS if _CONDITION.match(sentence) else _RULE_STARTS_BEHIND_SOME
    if starts is _RULE_STARTS_BEHIND_SOME and not _FOR_SOME.match(sentence):
        return None
    outside = _IN_BRACKETS.sub(lambda found: "(" * len(found.group()), sentence[: 2 * LONGEST])
    for found in starts.finditer(outside):
        comma = outside.find(", ", found.end())
        verb = _RULE_VERB.search(outside, found.end(), comma if comma > 0 else len(outside))
        if verb:
            return found.end(), Span(*verb.span())
    return None


def _start_for(text: str, decisive: Span, limit: int) -> int:
    """Where to begin so that the decisive words are shown, with what they are about: a sentence, or a phrase of it."""
    first = max((start for start, _ in sentence_spans(text) if start <= decisive.start), default=0)
    title = _TITLE.match(text, first)
    if title and title.end() <= decisive.start and len(title.group().split()) < TITLE_WORDS:
        first = title.end()
    needed = min(decisive.end + SHOWN_AFTER, _sentence_end(text, decisive.start))
    starts = _starts(text, first, decisive.start)
    return next((start for start in starts if needed - start <= limit), starts[-1])


def _starts(text: str, first: int, last: int) -> list[int]:
    """Return the places at which a quotation up to `last` may begin, none inside of brackets or quotation marks."""
    near = _PHRASE_STARTS.finditer(text, max(first, last - LONGEST), min(len(text), last + 5))
    found = [first, *(one.end() for one in near if one.end() <= last)]
    return [place for place in found if _is_balanced(text[first:place])]


def _is_balanced(words: str) -> bool:
    return all(words.count(opener) == words.count(closer) for opener, closer in ("“”", "()", "«»"))


def _sentence_end(text: str, place: int) -> int:
    return next((end for _, end in sentence_spans(text) if end > place), len(text))


def around(text: str, span: Span, limit: int) -> str:
    """The sentence in which changed words stand, or what of it there is room for; empty where that adds too little."""
    first, end = next(
        ((start, end) for start, end in sentence_spans(text) if start <= span.start < end), (0, len(text))
    )
    latest = max(span.start - LEAST_BEFORE, first)
    words = [one.end() for one in _WORD_STARTS.finditer(text, max(first, span.end - limit), latest + 6)]
    for start in (*_starts(text, first, span.start), *(place for place in words if place <= latest)):
        found = phrase_cut(text[start : max(end, span.end)], limit, span.end - start)
        end_shown = text.find(found, start) + len(found)
        if found and end_shown >= span.start + len(bare(text[span.start : span.end])) and _is_balanced(found):
            return found if len(found) >= span.end - span.start + LEAST_AROUND else ""
    return ""


def new_sentence(old: str, new: str) -> str:
    """The first sentence of a reworded clause that says in other words what the old wording did not say; or empty."""
    before = telling_words(old)
    sentences = [new[start:end] for start, end in sentence_spans(new)]
    for sentence in sentences if len(sentences) > 1 else ():
        words = telling_words(sentence)
        if len(words) >= WORDS_OF_NEW and len(words - before) >= SHARE_OF_NEW * len(words):
            return sentence
    return ""
