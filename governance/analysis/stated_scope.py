"""Whether words of a sentence are really stated there: not denied, not of another party, and a bound in the right way.

A sentence holds several statements: "We keep letters for 30 days, but we do not keep stamps." What denies one says
nothing of another. So each is looked at from where it begins to where it ends.
"""

import re
from enum import StrEnum


class Party(StrEnum):
    """Whose act or power a cell states."""

    SERVICE = "service"
    READER = "reader"
    ANY = "any"


_I = re.IGNORECASE
_READER = r"(?:you|customers?|users?|clients?|members?|subscribers?|licensees?|developers?|children|minors)"
_OTHER = (
    r"(?:advertisers?|vendors?|(?:business |our )?partners?|suppliers?|sellers?|publishers?|third[- ]part(?:y|ies)"
    r"|(?:(?:service|hosting|cloud|infrastructure|payment|data[- ]cent(?:re|er)) )?providers?|other users|data brokers?"
    r"|authorities|banks?|competitors?)"
)
# Behind these another statement begins.
_BEGINS = re.compile(
    r"[.;:!?][\s”\"’')\]*]{1,4}|[,\s](?=(?:but|however)\b)|[,\s](?=and (?:we|you|they|your|our|the)\b)"
    r"|,\s(?=(?:we|you|they|then)\b)|\s(?=you (?:can|may)\b)|\s(?=(?:which|unless|except|while|although|whereas"
    r"|only if)\b)"
    r"|,\s(?=(?:who|where|if|when)\b)|\n\s{0,8}(?:\n|[-*•|#])",
    _I,
)
_ENDS = re.compile(
    r"[.;:!?](?=[\s”\"’')\]*]|\Z)|,|\n|\b(?:if|when|unless|where|which|who|that|after|because|provided|and|but|or)\b",
    _I,
)
_SUBORDINATE = re.compile(
    r"\W{0,4}(?:(?:but|and|or|even|only|so|however)\W{1,2}){0,2}"
    r"(?:if|when|where|once|until|unless|after|before|in the event|as long as)\b[^,]*,",
    _I,
)
_DENIES = re.compile(
    r"(?:\b(?:not|never|neither|nor|cannot|without|no|nobody|none|nothing|rather than|instead of|refus(?:e|es"
    r"|ed|al|ing)"
    r"|impossible|exempt(?:ed)? from|excluded|waives?|waiving|gives? up)|n['’]t)\b|\b(?:we|you) used to\b"
    r"|\A\W{0,4}(?:previously|formerly)\b",
    _I,
)
# They deny nothing, or something else: "not later than", "no longer needed", "without giving any reason".
_DENIES_NOTHING = re.compile(
    r"\bno (?:later|more|less|fewer|greater|additional|extra|cost|charge|fee)\b"
    r"|\bno longer (?:than|needed|necessary|required|relevant|wish|want|use|have|active|be|a)\b"
    r"|\bnot (?:later|longer|more|less|fewer|greater|only)\b"
    r"|\b(?:but|including|includes|and) (?:is |are )?not limited to\b|\bwhether or not\b|\b(?:if|where) not\b"
    r"|\bnot (?:to )?(?:be )?bound\b|\bnot otherwise\b|\bno \(|\bno\. ?\d"
    r"|\bwithout (?:undue|unreasonable|further|limit\w*|prejudice|regard|affecting)\b"
    r"|\bwithout (?:(?:giving|stating|any|a|having to give) ){0,3}"
    r"(?:reasons?|penalt(?:y|ies)|charge|costs?|fees?|cause|explanations?|interest|delay)\b"
    r"|\b(?:not|never|cannot|no|n['’]t) [^.;]{0,120}?"
    r"\b(?:l(?:onger|ater|ess)|more|greater|fewer|s(?:ooner|horter)) than\b"
    r"|\b(?:not|never) [^.;]{0,120}?\bexceed(?:s|ing)?\b",
    _I,
)
_HARMLESS = re.compile(
    r"\bno (?:later|additional|extra|cost|charge|fee)\b|\bno longer (?:needed|necessary|required|relevant|wish"
    r"|want|use|have|active)\b"
    r"|\bnot (?:only|limited|otherwise)\b",
    _I,
)
_DENIED_BEHIND = re.compile(
    r"\b(?:is|are|was|will|shall|may|can|do|does|be|must) (?:not|never|no longer)\b|\bcannot\b|n['’]t\b"
    r"|\b(?:is|are) (?:excluded|unavailable|impossible|ruled out)\b",
    _I,
)
_NOT_LIMITED = re.compile(r"\b(?:not|never) (?:\w+ )?(?:limited|restricted)\b", _I)
_FORBIDS = re.compile(
    r"(?:\b(?:not|never|no|nobody|neither|nor|cannot|prohibits?|prohibited|forbid(?:s|den)?|exclud(?:e|es|ed))|n['’]t)\b",
    _I,
)
_FORBIDDEN_BEHIND = re.compile(
    r"(?:(?!\b(?:but|however)\b)[^.;:!?]){0,200}?\b(?:(?:must|may|should|shall|can|will|are|is|do) (?:not|never)|cannot"
    r"|prohibited|forbidden|ineligible|excluded|(?:can|may|do|are|is)n?['’]t)\b",
    _I,
)
_ALLOWED_BEHIND = re.compile(
    r"[^.;:!?,]{0,30}?\b(?:may|can|(?:are|is) (?:allowed|permitted))\b(?! not| only|['’]t)", _I
)
_UPPER = r"(?:longer|more|greater|later) than|exceed(?:s|ing)?|in excess of|beyond|past"
_BOUND = re.compile(
    rf"\b(?P<bound>{_UPPER}|(?:less|fewer|earlier|sooner|shorter|lower) than)"
    r"(?: (?:the|a|an) (?:sum|amount|period|total|term|maximum)? ?(?:of )?)?\W{0,3}\Z",
    _I,
)
_NEGATION_OF_A_BOUND = re.compile(r"(?:\b(?:not|never|no|nor|neither|cannot|nobody)|n['’]t)\b", _I)
_READERS_ACT = re.compile(
    rf"\b{_READER}(?: \w+){{0,2}} (?:must|shall|will|should|agrees?|needs? to|ha(?:ve|s) to|may|can|undertakes?"
    r"|(?:are|is) (?:required|obliged|responsible))\b(?! (?:also )?(?:be|receive|get|have|see)\b)"
    r"|\bwe (?:recommend|advise|suggest|urge)\b"
    rf"|\b{_READER} (?:give|notify|inform|tell|provide|send)s?\b|\b(?:notify|notifying|giving|give|inform|tell"
    rf"|telling) us\b",
    _I,
)
_OTHERS_ACT = re.compile(
    rf"\b{_OTHER}(?: \w+){{0,2}} (?:must|shall|will|may|can|should|agree|deletes?|keeps?|retains?|notify|notif(?:ies|y)"
    r"|tells?|responds?|answers?|stores?|asks?)\b"
    rf"|\b(?:ask|require|expect|oblige)s? (?:\w+ ){{0,3}}{_OTHER}\b|\bby (?:our |the |its |any |their )?{_OTHER}\b",
    _I,
)
_BY_ANOTHER = re.compile(rf"\s(?:\w+ )?by (?:our |the |its |any |their )?(?:{_OTHER}|{_READER})\b", _I)
_HEADED = re.compile(r"\W{0,6}(?:[A-Z\d][\w.’' -]{0,60}[.:]\W{1,6}){1,2}(?=\w)")
_MAY_ACT = (
    r"(?:may|can) (?:not |also |only )?(?:perform|conduct|carry out|encrypt|store|process|run|sell|share|engage"
    r"|transfer"
    r"|host|scan|test|train|appoint)\b"
)
# "Customer acknowledges that we …" is said of the service; "Customer will encrypt" isn't.
_SAID_OF_ANOTHER = re.compile(
    rf"\W{{0,6}}(?:the |each |any |every )?{_READER}(?: (?:also|alone|hereby|itself))?"
    r" (?:must|agrees? to|shall|should|will(?! (?:be|receive|get|have)\b)|makes?|process(?:es)?|ensures?"
    r"|undertakes?|represents?|warrants?"
    r"|guarantees?|maintains?"
    r"|(?:is|are) (?:solely )?responsible|ha(?:s|ve) (?:implemented|appointed|taken|adopted)|(?:is|are) certified"
    r"|notif(?:y|ies)|encrypts?|keeps?|deletes?|performs?|conducts?|stores?|hosts?"
    rf"|trains?|transfers?|shares?|sells?|discloses?|{_MAY_ACT}|(?:has|have) (?:a|its|their) )"
    rf"|\W{{0,6}}(?:our |the |these |those |any |some |other |most )?{_OTHER}(?!['’])(?: \w+)? (?:who |that "
    rf"|which |may |must |shall |will |can "
    r"|should |are |is |have |has |do |does |\w+s |(?:make|use|process|keep|notify|encrypt|collect|store|delete"
    r"|share|sell|train)\b)"
    rf"|\W{{0,6}}(?:the )?{_READER}['’]s? (?:\w+ )?(?:{_OTHER}|sub-?processors?) (?:is|are|must|shall|will|may"
    rf"|has|have)\b"
    r"|\W{0,6}your (?:own )?(?:\w+ ){0,2}?(?:administrators?|employers?|providers?|bank|browser|devices?|school"
    r"|computer"
    r"|network|operator) (?:\w+ly )?(?:must|shall|should|will|may|can|is|are|has|have|keeps?|stores?|uses?"
    r"|processes|encrypts?)\b"
    r"|\W{0,6}(?:please )?(?:encrypt|back up|store|keep|delete|test|make sure|ensure) (?:your|all|any|the)\b"
    r"|\W{0,6}we (?:ask|require|expect|oblige|encourage|rely on|recommend|advise|suggest|urge) (?:\w+ ){0,3}"
    rf"(?:{_OTHER}|{_READER})\b",
    _I,
)
_READERS_LIABILITY = re.compile(
    rf"\b(?:your|{_READER}['’]s?)(?:(?! our\b) [\w-]+){{0,5}} liabilit|\b{_READER}(?: \w+){{0,2}} (?:are|is|be"
    rf"|remains?)"
    r"(?: \w+){0,2} liable\b|\binsur(?:ed|ance)\b|\bliabilit(?:y|ies) of (?:the |a |any |each )?"
    rf"{_READER}\b|\b(?:liable|liability) to us\b|\b(?:resellers?|vendors?|suppliers?|partners?|directors"
    rf"|officers|employees)['’]s? (?:\w+ )?liabilit"
    r"|\bliabilit(?:y|ies) of (?:our |the )?(?:resellers?|vendors?|suppliers?|partners?|directors|officers"
    r"|employees)\b(?!,| and\b)|\bneither (?:the )?{_READER}\b"
    rf"|\b{_READER}(?: \w+){{0,2}} (?:agrees? to|must|shall|will) (?:\w+ )?(?:pay|reimburse|compensate|indemnify)\b",
    _I,
)
_DOES_NOT_APPLY = re.compile(r"[^.;,]{0,40}? (?:does|do|shall|will) not apply\b", _I)
_LIMITER = re.compile(
    r"\b(?P<upper>exceed(?:s|ing)?|more than|in excess of|greater than|over|above)\b"
    r"|\b(?:limits?|limited|limiting|capped|caps?|maximum|up to|restrict(?:s|ed))\b",
    _I,
)
_DENIED_LIMIT = re.compile(r"(?:\b(?:not|never|no|nothing|without|neither)|n['’]t)(?: [\w-]+){0,4} \Z", _I)
_NO_CHOICE = re.compile(
    r"\b(?:cannot|can['’]t|(?<!if you )could|nobody can|(?:may|can) not|unable to|not (?:able|possible"
    r"|permitted|allowed) to"
    r"|no (?:way|right|option|ability|possibility)|need not|not (?:required|asked|need|have) to"
    r"|no|nobody may|neither (?:\w+ ){1,4}(?:may|can)|nor|not even|without an?|previously (?:\w+ ){0,3}could"
    r"|(?:not|never|n['’]t) (?:\w+ ){0,2}?(?:offer|provide|give|have|grant|allow)(?: \w+){0,3}? (?:to|of)"
    r"|(?:deemed|considered|regarded|treated|presumed|assumed|taken) (?:to (?:have|be)|as(?: having)?)"
    r"|instead of|rather than) (?:\w+ ){0,3}\Z",
    _I,
)
_NO_CHOICE_BEHIND = re.compile(
    r"[^.,;]{0,60}?\b(?:(?:is|are|be) (?:not|no longer|never) (?:\w+ )?(?:possible|available|offered|provided|accepted)"
    r"|(?:is|are) (?:unavailable|impossible|excluded))\b"
    r"|[^.,;]{0,60}?\b(?:is|was|were|has been|have been) (?:abolished|withdrawn|removed|discontinued|ended|suspended)\b"
    r"|[^.;]{0,80}?\b(?:as soon as|once|when) we (?:release|offer|add|introduce|launch|build)\b"
    r"|\s+neither\b",
    _I,
)
_WE_CHOOSE = re.compile(
    r"\bwe (?:(?:may|can|will|shall) )?(?:\w+ ){0,2}(?:(?:opt|reject|decline|withdraw|object)\b|\Z)", _I
)
# What is only aimed at, and what holds in one place alone, is no sure value.
_HEDGED = re.compile(
    r"\b(?:aims?|tr(?:y|ies)|attempts?|endeavou?rs?|strives?|seeks?|intends?|hopes?|expects?|typically|usually|generally|normally"
    r"|in most cases|if possible|(?:where|if|to the extent)(?: \w+)? (?:feasible|possible|practicable|we can)"
    r"|best efforts|reasonable (?:efforts|endeavou?rs))\b",
    _I,
)
_ONLY_THERE = re.compile(
    r"(?:\A\W{0,4}in|\bfor (?:\w+ ){0,3}(?:in|of|from)|\b(?:live|reside|residents?|located) (?:in|of)) (?:the )?"
    r"(?:(?-i:EU|EEA|UK|US|U\.S\.)|european|united (?:states|kingdom)|germany|france|ireland|spain|italy"
    r"|austria|poland|switzerland"
    r"|california|australia|(?:south )?korea|japan|china|india|brazil|canada)\b",
    _I,
)


