"""What the words of a clause say for a risk: the power of the service in it, and its breadth.

Only English is read; of a clause in another language each factor is unknown. What binds is found by
`governance.comparison.text.phrases`. Each finding quotes the sentence that it rests on, or the clause where nothing of
the kind is said in it. No finding says that something is not stated, which no rule can know: only
that no rule finds it, and where a word of the matter stands in the clause, that it is not read with certainty and may
be anything.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from governance.analysis.acts import bans_in, is_done_to_the_reader, is_not_at_all, is_taken_back
from governance.analysis.promises import promises
from governance.analysis.risk_method import RANGES, RiskInterval
from governance.analysis.sourced import AnalysedClause
from governance.comparison.text.phrases import phrases_of
from governance.comparison.text.spans import sentence_spans


class TextFinding(NamedTuple):
    """What a rule found: the factor's interval, and the sentence of the clause that decided, "" for all of it."""

    interval: RiskInterval
    rule: str
    words: str
    says: str


_I = re.IGNORECASE
_RESERVES = re.compile(
    r"\breserves? (?:the|all|its|our) rights? to\b|\b(?:our|its|sole|absolute) (?:and absolute )?discretion\b"
    r"|\b(?:as|where|when|if|whatever) we (?:see fit|deem)\b",
    _I,
)
# Whoever else is named before it: "Customer may choose in its sole discretion".
_OF_ANOTHER = re.compile(
    r"\b(?:you|users?|customers?|members?|subscribers?|advertisers?|developers?|publishers?|sellers?"
    r"|controllers?|part(?:y|ies)|courts?|arbitrators?)(?:['’]s?)?\b(?:(?!\bwe\b)[^.;:,]){0,80}$"
    r"|\b(?:not|no longer|never|cease to|stopped|ceased to) $",
    _I,
)
_ADVERB = re.compile(r"\bwe (?:also|still|then|therefore|sometimes) (may|might|will|must|shall)\b", _I)
_POWER = re.compile(r"we (?:may|might)|we(?: are|['’]re) (?:entitled|permitted|allowed|free) to", _I)
_HAS_RIGHT = re.compile(
    r"\bwe have (?:the|a|every|full|the full) right to\b|\bwe(?: are|['’]re) (?:entitled|permitted|allowed|free) to\b",
    _I,
)
# "We may not be able", "you acknowledge that we may be required": nothing that is chosen.
_NO_CHOICE = re.compile(
    r"\s(?:also )?(?:be (?:required|obliged|obligated|liable|unable|subject|able)|have|need to|not)\b", _I
)
# "Communications we may send" and "how we may use it" mention a power; a sentence or part of one states it.
_OPENS = re.compile(
    r"(?:^[\s*_]{0,4}(?:§{0,2}\s?(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){0,4}[.):]?[*_]{0,2}\s)?"
    r"|[·,;:.(\)\]”\"–—/-]\s?|\b(?:and|or|but|then|also|so|because|therefore|accordingly|whether or"
    r" not|furthermore|additionally)\s"
    r"|\bin (?:any|such|such an?|this|that|every) (?:events?|cases?)\s|\b(?:from time to time|at any time"
    r"|where (?:necessary|appropriate))\s"
    r"|\b(?:agrees?|acknowledges?|understands?|accepts?|confirms?|note|means?|clarity)(?: and"
    r" \w+)?,? that\s)[\s*_]*$",
    _I,
)
_FOR_ANY_REASON = re.compile(r"\bfor any (?:or no )?reason\b", _I)
# What is done for the reader, or what ends or softens what is done to them, is no power over them.
_HARMLESS = re.compile(
    r"[, ]+(?:(?:also|still|then|sometimes|(?:in|at) (?:our|its) (?:sole )?discretion)[, ]+)?"
    r"(?:(?:stop|cease|refrain|limit|reduce|shorten|anonymi[sz]e|pseudonymi[sz]e|de-?identify|aggregate|encrypt|delete"
    r"|erase|mask|redact|refund|waive|notify|inform|offer|help|assist|credit|extend|reimburse|tell|remind|provide|give"
    r"|grant|make|allow|permit|let|ask|contact|only|compensate|restore|(?:refuse|decline|choose not|elect not) to"
    r"|challenge|contest)\b"
    r"|(?:create|publish|share|use|disclose|generate|produce) (?:aggregated?|anonymi[sz]ed|de-?identified)\b)",
    _I,
)
_OF_POWER = re.compile(
    r"\bwe(?: (?:and|or) our(?: \w+){1,4}?)? (?:(?:also|still|then|therefore|\w+ly) )?(?:may|might|can(?:not)?"
    r"|could|will|shall|must"
    r"|would|do not|never|only|undertake|commit|promise|reserve|no longer|have (?:\w+ ){1,2}rights?"
    r"|are (?:not )?(?:entitled"
    r"|permitted|allowed|free|required|obliged|obligated|committed|prohibited))\b|\bwe(?:['’]ll| (?:won|don"
    r"|can)['’]t)\b"
    r"|\bwe\b[^.;]{0,80}\b(?:only|solely|exclusively)\b|\b(?:as|where|when|if|whatever) we (?:see fit|deem)\b"
    r"|\bdiscretion\b|\breserves? (?:the|all|its|our) rights?\b|\b(?:none|nothing|neither)\b[^.;]{0,60}\b(?:we"
    r"|us|our)\b",
    _I,
)
_CONDITION = re.compile(
    r"\bwith your (?:\w+ )?(?:consent|permission)\b|\b(?:(?<!including )(?<!even )(?<!as )if(?! any\b)"
    r"|unless|provided that|(?:at|upon|on) your request|in so far as|insofar as|(?:as|so) long as you"
    r"|to the extent (?:that )?you|only (?:as|for|when|where|if|with|after|to the"
    r" extent)|in (?:the event|case) (?:that|of)|subject to|to the extent (?:\w+ )?(?:permitted|required|necessary)"
    r"|(?:as|where|when) (?:otherwise )?(?:required|permitted|allowed|necessary)|where(?= we\b|,))\b",
    _I,
)
_OPEN_LIST = re.compile(
    r"\b(?:such as(?! (?:is|are|was|were|may|it|they)\b)|including(?: but not limited to)?|for example"
    r"|e\.g\.|for instance"
    r"|among (?:other things|others)|without limitation|but (?:is |are )?not limited to|and (?:so on|the like)"
    r"|or (?:any )?other similar|(?-i:etc)\b)",
    _I,
)
# What may leave the list open, or may be one more thing of a closed list.
_PERHAPS_OPEN = re.compile(
    r"\b(?:and|or) (?:any |all |its |our |your |their )?(?:others?|similar|related|further|comparable|more)\b"
    r"|\band so forth\b|\binter alia\b"
    r"|\bamongst others\b|\bin particular\b|\bof any (?:kind|sort|type|nature)\b|\banything (?:similar|else|like)\b"
    r"|\bnot only\b|\bas well as\b|\bwe (?:find|deem|consider|think) (?:\w+ )?"
    r"(?:useful|necessary|relevant|appropriate|fit)\b"
    r"|\bcompatible with\b|\.\.\.|…",
    _I,
)
_NOT_OPEN = re.compile(r"\b(?:not|never|without|exclud\w+) $", _I)
_NARROW = re.compile(
    r"\b(?:only|solely|exclusively) (?:for|to|when|where|if|with|by|as|in|upon) (?:the |this |that |one )?[\w-]+", _I
)
_MENTIONED = re.compile(r"\bwe (?:may|might)\b", _I)

