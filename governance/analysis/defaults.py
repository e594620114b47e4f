"""What a clause states of consent: an opt-in, an opt-out, or what applies by default: factor L2."""

import re

from governance.analysis.risk_method import RANGES, UNKNOWN, RiskInterval
from governance.analysis.sourced import AnalysedClause
from governance.analysis.text_factors import TextFinding, sentences_in, unread

_NO_DEFAULT = TextFinding(
    RiskInterval(*UNKNOWN["L2"]), "default_not_stated", "", "Our rules find no default in this clause"
)
_I = re.IGNORECASE
_CONSENT = r"(?:\w+,? ){0,3}(?:consent|permission|authori[sz]ation|opt-?in)\b"
_OPT_IN = re.compile(
    rf"\b(?:only )?(?:with|after|upon|once we have|obtain(?:ing|ed)?|ask(?:ing)? for|request(?:ing)?"
    rf"|seek(?:ing)?) your {_CONSENT}|\bwithout (?:first )?(?:obtaining )?your {_CONSENT}"
    r"|\b(?:if|when|where|unless|until|only if) you (?:(?:have|choose to|explicitly|expressly"
    r"|actively|specifically|first) ){0,3}(?:opt(?:ed)?[ -]in|consent(?:ed)?"
    r"|agree to share|give (?:us )?(?:your )?(?:consent|permission))\b",
    _I,
)
_NO_CONSENT_NEEDED = re.compile(
    r"\b(?:regardless of|without (?:requiring|needing)|(?:may|can|will|might) (?!not\b|never\b"
    r"|only\b)(?:\w+ ){0,6}without"
    r" (?:\w+ ){0,2}your)\b",
    _I,
)
# A consent or a way out that is denied, past, given by the mere use, or of no avail.
_NO_CONSENT = re.compile(
    r"\b(?:until (?:\w+ ){0,3}(?:19|20)\d\d|no longer|used to|formerly|previously|even (?:if|though|when)"
    r"|whether or not|expire\w*|another reason|legitimate interests?|or (?:where|if|when)"
    r"|failing that|or otherwise(?! at your)|(?:consent|permission),? or (?:on|under) (?:the )?(?:basis"
    r"|grounds?) of|other (?:services|companies"
    r"|platforms|providers)"
    r"|your (?:employers?|administrators?|parents?|guardians?|school|organi[sz]ation) (?:can|may|must|could|will)"
    r"|regardless|could|would|deemed|implied|which you give|(?:not|un)[ -]?true|false|wrong|withdrawn|not stop"
    r"|by (?:signing|registering|using|accepting|creating|continuing|installing|clicking)|but|however|although)\b",
    _I,
)
_DENIES = re.compile(r"\b(?:not|never|no|nobody|neither|nor|cannot|without|except)\b|n['’]t\b", _I)
# For some readers only, at some time only, or for money.
_AT_A_PRICE = re.compile(
    r"\b(?:only|pay(?:s|ing|ment)?|fees?|euros?|dollars?|crowns)\b|[€$£]|\b(?:customers?|users?|residents?|members?"
    r"|administrators?) (?:in|of|from) |\bif you (?:are|live|reside)\b",
    _I,
)
_UNLESS = re.compile(r"\b(?:without|unless|until)\b", _I)
# "If you opt out, we will not use it" and "if you do not want this" deny no way out.
_IS_HEEDED = re.compile(
    r"\bwe (?:will|shall|do) (?:not|never|no longer)\b(?=.*\b(?:if|once|when|after|where|unless) you\b)"
    r"|(?<=you )(?:do not|don['’]t) (?:want|wish|like|agree)\b",
    _I,
)
_AFTER_OPTING = re.compile(
    r"(\b(?:if|once|when|after|where) you (?:\w{1,20} )?(?:opt|object|unsubscribe|turn|disable)\b.{0,120}?"
    r"\bwe (?:will|shall|do)) "
    r"(?:not|never|no longer|stop)\b",
    _I,
)
_OPT_OUT = re.compile(
    r"\bopt(?:ing|ed)?[ -]?out\b|\bunsubscribe\b|\b(?:until|unless) you (?:\w+ )?cancel\b|\bunless you"
    r" (?:object|tell us|turn (?:it |this )?off|disable|decline)\b"
    r"|\byou (?:can|may) (?:also |always |choose to |at any time )?(?:turn off|disable|object|decline|refuse|deactivate"
    r"|withdraw your consent|(?:change|adjust) (?:this|it|that|your settings|these settings|this setting))\b"
    r"|\bunless you change (?:this|it)\b|\bright to object\b",
    _I,
)
# What the way out is from: "opt out of e-mails about this" is none from the training that the clause is about.
_OUT_OF = re.compile(
    r"\b(?:opt[ -]?out (?:of|from)|object to|unsubscribe from|decline|disable|deactivate|turn off)\s(?:(?:the"
    r"|our|your|any|all"
    r"|receiving|having) ){0,3}([\w-]+)",
    _I,
)
_POINTS_BACK = frozenset(
    ["it", "this", "that", "these", "those", "such", "so", "them", "at", "in", "on", "by", "if", "when", "before"]
)
# A way out that costs all, or that the service does not heed.
_NO_WAY_OUT = re.compile(
    r"\bby (?:closing|ending|terminating|deleting|ceasing|stopping|not using)\b|\bbut we (?:will|may|can|might)\b"
    r"|\bwe (?:may|can|will|might) (?:refuse|reject|deny|decline|ignore|continue)\b",
    _I,
)
_SERVICE = re.compile(r"\b(?:we|us|our)\b", _I)
_MAILS = re.compile(r"\b(?:e-?mails?|newsletters?|marketing|promotional|messages?)\b", _I)
_NO_OPT_OUT = re.compile(
    r"\b(?:cannot|can['’]t|can not|may not|not able to|unable to|no way to|not possible to) opt[ -]?out\b(?! of only\b)"
    r"|\bno opt[ -]?out\b|\bopt[ -]?out\b[^.;]{0,120}\b(?:do|does|will|shall) not apply\b",
    _I,
)
_BY_DEFAULT = re.compile(r"\bby default\b", _I)
_PARTICIPLE = (
    r"(?:shared|sold|collected|used|tracked|read|profiled|personali[sz]ed|targeted|retained|recorded|analy[sz]ed"
    r"|scanned"
    r"|disclosed|accessed|monitored|public|visible|renewed)"
)
_DOING = (
    r"(?:training|sharing|sales?|selling|collection|tracking|reading|profiling|personali[sz]ation|targeting|recording"
    r"|analysis|scanning|advertising|renewal|monitoring)"
)
_ON = r"(?:is|are|will be) (?:turned |switched )?(?:on|enabled|activated|active)"
_WE_DO = (
    r"(?:train|share|sell|collect|use|track|read|profile|personali[sz]e|target|retain|record|analy[sz]e|scan|disclose"
    r"|access|monitor|renew)"
)
_APPLIES_BY_DEFAULT = re.compile(
    rf"\bby default,? (?:we|our \w+) (?:(?:may|will|also|automatically) )*{_WE_DO}\b"
    rf"|\bwe (?:(?:may|will|also|automatically) )*{_WE_DO}\b[^.;]{{0,80}} by default\b"
    rf"|\bby default,? (?:your|all|any|the) (?:\w+ ){{1,4}}(?:is|are|will be) {_PARTICIPLE}\b"
    rf"|\b(?:is|are|will be) {_PARTICIPLE}(?: \w+){{0,4}} by default\b"
    rf"|\bby default,? (?:the )?{_DOING}(?: of your? [\w ]{{1,30}})? {_ON}\b"
    rf"|\b{_DOING}(?: of your? [\w ]{{1,30}})? {_ON} by default\b",
    _I,
)
_NOT_BY_DEFAULT = re.compile(
    r"\b(?:not|never|no|neither|nor|cannot|without|unless|until|off|disabled|private|excluded?|inactive|opt\w*"
    r"|encrypt\w*"
    r"|hid\w*|block\w*|clos\w*|restrict\w*|limit\w*|prevent\w*|stop\w*|paus\w*|mute\w*|invisible|lock\w*|only|refus\w*"
    r"|reject\w*|declin\w*|den(?:y|ied)|prohibit\w*|but|if"
    r"|anonym\w*|pseudonym\w*|protect\w*|secure\w*|delet\w*|eras\w*|redact\w*|mask\w*|blur\w*|safe\w*)\b|n['’]t\b",
    _I,
)
# One of these stands wherever one of the patterns on a default is found.
_QUICK_DEFAULT = re.compile(
    r"\b(?:default|opt|consent|permission|authori|unsub|cancel|object|turn|disab|declin|refus|deactiv|withdr"
    r"|chang|adjust|agree to"
    r"|setting|unless you|enabled|active|switch|untick|tick(?:ed|ing)? |\bbox\b|enrol|pre-?select|ask you|reject"
    r"|after you|once you|stop our)",
    _I,
)
# What is against the reader where it applies by default.
_DONE_BY_DEFAULT = re.compile(
    r"\b(?:train|shar|sell|sold|collect|us(?:e|ed|es|ing)\b|track|read|profil|personali|target|retain|record"
    r"|analy|scan|disclos"
    r"|access|advertis|renew|public|visible|enrol|monitor)\w*",
    _I,
)
_OF_DEFAULT = re.compile(
    r"\bdefaults?\b|\bopt(?:s|ed|ing)?[ -]?(?:in|out)\b|\bconsent\w*|\bpermission\b|\bunsubscrib\w*|\bturn(?:s"
    r"|ed|ing)? (?:\w+ ){0,3}(?:on|off)\b"
    r"|\b(?:enabled|activated|pre-?selected|switched (?:on|off))\b|\bactive from\b|\bun?tick\w*|\benrol\w*"
    r"|\bask you (?:first )?before\b|\b(?:once|after) you (?:have )?(?:agree|accept|consent|tick)\w*"
    r"|\b(?:can(?:no|['’])t|cannot) be (?:switched|turned)\b|\byou (?:can|may) (?:\w+ )?(?:reject|stop our)\b"
    r"|\bdisabl\w+|\bsettings?\b|\bright to object\b|\bdeclin\w+|\bwithdraw\w*",
    _I,
)
# Whatever the service does then, the reader has a say: "but you can change this".
_HAS_A_SAY = re.compile(
    r"\byou (?:can|may|could) (?:\w+ ){0,3}(?:change|adjust|switch|choose|manage|control|edit|stop|turn)\b"
    r"|\bsettings?\b|\bto (?:stop|change|prevent|avoid|disable) (?:this|it|that)\b",
    _I,
)


