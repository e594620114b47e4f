"""The day on which a text says that it takes effect itself, and where it announces other terms.

A date counts only where the words that lead to it say that these terms take effect then. The day of a law, of another
text, of an earlier version, of a last update or of an end is none, nor is one far from the capture. In doubt there is
no effective date.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from governance.comparison.text.clause_purposes import announces_change
from governance.comparison.text.dates import HAS_YEAR, StatedDate, find_days
from governance.comparison.text.named_texts import ClauseInPlace, speaks_of_another
from governance.comparison.text.word_lists import CONTRACTED_NOT

# A text in force may have stood unrevised for years; ten is longer than nearly every policy of a service still read.
# Terms are announced weeks or months ahead: two years is longer than the longest transition that laws have given.
YEARS_BEFORE, YEARS_AFTER = 10, 2
LONGEST_CLAUSE = 2_000
LEAD_LENGTH, TAIL_LENGTH = 240, 120

_TEXT = (
    r"(?:terms|conditions|polic(?:y|ies)|notice|agreement|statement|addendum|guidelines?|rules|document|version|updates?"
    r"|changes?|amendments?|revisions?|modifications?|provisions|contract|standards|eula|dpa|code|charter"
    r"|agb|nutzungsbedingungen|bedingungen|datenschutz\w*|fassung|conditions|politique|charte|cgu|cgv"
    r"|condiciones|t[ée]rminos|pol[íi]tica|aviso|termini|condizioni|informativa|voorwaarden|beleid|termos|condições)"
)
_IN_EFFECT = (
    r"(?:effective(?:\sdate)?(?:\s(?:is|as\sof|as\sfrom|from|on|since|beginning|starting))?"
    r"|(?:take|takes|took|taking)\seffect(?:\s(?:on|from|as\sof))?"
    r"|(?:go|goes|went|come|comes|came|enter|enters|entered)\sinto\s(?:effect|force)(?:\s(?:on|from|as\sof))?"
    r"|in\s(?:effect|force)\s(?:since|from|as\sof)|valid\s(?:from|as\sof|since)"
    r"|(?:date\sof\s)?entry\sinto\sforce(?:\son)?"
    r"|gültig\s(?:ab|seit)(?:\sdem)?|(?:gilt|gelten)\s(?:ab|seit)(?:\sdem)?|(?:datum\sdes\s)?inkrafttretens?"
    r"|in\skraft\s(?:ab|seit|getreten\sam)(?:\sdem)?|(?:tritt|treten)\sam"
    r"|(?:entra|entran|entrará|entrarán)\sen\svigor(?:\sel)?|aplicables?\sa\spartir\sdel?"
    r"|(?:entra|entrano|entrerà|entreranno)\sin\svigore(?:\sil)?|applicabil[ei]\s(?:a\spartire\s)?dal"
    r"|(?:entra|entram|entrará|entrarão)\sem\svigor(?:\s(?:em|a|no\sdia))?|aplicáve(?:l|is)\sa\spartir\sde"
    r"|(?:treedt|treden)\sin\swerking\sop|(?:gaat|gaan)\sin\sop|van\stoepassing\svanaf"
    r"|en\svigueur\s(?:à\s(?:partir|compter)\sdu|depuis(?:\sle)?|au|le|dès\sle)|(?:date\sd.)?entrée\sen\svigueur(?:\sle)?"
    r"|date\sd.effet|applicables?\s(?:à\s(?:partir|compter)\sdu|depuis\sle|au)"
    r"|en\svigor\s(?:desde|a\spartir\sde)(?:l|\sel)?|vigente\sdesde(?:\sel)?|fecha\sde\s(?:entrada\sen\svigor|vigencia)"
    r"|in\svigore\sdal?|data\sdi\s(?:entrata\sin\svigore|decorrenza)|ingangsdatum|(?:geldig|van\skracht)\svanaf"
    r"|em\svigor\s(?:desde|a\spartir\sde)|data\sde\s(?:entrada\sem\svigor|vigência))"
)
_END = r"\s?[:,–—-]?\s?(?:the\s)?$"
# "Effective: 4 May", "Privacy Policy (effective 4 May)", "Last updated and effective 4 May".
_LINE = re.compile(
    rf"^[\W\d]{{0,12}}(?:last\s(?:updated|revised|modified)(?:\sand|\s?[&/])\s?|[^.;]{{0,60}}\b{_TEXT}\b\W{{1,4}})?{_IN_EFFECT}{_END}",
    re.IGNORECASE,
)
# "These terms take effect on 4 May", "We're updating our Terms, effective 4 May", "This policy applies from 4 May".
# The terms of something else ("the terms of the contest", "the terms for sellers") are none of the document.
_OF_ITSELF = (
    r"(?!\s(?:of|for|between|with)\s(?!(?:service|use|sale|business|trade|our|these|this|the\s(?:service|site))\b))"
)
_SENTENCE = re.compile(
    rf"\b(?:these|this|the|our|its|your|les|la|le|ces|nos|cette|diese|unsere"
    rf"|estas?|estos|los|las|el|nuestra|queste?|questi|i|deze|dit|onze|esta|estes|os|as|nossa)\s"
    rf"(?:[^.;]{{0,40}}\s)?{_TEXT}\b{_OF_ITSELF}[^.;]{{0,40}}(?<!\w)(?:{_IN_EFFECT}|appl(?:y|ies)\s(?:from|as\sof|since))"
    rf"(?:\s(?:on|le|am|el|il|op|em|de|o))?{_END}",
    re.IGNORECASE,
)
# "As of 4 May, these terms apply", and nothing else that would apply then.
_AS_OF = re.compile(r"^(?:as\sof|as\sfrom|from|starting(?:\son)?|beginning(?:\son)?)\s(?:the\s)?$", re.IGNORECASE)
_THESE_APPLY = re.compile(
    r"^,?\s(?:these\s(?:terms(?:\sof\s(?:service|use)|\sand\sconditions)?|provisions|rules|changes)"
    r"|this\s(?:(?:privacy|cookie)\s)?(?:policy|notice|agreement|provision|version|document))\s(?:will\s|shall\s)?"
    r"(?:appl(?:y|ies)|takes?\seffect|(?:is|are|be|becomes?)\s(?:effective|in\s(?:effect|force)|amended|replaced))"
    r"(?=\s(?:to\s(?:you|all|every|everybody|everyone|each)|as\sfollows|in\sfull)\b|\W*$)",
    re.IGNORECASE,
)
# What speaks of an end, an earlier text, something else than these terms, or of an example.
_OF_ANOTHER = re.compile(
    r"\b(?:until|through|before|prior|previous(?:ly)?|former(?:ly)?|earlier|old(?:er)?|superseded|archived?|expire[sd]?"
    r"|ends?|ended|longer|ceas\w{1,4}|were\sto|was\sto|had\sbeen|nicht|keine?|plus|pas|ya\sno"
    r"|third[- ]party|partners?|partenaires?|fournisseurs?|tiers|socios?|proveedor\w{0,2}|parceir\w{1,2}|fornitor\w"
    r"|drittanbieter\w{0,2}|leveranciers?|example|e\.g|incorporated|founded|registered"
    r"|established|repealed|not|if|unless|jusqu\w*|bis|hasta"
    r"|act|laws?|regulations?|directives?|statutes?|ordinances?|decrees?|gdpr|ccpa|cpra|dsgvo|rgpd|treaty|convention"
    r"|constitution|legislation|loi|décret|règlement|ordonnance|gesetz\w*|verordnung|richtlinie|ley|reglamento|decreto"
    r"|legge|regolamento|wet|verordening|lei|regulamento)\b",
    re.IGNORECASE,
)
_ENDS_THERE = re.compile(
    r"^[\s,]{0,3}(?:\w{1,15}\s){0,2}?(?:nicht|no\slonger|not|never|keine?|ceases?|ends?|außer\skraft)\b", re.IGNORECASE
)
_CALLED_OFF_VERB = (
    r"(?:postpon(?:ed?|ing)|delay(?:ed|ing)|withdr[ae]wn?|withdrawing|cancel(?:l?ed|l?ing)|suspend(?:ed|ing)|put\son\s(?:hold)"
    r"|called\soff|re(?:scinded|voked|tracted|versed)|abandoned|dropped|scrapped|verschoben|zurückgezogen"
    r"|zurückgenommen|ausgesetzt|report[ée]e?s?|retir[ée]e?s?|annul[ée]e?s?|suspendue?s?|aplazad[oa]s?|retirad[oa]s?"
    r"|cancelad[oa]s?|anulad[oa]s?|pospuest[oa]s?|rinviat[aeio]|ritirat[aeio]|annullat[aeio])"
)
# Terms that were announced and are not to come, or not then.
_CALLED_OFF = re.compile(
    rf"\b{_CALLED_OFF_VERB}\s(?:the|these|this|our|those|that|its)\s(?:[\w-]{{1,30}}\s){{0,4}}{_TEXT}\b"
    rf"|(?<!previous\s)(?<!former\s)(?<!earlier\s)(?<!old\s)\b{_TEXT}\b[^.;]{{0,100}}?"
    r"\b(?:was|were|been|is|are|being|wurden?|worden|sind|ist|été|est|sont|sido|han|ha|sono|stat[aeio])\s"
    rf"(?:[\w-]{{1,30}}\s){{0,6}}?{_CALLED_OFF_VERB}(?!\w)"
    rf"|\b(?:not|never|no\slonger|{CONTRACTED_NOT})\s(?:yet\s|be\s)?(?:(?:take|taking|go|going|come|coming|enter)\s(?:in)?(?:to\s)?"
    r"(?:effect|force)|(?:become\s)?effective|(?:in|into)\s(?:effect|force)|apply|applies)(?!\s(?:until|before)\b)"
    r"|\b(?:was|were)\sto\s(?:take|go|come|become|enter|apply)\b"
    r"|\bceas\w{1,4}\sto\s(?:apply|be\s(?:effective|in\sforce|valid))",
    re.IGNORECASE,
)
_SOME = (
    r"(?:users?|sellers?|buyers?|customers?|consumers?|members?|residents?|citizens?|accounts?|people|persons?|those"
    r"|businesses|merchants?|creators?|developers?|subscribers?|hosts?|guests?|teams?|organi[sz]ations?|plans?"
    r"|subscriptions?|minors|adults|nutzer\w{0,6}|kund\w{1,6}|verkäufer\w{0,6}|utilisateurs?|clients?|vendeurs?"
    r"|usuarios?|clientes?|vendedores)"
)
_WHOEVER = r"(?:everybody|everyone|anyone|you|all|each|every|any|all(?:e[nr]?))\b"
# "For users in the EU, these terms are …", "effective 1 July for sellers": the day of some, and of no document.
_FOR_SOME = re.compile(
    rf"(?<!\w)(?:for|to|für|pour|para)\s(?!{_WHOEVER})(?:[\w’'-]{{1,30}}\s){{0,3}}{_SOME}\b"
    rf"|(?<!\w)(?:for|to|für|pour|para)\s{_WHOEVER}[^.;]{{0,40}}\b(?:in|from|outside|within|residing|located)\s(?:the\s)?(?-i:[A-Z])"
    r"|^,?\s?(?:for|in|outside|within)\s(?:the\s)?(?!Kraft\b)(?-i:[A-Z]\w{1,30})|^,?\s?if\syou\b"
    r"|^,?\sor,?\s(?:if|for|in|where)\b|^[^,]{0,80}\bonly\b",
    re.IGNORECASE,
)
# "1 May 2027 (postponed)", "1 May 2027. Postponed to 1 June", "from 1 May 2020 to 1 May 2026", "2027-05-01 / 2027-06".
_NOT_THAT_DAY = re.compile(
    r"[\s(\[*_.,;:–—-]{0,6}(?:now\s|since\s)?(?:postponed|deferred|suspended|cancel(?:l?ed)|withdrawn|tentative|provisional|to\sbe\sconfirmed"
    r"|tbc|tbd|draft)\b|\s(?:to|until|till|through)\s(?:\w{1,10}\s)?\d|\s?/\s?\d{2,4}-",
    re.IGNORECASE,
)
# After "Effective 25 May 2018," another subject may follow.
_GOES_ON = re.compile(r"^[\s,]{1,3}(?=[^\W\d_])")
_NAMES_TEXT = re.compile(rf"\b{_TEXT}\b", re.IGNORECASE)
# The point of "zum 1. April" ends no sentence.
_BREAK = re.compile(r"(?<!\b\d)(?<!\b\d\d)[.](?=\s)|[!?;](?=\s)|[|•]|\n")
_MARKS = re.compile(r"[*_#`>\\\s]+")
_HOW_CHANGES_ARE_TOLD = re.compile(
    r"from time to time|\b(?:may(?!\s\d)|might|can|reserve)\b|\b(?:if|when|whenever|where|should) (?:we|there|any|a)\b"
    r"|\bany (?:such )?(?:changes?|updates?|modifications?|amendments?)|\d\s?(?:st|nd|rd|th)? days?\b"
    r"|\b(?:days?|weeks?|months?) (?:after|following|from)|(?:after|upon|following) (?:posting|publication|notice)",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\bupcoming\b|\buntil then\b", re.IGNORECASE)
_EFFECT = re.compile(
    r"\beffective\b|\beffect\b|\bforce\b|\bapply from\b|\bvalid until\b|\bgültig bis\b"
    r"|in kraft|\b(?:gültig|geltend)en\b|(?:anpass|änder|aktualisier)\w{1,3}\b|en vigueur|vigor|vigore|ingang|in op\b",
    re.IGNORECASE,
)


def effective_date_of(
    blocks: Sequence[ClauseInPlace], captured_on: date | None, names: Sequence[str] = ()
) -> date | None:
    """The latest plausible day on which one of the clauses says that this text takes effect; None where none does.

    `names` are those of the document: what a clause says of a document with another name is left out.
    """
    dated = (block for block in blocks if HAS_YEAR.search(block.visible) and not speaks_of_another(block, names))
    days = (day for block in dated for day in _days_of_effect(block.visible))
    return max((day for day in days if is_plausible(day, captured_on)), default=None)


def is_plausible(day: date, captured_on: date | None) -> bool:
    """Whether a day of effect is near enough to the capture; of an unknown capture every day is."""
    if captured_on is None:
        return True
    return -365.25 * YEARS_BEFORE <= (day - captured_on).days <= 365.25 * YEARS_AFTER


def _days_of_effect(visible: str) -> Iterator[date]:
    if len(visible) > LONGEST_CLAUSE or _CALLED_OFF.search(visible):
        return
    for stated in find_days(visible):
        if stated.exact and _is_of_effect(visible, stated):
            yield stated.exact


def _is_of_effect(visible: str, stated: StatedDate) -> bool:
    """Whether the words of the sentence that lead to the date say that these terms take effect on it."""
    lead, tail = _lead(visible, stated.start), visible[stated.end : stated.end + TAIL_LENGTH]
    following = _MARKS.sub(" ", _BREAK.split(tail, maxsplit=1)[0])
    if _NOT_THAT_DAY.match(visible, stated.end):
        return False
    if _OF_ANOTHER.search(lead) or _ENDS_THERE.match(following):
        return False
    if _FOR_SOME.search(lead) or _FOR_SOME.search(following):
        return False
    if _SENTENCE.search(lead):
        return True
    if _AS_OF.match(lead):
        return _THESE_APPLY.match(following) is not None
    if not _LINE.match(lead):
        return False
    return not _GOES_ON.match(following) or (
        _NAMES_TEXT.search(following) is not None and not _OF_ANOTHER.search(following)
    )


def _lead(visible: str, end: int) -> str:
    """The words of the sentence before this place."""
    before = visible[max(0, end - LEAD_LENGTH) : end]
    return _MARKS.sub(" ", _BREAK.split(before)[-1]).lstrip()


def announces_other_terms(visible: str) -> bool:
    """Whether a sentence says that other terms are to come: with their day or as upcoming, not how changes are told."""
    opening = visible[:LONGEST_CLAUSE]
    if not announces_change(visible) or _CALLED_OFF.search(opening):
        return False
    return any(map(_announces, _sentences(opening)))


def speaks_of_new_terms(visible: str) -> bool:
    """Whether a sentence says that terms were or will be changed, apart from those on how changes are told."""
    opening = visible[:LONGEST_CLAUSE]
    return announces_change(opening) and any(
        announces_change(sentence) and not _HOW_CHANGES_ARE_TOLD.search(sentence) for sentence in _sentences(opening)
    )


def _announces(sentence: str) -> bool:
    if not announces_change(sentence) or _HOW_CHANGES_ARE_TOLD.search(sentence):
        return False
    return _TO_COME.search(sentence) is not None or bool(_EFFECT.search(sentence) and find_days(sentence))


def _sentences(visible: str) -> list[str]:
    return _BREAK.split(visible)
