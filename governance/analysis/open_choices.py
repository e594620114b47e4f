"""Whether a sentence leaves its reader a choice until some day: no denial, no past or lost one, none of somebody else.

A rule on words alone, in English, German and French. In doubt it is not open: no day is better than a wrong one.
"""

import re
from collections.abc import Iterable

from governance.analysis.choosers import PARENTHESIS, RELATIVE, Span, is_by_another
from governance.analysis.hollow_choices import is_hollow
from governance.analysis.turned_truth import says_before_that_it_is_past, takes_back_behind, turns_as_heading

_I = re.IGNORECASE
# A new clause begins at these. The word that opens it belongs to it.
_CLAUSE = re.compile(
    r"[;:()]|\s[–—-]\s|,\s(?=(?:but|and|or|so|then|however|aber|und|oder|mais|et|ou)\b)"
    r"|\b(?=(?:if|unless|where|when|whenever|because|since|although|though|while|whereas|after\swhich"
    r"|wenn|falls|sofern|soweit|lorsque|si|until\s(?:the\s)?(?:you|customers?|users?|they|it))\b)",
    _I,
)
# Words that deny something else than the choice, or nothing at all.
_HARMLESS = re.compile(
    r"\b(?:no|not)\s(?:later|earlier|sooner|more|less|fewer|longer\sthan|only|just|merely|unreasonably)\b(?:\sthan\b)?"
    r"|\b(?:do|does|did)(?:\snot|n['’]t)\s(?:want|wish|agree|accept|consent|like|approve)\b|\bwhether\sor\snot\b"
    r"|\b(?:at\s)?no\s(?:charge|costs?|fees?)\b|\bif\snot\b|\bnot\slimited\sto\b|\bnicht\s(?:später|nur)\b"
    r"|\bohne\skosten\b"
    r"|\bwithout\s(?:charge|costs?|fees?|giving|stating|any\s(?:reason|charge|costs?|fees?)|reasons?|prejudice"
    r"|penalty|undue"
    r"|(?:affecting|limiting)[^,]{0,60})\b|\bno\sother\b|\bsans\s(?:frais|motif)\b",
    _I,
)
_DENIES = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|hardly|scarcely|neither|nor|cannot|without|unable|waiv\w+|forfeit\w*"
    r"|los(?:e|es|ing|t)"
    r"|relinquish\w*"
    r"|renounc\w+|surrender\w*|giv(?:e|es|ing)\sup|barred|precluded|prohibit\w*|forbidden|excluded?|impossible"
    r"|too\slate"
    r"|forgo\w*|forego\w*|refus\w+|den(?:y|ies|ied)|refrain\w*|ceas\w+|depriv\w+|revok\w+|ineligible)\b|\b\w{2,20}+(?<=n)['’]t\b"
    r"|\b(?:nicht|kein\w{0,2}|nie|niemals|niemand\w{0,2}|weder|ohne|verzicht\w*|verlier\w*|verlor\w*|ausgeschlossen"
    r"|unmöglich|verwirk\w+"
    r"|untersagt)\b"
    r"|\b(?:ne|pas|aucune?|nul|nulle|jamais|sans|renonc\w+|ni|exclu(?:e|es|s)?|interdit\w*)\b|\bn['’](?=[^\W\d_])",
    _I,
)
# What was a choice once: "could opt out", "had until 3 May", "were able to".
_PAST = re.compile(
    r"\bcould\b|\bused\sto\b|\b(?:was|were|been)\s(?:\w+\s)?(?:able|entitled|allowed|permitted|free|given|granted"
    r"|possible)\b"
    r"|(?<!has\s)(?<!have\s)\bhad\s(?:the|an?|until|time|up\sto|\d|\w+\s(?:\(\d+\)\s)?(?:calendar\s"
    r"|business\s)?(?:days?|weeks?|months?))"
    r"|\b(?:we|they|it)\s(?:offered|gave|allowed|let|granted|provided|accepted)\b"
    r"|\b(?:konnte\w{0,2}|durfte\w{0,2}|hatte\w{0,2}|pouvai\w+|pouviez|avai\w+|aviez)\b",
    _I,
)
_WAS_POSSIBLE = re.compile(
    r"\b(?:was|were)\s(?:\w+\s)?(?:possible|available|open|offered|accepted|allowed|permitted|granted)\b", _I
)
# "If you have opted out by then" and "who opted out" tell of what was done.
_DONE = re.compile(r"(?:opted|objected|rejected|declined|opposed)\b", _I)
_TO_BE_DONE = re.compile(r"\b(?:must|should|shall|need|unless|until|to\shave|not)\b|n['’]t\b", _I)
# "If you do not object" tells what comes of silence and leaves the choice until then.
_CONDITION = re.compile(
    r"\W*(?:and\s|or\s)?(?:if|where|when|whenever|should|unless|in\scase|in\sthe\sevent|provided)\b", _I
)
_SILENCE = re.compile(
    r"\b(?:do|does|did|has|have|is|are)(?:\snot|n['’]t)\b|\bno\s(?=(?:such\s|written\s|valid\s)?\Z)|\b(?:without|ne"
    r"|n['’]|pas)\b"
    r"|\bn['’](?=\w)",
    _I,
)
_SILENT_WHO = re.compile(r"\b(?:who|which|that)\s(?:do|does|did|has|have)(?:\snot|n['’]t)\s(?:\w+ly\s)?\Z", _I)
_WITHOUT_ONE = re.compile(
    r"\W*(?:without|absent|sans|ohne|à\sdéfaut\sd['’]|à\sdéfaut\sde\s?)\s?"
    r"(?:any\s|an?\s|your\s|such\s|customer['’]s\s|une\s|toute\s|ihren\s|einen\s)?\Z",
    _I,
)
_GERMAN_CONDITION = re.compile(
    r"\W*(?:wenn|falls|sofern|soweit|widerspricht|widersprechen\ssie|erhebt|erheben|erfolgt|geht|legt|legen|macht"
    r"|wird|teilt"
    r"|wer)\b|.*,\s(?:der|die|das|welche[rs]?)\s(?:\w+\s){0,2}nicht\b",
    _I,
)
_FRENCH_CONDITION = re.compile(r"\W*(?:si|lorsque|à\sdéfaut|en\sl['’]absence|sauf)\b", _I)
_MAY = re.compile(r"\b(?:kann|können|darf|dürfen|peut|peuvent|pouvez|droit|recht|may|can|could|right|entitled)\b", _I)
# Between the choice and its end: what denies or ends it there.
_DENIED_LATER = re.compile(
    r"\b(?:is|are|was|were|be|do|does|did|has|have|can|may|shall|will|must)\s(?:not|never|no\slonger)\b|\bcannot\b"
    r"|\b\w{2,20}+(?<=n)['’]t\b"
    r"|\b(?:expired|ended|lapsed|excluded|never|no\slonger|any\s?more|opt(?:ing|s)?[\s-]in|at\sany\stime|anytime"
    r"|jederzeit)\b"
    r"|\b(?:nicht|kein\w{0,2}|nie|niemals|ausgeschlossen|unmöglich|pas|aucune?|jamais|exclu(?:e|s)?)\b",
    _I,
)
_ABOUT_IT = re.compile(r"\b(?:that|which|who|we|whom)\s(?:\w+\s){0,3}\Z", _I)
_EXCEPT = re.compile(
    r"\b(?:unless|except|save|other\sthan|otherwise\sthan|but\sonly|only)\b[^;]{0,80}\Z|\bque\s(?:dans|pendant"
    r"|sous)\b[^;]{0,20}\Z"
    r"|\bque\s\Z|\b(?:außer|nur)\s[^;]{0,20}\Z",
    _I,
)
_TOO_LATE = re.compile(r"\b(?:later|more)\sthan\s(?:the\s)?\Z|\b(?:after|beyond|past)\s(?:the\s)?(?:first\s)?\Z", _I)
# A clause behind the choice, with a verb of its own: the end is that of this verb, unless it is one of choosing.
_SUBORDINATE = re.compile(r"[\s,](?:if|when|where|because|although|while|whereas|provided|as\slong\sas)\s", _I)
_COORDINATE = re.compile(
    r"[\s,](?:and|but|or|then|so|und|aber)\s(?:\w+\s){0,3}?(?:may|must|will|shall|can|should|has\sto|have\sto|muss"
    r"|müssen)\s",
    _I,
)
_MAIN_CLAUSE = re.compile(
    r",\s(?:then\s|so\s)?(?:you|we|customers?|it|they|the|this|your|our|either|each|all|any|no|please|then"
    r"|(?-i:[A-Z])\w+)\s",
    _I,
)
_CHOOSES = re.compile(
    r"\b(?:do(?:es|ing)?\sso|opt|opting|object\w*|reject\w*|declin\w*|notif\w+|tell|informs?|informing|writ(?:e|es"
    r"|ing)|e-?mail\w*"
    r"|mail|contact\w*|sends?|sending|submits?|submitting|notice|raises?|makes?|exercises?|respond|let\sus"
    r"|widerspr\w+|mitteil\w+)\b",
    _I,
)
_OTHERS_GO_ON = re.compile(
    r"\b(?:we|provider|processor|company|parties|party|vendor|supplier|anbieter|auftragnehmer|wir|nous)\s(?:\w+ly\s)?"
    r"(?:shall|will|must|may|can|has|have|fail(?:s|ed)?|gave|give|notif(?:y|ies)|informs?|werden|können|müssen)\b"
    r"|\b(?:we|wir)\sare\b"
    r"|[,;]\s(?:and\s|und\s|then\s|so\s)?(?:we|wir|nous)\b"
    r"|\b(?:werden|kann|können|muss|wird|darf)\s(?:wir|der\s(?:anbieter|auftragnehmer)\w*)\b",
    _I,
)
_GOES_ON_WITHOUT = re.compile(r"\s(?:apply|applies|remains?|stays?|continues?|lasts?|takes?\seffect)\b", _I)
_OF_WHAT_HAPPENED = re.compile(
    r"\b(?:(?:sub-?\s?)?processors?|changes?|terms|services?|data|content|products?)\s\w{2,20}ed\s(?:within|during"
    r"|in|until|by|before)\s"
    r"(?:the\s)?\Z",
    _I,
)
_REVERSES = re.compile(
    r"\b(?:revers\w+|revok\w+|undo|undoing|withdraw\w*|renew\w*|cancel\w*|keep|maintain\w*"
    r"|confirm\w*)\s(?:\w+\s){0,3}\Z",
    _I,
)
_RUNS_OUT = re.compile(r"\b(?:expires?|lapses?|lasts?|ends)\b", _I)
_RIGHT = re.compile(
    r"\b(?:right|option|possibility|chance|opportunity|choice|period|window|time|ability|offer|deadline)\b", _I
)
# Behind the end: what says that all of it is over, and what says so only of the time after it.
_OVER = re.compile(
    r"\b(?:can|may|could)\s(?:now\s)?no\slonger\b|\bno\slonger\s(?:\w+\s)?(?:possible|available|exists?|open|offered"
    r"|accepted|valid|applies)"
    r"|\b(?:has|have)\s(?:now\s|since\s|already\s)?(?:expired|ended|passed|closed|lapsed)\b|\b(?:expired|too\slate"
    r"|any\s?more|is\svoid)\b"
    r"|\bnot\s(?:possible|available|accepted|allowed|permitted)\b|\b(?:ausgeschlossen|unzulässig|excluded|impossible"
    r"|exclu(?:e|s)?)\b|\bnicht\s(?:mehr|möglich|zulässig|vorgesehen|gestattet|erlaubt)\b"
    r"|\b(?:abbedungen|entfällt|entfallen)\b|\bpas\s(?:possible|admise?|autorisée?)\b|\babgelaufen\b"
    r"|\bne\b[^,;]{0,40}\bplus\b"
    r"|\bmöglichkeit\sbesteht\snicht\b",
    _I,
)
_AFTER_THAT = re.compile(
    r"\b(?:(?:after|following|beyond)\s(?:that|this|which|then|such|it|the\s(?:period|deadline|end|expiry|date|day)|\d)"
    r"|afterwards?|thereafter|then|once|from\s(?:then|that)|later|otherwise|if|when|until"
    r"|nach\s(?:ablauf|dieser|diesem)|danach|anschließend|sobald|wenn|après\s(?:ce|cette|quoi)|ensuite)\b",
    _I,
)
_NEXT_SAYS_OVER = re.compile(
    r"\W*(?:this|that|the|these|such|diese\w?|die|das|cette|ce|la|le)\s(?:\w+\s){0,3}?"
    r"(?:right|possibility|option|offer|period|window|deadline|choice|opportunity|recht|möglichkeit|frist|droit"
    r"|possibilité"
    r"|délai)\b",
    _I,
)
# Above a section: "If you do not agree", "Do not sell my data", the number of a row.
_CONDITION_ABOVE = re.compile(
    r"\b(?:if|unless|when|whenever|where|in\scase)\b.*|\bdo\snot\s(?:sell|share|track|call)\b"
    r"|\bnot\s(?:to\s)?be\sbound\b|\bno\.",
    _I | re.DOTALL,
)
_NOT_UNTIL = re.compile(
    r"\b(?:not|never|nor|n['’]t)\s(?:\w+ly\s)?(?:until|till|by|before|within|prior)\b[^,;]{0,40}\Z"
    r"|\b(?:not|never|nor)\s(?:on|during|for|in)\s(?:the\s)?\Z"
    r"|\b(?:not|no)\s(?:earlier|sooner)\s(?:than\s)?[^,;]{0,20}\Z|\b(?:earliest|frühestens)\b[^,;]{0,20}\Z",
    _I,
)
# A choice that is only taken to have been made, or that somebody else makes for the reader.
_DEEMED = re.compile(
    r"\b(?:deemed|considered|treated|regarded|presumed|taken|counts?|counted|understood)\s(?:not\s)?"
    r"(?:(?:to\s(?:have|be)|as(?:\shaving)?)\s)?(?:not\s)?(?:an?\s|no\s)?(?:\w+ly\s)?\Z"
    r"|\bgilt\s(?:nicht\s)?als\s\Z",
    _I,
)
_PASSIVE = re.compile(r"\b(?:is|are|be|being|been|gets?|was|were|automatically)\s(?:\w+ly\s)?\Z", _I)