_REPLACED = re.compile(
    r"\b(?:instead|in place|rather|down|up|reduced|increased|raised|shortened|extended) (?:of|than|from) \Z", _I
)
_LEFT_OUT = re.compile(
    r"\b(?:(?:any|every)(?:one|body|where)|all) (?:but|except|other than|save)(?: (?:for|to|with|in|the|our|any))* \Z"
    r"|\b(?:data|information|details) (?:of|about|relating to) (?:our |the |other )?\Z"
    r"|\b(?:outside|authority|office|seat|headquarters|regulator|incorporated|registered)(?: (?:of|in))?(?: the)? \Z",
    _I,
)
_ANNULLED = re.compile(
    r"[^.;,]{0,40}?\b(?:is|are|was|were|been) (?:excluded|annulled|invalidated|struck down|repealed|revoked"
    r"|withdrawn|suspended)\b",
    _I,
)
_MULTIPLIED = re.compile(
    r"(?:%|\b(?:per ?cent|half|twice|double|triple|times|multiple|fraction)) (?:of )?(?:the )?\Z"
    r"|\b(?:twice|double|triple|half|times|per ?cent of|% of) (?:the )?(?:\w+ ){0,2}(?:fees?"
    r"|amounts?)(?: [\w-]+){0,5} \Z",
    _I,
)
_BUT_FOR = re.compile(r",? \(?(?:save|except|reduced)\b", _I)
_A_NUMBER = r"(?:[$€£]|(?:USD|EUR|GBP) ?|)(?:\d[\d.,]*|zero|one|two|three|six|ten|twelve|thirty|sixty|ninety)"
_BOUNDED_BEHIND = re.compile(
    r"(?:,? (?:at (?:a|the) (?:minimum|least)|minimum|or (?:more|longer)|and longer|if not longer|give or take"
    r"|on average"
    r"|or so|or (?:such|any) (?:other|longer)|whichever|unless we (?:find|decide|think|want|deem|choose|see)"
    r"|(?:but )?only (?:if|where|when)|or until\b)"
    rf"|,? \(?or,?(?: (?:at least|for))? {_A_NUMBER}|,? \({_A_NUMBER} [\w-]+ (?:for|if|in)\b"
    r"|,? or the (?:minimum|maximum)\b|,? (?:times|multiplied|per (?:user|seat|person|incident|claim)|for each)\b)",
    _I,
)
_HARD_STOP = re.compile(r"[.;:!?]\s|\n")
_OPENS_ON_CONDITION = re.compile(r"\W{0,4}(?:but |and |only )?(?:if|unless|in case|provided|should)\b", _I)