# "When you pay late we may": a frame before it, without a comma, may make a mention a power.
_FRAMED = re.compile(
    r"(?:^|[.;:] )(?:when|if|where|in|on|upon|after|once|should|for|to|as|with|under|at|by|while|during|besides"
    r"|likewise|[a-z]{3,15}ly)\b(?:(?!\b(?:that|which|who|whom|how|what|whether)\b)[^.;:]){1,120}?"
    r"\bwe (?:may|might)\b",
    _I,
)
# What gives the service a power without saying that it may: by the passive, by the reader's leave, by its people.
_PERHAPS_A_POWER = re.compile(
    r"\b(?:may|might|can|could) (?:(?:also|then|still|only|at any time) )?be (?:[a-z]{2,20}ed|sold|read|shown|sent"
    r"|kept|held|given|seen|taken|made|withdrawn)\b(?! by you\b)"
    r"|\b(?:authori[sz]e|permit|allow|give|grant|license|entitle)s? us\b|\bconsents? to (?:our|us|the)\b"
    r"|\bagrees? to (?:our|the) \w+ing\b|\bgrants? (?:\w+ )?(?:an?|the) [^.;]{0,60}\blicen[cs]e\b"
    r"|\bour (?:\w+ ){0,2}(?:staff|teams?|moderators?|systems?|services?|employees|people|affiliates?|partners?"
    r"|(?:sub-?)?processors?|agents|representatives|contractors)\b[^.;]{0,20}\b(?:may|might|can|could|will)\b"
    r"|\b(?:and|or) (?:our|its) (?:\w+ )?affiliates? (?:may|might|can|will)\b|\bwe \([^)]{0,80}\) (?:may|might)\b"
    r"|\bwe (?:hold|retain|keep|have) (?:the|a|every) (?:\w+ )?right\b|\bup to us\b"
    r"|\bas we (?:please|like|wish|choose)\b"
    r"|\bthink fit\b|\bsubject to (?:our )?(?:monitoring|review|moderation)\b",
    _I,
)