# By that day it begins: "You will be able to opt out by 10 December".
_BEGINS_THEN = re.compile(
    r"\b(?:will|shall)\s(?:\w+\s)?(?:be\sable\sto|have\sthe\s(?:option|possibility|chance|ability)\s(?:to|of))\b"
    r"|\bwe\s(?:will|shall)\s(?:\w+\s)?(?:offer|enable|release|introduce|add)\b",
    _I,
)
_BY_THEN = re.compile(r"\bby\s(?:the\s)?\Z", _I)
_LATER_OF_TWO = re.compile(r"[^.;]{0,100}?\bwhichever\s(?:\w+\s){0,3}?(?:later|last)\b", _I)
_MOVED_BEHIND = re.compile(
    r"[\s(,–—-]{0,4}(?:now\s|since\s|was\s)?(?:extended|prolonged|postponed|moved|changed|put\soff)\b", _I
)
_SO_LONG_BEFORE = re.compile(
    r"(?:\b(?:hours?|days?|weeks?|months?|well|long|shortly|soon|just)\s(?:before|prior\sto)|\bat\sleast\suntil)\s(?:the\s)?\Z",
    _I,
)


def nearest_act(acts: Iterable[Span], part: Span) -> Span | None:
    """Return the act that stands nearest to the place."""
    return min(acts, key=lambda act: max(act[0] - part[1], part[0] - act[1], 0), default=None)


