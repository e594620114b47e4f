"""What the service promises to the reader, with its object and its beneficiary.

Only what a list names is one: to be told of changes, breaches and refunds, to be asked, to have data deleted at one's
request. "We will inform advertisers of your interests" promises the reader nothing, and "we will refund nothing"
nothing at all.
"""

import re

from governance.analysis.acts import is_in_doubt

_I = re.IGNORECASE
_READER = (
    r"(?:you|(?:each|every|all|the|affected|our)? ?(?:users?|customers?|members?|subscribers?|data subjects?"
    r"|controllers?)(?! (?:data|of)))"
)
_PROMISES = (
    r"(?<!\bif )(?<!\bwhere )(?<!\bwhen )\bwe(?:,? in turn,?)? (?:will|shall|must|undertake to|commit to|promise to"
    r"|are (?:required|obliged|committed|obligated) to)"
)
_ADVERB = r"(?: (?:also|then|always|promptly|immediately|without undue delay|in advance|first)){0,2}"
_SPAN = (
    r"(?:an?|one|two|three|\w{2,9}|\d{1,3}) (?:\(\w+\) )?(?:business |calendar |working )?"
    r"(?:hours?|days?|weeks?|months?)"
)
# By when and how: nothing in it changes what is promised.
_HOW = (
    rf"(?:,? (?:within {_SPAN}|(?:at least )?{_SPAN}|in advance|in writing|by (?:e-?mail|letter|post|owl)"
    r"|without undue delay|immediately|promptly|first|as soon as possible))*+,?"
)
# The reader's own matters, of which it is good to be told.
_OF_WHICH = (
    r"(?:(?:an?|any|all|every|each|the|such|these|this|our|material|significant|important|substantial|personal|data"
    r"|security|your|future|planned|new|price|legal|government|if|that|there|is|are|we|make|have|intend|want|need|to"
    r"|become|aware|learn|of) ){0,8}+"
)
_MATTER = (
    r"(?:chang(?:es?|ing)|updat(?:es?|ing)|amend(?:s|ments?|ing)?|modif(?:y|ications?|ying)|breach(?:es)?|incidents?"
    r"|thefts?|leaks?|refunds?|deletions?|suspen(?:d|sion)|terminat(?:e|ion)|clos(?:e|ure)|sub-?processors?|renewals?"
    r"|increases?|disclosures?|requests? for your)\b"
)
_TAIL = (
    rf"{_HOW}(?: (?:(?:of|about|before|prior to|in case of|in the event of|on|that|when|if|whenever|where"
    rf") {_OF_WHICH}{_MATTER}|before)|(?=[.;,]?\s*$)|(?=[.;]))"
)
_THINGS = (
    r"(?:data|information|prompts?|conversations?|letters|messages|recordings?|content)\b"
    r"(?! (?:protection|subject|broker))"
)
_YOURS = r"(?:(?:any|all|the|such|of) ){0,3}(?:your |customer |the )?(?:personal )?"
_ON_REQUEST = (
    r"(?:request|(?:if|when|once|as soon as) you (?:ask|request|close|delete|cancel|terminate|leave|withdraw)"
    r"|no longer (?:needed|necessary|required)|end of|terminat|expir|closure)"
)
_MEASURES = r"(?:measures|safeguards|controls|program\w*)"
_ACTS = (
    rf"(?:notify|inform|tell|alert|remind|warn|e-?mail) {_READER}{_TAIL}",
    rf"(?:give|provide|send) (?:to )?{_READER}(?: with)? (?!no\b|none\b)(?:[\w’'()-]+ ){{0,6}}notice{_TAIL}",
    rf"(?:give|provide|send|offer) (?:to )?{_READER}(?: with)? (?:(?:an?|the) )?(?:cop(?:y|ies) of|access to"
    rf"|export of) your "
    rf"(?:personal )?{_THINGS}",
    rf"(?:give|provide|send|offer) (?:to )?{_READER}(?: with)? (?:an? |the )?(?:full |pro[ -]rata |partial"
    rf" )?(?:refunds?"
    r"|statement of (?:the )?reasons|reasons)\b",
    rf"(?:make|keep) (?:a copy of )?your (?:personal )?{_THINGS} available to {_READER}\b",
    r"(?:respond|reply|answer)(?: to (?:you\b|your (?:\w+ )?requests?\b|(?:all |any |the )?(?:such |these "
    r"|this )?requests?\b(?! (?:of|from|by)\b"
    r"(?! you\b| data subjects?\b| users?\b)))| within\b)",
    rf"(?:delete|erase|destroy|anonymi[sz]e|return) (?:or \w+ )?{_YOURS}{_THINGS}(?=[^.;]{{0,120}}\b{_ON_REQUEST})",
    r"refund (?:you|your|the (?:fees?|price|amount|balance|unused)|any (?:prepaid|unused|fees?))\b",
    r"reimburse (?:you|customer)\b|compensate (?:you|customer)\b",
    r"(?:obtain|ask (?:you )?for|seek|request) (?:your|customer['’]s) (?:\w+,? ){0,3}(?:consent|permission"
    r"|approval)\b",
    rf"ask {_READER} (?:for (?:your|their) (?:\w+ )?(?:consent|permission|approval)|before|first)\b",
    rf"(?:defend|indemnify|hold harmless) {_READER} (?:against|from)\b",
    r"(?:implement|maintain|take|apply)(?: and \w+)? (?:[\w,-]+ ){0,4}(?:security|technical|organi[sz]ational"
    r"|protective)"
    rf"(?:,? and \w+)? (?:security )?{_MEASURES}\b",
    rf"(?:protect|safeguard|secure|encrypt) (?:the \w+ of )?(?:your|customer|personal) (?:personal )?{_THINGS}",
    r"keep (?:your|customer|personal) (?:\w+ ){1,3}(?:confidential|secure|safe|private|secret)\b",
    r"ensure that (?:\w+ ){0,3}(?:personnel|employees|staff|persons|sub-?processors) (?:[\w-]+ ){0,8}?(?:is"
    r"|are) (?:\w+ )?"
    r"(?:bound|subject|committed)\b",
    r"comply with (?:your|customer['’]s) (?:\w+ )?instructions",
)
_PROMISE = re.compile(rf"{_PROMISES}{_ADVERB} ", _I)
_PROMISED = tuple(re.compile(rf"{_PROMISES}{_ADVERB} {act}", _I) for act in _ACTS)
# A condition that is neither the event of which is told nor a wish of the reader is at somebody's will.
_EVENT = (
    r"(?:,? (?:we (?:make|change|update|amend|modify|become|learn|discover|detect|suspend|terminate|close|increase"
    r"|raise"
    r"|have made|intend|plan|appoint|engage|add|receive)|there (?:is|are|has|have)|(?:it|they|these|the data)"
    r" (?:is|are) no longer|you (?:ask|request|close|delete|cancel|terminate|leave|contact|write|exercise|object"
    r"|withdraw)|your (?:account|agreement|contract|personal data|data)|the (?:contract|agreement|account)"
    r"|a (?:\w+ )?(?:breach|incident)|required)\b)"
)
_AT_WILL = re.compile(
    rf"\b(?:if|when|where|whenever|wherever|once|should|provided|as long as|while|whatever|depending)\b(?!{_EVENT})"
    r"|\b(?:agrees?|approves?|likes?|wish(?:es)?|pleases?|suits?|wants? to|deems?)\b"
    r"|\bpays?\b|\bpaying\b|\b(?:euros?|dollars?|crowns|points|coupons|percent)\b|[€$£%]|\bat most\b|\bup to\b",
    _I,
)
# What denies, bounds or empties it, and what comes too late. "Not later than" denies nothing.
_VOID = re.compile(
    r"\b(?:not(?! (?:later|longer|more) than)|never|no(?! (?:later|longer|more) than)|nor|neither|none|nothing"
    r"|nobody|cannot"
    r"|unless|except|only|waives?|represents?|warrants?|must(?<!we must)|deemed|fees? (?:you|of yours|that you) owe"
    r"|(?:may|can|might)(?= decide| choose)|where possible"
    r"|to the extent (?:reasonably )?(?:possible|practicable|feasible)|reasonable (?:efforts|endeavou?rs)"
    r"|if (?:possible|practicable|feasible)|(?:try|endeavou?r|attempt|aim) to"
    r"|at (?:our|its) (?:sole )?discretion|if we (?:choose|wish|want|see fit|decide)|as we)\b|n['’]t\b",
    _I,
)
_TOO_LATE = re.compile(
    r"\bafter (?:they|it|the (?:change|update|amendment|modification|new \w+)s?|(?:such|these|this|any) changes?)"
    r"(?: \w+){0,2} (?:takes?|took|becomes?|became|comes?|came|has|have|is|are|was|were|enters?)\b"
    r"|\b(?:afterwards|retroactively|subsequently|after the fact)\b",
    _I,
)
# For a price, of what the reader owes, by the terms alone, or as a sanction.
_NO_GIFT = re.compile(
    r"\b(?:for|less|minus|against) (?:an? |the |our )?(?:\w+ )?(?:fees?|charges?|payments?|price|deductions?)\b"
    r"|\bdeduct\w*|\badvertis\w+|\boffers\b|\bless than\b|\bin our own\b|\bpolice\b|\b(?:from|against) you\b"
    r"|\b(?:each|every) (?:day|week)\b"
    r"|\bvouchers?\b|\byou (?:owe|must|have to|need to|fail)\b|\bour (?:rights?|partners['’])"
    r"|\bwithout (?:\w+ )?notice\b"
    r"|\b(?:inactiv|breach of these|violat)\w*|\bby (?:these|this|accepting|your use)\b",
    _I,
)
# Done for somebody else: deleted because others ask.
_FOR_OTHERS = re.compile(
    r"\b(?:request|behalf|instruction|order|demand)s? of (?!you\b|yours\b|(?:the )?(?:customer|user"
    r"|data subject)s?\b)\w+"
    r"|\b(?:advertisers?|police|authorit(?:y|ies)|law enforcement|brokers?) (?:requests?|asks?|demands?)\b",
    _I,
)


def promises(spoken: str) -> bool:
    """Return whether a sentence, which calls the service "we", surely promises the reader something."""
    if not _PROMISE.search(spoken):  # what each of them begins with
        return False
    if not any(one.search(spoken) for one in _PROMISED) or is_in_doubt(spoken):
        return False
    return not any(pattern.search(spoken) for pattern in (_VOID, _AT_WILL, _TOO_LATE, _NO_GIFT, _FOR_OTHERS))
