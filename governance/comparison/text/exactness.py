"""Whether words that mostly make a clause bind do so where they stand in their sentence.

Each judge is asked with the words in small letters, and with what stands before and after them in their sentence. In
doubt they don't: then nothing is said but what was added or removed.
"""

import re
from collections.abc import Callable

from governance.comparison.text.word_lists import (
    ALL_TIME_UNITS,
    DENIALS,
    EXCEPTIONS,
    KINDS_OF_DAYS,
    NEGATIONS,
    NEVER_AFTER_VERB,
    NOT_AT_END,
    USERS,
)

_MARKS = " *_#>-–—•\"“”'()[]:"
_EXCEPTION = re.compile(
    rf"\b(?:{EXCEPTIONS}|excluding|without (?:our|the|their|your|prior|express|written|a|first)"
    r"|(?:if|where|as|to the extent) (?:\w+ )?(?:prohibited|forbidden|permitted|allowed))\b",
    re.IGNORECASE,
)
_DENIAL = rf"\b(?:{NEGATIONS}|without)|\bnon-|{NOT_AT_END}"
_UP_TO_THREE_WORDS = r"\W+(?:\w+\W+){0,3}$"
_DENIED = re.compile(rf"(?:{_DENIAL}){_UP_TO_THREE_WORDS}", re.IGNORECASE)
# A duty or right under a condition is none for sure; a choice or waiver under one is.
_DENIED_OR_CONDITIONAL = re.compile(
    rf"(?:{_DENIAL}|\b(?:unless|where|if|otherwise|extent)){_UP_TO_THREE_WORDS}", re.IGNORECASE
)
# "None of the users is ever …": whoever it is said of is nobody.
_OF_NOBODY = re.compile(r"(?:^|[,;:]\s)\W{0,8}(?:nobody|none|neither|no)\b[^,;:]*$", re.IGNORECASE)
_USERS = (
    rf"(?:you|{USERS}|subscribers?|buyers?|sellers?|hosts?|guests?|creators?|publishers?|developers?"
    r"|advertisers?|clients?|drivers?|participants?|visitors?|players?|candidates?|merchants?|minors|children|anyone)"
)
# Who may not: "nobody", "no user", "none of the users".
NOBODY = (
    r"(?:nobody|no one|none of (?:you|us|them|(?:the|our|its|your) \w+)|neither of (?:you|us|them)"
    rf"|no (?:\w+ )?(?:person|party|{_USERS}))"
)
_BOUND_AT_END = re.compile(rf"\b(?:{_USERS}|ads?|content|apps?|accounts?|please)\W*$|:\s*$", re.IGNORECASE)
_PEOPLE_AT_END = re.compile(rf"\b{_USERS}\W*$", re.IGNORECASE)
_ASKED_AT_END = re.compile(r"(?:\bplease\s|:\s*)$", re.IGNORECASE)
_USERS_HAVE = re.compile(
    rf"\b(?:{_USERS}|they|consumers?|individuals?|data subjects?) (?:\w+ ){{0,4}}$|\byour (?:\w+ ){{0,2}}$",
    re.IGNORECASE,
)
_OPENS_CLAUSE = re.compile(r"(?:[,:(]|\b(?:and|but|then))\s*$", re.IGNORECASE)
_HAPPENS = re.compile(
    r"\s*(?:also\s|then\s)?(?:be|have|not|only|receive|see|find|experience|need|encounter|notice|include|contact|learn"
    r"|read|visit|lose|otherwise|already|never|neither|no longer)\b",
    re.IGNORECASE,
)
# "You may not receive each mail", "you must not be required to pay": what does not happen to somebody is not forbidden.
_BEFALLS = re.compile(
    r"\s(?:also\s|always\s|yet\s|then\s|\w{2,12}ly\s)?(?:receive|see|find|experience|need|encounter|notice|lose|be\s(?:\w{2,12}ly\s)?"
    r"(?:able|available|eligible|entitled|prohibited|forbidden|disallowed|barred|banned|prevented|stopped|hindered"
    r"|restricted|required|obliged|obligated|forced|asked|charged|notified|shown|told|given|bound|liable))\b",
    re.IGNORECASE,
)
# "Content cannot be recovered": nobody is able to, and nobody is forbidden to.
_HAPPENS_TO_NO_THING = re.compile(
    r"\s(?:\w{2,12}ly\s)?be\s(?:\w{2,12}ly\s)?(?:recovered|restored|undone|reversed|retrieved|guaranteed|avoided|excluded|ensured"
    r"|changed back|brought back|found|seen|reached|recreated|reproduced)\b",
    re.IGNORECASE,
)
_BE = re.compile(r"\s(?:\w{2,12}ly\s)?be\b", re.IGNORECASE)
# "Do Not Track" is a name, "do not hesitate" an invitation.
_NO_IMPERATIVE = re.compile(r"\s(?:[A-Z]|(?:hesitate|worry|forget|panic|be (?:afraid|shy|surprised|alarmed))\b)")
_HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|whether|when|where|before|until|than|as|should)[^\w,;:]+(?:\w+[^\w,;:]+){0,2}$", re.IGNORECASE
)
# "Users who must pay", "what you may not do": a mention.
_MENTIONED = re.compile(
    r"\b(?:if|unless|whether|when|where|because|why|how|that|which|what|whatever|who|whoever)[^\w,;:]+"
    r"(?:\w+[^\w,;:]+){0,3}$",
    re.IGNORECASE,
)
_AGREED = re.compile(r"\b(?:agree|acknowledge|understand|accept|confirm|mean)s?\b[^,;:]{0,60}\bthat\b", re.IGNORECASE)
_BANNED_BY_US = re.compile(
    r"\b(?:we|terms?|polic(?:y|ies)|rules?|guidelines?|agreement|standards?|conditions?|contract|section|clause)"
    r"\s(?:\w{2,12}ly\s|also\s)?$",
    re.IGNORECASE,
)
# "Is", and no noun, article or preposition up to the word: "is strictly prohibited", "is slow and prohibited".
_IS_SAID_OF = re.compile(
    r"\b(?:is|are|be|remains?)\s(?:(?!(?:an?|the|of|for|to|any|by|on|in|all|your|our)\b)\w+,?\s){0,4}$", re.IGNORECASE
)
_MAY_BE = re.compile(
    r"\b(?:may|might|can|could|would)\s(?:\w+\s)?be\b[^,;:]*$"
    r"|\b(?:that|which|who|what|whatever)\s(?:is|are|may be|has been|have been)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_NO_NOUN_FOLLOWS = re.compile(
    r"\s*(?:$|[^\w\s]|(?:from|to|for|in|on|at|by|and|or|as|when|where|if|under|with|without|unless|because|since|even"
    r"|regardless|here|there|now|also|anywhere|within|during|until|except)\b)",
    re.IGNORECASE,
)
_OF_NOTHING = re.compile(r"\s(?:\w+\s)?(?:nothing|nobody|no)\b", re.IGNORECASE)
_IS_BEFORE = re.compile(r"(?:\b(?:is|are|am|be|remains?|held)|['’]re)\s(?:\w+\s){0,4}$", re.IGNORECASE)
_HAS_BEFORE = re.compile(r"\b(?:ha(?:s|ve)|under)\s(?:\w+\s){0,2}$", re.IGNORECASE)
# "You shall have no duty", "you shall be entitled", "this section shall survive".
_BINDS_NOBODY = re.compile(
    r"\s(?:\w{2,12}ly\s)?(?:never|neither|nothing|no|in no|under no|have (?:no|the right|the option)"
    r"|be (?:entitled|permitted|allowed|free|under no|deemed"
    r"|governed|construed|interpreted|considered|effective|valid|null|void)|mean|include|apply"
    r"|prevail|survive|constitute|govern|take effect|become|continue)\b",
    re.IGNORECASE,
)
_NO_ACT = re.compile(r"\s(?:the|these|this|that|our|your|its|any|all|such|receive|it|be bound)\b", re.IGNORECASE)
_PAYS_BACK = re.compile(
    rf"\bwe (?:will |shall |must |also )?$|\b{_USERS} (?:\w+ ){{0,2}}(?:receive|get|claim|request|obtain|ask for)s?"
    r"\s(?:\w+ ){0,2}$",
    re.IGNORECASE,
)
_NONE_THAT = re.compile(rf"\b(?:{DENIALS}|cannot)[^\w,;:]+(?:\w+[^\w,;:]+){{0,3}}$", re.IGNORECASE)
# "We will only" grants no more than "we will not".
_NEVER_AFTER = re.compile(rf"\s(?:\w+\s)?(?:{NEVER_AFTER_VERB}|only)\b", re.IGNORECASE)
_NEVER = re.compile(rf"\b(?:{DENIALS}|nobody|cannot|waives?)\b|{NOT_AT_END}\b", re.IGNORECASE)
_OF_A_COURT = re.compile(r"\sof (?:the|a|an|any) (?:\w+ )?(?:court|judge|arbitrator|tribunal)s?\b", re.IGNORECASE)
_POWER_TO = re.compile(r"\s(?:to|over|of)\b", re.IGNORECASE)
_HAVE_POWER = re.compile(r"\b(?:ha(?:s|ve)|with|without|own|your|full|legal|necessary) (?:the |no )?$", re.IGNORECASE)
_USED_AS_VERB = re.compile(r" with\b", re.IGNORECASE)
_THING = re.compile(
    r"[ -](?:cookies?|software|content|(?:web)?sites?|apps?|applications?|links?"
    r"|tools?|licen[cs]es?|code|librar(?:y|ies)"
    r"|rights?|materials?|products?|trademarks?|beneficiar(?:y|ies)|data)\b",
    re.IGNORECASE,
)
# What is called by those whom it is about or for: a list, a page, a document, a product.
_NAMED_AFTER = re.compile(
    r"[’']?s?[ -](?:\w+[ -])?(?:lists?|pages?|annex(?:es)?|appendi(?:x|ces)|schedules?|exhibits?"
    r"|agreements?|addend(?:um|a)|polic(?:y|ies)"
    r"|notices?|terms|conditions|guides?|guidelines?|director(?:y|ies)|registers?|programs?|programmes?|portals?|hubs?"
    r"|cent(?:er|re)s?|consoles?|dashboards?|apis?|sdks?|disclosures?|table|inventory|edition"
    r"|plans?|documentation)\b",
    re.IGNORECASE,
)
_IDIOM_BEFORE = re.compile(r"\b(?:at|after|above|if|first of) $", re.IGNORECASE)
_IDIOM_AFTER = re.compile(
    r"\s(?:right\b|questions?|doubts?|concerns?|comments?|feedback|more\b|longer|other\b)", re.IGNORECASE
)
# "Every 30 days" and "each month" say how often.
_HOW_OFTEN = re.compile(
    rf"\s(?:\d[\d.,]*\s|(?!of\b)[\w-]+\s)?(?:(?:{KINDS_OF_DAYS})\s)?"
    rf"(?:{ALL_TIME_UNITS})s?\b",
    re.IGNORECASE,
)
_IS_NON = re.compile(r"\b(?:is|are|be|become|remain)s?\s(?:\w+,?\s){0,6}$", re.IGNORECASE)
_UNDER_CONDITION = re.compile(r"\b(?:if|when|where) (?:\w+ ){1,8}$", re.IGNORECASE)
_NOT_SO = re.compile(r"\b(?:not|never|non)[ -]$", re.IGNORECASE)
_OF_NO_RIGHT = re.compile(r"\s(?:no|none|nothing|neither)\b", re.IGNORECASE)
_BY_THE_SERVICE = re.compile(r"(?<!\band )(?<!\bor )\bwe(?:\s(?:hereby|also|will|shall))?\s\Z", re.IGNORECASE)
_ITS_OWN = re.compile(r"\s(?:all\s)?(?:of\s)?(?:our|the\sfees?|any\sfees?)\b", re.IGNORECASE)