def default_of(clause: AnalysedClause) -> TextFinding:
    """Return factor L2: an opt-in is stated (-1), an opt-out (0), or neither and it applies by default (1)."""
    if not clause.is_english:
        return unread("L2")
    read = clause.read
    if not _QUICK_DEFAULT.search(read):
        return _NO_DEFAULT
    words = _sentence_with(read, _NO_OPT_OUT)
    if words and not _NO_CONSENT.search(words) and not any(_OPT_OUT.search(one) for one in _others(read, words)):
        return TextFinding(RiskInterval(1, 1), "no_opt_out", words, "The clause states that there is no opt-out")
    opt_in = next((one for one in sentences_in(read) if _is_opt_in(one, read)), "")
    opt_out = next((one for one in sentences_in(read) if _is_opt_out(one, read)), "")
    if opt_in and opt_out:
        return TextFinding(RiskInterval(-1, 0), "opt_in_and_out", opt_in, "The clause states an opt-in and an opt-out")
    if opt_in:
        return TextFinding(RiskInterval(-1, -1), "opt_in", opt_in, "The clause states an opt-in")
    if opt_out:
        return TextFinding(RiskInterval(0, 0), "opt_out", opt_out, "The clause states an opt-out")
    words = next((one for one in sentences_in(read) if _BY_DEFAULT.search(one) and not _NOT_BY_DEFAULT.search(one)), "")
    if words and _APPLIES_BY_DEFAULT.search(words) and not _HAS_A_SAY.search(read):
        return TextFinding(
            RiskInterval(1, 1),
            "by_default",
            words,
            "The clause states that this applies by default, and no way out of it",
        )
    if _OF_DEFAULT.search(read):
        said = "What applies by default here is not read with certainty"
        return TextFinding(RiskInterval(*RANGES["L2"]), "default_unread", "", said)
    return _NO_DEFAULT


