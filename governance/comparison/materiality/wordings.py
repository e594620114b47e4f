"""Whether a clause says the same in other words: only such words as always do.

Both wordings are brought into one form and must then be equal word by word, so that any other change beside shows.
"""

import re

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.quick_look import holds_any

LONGEST_READ = 6_000
MOST_CHANGED_WORDS = 60
# What always says the same, before each pattern letters of which one stands in whatever it matches.
_SAME = [
    (signs.split("|"), re.compile(pattern), said)
    for signs, pattern, said in (
        ("including",
         r"\bincluding,? (?:but not limited to|but not exclusively|without limitation|without limiting (?:it"
         r"|them)sel(?:f|ves))\b,?",
         "including without limit"),
        ("include", r"\bincludes?,? (?:but (?:is|are) not limited to|without limitation)\b,?", "include without limit"),
        ("e.|for |z.|zum |p.|par ",
         r"\be\.\s?g\.,?|\bfor (?:example|instance)\b,?|\bz\.\s?b\.|\bzum beispiel\b|\bp\. ?ex\.|\bpar exemple\b,?",
         "for example"),
        ("i.|that is|namely", r"\bi\.\s?e\.,?|\bthat is(?: to say)?,|\bnamely\b,?", "that is"),
        ("in order|so as", r"\bin order to\b|\bso as to\b", "to"),
        ("prior", r"\bprior to\b", "before"),
        ("subsequent", r"\bsubsequent to\b", "after"),
        ("in the event", r"\bin the event that\b", "if"),
        ("the fact", r"\b(?:due to|owing to|by reason of) the fact that\b", "because"),
        ("with re|in re|as regards",
         r"\b(?:with regard to|with respect to|with regards to|in regard to|in relation to|in respect of"
         r"|as regards)\b",
         "regarding"),
        ("by means", r"\bby means of\b", "by"),
        ("utili", r"\butili[sz](e[sd]?|ing)\b", r"us\1"),
        ("as well", r"\bas well as\b", "and"),
        ("pursuant|accordance", r"\bpursuant to\b|\bin accordance with\b", "according to"),
        ("et|and so", r"\b(?:et cetera|etc\.?|and so on|and so forth)(?!\w)", "etc"),
        ("notwith|spite", r"\bnotwithstanding\b|\bin spite of\b", "despite"),
        ("approx", r"\bapproximately\b", "about"),
        ("phone", r"\bmobile phones?\b|\bcell ?phones?\b", "mobile phone"),
        ("whilst", r"\bwhilst\b", "while"), ("amongst", r"\bamongst\b", "among"), ("upon", r"\bupon\b", "on"),
        ("information|details",
         r"\bfurther (?:information|details)\b|\bmore (?:information|details)\b|\badditional information\b", "more"),
        ("art", r"\b(?:article|artikel|art\.)(?=\s?\d)", "article"),
        ("sec", r"\b(?:section|sec\.)(?=\s?\d)", "section"),
        ("para", r"\b(?:paragraphe?|para(?:\.|\b))(?=\s?\d)", "paragraph"),
        ("can include", r"\bcan include\b", "may include"),
        ("via|by way", r"\b(?:via|by way of)\b", "through"),
        ("any", r"\bany ?time\b", "anytime"),
        ("in case", r"\bin case of\b", "in the event of"),
        ("mail", r"\be-?mail\b", "email"), ("site", r"\bweb ?sites?\b", "website"),
    )
]  # fmt: skip
_WORDS = re.compile(r"\w+(?:[.,]\d+)*|[^\w\s.,;:!?()\[\]“”\"'’‘*_·—–-]")
_POSSESSIVE = re.compile(r"(?<![\w.-])([\w.-]{1,60})(?:(?<=\w)['’]s\b|(?<=s)['’](?=\s|$))")
_OWNS_MARK = "\u2020"
_OWNS = rf"\1 {_OWNS_MARK}"
_OWNED_WITHIN = 7
_JOINTS = frozenset(("and", "or"))
_ARTICLES = frozenset(("the", "a", "an"))
# The words that own stand before one of these.
_ENDS_NOUN = frozenset(
    ["by", "with", "for", "to", "in", "on", "from", "at", "is", "are", "was", "were", "that", "which", "who", "under",
     "against"]
)  # fmt: skip
_MARKS = "()“”\"'’.,;:!?"