def is_act(sentence: str, act: Span) -> bool:
    """Whether a word of choosing is an act: not one that counts as done, nor what is done to the reader."""
    before = sentence[max(0, act[0] - 80) : act[0]]
    is_passive = sentence[slice(*act)].lower().endswith(("ed out", "ed-out")) and _PASSIVE.search(before)
    return not (_DEEMED.search(before) or is_passive)


def is_open(sentence: str, act: Span, part: Span) -> bool:
    """Whether the sentence lets its reader act until the end that stands at `part`."""
    lead, between = _lead(sentence, act[0]), sentence[act[1] : part[0]] if act[1] <= part[0] else ""
    if is_hollow(sentence, act, part, lead) or is_by_another(sentence, act):
        return False
    if _LATER_OF_TWO.match(sentence, part[1]) or _MOVED_BEHIND.match(sentence, part[1]):
        return False
    if _BY_THEN.search(sentence[max(0, part[0] - 8) : part[0]]) and _BEGINS_THEN.search(sentence[: act[1]]):
        return False
    if _SO_LONG_BEFORE.search(sentence[max(0, part[0] - 30) : part[0]]):
        return False
    if _NOT_UNTIL.search(sentence[max(0, part[0] - 60) : part[0]]):
        return False
    if _DONE.match(sentence, act[0]) and not _TO_BE_DONE.search(lead):
        return False
    if _PAST.search(lead) or _WAS_POSSIBLE.search(between) or _is_over(sentence[max(act[1], part[1]) :]):
        return False
    if _RUNS_OUT.search(between) and not is_of_a_right(sentence, act, part):
        return False
    if _REVERSES.search(lead) or is_of_another_clause(lead, between):
        return False
    is_silence = _is_silence(lead, sentence[slice(*act)], between)
    if is_silence and not _CONDITION.match(lead):
        return True
    if is_denied(sentence, act) and not is_silence:
        return _EXCEPT.search(between) is not None or is_too_late_after(sentence, act, part)
    return not any(
        not _ABOUT_IT.search(between[: found.start()]) for found in _DENIED_LATER.finditer(_HARMLESS.sub(" ", between))
    )


