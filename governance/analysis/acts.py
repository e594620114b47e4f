"""What a sentence says that the service may do or will not do, and whether that is against the reader beyond doubt.

A verb alone does not say it: "we will not process your refund" refuses what the reader wants. An act counts only where
its verb and its object are both known, and where nothing beside them says that the reader asked for it, that the law
asks for it, or that it is done for the reader.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_I = re.IGNORECASE
# What belongs to a reader: alone these words are surely theirs, the others only with an owner before them.
_INTIMATE = (
    r"(?:letters|messages|conversations|chats|prompts|personal(?:ly identifiable)? (?:data|information)"
    r"|personal details)"
)
_OWNED = (
    rf"(?:{_INTIMATE}|data|information|content|communications|inputs?|outputs?|files?|photos?|images?|pictures|videos?"
    r"|recordings?|(?:\w+ )?history|location|contacts|documents?|posts?|e-?mails?|submissions?|materials?"
    r"|activit(?:y|ies)|likeness|voice|name|details|identifiers?|interactions?|address(?:es)?|works?|creations?)"
)
_ALL = r"(?:(?:any|all|some|certain|the|this|that|such|any of|all of|some of|copies of|part of|parts of|of) ){0,3}"
_OWNER = r"(?:your|users?['’]s?|user|customer['’]s|customers['’]|customer|members?['’]s?|our users['’]|personal)"
_THEIRS = rf"{_ALL}(?:{_INTIMATE}|{_OWNER} (?:[\w'’-]+,? (?:(?:and|or) )?){{0,3}}?{_OWNED})\b"
# What is kept for its owner's use is no data that is better gone.
_THEIR_DATA = (
    rf"{_ALL}(?:{_INTIMATE}|{_OWNER} (?:[\w'’-]+ ){{0,2}}?(?:data|information|communications|inputs?|outputs?"
    rf"|recordings?"
    r"|(?:\w+ )?history|location|identifiers?|interactions?))\b"
)
_ACCESS = r"(?:accounts?|access|subscription|membership|profile|registration|username|box|licen[cs]e|listings?|orders?)"
_POSTED = r"(?:content|posts?|materials?|files?|submissions?)"
_TEXTS = r"(?:terms|agreement|contract|polic(?:y|ies)|conditions|guidelines|rules|notice)"
_OFFERED = r"(?:services?|features?|functionality|apps?|platform|site|website|products?)"
_PRICES = r"(?:prices?|fees?|rates?|pricing|charges|subscription prices?)"
_WHICH = r"(?:(?:the|our|any|all|these|this|your|an?|some|part of|parts of|provisions? of|aspects? of|or|and) ){0,4}"
# By what is done: verbs that say nearly the same, and what they must be done to.
_AGAINST: dict[str, tuple[str, str]] = {
    "sell": (r"sell|rent|lease|trade", _THEIRS),
    "share": (r"share|disclose|pass(?: on)?|transfer|publish|distribute|sublicen[cs]e", _THEIRS),
    "hand over": (r"provide|send|give", rf"{_THEIRS}(?=[^.;]{{0,80}} to\b)"),
    "use": (r"use|process|analy[sz]e|combine|exploit|reproduce|copy|modify|adapt|display|host|train \w+ on", _THEIRS),
    "collect": (r"collect|record|gather|obtain|log|track|monitor", rf"(?:{_THEIRS}|you\b)"),
    "profile": (r"profile|target|identify", r"(?:you|users)\b"),
    "read": (r"read|access|view|review|scan|inspect|listen to", _THEIRS),
    "keep": (
        r"keep|retain|store",
        rf"{_THEIR_DATA}(?! (?:\w+ly )?(?:confidential|secret|secure|safe|private|encrypted|accurate"
        rf"|up[ -]to[ -]date)\b)",
    ),
    "end": (
        r"suspend|terminate|close|disable|restrict|block|ban|deactivate|delete|remove|cancel|limit|revoke|freeze"
        r"|throttle",
        rf"(?:{_WHICH}(?:customer['’]s |user['’]s? )?(?:\w+ )?{_ACCESS}\b|your (?:\w+ )?(?:{_POSTED}|use)\b|you\b"
        rf"|{_WHICH}{_POSTED} (?:that )?you\b|(?:this|the|your) (?:agreement|contract)\b)",
    ),
    "refuse": (
        r"refuse|deny|reject|withhold",
        rf"(?:{_WHICH}refunds?|your (?:\w+ )?(?:payments?|payouts?|claims?|requests?|orders?|{_ACCESS})"
        r"|(?:the )?services? to you|you\b)",
    ),
    "charge": (r"charge|bill|invoice", r"(?:you|your|an? (?:\w+ )?fee|fees|interest)\b"),
    "raise": (r"increase|raise|change|adjust|modify", rf"{_WHICH}{_PRICES}\b"),
    "change terms": (r"change|modify|amend|update|revise|alter|replace", rf"{_WHICH}{_TEXTS}\b"),
    "change service": (
        r"discontinue|suspend|end|withdraw|modify|change|remove|limit|stop (?:offering|providing)",
        rf"{_WHICH}{_OFFERED}\b",
    ),
    "assign": (r"assign|novate|delegate|transfer", rf"{_WHICH}(?:agreement|terms|contract|rights)\b"),
}
_VERBS = {group: re.compile(rf"\b(?:{verbs})(?:s|d|ed|ing)?\b", _I) for group, (verbs, _) in _AGAINST.items()}
_EVERY = "|".join(verbs for verbs, _ in _AGAINST.values())
_ANY_VERB = rf"(?>(?:{_EVERY}|use|store|host|keep)\b)"
_THEN = r"(?>(?:,? (?:and|or|and/or) |, |/)(?:otherwise )?)"
# One of the verbs stands among the first. What is a verb of two groups is read once, or the ways would double.
_DONE = {
    group: re.compile(
        rf"\A(?=(?:{_ANY_VERB}{_THEN}){{0,12}}?(?:{verbs})\b)"
        rf"{_ANY_VERB}(?:{_THEN}{_ANY_VERB}){{0,20}}+ {what}",
        _I,
    )
    for group, (verbs, what) in _AGAINST.items()
}
_US = r"\bwe(?:,? (?:and|or) (?:our|its)(?: \w+){1,4}?)?"
_DISCRETION = r"(?:,? ?(?:in|at) (?:our|its) (?:sole )?discretion,? ?)?"
_MAY = re.compile(
    rf"(?:{_US} (?:may|might|can|could)|\bwe(?: are|['’]re) (?:entitled|permitted|allowed|free) to"
    r"|\bwe have (?:the|a|every|full|the full) right to|\breserves? (?:the|our|its) rights? to)"
    rf"{_DISCRETION}(?: (?:also|still|then|sometimes|instead|therefore|always|at any time|from time to time),?)? ",
    _I,
)
_NOT = re.compile(
    rf"(?<!\bso ){_US} (?:(?:will|shall|do|must|may|can|would) (?:not|never)|cannot|(?:won|don|can|mustn?)['’]t"
    r"|never|no longer|will no longer|do not and will not|(?:will|shall|do|may) (?:neither|under no circumstances))"
    r"(?: (?:ever|also|otherwise|again))? ",
    _I,
)
_ONLY = re.compile(rf"{_US} (?:(?:will|shall|do|would|may|can) )?(?:only|solely|exclusively) ", _I)
_ONLY_BEHIND = re.compile(
    rf"{_US} (?:(?:will|shall|do|would|may|can) )?(?=(?:\w+,? ){{1,8}}?(?:only|solely|exclusively) (?:for|to"
    rf"|with|as|where|when|if|on)\b)",
    _I,
)
# "We will not share it, except with partners" is a ban and its contrary in one; "not only" is none.
_HOLE = re.compile(
    r"\b(?:except|unless|other than|apart from|save|excluding|subject to|guarantee|free of charge|not only|but also"
    r"|(?:as|where|when|if|whatever) we (?:see fit|deem|like|want|choose|wish)|currently|at (?:this time|present)"
    r"|generally|typically|normally|usually|rarely|until we|but|however|although|though|while|whereas|instead"
    r"|yet|ourselves"
    r"|(?:less|fewer) than|afterwards|only(?=[.;,]|$))\b|; (?:our|they|others)\b",
    _I,
)
_YOUR_WISH = re.compile(
    r"\b(?:unless|except (?:if|where|when|with)|without|other than with) (?:you (?:first )?(?:consent|agree|ask"
    r"|opt in|tell us"
    r"|instruct|direct|request)\w*|(?:first )?(?:obtaining |asking for )?your (?:\w+,? ){0,3}(?:consent|permission))",
    _I,
)
# Where it goes to the reader, or to whom they move, and where the reader, the law or nobody else has a use of it.
_TO_THE_READER = re.compile(
    r"\b(?:to|with|for) (?:you|yourself|your)\b|\b(?:to|with) (?:an?other|a new|a different)"
    r" (?:\w+ )?(?:providers?|services?|controllers?|compan(?:y|ies)|platforms?)\b",
    _I,
)
_FOR_THE_READER = re.compile(
    r"\b(?:to|and|or) (?:provide|deliver|operate|maintain|secure|protect|help|assist|respond|answer|fulfil+"
    r"|verify|prevent"
    r"|detect|restore|recover|support|comply|perform|enable|send you|give you|show you|allow|personali[sz]e)\b"
    r"|\bfor (?:\w+ ){0,2}(?:security|safety|support|protection|convenience|benefit|backup)\b|\bso that you\b"
    r"|\bon (?:your|their) behalf\b|\bon behalf of (?:the )?(?:you|customer)\b",
    _I,
)
_ASKED_FOR = re.compile(
    r"\b(?:with|upon|on|at|after|based on|under) (?:your|customer['’]s|their) (?:\w+ ){0,2}"
    r"(?:consent|permission|request|direction|instructions?|approval|agreement)\b"
    r"|\b(?:if|when|where|unless|as|once|only) you (?:\w+ ){0,2}(?:consent|direct|ask|request|instruct|permit"
    r"|opt in|agree|allow"
    r"|choose|enable|wish|want|like|prefer)\w*\b",
    _I,
)
_BY_LAW = re.compile(
    r"\b(?:required|permitted|ordered|compelled|obliged|obligated|mandated|necessary)\b[^.;]{0,30}\b(?:law|court|order)"
    r"|\b(?:comply|compliance) with\b|\b(?:a|the) (?:court|law) (?:orders?|requires?)\b|\blegal (?:obligation|process)",
    _I,
)
# It may be done to nobody, or what is said is denied as a whole; or it is done in the reader's favour.
_NOT_AT_ALL = re.compile(
    r"\b(?:nothing|none|neither|nor|nobody|no one|in no (?:case|event|way|circumstances?)|under no|(?:to|with"
    r"|for|by) no"
    r"|in (?:your|the user['’]s|customer['’]s) favou?r)\b",
    _I,
)
_AT_A_PLACE = re.compile(r"\b(?:in|within|at) (?:the )?(?-i:[A-Z])", _I)
# "Only" for a purpose of the service's own, or for whoever pays, is no limit.
_FOR_ITSELF = re.compile(
    r"\b(?:to (?:sell|share|rent|advertise|market|train|target|profile)|pay(?:s|ing)?|profits?|money|whoever"
    r"|anyone|anybody|our (?:own )?(?:purposes|benefit|interests?|ends"
    r"|gain))\b",
    _I,
)
_ONLY_WORD = re.compile(r"\b(?:only|solely|exclusively)\b", _I)
_WITHOUT = re.compile(r"\bwithout\b", _I)
# Of these a refusal may be what the reader does not want: "we do not delete your posts".
_MAY_BE_WANTED = re.compile(
    r"(?:\w+(?:, | and | or |, or )){0,4}(?:terminate|close|delete|remove|cancel|deactivate)\b", _I
)
# A sentence that takes back what was said before it.
_TAKEN_BACK = re.compile(
    r"(?:^|[.;:] )(?:but |however,? )?(?:this|that|it|these|they|the (?:above|foregoing|preceding"
    r"|aforesaid)\b[^.;]{0,40}?)"
    r" (?:(?:do|does|shall|will|may|did) not|doesn['’]t|don['’]t|no longer|cannot) (?:apply|appl\w+|hold|cover"
    r"|extend|concern)"
    r"|\bwe (?:(?:do|will|shall|may|can) (?:not|never)|cannot|never)\b[^.;]{0,200}+; (?:we|our \w+|they|others)\b"
    r"(?! (?:also )?(?:(?:do|will|shall|may|can) (?:not|never)|cannot|never)\b)"
    r"|\b(?:this|that) is not the case\b|\bnone of (?:the above|this|these) (?:appl|hold)",
    _I,
)


# What denies a whole sentence, or puts it in the past or in a dream.
_IN_DOUBT = re.compile(
    r"\b(?:(?:not|un)[ -]?true|false(?:ly)?|wrong|incorrect|mistaken|myth|impossible|pretend\w*|doubt\w*|deny|denies"
    r"|hardly|seldom|until (?:\w+ ){0,3}(?:19|20)\d\d|used to|formerly|previously|in the past|withdrawn|revoked"
    r"|(?:cannot|can['’]t|not) (?:promise|guarantee|say|ensure|assure|mean|claim|think|believe)|not the case"
    r"|could|would|by (?:signing|registering|using|accepting|creating|continuing|installing|clicking)"
    r"|(?:is|are|be) deemed|deemed (?:given|to)|which you give|even (?:if|though|when)|but|however|although|though"
    r"|whereas"
    r"|(?:if|where|when) (?:you|the (?:user|customer)) (?:are|is|lives?|resides?)\b"
    r"|(?:residents?|citizens?) of|in (?:your|our) (?:\w+ )?(?:interests?|advantage|benefit|favou?r))\b",
    _I,
)
# What bounds a ban in time or to one recipient, bends its words, or tells what is done in its place.
_VOID_BAN = re.compile(
    r"\b(?:on (?:\w+days?|weekends?|holidays)|at (?:night|weekends?|noon)|during|between|until|till|before|after"
    r"|sense|meaning|definition|terms? (?:is|are)|as (?:that|this|the|such|defined)|so[- ]called|strictly|technically"
    r"|for free|cheap\w*|twice|any more|more than|times|(?:whom|who|that)? ?we (?:do not|don['’]t) (?:like"
    r"|trust|know|want)|less|against|often|of (?:non-?\w+|former|dead|anonymous)|per se|as such"
    r"|directly|personally|merely|rather|instead|by hand|manually"
    r"|without (?!(?:\w+ )?(?:causes?|notice|reasons?|warning)\b)"
    r"|(?:to|with) (?!(?:any |other |unaffiliated |all |our )*(?:third[ -]part(?:y|ies)|others|anyone|anybody"
    r"|advertisers?"
    r"|data brokers?|marketers|train|develop|improve|target|advertis\w*|market|profile|build)\b))\b",
    _I,
)
_CONTRAST = re.compile(r"[;,:–—] ?(?:we|our|ours|they|it|this|that|others?|partners?|only)\b", _I)
_SAID_BEFORE = re.compile(
    r"\b(?:not|never|no|nothing|cannot|if|whether|when|where|unless|because|while|hope|aim|try|claim|say|think"
    r"|believe)\b|n['’]t\b",
    _I,
)


class ActOfTheService(NamedTuple):
    """An act of the service: by which group of verbs, where its words begin, and all the words from its verb on."""

    group: str
    start: int
    words: str


def powers_in(spoken: str) -> Iterator[ActOfTheService]:
    """Yield what the service may do against the reader beyond doubt, in a sentence that calls the service "we"."""
    for match in _MAY.finditer(spoken):
        words = _up_to_the_next(spoken, match.end())
        if _is_none_of_its_own(words, spoken):
            continue
        yield from (ActOfTheService(group, match.start(), words) for group in _groups(words))


def bans_in(spoken: str) -> Iterator[ActOfTheService]:
    """Yield what the service will not do, or only for a purpose, that would be against the reader beyond doubt."""
    found = list(_all_bans(spoken, is_sure=True))
    if found and not is_ban_with_a_hole(spoken):
        yield from found


def is_ban_with_a_hole(spoken: str) -> bool:
    """Return whether an exception that is not the reader's choice, or its own wording, may void a ban in a sentence."""
    own = _YOUR_WISH.sub("", spoken)
    return _HOLE.search(own) is not None or is_in_doubt(spoken)