def statement_before(sentence: str, start: int) -> str:
    """Return the statement up to `start`, from where it begins, without a condition that it opens with."""
    begin = max((found.end() for found in _BEGINS.finditer(sentence, 0, start)), default=0)
    opening = _SUBORDINATE.match(sentence, begin, start)
    return sentence[opening.end() if opening else begin : start]


def statement_begins(sentence: str, start: int) -> int:
    """Return where the statement begins, with a condition that it opens with."""
    begin = max((found.end() for found in _BEGINS.finditer(sentence, 0, start)), default=0)
    return begin + len(sentence[begin:]) - len(sentence[begin:].lstrip(" *•-–(,"))


def statement_ends(sentence: str, end: int) -> int:
    """Return where another statement begins behind `end`, or the sentence ends."""
    found = _BEGINS.search(sentence, end)
    return found.start() if found else len(sentence)


def statement_behind(sentence: str, end: int) -> str:
    """Return what follows in the same statement."""
    found = _ENDS.search(sentence, end)
    return sentence[end : found.start() if found else len(sentence)]


def statement_around(sentence: str, start: int, end: int) -> str:
    """Return the whole statement in which these words stand."""
    return statement_before(sentence, start) + sentence[start:end] + statement_behind(sentence, end)


def denies(sentence: str) -> bool:
    """Return whether a sentence holds a denial, and not only a bound."""
    bounds = [found.span() for found in _DENIES_NOTHING.finditer(sentence)]
    return any(not any(first <= found.start() < last for first, last in bounds) for found in _DENIES.finditer(sentence))


