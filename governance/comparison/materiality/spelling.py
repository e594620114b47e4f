"""Whether only the spelling or the grammar of a clause is put right, or gone wrong.

Without a list of words a misspelt one is hard to tell from a rare one: "consent" and "content" are one letter apart,
and each holds letters in a row that no other word of a long text has. So only garbled words are known here.
"""

import re
from collections.abc import Sequence

from governance.comparison.judging.shifts import is_inflection
from governance.comparison.materiality.edits import ChangedWords, Edit, Edits, runs_of
from governance.comparison.materiality.misspelt import is_misspelt
from governance.comparison.text.word_lists import DENIALS, WORDS_OF_FORCE

LONGEST_READ = 6_000
SHORTEST_WORD = 5
# A shorter text has too few words to tell which letters stand in a row.
LEAST_WORDS_OF_TEXT = 300
# So many runs of letters that no other word has make a word garbled.
GARBLED_RUNS = 4

_ARTICLES = re.compile(
    r"(?:(?:a|an|the|that|which|who|whom|whose|is|are|was|were|’s|'s|s"
    r"|le|la|les|l['’]|un|une|des|du|ein|eine[mnrs]?)(?:\b\W*|(?<=['’]))){1,2}|\W*",
    re.IGNORECASE,
)
# Words that join or soften a sentence and could be left out.
_FILLERS = re.compile(
    r"\b(?:however|therefore|thus|hence|hereby|furthermore|moreover|additionally|in addition"
    r"|accordingly|consequently)\b\W*",
    re.IGNORECASE,
)
_PARTICLE = re.compile(
    r"with|of|to|in|on|at|for|as|also|though|please|just|then|so|both|do|does|be|been|de|à|vous|y|en"
)
_SAME_PARTICLES = (
    {"in", "on", "at", "upon"},
    {"via", "through"},
    {"about", "regarding", "concerning"},
    {"the", "then"},
)
_SPELLINGS = [
    (re.compile(pattern), said)
    for pattern, said in (
        (r"is(e[sdr]?|ing|ations?)$", r"iz\1"), (r"ys(e[sd]?|ing)$", r"yz\1"),
        (r"our(?=s?$|ed|ing|able|ful|ite|al)", "or"),
        (r"(?<=[ea])ll(?=ed|ing|er)|ll(?=ments?$)", "l"),
        (r"ogue(?=s?$)", "og"), (r"gramme(?=s?$)", "gram"), (r"tre(?=s?$)", "ter"),
        (r"([dg])gement", r"\1gment"), (r"licence", "license"), (r"defence", "defense"), (r"^enrol$", "enroll"),
    )
]  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]")
_LETTERS = re.compile(r"[^\W\d_]+")
_TRIPLED = re.compile(r"([^\W\d_])\1\1")
_NO_REPEAT = re.compile(rf"\b(?:{DENIALS}|{WORDS_OF_FORCE})\b|\d", re.IGNORECASE)
_LAST_OF_A_ROW = re.compile(r",\s*[^,]{1,80},\s*and\b[^,]{1,80}$")
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_STRAY = re.compile(r"[b-hj-z]")
# After such a word a letter is a name: "class b", "option c".
_NAMED_BY_LETTER = re.compile(
    r"\b(?:class|type|category|group|option|plan|part|section|annex|schedule|appendix|exhibit|clause|article"
    r"|paragraph|item"
    r"|level|step|phase|series|grade|tier|zone|table|figure|form|point|vitamin|hepatitis|version|and|or)\s*$",
    re.IGNORECASE,
)


def grammar(edit: Edit, edits: Edits) -> bool:
    """Whether only articles, forms of words, doubled, mistyped or joining words differ."""
    if not (edit.is_modified and edit.pieces) or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    if not any(piece.old or piece.new for piece in edit.pieces):
        return False
    if is_inflection(edit.old, edit.new):
        return False
    return all(is_put_right(piece, edits) for piece in edit.pieces) or _has_a_doubled_word_less(edit)