_BESIDE_YOU = re.compile(r"\b(?:you|customer|party) or $", _I)

_NEAR, _NEAR_SUBJECT = 60, 100


def power_of(clause: AnalysedClause, service: Sequence[str] = ()) -> TextFinding:
    """Return factor L1: the service may at will (1), on a condition (0), or must or must not (-1).

    A power outweighs a limit in the same clause. A clause in which neither is found, nor a word that may give one,
    counts 0.
    """
    if not clause.is_english:
        return unread("L1")
    spoken = as_spoken(clause.read, service)
    if not _OF_POWER.search(spoken) and not _PERHAPS_A_POWER.search(spoken):
        said = "Our rules find no power and no limit of the service in this clause"
        return TextFinding(RiskInterval(0, 0), "no_power_stated", "", said)
    found = [finding for sentence in sentences_in(clause.read) if (finding := power_in(sentence, service))]
    if any(one.rule == "bound" for one in found) and is_taken_back(spoken):
        found = [one for one in found if one.rule != "bound"]
    if found:
        return max(found, key=lambda one: one.interval)
    left = _RESERVES.sub(_without_others, _MENTIONED.sub(_without_mentions, spoken))
    if not any(one.search(left) for one in (_OF_POWER, _PERHAPS_A_POWER)) and not _FRAMED.search(spoken):
        said = "The clause mentions what the service may do, and no power or limit is read in it"
        return TextFinding(RiskInterval(0, 0), "power_mentioned", "", said)
    said = "Whether the clause states a power or a limit of the service is not read with certainty"
    return TextFinding(RiskInterval(*RANGES["L1"]), "power_unread", "", said)


def breadth_of(clause: AnalysedClause) -> TextFinding:
    """Return factor L3: an open list (1), a single named case (-1), or neither (0)."""
    if not clause.is_english:
        return unread("L3")
    sentences = sentences_in(clause.read)
    for sentence in sentences if _OPEN_LIST.search(clause.read) else ():
        for match in _OPEN_LIST.finditer(sentence):
            if not _NOT_OPEN.search(sentence[: match.start()][-_NEAR:]):
                said = f"The clause says “{match.group()}”, which leaves open what else is meant"
                return TextFinding(RiskInterval(1, 1), "open_list", sentence, said)
    for sentence in sentences if _NARROW.search(clause.read) else ():
        if _NARROW.search(sentence) and "," not in sentence and " or " not in sentence and " and " not in sentence:
            return TextFinding(RiskInterval(-1, -1), "single_case", sentence, "The clause names a single case")
    if _PERHAPS_OPEN.search(clause.read):
        said = "Whether the clause leaves open what else is meant is not read with certainty"
        return TextFinding(RiskInterval(0, 1), "breadth_unread", "", said)
    said = "Our rules find no words, such as “including”, that leave open what else is meant"
    return TextFinding(RiskInterval(0, 0), "not_left_open", "", said)


def unread(factor: str) -> TextFinding:
    """Return what is found of a clause in another language: the factor may be anything."""
    said = "The clause is in a language that this rule does not read"
    return TextFinding(RiskInterval(*RANGES[factor]), "other_language", "", said)


