"""Words that are each other's contrary, where one stands in the place of the other: "before" and "after"."""

import re
from collections.abc import Iterator, Sequence

from governance.comparison.matching.changed_words import new_span, old_span, whole_words
from governance.comparison.matching.wording import Stretch, changed_stretches
from governance.comparison.text.phrases import PHRASES, Span, stems
from governance.comparison.text.quick_look import folded, holds_any

# In a longer stretch the words may stand for others.
LONGEST_STRETCH = 6
# In a shorter word the first letters make another word too often: "less" and "unless".
LEAST_LETTERS = 5
_PHRASE_LENGTH = 20
_PAIRS = (
    "before after", "inside outside", "within outside", "earlier later", "prior subsequent", "previously subsequently",
    "legal illegal", "legally illegally", "legitimate illegitimate", "permitted prohibited", "permitted forbidden",
    "allowed prohibited", "allowed forbidden", "allowed disallowed", "lawfulness unlawfulness", "include exclude",
    "inclusive exclusive", "accept refuse", "accept reject", "accept decline", "agree refuse", "agree disagree",
    "agree decline", "approve reject", "grant deny", "grant refuse", "enable disable", "increase decrease",
    "increase reduce", "mandatory optional", "mandatory voluntary", "compulsory voluntary", "required optional",
    "revocable irrevocable", "revocably irrevocably", "valid invalid", "valid void", "active inactive",
    "direct indirect", "directly indirectly", "online offline", "above below", "internal external", "public private",
    "publicly privately", "express implied", "dependent independent", "complete incomplete", "correct incorrect",
    "accurate inaccurate", "sufficient insufficient", "appropriate inappropriate", "possible impossible",
    "maximum minimum", "higher lower", "more less", "more fewer", "greater less", "longer shorter", "most least",
    "free-of-charge for-charge", "free paid", "opt-in opt-out", "opting-in opting-out", "opted-in opted-out",
    "opts-in opts-out", "buy sell", "domestic foreign", "gross net", "switched-on switched-off",
    "activate deactivate", "activated deactivated", "allowed blocked", "explicit implied", "refundable nonrefundable",
    "if unless", "when unless", "where unless", "only_if unless",
)  # fmt: skip
_CONTRARY: dict[str, set[str]] = {}
for _one, _other in (tuple(stems(pair.replace("-", "_"))) for pair in _PAIRS):
    _CONTRARY.setdefault(_one, set()).add(_other)
    _CONTRARY.setdefault(_other, set()).add(_one)
_PHRASE_SIGNS = ("at least", "at most", "at the", "charge", "fee", "payment", "opt", "non-", " on", " off", "only ")
(_UNLESS,) = stems("unless")
_NEGATION = PHRASES["negation"]
_PHRASES = (
    (re.compile(r"\b(?:free of|without(?: any)?) charge\b"), "free_of_charge"),
    (
        re.compile(r"\b(?:for|at|against|subject to) (?:a |an additional |an extra )?(?:charge|fee|payment)\b"),
        "for_charge",
    ),
    (re.compile(r"\b(opt(?:s|ed|ing)?)[ -](in|out)(?: to| of)?\b"), r"\1_\2"),
    # What is on is used, and what is off is not; "on the tower" is a place.
    (
        re.compile(
            r"\b(?:(?:turn|switch)(?:e[ds]|s|ing)?[ -](?P<set>on|off)"
            r"|(?:is|are|be|stays?|remains?|to) (?P<left>on|off)(?=$|[.;,]| (?:by default|unless|until|if|when)\b)"
            r"|(?P<default>on|off) by default\b|(?:default|:) ?(?P<stated>on|off)(?= *(?:[.;,]|$)))"
        ),
        lambda found: f"switched_{found['set'] or found['left'] or found['default'] or found['stated']}",
    ),
    (re.compile(r"\bnon-(?=\w)"), "non"),
    (re.compile(r"\bonly (?:if|when|where)\b"), "only_if"),
    (re.compile(r"\bat (?:the )?(least|most)\b"), r"\1"),
)  # fmt: skip


def turned_words(old: str, new: str, stretches: Sequence[Stretch]) -> Iterator[tuple[str, Span, Span]]:
    """Each place where nothing but a word and its contrary were exchanged."""
    for one in stretches:
        if max(one.old.count(" "), one.new.count(" ")) > LONGEST_STRETCH:
            continue
        spans = with_phrase(old, old_span(one)), with_phrase(new, new_span(one))
        olds, news = (_words(whole_words(text, span)) for text, span in zip((old, new), spans, strict=True))
        if max(len(olds), len(news)) > LONGEST_STRETCH or len(olds) != len(news):
            continue
        pairs = [(was, now) for was, now in zip(olds, news, strict=True) if was != now]
        # "Unless you object" is "if you do not object", and "not unless you agree" is "only if you agree".
        if _UNLESS in (word for pair in pairs for word in pair) and _deny_otherwise(old, new):
            continue
        if len(pairs) == 1 and _are_contrary(*pairs[0]):
            yield "word_turned", old_span(one), new_span(one)


def _deny_otherwise(old: str, new: str) -> bool:
    """Whether one of two wordings has more denials than the other."""
    return len(_NEGATION.findall(old)) != len(_NEGATION.findall(new))


def holds_contrary(old: str, new: str) -> bool:
    """Whether a word of one wording stands for its contrary in the other."""
    return next(turned_words(old, new, changed_stretches(old, new)), None) is not None


def with_phrase(text: str, span: Span) -> Span:
    """The span with the words beside it that make a phrase with it: of "opt in" only "in" may have changed."""
    begin = max(0, span.start - _PHRASE_LENGTH)
    window = text[begin : span.end + _PHRASE_LENGTH].lower()
    if not holds_any(window, _PHRASE_SIGNS):
        return span
    start, end = span.start - begin, span.end - begin
    for pattern, _ in _PHRASES:
        for match in pattern.finditer(window):
            if match.start() < end and start < match.end():
                start, end = min(start, match.start()), max(end, match.end())
    return Span(begin + start, begin + end)


def _words(piece: str) -> list[str]:
    piece = folded(piece)
    if holds_any(piece, _PHRASE_SIGNS):
        for pattern, one_word in _PHRASES:
            piece = pattern.sub(one_word, piece)
    return stems(piece)


def _are_contrary(one: str, other: str) -> bool:
    if other in _CONTRARY.get(one, ()):
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= LEAST_LETTERS and longer in (f"un{shorter}", f"non{shorter}")