def _prohibits(words: str, before: str, after: str) -> bool:
    """Whether a use is ruled out: no promise of the service, no denial of a prohibition, nothing with an exception."""
    if (
        _EXCEPTION.search(before)
        or _EXCEPTION.search(after)
        or _DENIED_OR_CONDITIONAL.search(before)
        or _OF_NOBODY.search(before)
    ):
        return False
    is_first = not before.strip(_MARKS)
    if words.startswith(
        ("prohibit", "forb", "disallow", "not allow", "no longer allow", "not permi", "no longer permi")
    ):
        return _bans(words, before, after, is_first=is_first)
    if words.startswith(("do", "never")):
        return (is_first or _ASKED_AT_END.search(before) is not None) and not _NO_IMPERATIVE.match(after)
    if _BEFALLS.match(after) or _is_mention(before):
        return False
    if words.startswith(("no", "neither")):
        return is_first or _OPENS_CLAUSE.search(before) is not None
    if words.startswith(("may", "can")) and _PEOPLE_AT_END.search(before) and _BE.match(after):
        return False
    if words.startswith("can") and _HAPPENS_TO_NO_THING.match(after):
        return False
    return is_first or _BOUND_AT_END.search(before) is not None


def _bans(words: str, before: str, after: str, *, is_first: bool) -> bool:
    """Whether "prohibit", "prohibited" and the like say that something is so, and don't just name what is."""
    if _OF_NOTHING.match(after) or _MAY_BE.search(before):
        return False
    if words in ("prohibit", "prohibits", "forbid", "forbids", "disallow", "disallows"):
        return _BANNED_BY_US.search(before) is not None
    if is_first:
        return after.startswith(":")
    return _IS_SAID_OF.search(before) is not None and _NO_NOUN_FOLLOWS.match(after) is not None