def is_denied(sentence: str, start: int, end: int, allowed: re.Pattern[str] | None = None) -> bool:
    """Return whether the statement denies these words; what `allowed` finds in it is taken for no denial."""
    before = statement_before(sentence, start)
    # A bound may end within the words: "not … for longer than 7 days".
    words = before + sentence[start:end]
    bounds = [found.span() for found in _DENIES_NOTHING.finditer(words)]
    bounds += [found.span() for found in allowed.finditer(words)] if allowed else []
    denials = [
        found for found in _DENIES.finditer(before)
        if not any(first <= found.start() < last for first, last in bounds)
    ]  # fmt: skip
    return bool(denials or _DENIED_BEHIND.search(statement_behind(sentence, end)))


def is_banned(sentence: str, start: int, end: int) -> bool:
    """Return whether what these words name is forbidden, before them or behind them in the same sentence."""
    before = statement_before(sentence, start)
    if _NOT_LIMITED.search(before):
        return False
    if _FORBIDS.search(before):
        return True
    return bool(_FORBIDDEN_BEHIND.match(sentence, end) and not _ALLOWED_BEHIND.match(sentence, end))


def is_wrongly_bounded(sentence: str, number: int) -> bool:
    """Return whether the number is one that is surpassed ("more than 30 days") and not ruled out to be surpassed."""
    before = statement_before(sentence, number)
    found = _BOUND.search(before)
    return found is not None and not _NEGATION_OF_A_BOUND.search(before[: found.start()])


