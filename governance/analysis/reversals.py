"""Whether what a clause provides can be undone: a deletion or an exit that it states, or what lasts: factor I2.

Only what is the reader's counts: their own exit, the deletion of what is theirs, and what they grant or give up for
good. A duty of the service that lasts is no burden, and an exit that needs the service's consent is none.
"""

import re
from collections.abc import Sequence

from governance.analysis.acts import is_in_doubt
from governance.analysis.risk_method import RANGES, UNKNOWN, RiskInterval
from governance.analysis.sourced import AnalysedClause
from governance.analysis.text_factors import TextFinding, as_spoken, sentences_in, unread

_I = re.IGNORECASE
_READER = r"(?<!other )(?:you|users?|customers?|subscribers?|members?|consumers?)"
_THEIRS = (
    r"(?:(?:any|all|the|of|copies|such|that|this|or|and) ){0,4}(?:your|customer|user|personal|its"
    r"|their)?(?:['’]s)? ?(?:[\w-]+ ){0,2}"
    r"(?:data|information|content|letters|messages|conversations|chats|prompts|inputs?|outputs?|files"
    r"|recordings?|posts)\b"
)
_EXIT = re.compile(
    rf"\b(?:{_READER}|either party) (?:can|may|are (?:free|entitled) to|(?:have|has|retains?) the right to)"
    r" (?:(?:also|always|then|at any time|choose to|request to|stop using the services? and|ask us to"
    r"|request that we),? )*(?:request (?:the |that )?)?(?:delet|remov|eras|clos|cancel|terminat|withdraw|stop using"
    r"|revok)\w*"
    rf"|\b{_READER} (?:have|has|retains?) (?:the|a|certain|several)? ?rights?\b[^.;]{{0,80}}\b(?:delet|eras"
    rf"|withdraw|terminat|cancel)\w*"
    r"|\byour rights? (?:to|of) (?:[\w,]+ ){0,6}(?:delet|eras|withdraw|terminat|cancel)\w*",
    _I,
)
# The reader's account, contract or data, right behind the verb; or no thing at all: "cancel at any time".
_OF_THE_READER = re.compile(
    r"(?:[ ,](?:any|all|of|your|the|this|that|these|some|its|their|such|customer|users?|personal|from|and|or|to|us"
    r"|using|use|our|part|copies|access\w*|correct\w*|export\w*|restrict\w*|rectif\w*|clos\w*|delet\w*|eras\w*|remov\w*"
    r"|terminat\w*|cancel\w*|\w+ly)(?:['’]s?)?,?)*"
    r" (?:accounts?|box|subscriptions?|membership|contract|agreement|terms|plan|consent|licen[cs]es?|services?|profile"
    r"|letters|messages|conversations|chats|prompts|data|information|content|files|inputs?|outputs?|recordings?"
    r"|posts)\b(?! (?:pictures?|photos?|settings?))"
    r"|,?(?: or \w+)? (?:at any time|whenever|for (?:any|no) reason|for convenience)\b|[.;]|$",
    _I,
)
_NOT_AT_THE_SERVICE = re.compile(r"\b(?:browsers?|devices?|cookies?|downloads?|stud(?:y|ies)|surveys?)\b", _I)
_DELETES = re.compile(
    rf"\bwe(?: (?:will|shall|must|then|also|promptly|permanently|securely))* (?:delete|erase|destroy"
    rf"|return)(?: (?:or|and) \w+)? {_THEIRS}"
    r"|\b(?:data|information|content|letters|messages|conversations|chats|prompts|inputs|outputs|files|recordings)"
    r" (?:\w+ ){0,4}(?:(?:is|are|will be|shall be|gets?) (?:\w+ly )?)(?:deleted|erased|destroyed)\b",
    _I,
)
_WHEN = re.compile(
    r"\b(?:requests?|within|terminat\w*|expir\w*|clos(?:e|es|ed|ing|ure)|end of|ends?|no longer (?:needed"
    r"|necessary|required)"
    r"|(?:when|once|after|if) you)\b",
    _I,
)
_OF_OTHERS = re.compile(
    r"\brequests? of (?!you\b|yours\b|(?:the )?(?:customer|user|data subject))\w+|\b(?:advertisers?|authorit\w+"
    r"|police)['’]?s? requests?\b"
    r"|\b(?:if|when|once) (?!you\b|(?:it|they|the data|these) (?:is|are) no longer)|\bif we\b"
    r"|\b(?:if|when|once|after) you (?!(?:\w+ )?(?:ask|request|clos|delet|cancel|terminat|end|leav|withdr|instruct"
    r"|direct"
    r"|tell|contact|write|object|uninstall|no longer))|\b(?:breach\w*|violat\w*|inactiv\w*|infring\w*"
    r"|our (?:sole )?discretion|without notice)\b",
    _I,
)
_YOURS = re.compile(r"(?: \w+){0,2} your?\b", _I)
_DENIED = re.compile(
    r"\b(?:not|never|cannot|no|unable|n['’]t|if|unless|when|how|whether|before|after|until|nobody|neither"
    r"|nor)\b[^.;:,]{0,40}$",
    _I,
)
_PLAINLY_DENIED = re.compile(r"\b(?:not|never|cannot|no|unable|neither|nor|promise|n['’]t)\b[^.;:,]{0,40}$", _I)
_NOT_FREE = re.compile(
    r"\b(?:if|when|where|once) (?:the other party|we|our)\b|\bsubject to\b|\bunless\b"
    r"|\b(?:we|provider) (?:may|can|might|could) (?:\w+ )?(?:refuse|reject|deny|decline|ignore|continue|keep)\b"
    r"|\brights?\b[^.;]{0,60}\b(?:ends?|lapses?|expires?|ceases?)\b|\bpay(?:s|ment)?\b|\bforfeit\w*|\bloses?\b"
    r"|\bwhich (?:ends|closes)\b|\bin an? (?:month|year)\b|\bonce a\b|\bafter \w+ (?:months?|years?)\b|\bfees?\b"
    r"|\bcharges?\b"
    r"|\b(?:euros?|dollars?|crowns|costs?|prices?)\b|[€$£]|\bmaterial(?:ly)? breach|\bfor cause\b"
    r"|\bour (?:\w+ ){0,2}(?:consent|approval|permission|agreement)\b|\bonly (?:if|with|when|where|after|by)\b"
    r"|\bpaying\b|\bwe (?:will |shall )?consider (?:it|this|that|your)\b"
    r"|\b(?:cancellation|termination|exit) fees?\b|\bwith a fee\b|\bfor a fee\b|\b(?:can|may) not\b",
    _I,
)
_LASTS = re.compile(r"\b(?:irrevocabl[ey]|perpetual(?:ly)?|in perpetuity|surviv(?:es?|al))\b", _I)
_NOT_LASTING = re.compile(r"\b(?:not|non|never|neither|no|nor)[ -](?:\w+ ){0,2}$", _I)
# What the reader gives for good; what outlives the end must name what it is.
_WHO_GIVES = rf"\b(?:{_READER}|each party|contributors?|developers?)\b"
_GIVEN = re.compile(
    # From the nearest of those who give: what stands before another of them is not read again.
    rf"{_WHO_GIVES}(?:(?!{_WHO_GIVES})[^.;]){{0,160}}?\b(?:grant|licen[cs]|waiv|agree|consent|assign|submit|accept"
    r"|authori[sz]|appoint|undertak)\w*|\byour (?:\w+ ){0,2}(?:licen[cs]e|grant|consent|waiver|assignment)\b",
    _I,
)
_OUTLIVES = re.compile(
    r"\b(?:licen[cs]es?|grants?|waivers?|indemn\w+|limitations?|disclaimers?|arbitrat\w+|payments?|fees"
    r"|your (?:\w+ ){0,2}"
    r"(?:obligations?|duties|liabilit\w+|promises?))\b",
    _I,
)
_OF_THE_SERVICE = re.compile(
    r"\bour (?:\w+ ){0,3}(?:dut(?:y|ies)|obligations?|confidential\w*|commitments?|promises?|warrant\w+)\b"
    r"|\bwe (?:hereby )?grants?\b"
    r"|\bgrants? (?:you|customer|users?)\b|\bgranted to (?:you|customer)\b",
    _I,
)
# Nothing lasts but for whoever chooses it.
_BY_CHOICE = re.compile(
    r"\bonly (?:if|where|when) (?:you|customer)\b"
    r"|\b(?:if|where|when) (?:you|customer) (?:\w+ )?(?:ticks?|opts?|enables?)\b",
    _I,
)
# Any word of the matter: with one of them in the clause it is not read with certainty.
_OF_THE_MATTER = re.compile(
    r"\b(?:delet|eras|remov|destr[ou]|cancel|terminat|withdr[ae]w|revo[ck]|unsubscri|export|return|irrevocab"
    r"|perpetu|surviv|permanent|(?:opt(?:s|ed|ing)?[ -]?out))\w*|\bclos(?:e|es|ed|ing|ure)\b[^.;]{0,30}\baccount"
    r"|\baccount\b[^.;]{0,30}\bclos|\b(?:quit|wip(?:e|ed|es|ing)|purg\w{1,4}|undo|forever|recall(?:ed)?)\b"
    r"|\b(?:for good|for all time|free to (?:go|leave)|as long as copyright)\b"
    r"|\byou (?:can|may) (?:\w+ )?(?:leave|switch to|take your)\b|\bclose your\b",
    _I,
)