def is_in_doubt(spoken: str) -> bool:
    """Return whether words of a sentence may deny all of it, end it, or make it hold for some readers only."""
    return _IN_DOUBT.search(spoken) is not None


def has_any_ban(spoken: str) -> bool:
    """Return whether the sentence says what the service will not do, even with an exception."""
    return any(True for _ in _all_bans(spoken))


def is_not_at_all(spoken: str) -> bool:
    """Return whether a word of a sentence may deny all that it says: "nothing", "to nobody"."""
    return _NOT_AT_ALL.search(spoken) is not None


def is_asked_for(spoken: str) -> bool:
    """Return whether what a sentence says depends on the reader's consent or request."""
    return _ASKED_FOR.search(spoken) is not None


def is_taken_back(text: str) -> bool:
    """Return whether a sentence says that what is said beside it does not apply."""
    return _TAKEN_BACK.search(text) is not None


def is_done_to_the_reader(words: str) -> bool:
    """Return whether words that begin with a verb are an act against the reader, by verb and object."""
    return any(True for _ in _groups(words))


def speaks_of(group: str, text: str) -> bool:
    """Return whether a verb of the group stands in a text, in any form."""
    return _VERBS[group].search(text) is not None


def _all_bans(spoken: str, *, is_sure: bool = False) -> Iterator[ActOfTheService]:
    for pattern in (_NOT, _ONLY, _ONLY_BEHIND):
        for match in pattern.finditer(spoken):
            words = _up_to_the_next(spoken, match.end())
            if pattern is _NOT and (_is_refusal(words) or words.startswith("only ")):
                continue
            if is_sure and pattern is not _NOT and _FOR_ITSELF.search(words):
                continue
            if is_sure and pattern is _NOT and _is_void(spoken, match.start(), words):
                continue
            yield from (
                ActOfTheService(group, match.start(), words) for group in _groups(words) if group != "change service"
            )


