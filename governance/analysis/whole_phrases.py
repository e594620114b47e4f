"""What a pattern found in a sentence, made a whole phrase: up to where its clause ends, with the negation it is under.

"We will not use your letters to train our models" must not be quoted as "to train our models". Where it can't be told
where a phrase ends, there is none.
"""

import re

MOST_WORDS, FEWEST_WORDS, MOST_CHARACTERS = 45, 3, 300
_HARD = r"[.;:!?](?=[\s”\"’')\]*]|\Z)|(?<=\))\.|\n\s{0,8}(?:\n|[-*•|#])|\|"
_HARD_STOP = re.compile(_HARD)
_STOP = re.compile(
    rf"{_HARD}|,\s(?=(?:and |or |but )?(?:we|you|they|it|this|these|which|who|where|unless|except|if|when|as|including"
    r"|such|however|subject|provided|in|by|to|for|only|solely|other)\b)"
    r"|,?\s(?=(?:and |or )?\((?:[ivx]{1,4}|[a-z\d])\)\s)",
    re.IGNORECASE,
)
# Behind these a new statement begins, which a negation before them is not about.
_BEGINS = re.compile(
    r"[.;:!?][\s”\"’')\]*]{1,4}|[,\s](?=(?:but|however)\b)|[,\s](?=and (?:we|you|they)\b)|,\s(?=(?:we|you|they|then)\b)"
    r"|\s(?=you (?:can|may)\b)|\n\s{0,8}(?:\n|[-*•|#])",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:(?<!or )not(?! (?:only|limited|less than|more than|later than)\b)|never|neither|nor|cannot|without"
    r"|nobody|none|nothing|no(?! (?:cost|charge|later|more|less)\b)|(?:do|does|wo|is|are|ca)n['’]t|opt(?:ed|ing"
    r"|s)?[ -]?out"
    r"|object(?:s|ing)? to|prohibit\w{0,5}|prevent\w{0,3}|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|stop"
    r"|turn(?:ing)? off|disabl(?:e|es|ing))\b",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"\b(?:an?|the|and|or|of|to|for|in|on|at|by|with|from|as|that|which|who|we|you|they|your|our|their|its|any|such|is|are"
    r"|may|will|can|if|when|where|then|following|thirty|sixty|ninety)\Z",
    re.IGNORECASE,
)


def negated_from(sentence: str, start: int) -> int | None:
    """Return where the statement begins that negates or declines what stands at `start`; None where none does."""
    begin = max((found.end() for found in _BEGINS.finditer(sentence, 0, start)), default=0)
    if not _NEGATED.search(sentence, begin, start):
        return None
    return begin + len(sentence[begin:]) - len(sentence[begin:].lstrip(" *•-–(,"))


def with_its_negation(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the words with the negation that they are under, up to the end of the statement; else as they are.

    None where that would be longer than a cell may be.
    """
    begin = negated_from(sentence, start)
    if begin is None:
        return start, end
    last = _end(_HARD_STOP, sentence, end)
    return (begin, last) if last - begin <= MOST_CHARACTERS else None


def whole_phrase(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the words up to where their clause ends, with the negation they are under; None for a mere fragment."""
    last = _end(_STOP, sentence, end)
    if sentence[last : last + 1] == ":":
        return None
    found = with_its_negation(sentence, start, last)
    if found is None or found[0] != start:
        return found if found and _is_closed(sentence[slice(*found)]) else None
    phrase = sentence[start:last]
    words = phrase.split()
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or _OPEN_END.search(phrase) or not _is_closed(phrase):
        return None
    return found


def _is_closed(phrase: str) -> bool:
    return phrase.count("(") == phrase.count(")")


def phrase_end(sentence: str, end: int) -> int:
    """Return where the statement ends in which `end` stands."""
    return _end(_HARD_STOP, sentence, end)


def _end(stop: re.Pattern[str], sentence: str, end: int) -> int:
    """Where the clause ends in which `end` stands, without spaces before it."""
    end = len(sentence[:end].rstrip())
    found = stop.search(sentence, end)
    last = found.start() if found else len(sentence)
    return len(sentence[:last].rstrip(" ,*"))