def is_of_a_right(sentence: str, act: Span, part: Span) -> bool:
    """Whether what ends is the right or the time to choose, not what was chosen: "your opt-out expires on"."""
    return _RIGHT.search(sentence, max(0, act[0] - 60), max(act[1], part[0])) is not None


def is_of_another_clause(lead: str, between: str) -> bool:
    """Whether what stands before the end is a clause of its own: "you may opt out, but you must pay by"."""
    if _OTHERS_GO_ON.search(between) or _GOES_ON_WITHOUT.match(between) or _OF_WHAT_HAPPENED.search(between):
        return True
    opened = _SUBORDINATE.search(between) or _COORDINATE.search(between)
    if opened is None and _CONDITION.match(lead):
        opened = _MAIN_CLAUSE.search(between)
    return opened is not None and _CHOOSES.search(between, opened.start()) is None


def is_denied(sentence: str, act: Span) -> bool:
    """Whether the words before the act deny it."""
    return _denies(_lead(sentence, act[0]))


def is_too_late_after(sentence: str, act: Span, part: Span) -> bool:
    """Whether the act is denied after the end that stands at `part`, which lets one act until then."""
    return is_denied(sentence, act) and _TOO_LATE.search(sentence[max(0, part[0] - 40) : part[0]]) is not None