def reversal_of(clause: AnalysedClause, service: Sequence[str] = ()) -> TextFinding:
    """Return factor I2: deletion or exit is stated (-1), or that it is irrevocable, perpetual or survives (1)."""
    if not clause.is_english:
        return unread("I2")
    if not _OF_THE_MATTER.search(clause.read):
        said = "Our rules find no deletion and no exit in this clause"
        return TextFinding(RiskInterval(*UNKNOWN["I2"]), "reversal_not_stated", "", said)
    sentences = sentences_in(clause.read)
    lasts = next((one for one in sentences if _is_lasting(one)), "")
    undone = next((one for one in sentences if _is_undone(as_spoken(one, service))), "")
    if lasts and undone:
        return TextFinding(
            RiskInterval(-1, 1), "exit_and_lasting", lasts, "The clause states both an exit and what lasts"
        )
    if lasts and not any(_EXIT.search(as_spoken(one, service)) for one in sentences):
        said = "The clause states what is irrevocable or outlasts the use"
        return TextFinding(RiskInterval(1, 1), "lasting", lasts, said)
    if undone:
        return TextFinding(RiskInterval(-1, -1), "exit_stated", undone, "The clause states a deletion or an exit")
    said = "Whether the clause states a deletion or an exit is not read with certainty"
    return TextFinding(RiskInterval(*RANGES["I2"]), "reversal_unread", "", said)


def _is_undone(spoken: str) -> bool:
    if _NOT_FREE.search(spoken) or is_in_doubt(spoken) or _NOT_AT_THE_SERVICE.search(spoken):
        return False
    for match in _EXIT.finditer(spoken):
        # "Users can delete your content" is no exit of the reader.
        is_of_others = not match.group().lower().startswith(("you", "either")) and _YOURS.match(spoken, match.end())
        is_theirs = _OF_THE_READER.match(spoken, match.end()) is not None
        if is_theirs and not is_of_others and not _DENIED.search(spoken[: match.start()]):
            return True
    if _OF_OTHERS.search(spoken) or not _WHEN.search(spoken):
        return False
    return any(not _PLAINLY_DENIED.search(spoken[: match.start()]) for match in _DELETES.finditer(spoken))


def _is_lasting(sentence: str) -> bool:
    if _OF_THE_SERVICE.search(sentence) or _BY_CHOICE.search(sentence):
        return False
    for match in _LASTS.finditer(sentence):
        if _NOT_LASTING.search(sentence[: match.start()]):
            continue
        named = _OUTLIVES if match.group().lower().startswith("surviv") else _GIVEN
        if named.search(sentence):
            return True
    return False
