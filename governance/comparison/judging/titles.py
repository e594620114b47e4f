"""Whether a heading or a line of few words, which names what it is about, came to say something else.

Most other words for a title are editing. A negation, a verb of force, what is permitted, forbidden, required or left
to a choice is not: "Permitted uses" and "Forbidden uses" are contraries. Nor is whom it binds.
"""

import re

from governance.comparison.judging.contraries import holds_contrary
from governance.comparison.text.meaningful_marks import meaningful_marks
from governance.comparison.text.quick_look import folded
from governance.comparison.text.word_lists import CONTRACTED_NOT, DENIALS, USERS

# Words of one group say the same as far as is told here: "Permitted uses" may as well be "Allowed uses".
_GROUPS = {
    "negation": (
        rf"{DENIALS}|none|nobody|cannot|without|non|{CONTRACTED_NOT}"
        r"|nicht|kein\w{0,2}|nie|niemals|ohne|ne|pas|jamais|aucune?|sans|nunca|sin|ning[uú]n\w?|senza|nessun\w?"
        r"|niet|geen|nooit|zonder|não|sem|nenhuma?"
    ),
    "permission": (
        r"allow(?:ed|s)?|permit(?:s|ted)?|permissible|authori[sz]ed|acceptable"
        r"|erlaubte?\w{0,2}|zulässige?\w{0,2}|gestattete?\w{0,2}|autorisée?s?|autori[sz]zat[oaie]|autorizad[oa]s?"
        r"|permitid[oa]s?|permess[oaie]|consentit[oaie]|toegestane?"
    ),
    "prohibition": (
        r"prohibit(?:s|ed|ion|ions)?|forbid(?:s|den)?|disallow(?:s|ed)?|bann?(?:ed|s)?|impermissible"
        r"|unauthori[sz]ed|unacceptable"
        r"|verboten\w{0,2}|untersagte?\w{0,2}|unzulässige?\w{0,2}|interdite?s?|prohibid[oa]s?|proibid[oa]s?|vietat[oaie]"
    ),
    "restriction": r"restrict(?:s|ed)?",
    "duty": r"must|shall|required?|requires|mandatory|compulsory|obligatory|obliged",
    "choice": r"optional(?:ly)?|voluntar(?:y|ily)",
    "joining": r"opt(?:s|ed|ing)?[ -]in",
    "leaving": r"opt(?:s|ed|ing)?[ -]out",
    "power": r"(?:may(?! \d)|might|can|could)(?!['’]t)",
    "advice": r"should(?!n['’]t)",
    "future": r"(?:will|would)(?!n['’]t)",
    "limit": r"unless|except|only",
    "refund": r"refundable",
    "no_refund": r"nonrefundable",
}
_FORCE = re.compile(r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _GROUPS.items()) + r")\b")
_WHOM = re.compile(
    r"\b(?:(?P<private>consumers?|individuals?|private (?:persons?|customers?|users?))"
    r"|(?P<business>business(?:es)?|trad(?:er|esperson|espeople)s?|professionals?|compan(?:y|ies)|enterprises?"
    r"|organi[sz]ations?)"
    r"|(?P<young>children|child|minors?|teen(?:s|agers?)?)|(?P<grown>adults?))\b"
)
_BINDS_WHOM = re.compile(
    rf"(?:(?:for|to|if you are|applies to|applicable to)\s(?:an?\s|our\s|all\s)?)?(?:{_WHOM.pattern})"
    rf"(?: (?:{USERS}|accounts?|only)){{0,2}}\W*$"
)


def says_otherwise(old: str, new: str) -> bool:
    """Whether a title lost or gained words of force, binds others, or bears other marks such as "✗" for "✓"."""
    small = folded(old), folded(new)
    whom = [_groups(_WHOM, title) for title in small]
    if (all(whom) and not whom[0] & whom[1]) or holds_contrary(old, new):
        return True
    return _groups(_FORCE, small[0]) != _groups(_FORCE, small[1]) or meaningful_marks(old) != meaningful_marks(new)


def binds_others(old: str, new: str) -> bool:
    """Whether both titles say whom the text below binds, and name different people, such as "For consumers"."""
    found = [_BINDS_WHOM.match(folded(title)) for title in (old, new)]
    return all(found) and not _groups(_WHOM, folded(old)) & _groups(_WHOM, folded(new))


def states_force(title: str) -> bool:
    """Whether a title holds words of force."""
    return _FORCE.search(folded(title)) is not None


def _groups(pattern: re.Pattern[str], title: str) -> set[str]:
    return {found.lastgroup or "" for found in pattern.finditer(title)}