def power_in(sentence: str, service: Sequence[str]) -> TextFinding | None:
    """Return what a sentence says of the service's power, None if nothing."""
    spoken = as_spoken(sentence, service)
    if any(
        _is_of_the_service(spoken, match) and not _is_harmless(spoken, match.end())
        for match in _RESERVES.finditer(spoken)
    ):
        said = "The clause reserves a right of the service or leaves something to its discretion"
        return TextFinding(RiskInterval(1, 1), "reserved", sentence, said)
    if _states_a_power(spoken) and not is_not_at_all(spoken):
        if _CONDITION.search(spoken) and not _FOR_ANY_REASON.search(spoken):
            said = "The clause states what the service may do, on a condition"
            return TextFinding(RiskInterval(0, 0), "may_on_condition", sentence, said)
        return TextFinding(RiskInterval(1, 1), "may", sentence, "The clause states what the service may do")
    if promises(spoken) or any(True for _ in bans_in(spoken)):
        return TextFinding(
            RiskInterval(-1, -1), "bound", sentence, "The clause states a duty or a limit of the service"
        )
    return None


def as_spoken(text: str, service: Sequence[str]) -> str:
    """Return the text with "we" where the service is called by a name before what it may, will or must do."""
    lower = text.lower()
    if any(name in lower for name in ("company", "provider", *(name.lower() for name in service))):
        text = _called(tuple(service)).sub("we", text)
    return _ADVERB.sub(r"we \1", text)


@lru_cache(maxsize=500)
def _called(service: tuple[str, ...]) -> re.Pattern[str]:
    """Where the service is called by its name, or "the company", before what it may, will or must do."""
    names = "".join(rf"|{re.escape(name)}|{re.escape(name.upper())}" for name in service if name)
    verbs = r"(?:may|might|will|shall|must|can|cannot|would|do|does|has|have|is|are|reserves?|undertakes?)\b"
    no_object = "".join(rf"(?<!\b{word} )" for word in ("of", "to", "by", "from", "with", "for", "against"))
    return re.compile(
        rf"(?<!\w){no_object}(?:(?i:the company|the provider)|Company|Provider{names})(?=,? (?:(?i:{verbs})))"
    )


def _is_of_the_service(sentence: str, reserved: re.Match[str]) -> bool:
    if reserved.group().lower().startswith("our"):
        return True
    return not _OF_ANOTHER.search(sentence[max(0, reserved.start() - _NEAR_SUBJECT) : reserved.start()])


def is_stated_power(spoken: str, start: int) -> bool:
    """Return whether the words there state a power of the service, and neither mention one nor give it to others."""
    if reserved := _RESERVES.match(spoken, start):
        return _is_of_the_service(spoken, reserved)
    return _HAS_RIGHT.match(spoken, start) is not None or _opens(spoken, start)


def _states_a_power(sentence: str) -> bool:
    if any(not _is_harmless(sentence, match.end()) for match in _HAS_RIGHT.finditer(sentence)):
        return True
    if not _POWER.search(sentence):
        return False
    for words, span in phrases_of(sentence).get("power", ()):
        if _POWER.match(words) and _is_chosen(sentence, span.start, span.end) and not _is_harmless(sentence, span.end):
            return True
    return False


def _is_chosen(sentence: str, start: int, end: int) -> bool:
    return not _NO_CHOICE.match(sentence, end) and _opens(sentence, start)


def _opens(sentence: str, start: int) -> bool:
    before = sentence[max(0, start - _NEAR) : start]
    return _OPENS.search(before) is not None and not _BESIDE_YOU.search(before)


def _is_harmless(sentence: str, end: int) -> bool:
    """Whether what may be done there is nothing against the reader, such as to stop sharing."""
    found = _HARMLESS.match(sentence, end)
    return found is not None and not is_done_to_the_reader(sentence[end:].strip(" ,"))


def _without_others(match: re.Match[str]) -> str:
    """Nothing for what is reserved or left to somebody else."""
    return match.group() if _is_of_the_service(match.string, match) else ""


def _without_mentions(match: re.Match[str]) -> str:
    """Nothing for a power that is only mentioned, or not chosen; else the words as they are."""
    is_chosen = _is_chosen(match.string, match.start(), match.end())
    return match.group() if is_chosen or re.match(r" (?:not|never)\b(?! be able)", match.string[match.end() :]) else ""


def sentences_in(read: str) -> list[str]:
    """Return the sentences of a clause."""
    return [read[start:end] for start, end in sentence_spans(read)]