def _others(read: str, sentence: str) -> list[str]:
    return [one for one in sentences_in(read) if one != sentence]


def _is_opt_in(sentence: str, read: str) -> bool:
    """Whether a sentence asks for a consent that is free, of the present, and of all that its clause is about."""
    found = _OPT_IN.search(sentence)
    if found is None or _NO_CONSENT_NEEDED.search(sentence) or _NO_CONSENT.search(sentence):
        return False
    before = sentence[: found.start()]
    bound = _UNLESS.search(sentence[: found.end()])
    is_denied = _DENIES.search(before[: bound.start()] if bound else sentence) is not None
    if is_denied != (bound is not None):
        return False
    rest = [one for one in _others(read, sentence) if not _OF_DEFAULT.search(one)]
    return not any(_SERVICE.search(one) and _DONE_BY_DEFAULT.search(one) for one in rest)


def _is_opt_out(sentence: str, read: str) -> bool:
    """Whether a sentence states a way out that is not denied or past, from what its clause is about."""
    if not _OPT_OUT.search(sentence) or _NO_CONSENT.search(sentence):
        return False
    if _AT_A_PRICE.search(sentence):
        return False
    own = _IS_HEEDED.sub("", _AFTER_OPTING.sub(r"\1", sentence))
    return not _DENIES.search(own) and is_out_of_this(sentence, read)


def is_out_of_this(sentence: str, around: str) -> bool:
    """Return whether the way out in a sentence is one from what the rest of its clause says that the service does."""
    if _NO_WAY_OUT.search(sentence):
        return False
    found = _OUT_OF.search(sentence)
    rest = (around or sentence).replace(found.group() if found else sentence, " ")
    if not _SERVICE.search(rest):
        return True
    if found is None:
        return "unsubscribe" not in sentence.casefold() or _MAILS.search(rest) is not None
    word = found.group(1).casefold()
    return word in _POINTS_BACK or word[:5] in rest.casefold()


def _sentence_with(read: str, pattern: re.Pattern[str]) -> str:
    if not pattern.search(read):
        return ""
    return next((one for one in sentences_in(read) if pattern.search(one)), "")