def is_of_another(sentence: str, start: int, party: Party, end: int | None = None) -> bool:
    """Return whether the statement is the act of somebody else than is asked about."""
    before = statement_before(sentence, start)
    if party is Party.ANY:
        return False
    if party is Party.READER and _WE_CHOOSE.search(before):
        return True
    if party is Party.SERVICE and (_READERS_ACT.search(before) or _BY_ANOTHER.match(sentence, end or len(sentence))):
        return True
    return _OTHERS_ACT.search(before) is not None


def is_said_of_another(sentence: str) -> bool:
    """Return whether a sentence as a whole is the duty of the reader or the act of somebody else than the service."""
    opening = _SUBORDINATE.match(sentence) or _HEADED.match(sentence)
    return _SAID_OF_ANOTHER.match(sentence, opening.end() if opening else 0) is not None


def is_no_cap_of_ours(sentence: str, start: int) -> bool:
    """Return whether a sum limits no liability of the service: the reader's, or none that is limited at all."""
    before = sentence[:start]
    statement = statement_before(sentence, start)
    if _READERS_LIABILITY.search(statement):
        return True
    if _DOES_NOT_APPLY.match(sentence, start):
        return True
    limiters = list(_LIMITER.finditer(before))
    if not limiters:
        return _DENIES.search(statement) is not None
    last = limiters[-1]
    if last["upper"]:
        return _NEGATION_OF_A_BOUND.search(before[: last.start()]) is None
    return _DENIED_LIMIT.search(before[: last.start()]) is not None


