"""What a rule of a statement is."""

import re
from typing import NamedTuple

from governance.analysis.stated_scope import is_denied

DENIED = ".denied"


class StatementRule(NamedTuple):
    """A sentence states something where each of `all_of` is found in it, and none of `none_of`.

    `names_contact`: what it states is who is written to, so that an address makes no sentence a mere pointer.
    `affirms`: the rule is named for what its sentences affirm; where these words are denied, its name says so.
    """

    id: str
    all_of: tuple[re.Pattern[str], ...]
    none_of: tuple[re.Pattern[str], ...]
    names_contact: bool = False
    affirms: re.Pattern[str] | None = None

    def name_for(self, sentence: str) -> str:
        """Return the name of the rule, with DENIED behind it for a sentence that denies what the rule is named for."""
        if self.affirms is None:
            return self.id
        found = [is_denied(sentence, *match.span()) for match in self.affirms.finditer(sentence)]
        return self.id + DENIED if found and all(found) else self.id

    def holds(self, sentence: str) -> bool:
        """Return whether the rule holds for a sentence as it is read."""
        if not all(pattern.search(sentence) for pattern in self.all_of):
            return False
        return not any(pattern.search(sentence) for pattern in self.none_of)

    def may_hold(self, clause: str) -> bool:
        """Return whether a clause has what one of its sentences would need first; a quick look."""
        return self.all_of[0].search(clause) is not None


def rule(
    name: str, *needed: str, no: str | tuple[str, ...] = (), names_contact: bool = False, affirms: str = ""
) -> StatementRule:
    """Return a rule of patterns that are each found as whole words, in any case."""
    refused = (no,) if isinstance(no, str) else no
    affirmed = words(affirms) if affirms else None
    return StatementRule(name, tuple(map(words, needed)), tuple(map(words, refused)), names_contact, affirmed)


def words(pattern: str) -> re.Pattern[str]:
    """Return the pattern compiled, between the ends of words."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


# No sign of what stands between words is one of a word, and each word is taken whole: there is one way to read a text.
_WORD_AND_GAP = r"[^\w.;!?’'-]{1,4}+[\w’'-]{1,30}+"
_GAP = r"[^\w.;!?’'-]{1,4}+"
_OUR_NAME = (
    r"(?-i:(?!You|Your|User|Customer|Client|Do|If|When|The|These|This|They|And|Or|Part|Developer|Member|It|In|To|Please"
    r"|Any|All)"
    r"[A-Z][\w.&’']{1,24}+)"
)
_BETWEEN = (
    r"(?:[ ,]{1,2}+(?!(?:you|your|let|lets|allow|allows|who|which|that|if|customers?|users?|from)\b)[\w’'/-]{1,24}+)"
)


def near(one: str, other: str, within: int = 8) -> str:
    """Return a pattern of words with others behind them, after so many words at most."""
    return rf"(?:{one})(?:{_WORD_AND_GAP}){{0,{within}}}{_GAP}(?:{other})"


def by_us(verb: str, within: int = 6) -> str:
    """Return a pattern of what a platform does itself: "we" or a name, words that name nobody else, the verb."""
    return rf"(?:we|{_OUR_NAME}){_BETWEEN}{{0,{within}}}[ ,]{{1,2}}(?:{verb})"
