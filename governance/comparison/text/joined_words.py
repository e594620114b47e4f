"""Whether two wordings are the same words, some of them written together in one and apart in the other."""

from collections.abc import Iterator, Sequence

from governance.comparison.text.normalise import squeezed, with_points_in_numbers

# Joined these are other words: "may be" is no "maybe", and "not able" is the contrary of "notable".
_OTHER_WORDS = frozenset(
    (
        "maybe", "everyday", "sometime", "sometimes", "anyway", "already", "always", "indeed", "insight", "however",
        "overall", "overlook", "notable", "notably", "notice", "nowhere",
    )
)  # fmt: skip
# "A part" is no "apart". Of what denies a word only "in" is a word too: "un able" is "unable" with a blank in it.
_OTHER_WHEN_JOINED = frozenset(("a", "in"))
_LEAST_LETTERS = 4
# After these "in" says where, joined or not.
_PLACES = frozenset(
    (
        "house", "line", "store", "game", "depth", "side", "stead", "bound", "flight", "person", "doors", "vehicle",
        "browser", "product",
    )
)  # fmt: skip


def same_words_joined(first: str, second: str) -> bool:
    """Whether both have the same letters in the same order, and where they are parted otherwise, the same words.

    Both are plain words with single blanks. "Any time" and "anytime" are the same; "in valid" and "invalid" are not.
    """
    return first == second or (squeezed(first) == squeezed(second) and not other_words_joined(first, second))


def other_words_joined(first: str, second: str) -> bool:
    """Whether both have the same letters in the same order and words of one, joined, are another word of the other."""
    if first == second or squeezed(first) != squeezed(second):
        return False
    olds, news = (with_points_in_numbers(words).split() for words in (first, second))
    return any(_is_another_word(*stretch) for stretch in _parted_otherwise(olds, news))


def _parted_otherwise(olds: Sequence[str], news: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The shortest stretches of the same letters that are parted otherwise."""
    one: list[str] = []
    other: list[str] = []
    left, right = iter(olds), iter(news)
    ahead = 0
    for word in left:
        one.append(word)
        ahead += len(word)
        while ahead > 0:
            other.append(next(right))
            ahead -= len(other[-1])
        if ahead == 0:
            if one != other:
                yield one, other
            one, other = [], []


def _is_another_word(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether some words joined make a word that says something else, or both sides are several words."""
    parts, joined = (one, other) if len(one) > len(other) else (other, one)
    if len(joined) > 1 or joined[0] in _OTHER_WORDS:
        return True
    rest = joined[0][len(parts[0]) :]
    return parts[0] in _OTHER_WHEN_JOINED and len(rest) >= _LEAST_LETTERS and rest not in _PLACES