def _is_mention(before: str) -> bool:
    return _MENTIONED.search(before) is not None and not _AGREED.search(before)


def _obliges(words: str, before: str, after: str) -> bool:
    """Whether somebody has to do something: no denial of a duty, no mention of one, no "will"."""
    if words == "will" or _DENIED_OR_CONDITIONAL.search(before) or _OF_NOBODY.search(before) or _is_mention(before):
        return False
    if words in ("must", "shall"):
        return not _BINDS_NOBODY.match(after)
    if words.startswith("responsible"):
        return _IS_BEFORE.search(before) is not None
    if words.startswith("obligation"):
        return _HAS_BEFORE.search(before) is not None
    return not (words.startswith("agree") and _NO_ACT.match(after))


def _entitles(words: str, before: str, after: str) -> bool:
    """Whether the user is given something: no right of the service, no mention of what a user may happen to do."""
    if words.startswith(("right", "entitled")):
        return _USERS_HAVE.search(before) is not None and not _DENIED_OR_CONDITIONAL.search(before)
    if words.startswith("refund"):
        return _PAYS_BACK.search(before) is not None and not _DENIED_OR_CONDITIONAL.search(before)
    return (not before.strip(_MARKS) or _OPENS_CLAUSE.search(before) is not None) and not _HAPPENS.match(after)