def is_taken_back(following: str) -> bool:
    """Whether the sentence that follows says that the choice is over, or does nothing."""
    if takes_back_behind(following):
        return True
    return _NEXT_SAYS_OVER.match(following) is not None and _is_over(following)


def is_taken_back_above(headings: Iterable[str], lead_in: str) -> bool:
    """Whether a heading, or the words before a list, deny what stands below or say that it is past."""
    lead = _without_conditions(lead_in)
    if _DENIES.search(lead) or _PAST.search(lead) or says_before_that_it_is_past(lead):
        return True
    return any(turns_as_heading(_without_conditions(title)) for title in headings)


def denies_notice(sentence: str, part: Span) -> bool:
    """Whether a notice of this length is denied. "No change without 30 days' notice" gives one."""
    lead = _HARMLESS.sub(" ", _CLAUSE.split(sentence[: part[0]])[-1] or "")
    return len(_DENIES.findall(lead)) == 1 and not re.search(r"\b(?:until|unless|before|prior|if)\b", lead, _I)


def _lead(sentence: str, end: int) -> str:
    """Return the words of the clause before the place."""
    before = PARENTHESIS.sub(" ", sentence[:end])
    last = 0
    for found in _CLAUSE.finditer(before):
        last = found.end()
    return before[last:]


def _without_conditions(above: str) -> str:
    return _CONDITION_ABOVE.sub(" ", _HARMLESS.sub(" ", above))


def _denies(lead: str) -> bool:
    return _DENIES.search(_HARMLESS.sub(" ", RELATIVE.sub("who ", lead))) is not None


def _is_silence(lead: str, act: str, between: str) -> bool:
    """Whether the clause is of the reader's silence until then, as "if you do not object", and of no denied choice."""
    if _SILENT_WHO.search(lead) or _WITHOUT_ONE.match(lead):
        return True
    if _CONDITION.match(lead):
        silence = re.sub(r"\bnot\b", " ", lead) if re.match(r"\W*should\b", lead, _I) else lead
        return not _denies(_SILENCE.sub(" ", silence))
    whole = f"{lead}{act}{between}"
    if _GERMAN_CONDITION.match(whole) or _FRENCH_CONDITION.match(lead):
        return _MAY.search(whole) is None
    return False


def _is_over(following: str) -> bool:
    return any(
        not _AFTER_THAT.search(re.split(r"[;.]", following[: found.start()])[-1]) for found in _OVER.finditer(following)
    )
