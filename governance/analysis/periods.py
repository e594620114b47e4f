"""What a longer or a shorter period is for the reader: by what it is for and who benefits from it.

A breach that is told later, and a shorter window for restoring, are worse; a notice before something is better when it
is longer. A notice after the effect is none, a trial is no notice, and how long a refund takes says nothing for sure.
"""

import re

_I = re.IGNORECASE
_DATA = (
    r"(?:(?:any|all|the|your|customer|user|users['’]|personal|such|their|this|that"
    r"|of) ){0,4}(?:[\w-]{1,30}+ ){0,2}?(?:personal data"
    r"|personal information|data|information|letters|messages|conversations|chats|prompts|inputs|outputs"
    r"|recordings|logs?|records|cookies|identifiers|location|history|communications)\b"
)
_LENGTH = r"(?:for|no longer than|not longer than|longer than|up to|at least|at most|a (?:maximum|minimum) of)"
_KEPT = re.compile(
    rf"\bwe (?:(?:may|will|shall|do not|also|only) ){{0,4}}(?:keep|retain|store) {_DATA}[^.;]{{0,60}}?\b{_LENGTH}\b"
    rf"|\b{_DATA} (?:is|are|will be|may be|shall be) (?:\w+ )?(?:kept|retained|stored) {_LENGTH}\b",
    _I,
)
_RESTORED = re.compile(
    r"\b(?:so that|in case|during which|in which|within which) you\b[^.;]{0,60}\b(?:restor|recover|retriev"
    r"|reactivat|undo|undelet)"
    r"|\byou (?:can|may|will be able to) (?:\w+ )?(?:restore|recover|retrieve|reactivate|undelete)\b",
    _I,
)
# Kept for the reader's own use, or until it goes: whom a longer time helps can't be told.
_FOR_WHOM = re.compile(
    r"\b(?:restor|recover|retriev|reactivat|download|export|backup|back[ -]up|access(?:ible)?|available"
    r"|your convenience|warrant|trial)\w*|\b(?:take|get) (?:it|them) back\b|\bundo\b"
    r"|\bbefore (?:we|it|they|being) |\bgrace\b|\bfor you\b|\bso that you\b",
    _I,
)
_AT_LEAST = re.compile(r"\b(?:at least|a minimum of|no less than|not less than)\b", _I)
_DELETED = re.compile(
    rf"\bwe (?:(?:will|shall|must) )?(?:\w+ly )?(?:delete|erase|destroy) {_DATA}[^.;]{{0,60}}?\bwithin\b", _I
)
_TOLD = re.compile(
    r"\bwe (?:will|shall|must) (?:\w+ )?(?:notify|inform|tell|respond|reply|answer)\b(?: (?:you|customer"
    r"|controller|each user|users)\b)?"
    r"[^.;]{0,80}?\bwithin\b"
    r"(?![^.;]{0,60}\b(?:after which|or) your?\b)",
    _I,
)
_TELLS_OTHERS = re.compile(
    r"\b(?:notify|inform|tell) (?!you\b|customer\b|(?:the |affected )?(?:controller|users?)\b)", _I
)
_NOTICE = re.compile(
    r"\bwe (?:will|shall|must) (?:\w+ )?(?:(?:notify|inform|tell) (?:you|customer"
    r"|users)\b[^.;]{0,120}?\b(?:before|prior to|in advance"
    r"|ahead)\b|(?:give|provide) (?:you|customer|users)\b[^.;]{0,60}?\b(?:prior |advance |written )*notice\b)",
    _I,
)
_NOT_BEFORE = re.compile(
    r"\b(?:after|following|since|at most|up to|no more than|trial|unless|except|if possible)\b", _I
)
# "No longer than" bounds the time and denies nothing; "not for longer than" neither.
_BOUND = re.compile(
    r"\b(?:(?:no|not) (?:longer|later|more|less) than|(?:do|will|shall) not (?=[^.;]{0,80}\blonger than\b))", _I
)
_DENIES = re.compile(
    r"\b(?:not|never|no|nor|neither|cannot|without(?! undue delay)|prohibit\w*|refrain\w*|unless|except|only if"
    r"|where possible)\b"
    r"|n['’]t\b",
    _I,
)
_QUANTITY = re.compile(
    r"\(?\b(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty"
    r"|forty|sixty"
    r"|ninety|an?|business|calendar|working|hours?|days?|weeks?|months?|years?)\b['’]?\)?",
    _I,
)
_WORD = re.compile(r"\w+")


def of_period(gone: str, come: str, way: int) -> tuple[str, int] | None:
    """Return the rule and the direction where a sentence came to state a longer (`way` 1) period, else None."""
    if _without_quantities(gone) != _without_quantities(come) or _DENIES.search(_BOUND.sub("", come)):
        return None
    longer = way > 0
    if _KEPT.search(come):
        if _RESTORED.search(come):
            return ("restored_longer", -1) if longer else ("restored_shorter", 1)
        if _FOR_WHOM.search(come):
            return None
        if not longer and _AT_LEAST.search(come):
            return None  # A lower bound that sinks does not say how long it is kept.
        return ("kept_longer", 1) if longer else ("kept_shorter", -1)
    if _RESTORED.search(come):
        return ("restored_longer", -1) if longer else ("restored_shorter", 1)
    if _DELETED.search(come):
        return ("deleted_later", 1) if longer else ("deleted_sooner", -1)
    if _TELLS_OTHERS.search(come):
        return None
    if _TOLD.search(come):
        return ("told_later", 1) if longer else ("told_sooner", -1)
    if _NOTICE.search(come) and not _NOT_BEFORE.search(come):
        return ("notice_longer", -1) if longer else ("notice_shorter", 1)
    return None


def _without_quantities(sentence: str) -> list[str]:
    return _WORD.findall(_QUANTITY.sub(" ", sentence).casefold())