def is_put_right(piece: ChangedWords, edits: Edits) -> bool:
    """Whether a piece is an article, a filling word, another number of a word, a mistyped word or a stray letter."""
    if _ARTICLES.fullmatch(piece.old) and _ARTICLES.fullmatch(piece.new):
        return True
    if _FILLERS.sub("", piece.old).casefold() == _FILLERS.sub("", piece.new).casefold():
        return piece.old.casefold() != piece.new.casefold()
    if bool(piece.old) and bool(piece.new):
        return (
            is_inflection(piece.old, piece.new)
            or _is_garbled(piece, edits)
            or is_misspelt(piece.old, piece.new, edits)
            or _is_in_other_spelling(piece.old, piece.new)
            or _is_particle(piece)
        )
    return _is_particle(piece) or _joins_the_last(piece) or _is_stray_letter(piece, edits)


def _is_particle(piece: ChangedWords) -> bool:
    """Whether one word that only joins others came or went, or stands for another one such."""
    sides = [side.strip(" ,").casefold() for side in (piece.old, piece.new)]
    if not all(sides):
        return _PARTICLE.fullmatch("".join(sides)) is not None
    return any(set(sides) <= same for same in _SAME_PARTICLES)


def _is_in_other_spelling(old: str, new: str) -> bool:
    """Whether both are one word as two countries spell it, such as "behaviour" and "behavior"."""
    one, other = old.strip(" .,;:()").casefold(), new.strip(" .,;:()").casefold()
    if min(len(one), len(other)) < SHORTEST_WORD or one == other or not (one + other).isalpha():
        return False
    return _in_one_spelling(one) == _in_one_spelling(other)


def _in_one_spelling(word: str) -> str:
    for pattern, said in _SPELLINGS:
        word = pattern.sub(said, word)
    return word


def _joins_the_last(piece: ChangedWords) -> bool:
    """Whether "and" came to the last comma of a row that had no other word there."""
    put_in, sentence = (piece.new, piece.new_sentence) if piece.new else (piece.old, piece.old_sentence)
    if put_in.strip(" ,").lower() != "and":
        return False
    return _LAST_OF_A_ROW.search(sentence.rstrip(" .;:")) is not None and not _OR.search(sentence)


def _is_stray_letter(piece: ChangedWords, edits: Edits) -> bool:
    """Whether one letter that is no word and no name came or went, in a text in English."""
    letter, sentence = (piece.old, piece.old_sentence) if piece.old else (piece.new, piece.new_sentence)
    if not _STRAY.fullmatch(letter) or edits.holders(letter) > 1:
        return False
    found = re.search(rf"(?<![^\s]){letter}(?![^\s])", sentence)
    if not found or _NAMED_BY_LETTER.search(sentence[: found.start()]):
        return False
    return edits.language == "English"


def _has_a_doubled_word_less(edit: Edit) -> bool:
    """Whether the same word stood twice in a row and stands once, or the other way round."""
    changed = " ".join(f"{piece.old} {piece.new}" for piece in edit.pieces)
    if _NO_REPEAT.search(changed) or not all(bool(piece.old) != bool(piece.new) for piece in edit.pieces):
        return False
    return _undoubled(_WORD.findall(edit.old.casefold())) == _undoubled(_WORD.findall(edit.new.casefold()))


def _undoubled(words: Sequence[str]) -> list[str]:
    return [word for at, word in enumerate(words) if at == 0 or word != words[at - 1] or not word.isalpha()]


def _is_garbled(piece: ChangedWords, edits: Edits) -> bool:
    """Whether one word stands for another one with letters put in that make no word, on either side."""
    sides = piece.old, piece.new
    one, other = (_LETTERS.findall(side.casefold()) for side in sides)
    if not len(one) == len(other) == 1 or _LETTERS.sub("", piece.old) != _LETTERS.sub("", piece.new):
        return False
    shorter, longer = sorted((one[0], other[0]), key=len)
    return _TRIPLED.sub(r"\1\1", longer) == shorter or _is_shorter_with_more_letters(longer, shorter, edits)


def _is_shorter_with_more_letters(longer: str, shorter: str, edits: Edits) -> bool:
    """Whether a word of the texts stands here alone with letters in between that no other word has in a row."""
    if len(shorter) < SHORTEST_WORD or shorter in longer or not 2 <= len(longer) - len(shorter) <= len(shorter) // 2:
        return False
    letters = iter(longer)
    if not all(letter in letters for letter in shorter):
        return False
    if edits.holders(longer) > 1 or edits.holders(shorter) < 2 or edits.size < LEAST_WORDS_OF_TEXT:
        return False
    unseen = [run for run in runs_of(longer) - runs_of(shorter) if edits.words_by_run[run] <= 1]
    return len(unseen) >= GARBLED_RUNS
