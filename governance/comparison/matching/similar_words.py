"""Words that came or went and stand, or stood, in other words elsewhere in the document.

How much of a piece another sentence has is weighed by how seldom its words are in both texts: who shares only the words
of every clause is not alike. A sentence that both texts have is none that changed. Nor is one alike of which the words
in common stand in the piece's own text as well, beside it: then the piece is news.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

from governance.comparison.text.normalise import plain_words
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.spans import sentence_spans
from governance.comparison.text.word_lists import CONTRACTED_NOT, NEGATIONS

# So much of what the shorter one of two forms says the longer one says as well, and so much the other way round; fewer
# words are the same by chance.
LEAST_SHARE, LEAST_OF_LONGER, FEWEST_WORDS = 0.6, 0.35, 6
# So much of what both have stands in a third place.
SHARE_ELSEWHERE = 0.8
# A word of more sentences leads to none of them; of those it leads to so many that share most are weighed.
COMMON_WORD_LIMIT, MOST_SHARED = 40, 8
# Of longer texts nothing is said to be alike, nor of more pieces of one change.
MOST_SENTENCES, MOST_ASKED = 6_000, 400
Words = frozenset[str]
# The number of an item within a sentence is none that the sentence states.
_ITEM = re.compile(r"\(\w{1,3}\)")
_DENIES = re.compile(rf"\b(?:{NEGATIONS}|{CONTRACTED_NOT})\b", re.IGNORECASE)


class SimilarWords:
    """The sentences of two texts, to ask which changed sentence of one says most of what words of the other say."""

    def __init__(self, base: ParsedText, after: ParsedText) -> None:
        self._base, self._after = base, after
        self._answers: dict[tuple[str, bool, str], str] = {}

    def like(self, words: str, *, are_new: bool, beside: str = "") -> str:
        """The sentence of the other text that has most of these words, all numbers among them, and denies as they do.

        It is an exact part of one of its clauses, "" where there is none. `are_new` are words of the newer text;
        `beside` are those of the other text that stood or stand in their place.
        """
        asked = words, are_new, beside
        if asked not in self._answers:
            if len(self._answers) >= MOST_ASKED or self._is_too_long:
                return ""
            self._answers[asked] = self._nearest(*asked)
        return self._answers[asked]

    def _nearest(self, words: str, are_new: bool, beside: str) -> str:
        said = _words_of(words)
        if len(said) < FEWEST_WORDS:
            return ""
        ours, others = (self._news, self._olds) if are_new else (self._olds, self._news)
        best, most = "", 0.0
        for sentence, has in others.near(said):
            shared = said & has
            weight = self._weight(shared)
            if len(shared) < FEWEST_WORDS or weight <= most or _is_part(sentence, beside):
                continue
            shorter, longer = sorted((self._weight(said), self._weight(has)))
            if weight < max(LEAST_SHARE * shorter, LEAST_OF_LONGER * longer):
                continue
            if _says_as_much(words, sentence, said - has) and not self._is_beside(shared, words, ours):
                best, most = sentence, weight
        return best

    def _is_beside(self, shared: Words, words: str, ours: "_Sentences") -> bool:
        """Whether another sentence of the words' own text has nearly all that they share."""
        least = SHARE_ELSEWHERE * self._weight(shared)
        return any(
            self._weight(shared & has) >= least and not _is_part(sentence, words)
            for sentence, has in ours.near(shared, are_all=True)
        )

    def _weight(self, words: Iterable[str]) -> float:
        """How much words say: each the more the fewer clauses of one text have it."""
        number = 1 + max(len(self._base.blocks), len(self._after.blocks))
        return sum([math.log(number / self._holders.get(word, 1)) for word in words])

    @cached_property
    def _is_too_long(self) -> bool:
        return len(self._base.blocks) + len(self._after.blocks) > MOST_SENTENCES

    @cached_property
    def _clause_words(self) -> dict[str, Words]:
        """The words of each clause of either text, by the clause's words in their order."""
        said = {block.words for text in (self._base, self._after) for block in text.blocks}
        return {words: frozenset(words.split()) for words in said}

    @cached_property
    def _holders(self) -> Counter[str]:
        """In how many clauses of the text with more of them each word stands."""
        old, new = (
            Counter(chain.from_iterable([self._clause_words[block.words] for block in text.blocks]))
            for text in (self._base, self._after)
        )
        return old | new

    @cached_property
    def _olds(self) -> "_Sentences":
        return _Sentences(self._base.blocks, self._after.blocks, self._clause_words)

    @cached_property
    def _news(self) -> "_Sentences":
        return _Sentences(self._after.blocks, self._base.blocks, self._clause_words)


class _Sentences:
    """The sentences of a text, by the words that lead to them; clauses that both texts have stand there whole."""

    def __init__(self, blocks: Iterable[Block], others: Iterable[Block], clause_words: Mapping[str, Words]) -> None:
        in_both = {block.words for block in others}
        self._said: list[tuple[str | Block, Words]] = []
        places: dict[str, list[int]] = defaultdict(list)
        for block in blocks:
            if block.words in in_both:
                self._said.append((block, clause_words[block.words]))
            else:
                text = readable(block.visible)
                pieces = [text[start:end] for start, end in sentence_spans(text)]
                self._said += [(piece, _words_of(piece)) for piece in pieces]
        for place, (_, words) in enumerate(self._said):
            for word in words:
                places[word].append(place)
        self._places = {word: found for word, found in places.items() if len(found) <= COMMON_WORD_LIMIT}

    def near(self, words: Words, *, are_all: bool = False) -> Iterator[tuple[str, Words]]:
        """The sentences that share most of the words, the nearest first; only those that changed unless `are_all`."""
        shared = Counter(chain.from_iterable([self._places[word] for word in words if word in self._places]))
        found = [place for place in shared if are_all or isinstance(self._said[place][0], str)]
        for place in sorted(found, key=lambda place: (-shared[place], place))[:MOST_SHARED]:
            said, has = self._said[place]
            yield (said if isinstance(said, str) else readable(said.visible)), has


def _words_of(text: str) -> Words:
    return frozenset(plain_words(_ITEM.sub(" ", text)).split())


def _says_as_much(words: str, sentence: str, missing: Words) -> bool:
    """Whether no number is missing in the sentence, and both deny something or neither does."""
    has_number = any(any(map(str.isdigit, word)) for word in missing)
    return not has_number and (_DENIES.search(words) is None) == (_DENIES.search(sentence) is None)


def _is_part(one: str, other: str) -> bool:
    """Whether one of the two holds the other."""
    one, other = plain_words(one), plain_words(other)
    return bool(one and other) and (one in other or other in one)
