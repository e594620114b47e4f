"""What the old or the new text says in the clauses that a sentence cites, ready to be held against it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from governance.comparison.text.dates import find_days
from governance.comparison.text.quantities import Quantity, find_quantities
from governance.comparison.text.reader_text import as_read
from governance.rewriting.guard.saying import ModalFact, denied_heads, doings, has_content, modal_facts, owned
from governance.rewriting.guard.stems import ReadWord, in_full, words_of
from governance.rewriting.guard.told import ToldStatement
from governance.rewriting.guard.words import EXCEPTIONS, LIMITS, NUMBER_WORDS, US, YOU

_QUOTATION = re.compile(r"“[^“”]{0,400}+”")
_COUNTED_WITHIN = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence of the clause or statement numbered `text`: its words, and what it always says in one way.

    That is whether it has an "only" or an "unless", what it only denies, and what it only says under a modal verb.
    """

    text: int
    words: tuple[ReadWord, ...]
    stems: frozenset[str]
    has_limit: bool
    has_exception: bool
    only_denied: frozenset[str]
    only_modal: frozenset[str]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts, as far as it is cited. `stems` holds the words of the derived statements and headings too,
    which are `around`.

    `has_clause` is false where no clause of it is cited: one that was added has no words before.
    """

    has_clause: bool
    stems: frozenset[str]
    around: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[float]
    quantities: tuple[Quantity, ...]
    counted: tuple[tuple[Quantity, tuple[str, ...]], ...]
    days: frozenset[tuple[object, ...]]
    facts: tuple[ModalFact, ...]
    denied: tuple[tuple[str, ...], ...]
    only_denied: frozenset[str]
    only_modal: frozenset[str]
    done: tuple[tuple[str, frozenset[str]], ...]
    owned: tuple[tuple[str, frozenset[str]], ...]
    parties: frozenset[str]
    sentences: tuple[Spoken, ...]
    texts: tuple[str, ...]


def side_of(cited: Sequence[ToldStatement], *, is_past: bool) -> Side:
    """Return what the cited statements say of the old text, or of the new one."""
    quoted = [one.before if is_past else one.after for one in cited]
    # What a statement about the whole change says holds of both; of others the words around their quotations do.
    whole = [in_full(one.sentence) for one in cited if not (one.before or one.after)]
    around = [_QUOTATION.sub(" ", one.sentence) for one in cited] + [words for one in cited for words in one.above]
    return _side(tuple(in_full(as_read(text)) for text in quoted if text), tuple(whole), tuple(around))


@lru_cache(maxsize=200)
def _side(clauses: tuple[str, ...], whole: tuple[str, ...], around: tuple[str, ...]) -> Side:
    texts = (*clauses, *whole)
    of_texts = [words_of(text) for text in texts]
    words = [word for some in of_texts for word in some]
    every = [*words, *(word for text in around for word in words_of(text))]
    quantities = tuple(one for text in texts for one in find_quantities(text))
    facts = tuple(fact for some in of_texts for fact in modal_facts(some))
    denied = tuple(heads for some in of_texts for heads in denied_heads(some))
    times = Counter(word.stem for word in words)
    return Side(
        has_clause=bool(clauses),
        stems=frozenset(word.stem for word in every if has_content(word) or word.small in LIMITS),
        around=frozenset(word.stem for text in around for word in words_of(text)),
        names=frozenset(word.small.removesuffix("'s") for word in every if not word.text.islower()),
        numbers=frozenset(_numbers(words, quantities)),
        quantities=quantities,
        counted=tuple(pair for text in texts for pair in _counted(text)),
        days=frozenset(day[2:5] for text in texts for day in find_days(text)),
        facts=facts,
        denied=denied,
        only_denied=_always(times, (heads[0] for heads in denied)),
        only_modal=_always(times, (fact.heads[0] for fact in facts)),
        done=tuple((who, frozenset(done)) for some in of_texts for who, done in doings(some)),
        owned=tuple((whose, frozenset(what)) for some in of_texts for whose, what in owned(some)),
        parties=frozenset(
            "we" if word.small in US else "you" for word in words if word.small in US or word.small in YOU
        ),
        sentences=tuple(one for number, some in enumerate(of_texts) for one in _sentences(number, some)),
        texts=texts,
    )


def _numbers(words: Iterable[ReadWord], quantities: Iterable[Quantity]) -> Iterable[float]:
    yield from (NUMBER_WORDS[word.small] for word in words if word.small in NUMBER_WORDS)
    yield from (one.value for one in quantities)


def _counted(text: str) -> Iterable[tuple[Quantity, tuple[str, ...]]]:
    """Each quantity with the words that follow it."""
    for one in find_quantities(text):
        after = [word.stem for word in words_of(text[one.end : one.end + 120]) if has_content(word)]
        yield one, tuple(after[:_COUNTED_WITHIN])


def _always(times: Counter[str], heads: Iterable[str]) -> frozenset[str]:
    """The stems that stand in no other place than as such a head."""
    return frozenset(stem for stem, count in Counter(heads).items() if times[stem] <= count)


def _sentences(text: int, words: Sequence[ReadWord]) -> Iterable[Spoken]:
    found: dict[int, list[ReadWord]] = {}
    for word in words:
        found.setdefault(word.sentence, []).append(word)
    for some in found.values():
        times = Counter(word.stem for word in some)
        yield Spoken(
            text=text,
            words=tuple(some),
            stems=frozenset(times),
            has_limit=any(word.small in LIMITS for word in some),
            has_exception=any(word.small in EXCEPTIONS for word in some),
            only_denied=_always(times, (heads[0] for heads in denied_heads(some))),
            only_modal=_always(times, (fact.heads[0] for fact in modal_facts(some))),
        )
