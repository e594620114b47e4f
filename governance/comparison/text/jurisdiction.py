"""Which law governs and which court decides, by a clause's own words, in whatever section they stand."""

import re
from collections.abc import Iterator

from governance.comparison.text.quick_look import holds_any

# A point ends the sentence, but in "U.S." and "St. Lucia".
_PART = r"(?:(?:[A-Z]\.){2,4}|(?:Ste?|Mt)\.|[A-Z][\w’'-]{1,30})"
_NAME = rf"(?:{_PART}(?:,? (?:(?:of|the|and) ){{0,2}}{_PART}){{0,4}})"
_LAW_GOVERNS = re.compile(
    r"\b(?:governed(?: and construed)?|construed|interpreted)(?: exclusively)?(?: and \w+)?"
    r" (?:by|under|in accordance with)"
    r"(?: and \w+ (?:by|under|in accordance with))? (?:the )?(?:substantive |internal )?"
    rf"(?:laws?(?: in force)? (?:of|in) (?:the )?(?P<of>{_NAME})|(?P<adjective>[A-Z]\w{{2,20}}) laws?\b)"
    rf"|\b[Ll]aws? of (?:the )?(?P<subject>{_NAME})(?: alone| exclusively)? (?:shall |will )?(?:govern|appl)"
    r"|\b(?P<adjective_subject>[A-Z]\w{2,20}) laws? (?:alone |exclusively )?(?:shall |will )?(?:govern|appl)"
)
_COURT_DECIDES = re.compile(
    r"\b[Cc]ourts? (?:\w+ )?(?:of|in|at)(?: the)?(?: (?:city|state|district|county) of)? "
    rf"(?P<court>{_NAME})"
    rf"|\b(?:[Pp]lace of jurisdiction|[Vv]enue|[Ss]eat of (?:the )?arbitration|[Pp]lace of arbitration)"
    rf" (?:is|shall be|will be|lies in|is in) (?:in )?(?:the )?(?P<seat>{_NAME})"
    r"|\bthe (?P<adjective>[A-Z]\w{2,20}) courts\b"
)
_CLAIMS = re.compile(r"\b(?:jurisdiction|venue|disputes?|claims?|proceedings?|suits?|arbitrat\w+)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]\w+")
# "The Federal Republic of Germany" is Germany.
_KINDS_OF_STATES = frozenset(
    ("State", "Federal", "Republic", "Kingdom", "Commonwealth", "Province", "City", "District")
)
_SENTENCE = re.compile(r"[.!?;]\s")
_SIGNS = ("law", "Law", "court", "Court", "jurisdiction", "venue", "Venue", "arbitration")
LONGEST_READ = 4_000

Place = tuple[int, int]
# A place, and whether an adjective names it.
Named = tuple[Place, bool]


def may_name_a_law_or_court(clause: str) -> bool:
    """A cheap look at whether the clause holds one of the words without which none names a law or a court."""
    return holds_any(clause, _SIGNS)


def states_jurisdiction(clause: str) -> bool:
    """Whether the clause says which law governs, or which court decides on a claim."""
    return next(_places(_LAW_GOVERNS, clause), None) is not None or next(_courts(clause), None) is not None


def other_law(old: str, new: str) -> tuple[Place, Place] | None:
    """The place of the one law in each wording, where another one governs now."""
    return _another(list(_places(_LAW_GOVERNS, old)), list(_places(_LAW_GOVERNS, new)), old, new)


def other_court(old: str, new: str) -> tuple[Place, Place] | None:
    """The place of the one court or seat in each wording, where another one decides now."""
    return _another(list(_courts(old)), list(_courts(new)), old, new)


def _another(olds: list[Named], news: list[Named], old: str, new: str) -> tuple[Place, Place] | None:
    if len(olds) != 1 or len(news) != 1:
        return None
    (was, of_law), (now, of_other) = olds[0], news[0]
    # "Irish law" is the law of Ireland, a longer name may be another one of the same place, and so may letters.
    names, others = _names(old[was[0] : was[1]]), _names(new[now[0] : now[1]])
    is_sure = of_law == of_other and names and others and not (names <= others or others <= names)
    return (was, now) if is_sure and not any(map(_is_abbreviation, names | others)) else None


def _names(piece: str) -> set[str]:
    return {*_WORD.findall(piece)} - _KINDS_OF_STATES


def _is_abbreviation(name: str) -> bool:
    return name.isupper() and len(name) <= 4


def _places(pattern: re.Pattern[str], clause: str) -> Iterator[Named]:
    for match in pattern.finditer(clause[:LONGEST_READ]):
        if match.lastgroup:
            yield match.span(match.lastgroup), match.lastgroup.startswith("adjective")


def _courts(clause: str) -> Iterator[Named]:
    """Each place of a court in a sentence that speaks of claims."""
    begins = 0
    for end in [*(match.end() for match in _SENTENCE.finditer(clause[:LONGEST_READ])), len(clause[:LONGEST_READ])]:
        sentence = clause[begins:end]
        if _CLAIMS.search(sentence):
            for (start, stop), is_adjective in _places(_COURT_DECIDES, sentence):
                yield (begins + start, begins + stop), is_adjective
        begins = end