def said_otherwise(edit: Edit, _: Edits) -> bool:
    """Whether the clause has the same words once such as always say the same are written in one way."""
    if not edit.is_modified or max(len(edit.old), len(edit.new)) > LONGEST_READ or not edit.pieces:
        return False
    if sum(len(piece.old.split()) + len(piece.new.split()) for piece in edit.pieces) > MOST_CHANGED_WORDS:
        return False
    if _plain(edit.old) == _plain(edit.new):
        return False
    sides = [side.casefold() for side in (edit.old, edit.new)]
    forms = [_in_one_form(side) for side in sides]
    return (forms != sides and _plain(forms[0]) == _plain(forms[1])) or _owns_otherwise(edit.old, edit.new)


def _plain(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _in_one_form(text: str) -> str:
    for signs, pattern, said in _SAME:
        if holds_any(text, signs):
            text = pattern.sub(said, text)
    return text


def _owns_otherwise(old: str, new: str) -> bool:
    """Whether "Papertrail's rights" are "the rights of Papertrail" now, and every other word stands where it stood."""
    if not holds_any(old + new, "'’") or _POSSESSIVE.findall(old) == _POSSESSIVE.findall(new):
        return False
    owners = {found[1].lower() for text in (old, new) for found in _POSSESSIVE.finditer(text)}
    olds, news = _POSSESSIVE.sub(_OWNS, old).lower().split(), _POSSESSIVE.sub(_OWNS, new).lower().split()
    if _in_parts(olds, owners) != _in_parts(news, owners):
        return False
    return all(map(_owns_the_same, _owned(olds, owners), _owned(news, owners)))


def _in_parts(words: list[str], owners: set[str]) -> tuple[list[str], list[str], list[str]]:
    """Who owns something, what joins words, and all other words, each in its own order."""
    bare = [word.strip(_MARKS) for word in words]
    said = [word for word in bare if word and word not in (*_ARTICLES, "of", _OWNS_MARK)]
    return (
        [word for word in said if word in owners],
        [word for word in said if word in _JOINTS],
        [word for word in said if word not in owners and word not in _JOINTS],
    )


def _owned(words: list[str], owners: set[str]) -> list[tuple[str, list[str]]]:
    """By what each owner owns something ("'s", "of", or nothing), and the words that say what, the noun last."""
    bare = [word.strip(_MARKS) for word in words]
    found = []
    for at, word in enumerate(bare):
        if word not in owners:
            continue
        before = [one for one in bare[max(0, at - _OWNED_WITHIN) : at] if one not in _ARTICLES]
        if bare[at + 1 : at + 2] == [_OWNS_MARK]:
            after = [
                one for one in bare[at + 2 : at + 2 + _OWNED_WITHIN] if one not in (*owners, *_ARTICLES, _OWNS_MARK)
            ]
            found.append(
                (_OWNS_MARK, after[: next((n for n, one in enumerate(after) if one in _ENDS_NOUN), len(after))])
            )
        elif before[-1:] == ["of"]:
            things = [one for one in before if one not in (*owners, *_JOINTS, "of")]
            found.append(("of", things[-1:]))
        else:
            found.append(("", []))
    return found


def _owns_the_same(one: tuple[str, list[str]], other: tuple[str, list[str]]) -> bool:
    """Whether the noun before "of" is among the words after "'s"."""
    (how, things), (how_now, things_now) = sorted((one, other), key=lambda owned: owned[0] == "of")
    if how == how_now:
        return things == things_now
    return how == _OWNS_MARK and how_now == "of" and bool(things_now) and things_now[0] in things