def _is_void(spoken: str, start: int, words: str) -> bool:
    """Whether what is said before a ban, or behind it, may take it back."""
    own = _YOUR_WISH.sub("", words)
    if _SAID_BEFORE.search(spoken[:start]) or _ONLY_WORD.search(own):
        return True
    return _VOID_BAN.search(own) is not None or _CONTRAST.search(_YOUR_WISH.sub("", spoken[start:])) is not None


def _is_refusal(words: str) -> bool:
    """Whether the reader may want what is not done."""
    if _MAY_BE_WANTED.match(words) and not _WITHOUT.search(words):
        return True
    return any(one.search(words) for one in (_TO_THE_READER, _FOR_THE_READER, _AT_A_PLACE))


def _is_none_of_its_own(words: str, spoken: str) -> bool:
    if words.startswith(("not ", "never ", "only ", "no longer ")):
        return True
    if any(one.search(spoken) for one in (_ASKED_FOR, _BY_LAW, _NOT_AT_ALL)):
        return True
    return any(one.search(words) for one in (_FOR_THE_READER, _AT_A_PLACE)) or _TO_THE_READER.search(words) is not None


def _groups(words: str) -> Iterator[str]:
    for group, pattern in _DONE.items():
        if pattern.match(words):
            yield group


def _up_to_the_next(spoken: str, start: int) -> str:
    """The words from there to where the service is said to do the next thing, or to the end."""
    after = spoken[start:]
    following = re.search(rf"[;.:] |,? (?:and|or|but) (?={_US} (?:may|will|shall|must|do|can)\b)", after, _I)
    return after[: following.start()] if following else after
