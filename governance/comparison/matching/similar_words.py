"""Words that came or went and stand, or stood, in other words elsewhere in the document.

How much of a piece another sentence has is weighed by how seldom its words are in both texts: who shares only the words
of every clause is not alike. A sentence that both texts have is none that changed. Nor is one alike of which the words
in common stand in the piece's own text as well, beside it: then the piece is news.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        ours, others = (self._news, self._olds) if are_new else (self._olds, self._news)
        said = _words_of(words)
        if len(said & others.words_that_changed) < FEWEST_WORDS:
            return ""
        best, most, of_all = "", 0.0, self._weight(said)
        for sentence, has in others.near_of_changed(said):
            shared = said & has
            if len(shared) < FEWEST_WORDS or (weight := self._weight(shared)) <= most:
                continue
            shorter, longer = sorted((of_all, self._weight(has)))
            if weight < max(LEAST_SHARE * shorter, LEAST_OF_LONGER * longer) or _is_part(sentence, beside):
                continue
            if _says_as_much(words, sentence, said - has) and not self._is_beside(shared, words, ours):
                best, most = sentence, weight
        return best

    def _is_beside(self, shared: Words, words: str, ours: "_Sentences") -> bool:
        """Whether another sentence of the words' own text has nearly all that they share."""
        least = SHARE_ELSEWHERE * self._weight(shared)
        return any(
            self._weight(shared & has) >= least and not _is_part(sentence, words)
            for sentence, has in ours.near_of_all(shared)
        )

    def _weight(self, words: Iterable[str]) -> float:
        return sum(map(self._weights.__getitem__, words))

    @cached_property
    def _is_too_long(self) -> bool:
        return len(self._base.blocks) + len(self._after.blocks) > MOST_SENTENCES

    @cached_property
    def _weights(self) -> "_WordWeights":
        return _WordWeights(self._olds.clauses_with, self._news.clauses_with, self._base.blocks, self._after.blocks)

    @cached_property
    def _olds(self) -> "_Sentences":
        return _Sentences(self._base.blocks, self._after.blocks, self._clause_words)

    @cached_property
    def _news(self) -> "_Sentences":
        return _Sentences(self._after.blocks, self._base.blocks, self._clause_words)

    @cached_property
    def _clause_words(self) -> "_ClauseWords":
        return _ClauseWords()


class _ClauseWords(dict[str, Words]):
    """The words of each clause, by the clause's words in their order; worked out for those that are asked for."""

    def __missing__(self, words: str) -> Words:
        self[words] = found = frozenset(words.split())
        return found


class _WordWeights(dict[str, float]):
    """How much each word says: the more the fewer clauses of the text with more of them have it."""

    def __init__(self, old: Counter[str], new: Counter[str], *texts: Sequence[Block]) -> None:
        super().__init__()
        self._old, self._new, self._number = old, new, 1 + max(map(len, texts))

    def __missing__(self, word: str) -> float:
        self[word] = found = math.log(self._number / (max(self._old[word], self._new[word]) or 1))
        return found


class _Sentences:
    """The sentences of a text, by the words that lead to them; clauses that both texts have stand there whole.

    Few of them changed. What is only asked of the others is worked out where it is asked.
    """

    def __init__(self, blocks: Sequence[Block], others: Sequence[Block], clause_words: Mapping[str, Words]) -> None:
        in_both = {block.words for block in others}
        self._blocks, self._clause_words = blocks, clause_words
        self._changed_clauses: list[Block] = []
        # By the place of each among all.
        self._said: list[str | Block] = []
        self._changed: dict[int, Words] = {}
        for block in blocks:
            if block.words in in_both:
                self._said.append(block)
                continue
            self._changed_clauses.append(block)
            text = readable(block.visible)
            for start, end in sentence_spans(text):
                self._changed[len(self._said)] = _words_of(text[start:end])
                self._said.append(text[start:end])

    def near_of_changed(self, words: Words) -> Iterator[tuple[str, Words]]:
        """Those sentences that changed which share most of the words, the nearest first."""
        return self._near(words, self._places_of_changed)

    def near_of_all(self, words: Words) -> Iterator[tuple[str, Words]]:
        """The sentences, and the clauses that both texts have, which share most of the words, the nearest first."""
        return self._near(words, self._places_of_all)

    def _near(self, words: Words, places: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, Words]]:
        shared = Counter(chain.from_iterable([places[word] for word in words if word in places]))
        for place in sorted(shared, key=lambda place: (-shared[place], place))[:MOST_SHARED]:
            said = self._said[place]
            yield (said if isinstance(said, str) else readable(said.visible)), self._words_at(place)

    def _words_at(self, place: int) -> Words:
        said = self._said[place]
        return self._changed[place] if isinstance(said, str) else self._clause_words[said.words]

    @cached_property
    def words_that_changed(self) -> Words:
        """The words of all sentences that changed."""
        return frozenset(chain.from_iterable(self._changed.values()))

    @cached_property
    def clauses_with(self) -> Counter[str]:
        """In how many clauses each word stands."""
        return Counter(chain.from_iterable([self._clause_words[block.words] for block in self._blocks]))

    @cached_property
    def _common(self) -> Words:
        """The words that stand in too many sentences to lead to one."""
        holders = self.clauses_with.copy()
        holders.subtract(chain.from_iterable([self._clause_words[block.words] for block in self._changed_clauses]))
        holders.update(chain.from_iterable(self._changed.values()))
        return frozenset(word for word, number in holders.items() if number > COMMON_WORD_LIMIT)

    @cached_property
    def _places_of_changed(self) -> dict[str, list[int]]:
        return _places_by_word(self._changed.items(), self._common)

    @cached_property
    def _places_of_all(self) -> dict[str, list[int]]:
        return _places_by_word(((place, self._words_at(place)) for place in range(len(self._said))), self._common)


def _places_by_word(said: Iterable[tuple[int, Words]], common: Words) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, words in said:
        for word in words - common:
            places[word].append(place)
    return places


def _words_of(text: str) -> Words:
    return frozenset(plain_words(_ITEM.sub(" ", text) if "(" in text else text).split())


def _says_as_much(words: str, sentence: str, missing: Words) -> bool:
    """Whether no number is missing in the sentence, and both deny something or neither does."""
    has_number = any(any(map(str.isdigit, word)) for word in missing)
    return not has_number and (_DENIES.search(words) is None) == (_DENIES.search(sentence) is None)


def _is_part(one: str, other: str) -> bool:
    """Whether one of the two holds the other."""
    if not other:
        return False
    one, other = plain_words(one), plain_words(other)
    return bool(one and other) and (one in other or other in one)