def _grants(_words: str, before: str, after: str) -> bool:
    """Whether the service says that it may or will do something: no condition, nothing that it will never do."""
    return not (_HYPOTHETICAL.search(before) or _NONE_THAT.search(before) or _NEVER_AFTER.match(after))


def _leaves_to_one_side(words: str, before: str, after: str) -> bool:
    """Whether one side decides freely: no promise of the contrary, no court's discretion, no mishap."""
    if _NEVER.search(before) or _OF_A_COURT.match(after):
        return False
    return not (words.startswith("for any reason") and _HYPOTHETICAL.search(before))


def _is_not_denied(_words: str, before: str, _after: str) -> bool:
    """Whether a choice is given or a right waived: "without your consent" and "no waiver" say the contrary."""
    return not (_DENIED.search(before) or _OF_NOBODY.search(before))


def _gives_up(words: str, before: str, after: str) -> bool:
    """Whether the reader gives up a right: neither "You waive none of your rights" nor "We waive our right"."""
    if _OF_NO_RIGHT.match(after) or (_BY_THE_SERVICE.search(before) and _ITS_OWN.match(after)):
        return False
    return _is_not_denied(words, before, after)


def _denies_all(words: str, before: str, _after: str) -> bool:
    """Whether more is denied than a noun: fees "are non-refundable", but not "a non-transferable licence"."""
    return not words.startswith("non") or words in ("none",) or _IS_NON.search(before) is not None


def _excludes(words: str, before: str, _after: str) -> bool:
    """Whether a noun is denied, and not what happens under a condition: "if you use it without a name"."""
    if words.startswith("non"):
        return _IS_NON.search(before) is None
    return _UNDER_CONDITION.search(before) is None


def _names_others(words: str, before: str, after: str) -> bool:
    """Whether people or firms are named: no right to do something, no thing of a third party."""
    if words.startswith("authorit"):
        return not (_POWER_TO.match(after) or _HAVE_POWER.search(before))
    if words.startswith("partner") and _USED_AS_VERB.match(after):
        return False
    if _NAMED_AFTER.match(after):
        return False
    return not (words.startswith("third") and _THING.match(after)) and not before.lower().endswith("non-")


def _widens(words: str, before: str, after: str) -> bool:
    """Whether the word says how far something goes: no idiom, no interval, no "not" that makes it its contrary."""
    if words in ("each", "every") and _HOW_OFTEN.match(after):
        return False
    if words in ("all", "any", "each", "every"):
        return not (_IDIOM_BEFORE.search(before) or _IDIOM_AFTER.match(after))
    return _NOT_SO.search(before) is None


IS_SO: dict[str, Callable[[str, str, str], bool]] = {
    "negation": _denies_all,
    "exclusion": _excludes,
    "prohibition": _prohibits,
    "duty": _obliges,
    "right": _entitles,
    "power": _grants,
    "discretion": _leaves_to_one_side,
    "choice": _is_not_denied,
    "waiver": _gives_up,
    "party": _names_others,
    "scope": _widens,
}