def is_under_a_negation(sentence: str, start: int) -> bool:
    """Return whether the statement before `start` negates something, be it only a bound: "not … longer than"."""
    before = statement_before(sentence, start)
    harmless = [found.span() for found in _HARMLESS.finditer(before)]
    return any(
        not any(first <= found.start() < last for first, last in harmless)
        for found in _NEGATION_OF_A_BOUND.finditer(before)
    )


def is_unsure(sentence: str, start: int, end: int) -> bool:
    """Return whether the statement is a mere aim ("we aim to delete it"), or holds in one place alone."""
    words = statement_around(sentence, start, end)
    opening = sentence[statement_begins(sentence, start) : start]
    return bool(_HEDGED.search(words) or _HEDGED.match(sentence, end + 1) or _ONLY_THERE.search(opening))


def is_no_way_out(sentence: str, start: int, end: int) -> bool:
    """Return whether a choice is not given: "you cannot opt out", "opting out is not possible"."""
    return bool(_NO_CHOICE.search(sentence, max(0, start - 80), start) or _NO_CHOICE_BEHIND.match(sentence, end))


def is_replaced(sentence: str, number: int) -> bool:
    """Return whether the number is the one that another takes the place of: "18 months instead of 6 months"."""
    return _REPLACED.search(sentence, max(0, number - 40), number) is not None


def is_left_out(sentence: str, start: int, end: int) -> bool:
    """Return whether words are excepted ("anyone but advertisers"), of somebody's data, or annulled behind."""
    return bool(_LEFT_OUT.search(sentence, max(0, start - 60), start) or _ANNULLED.match(sentence, end))


def is_excepted_from(sentence: str, end: int) -> bool:
    """Return whether a sum holds but for what is named behind it: "$100, save for breaches of data"."""
    return _BUT_FOR.match(sentence, end) is not None


def is_bounded_beside(sentence: str, start: int, end: int) -> bool:
    """Return whether a number is bounded, doubled or one of two by what stands right beside it: "$100 per user"."""
    before = sentence[max(0, start - 60) : start]
    return bool(_MULTIPLIED.search(before) or _BOUNDED_BEHIND.match(sentence, end))


def condition_begins(sentence: str, start: int) -> int | None:
    """Return where the condition begins that a statement before `start` opens with: "If you turn on training, we …"."""
    begin = max((found.end() for found in _HARD_STOP.finditer(sentence, 0, start)), default=0)
    opening = _OPENS_ON_CONDITION.match(sentence, begin, start)
    return begin + len(opening.group()) - len(opening.group().lstrip(" *•-–(,")) if opening else None


def is_ruled_out(sentence: str, start: int) -> bool:
    """Return whether something is said not to happen in the statement before `start`."""
    return _NEGATION_OF_A_BOUND.search(statement_before(sentence, start)) is not None
