"""Lines that went and were out of date: they announced terms that hold by now, or said that the document was new."""

import re
from datetime import date

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.dates import find_days
from governance.comparison.text.quick_look import folded, holds_any

LONGEST_NOTICE_WORDS = 80
DOCUMENT = (
    r"(?:terms|conditions|polic(?:y|ies)|notice|agreement|statement|guidelines?|rules|contrat|politique"
    r"|conditions|charte|règles"
    r"|déclaration|nutzungsbedingungen|agb|bedingungen|datenschutz\w*|richtlinien?|erklärung)"
)
_RENEWED = re.compile(
    rf"\b(?:we|we['’]ve|we['’]re|nous|wir)\b[^.!?]{{0,60}}\b(?:updat(?:ed|ing)|chang(?:ed|ing)|revis(?:ed|ing)"
    rf"|renewed|mis à jour"
    rf"|modifié|aktualisier\w*|geändert|überarbeitet)[^.!?]{{0,80}}\b{DOCUMENT}\b"
    rf"|\b{DOCUMENT}\b[^.!?]{{0,40}}\b(?:ha(?:s|ve) (?:been|changed)|(?:is|are|was|were) (?:updat|chang"
    rf"|revis)\w*|a été mise? à jour"
    r"|wurden? (?:aktualisiert|geändert))"
    rf"|\bmaking changes to\b[^.!?]{{0,80}}\b{DOCUMENT}\b"
    rf"|\b(?:this page (?:is|contains|shows)|cette page (?:est|contient|constitue)|diese seite (?:ist|enthält))\b"
    rf"[^.!?]{{0,40}}\b(?:updated|new|current|{DOCUMENT}\b[^.!?]{{0,30}}\bmise? à jour|aktualisierte\w?)\b"
    rf"|\b(?:these|this)\s{DOCUMENT}\s(?:reflects?|contains?|includes?)\s[^.!?]{{0,20}}\bupdated\b",
    re.IGNORECASE,
)
_SIGNS_OF_RENEWAL = (
    "updat", "chang", "revis", "renewed", "à jour", "modifié", "aktualisier", "geändert", "überarbeitet", "this page",
    "cette page", "diese seite",
)  # fmt: skip
_POINTS = re.compile(
    r"\W*(?:(?:please|veuillez|bitte) )?(?:take a look|prenez le temps de la consulter|review|read|see|view"
    r"|check|consult\w*|click|find out"
    r"|learn more|y jeter|lire"
    r"|lesen)\b|\W*(?:you|vous|sie) (?:can|may|pouvez|können) (?:view|read|see|find|review|consult\w*|lire|voir"
    r"|einsehen|lesen)\b"
    r"|[^.!?]{0,80}\b(?:click|cliquez|klicken sie)(?: sur)? (?:here|ici|hier)\W*$"
    rf"|\W*(?:this page is|cette page (?:constitue|est)|diese seite ist)\b[^.!?]{{0,60}}{DOCUMENT}?\b",
    re.IGNORECASE,
)
# Where the terms stand that held before.
_BEFORE = re.compile(
    rf"\W*(?:(?:for|pour|für)\s[^.!?]{{0,20}}\b(?:version|{DOCUMENT})\b|you can (?:find|read|see"
    rf"|view) the {DOCUMENT})"
    r"[^.!?]{0,40}\b(?:until|prior to|before|jusqu[’']au|avant|bis)\b[^.!?]{0,60}\b(?:here|ici|hier)\W*$",
    re.IGNORECASE,
)
_TAKES_EFFECT = re.compile(
    rf"\W*(?:(?:the|these|our|this|ces|les|die|diese)\s(?:\w+\s){{0,3}}?(?:{DOCUMENT}|changes|updates"
    rf"|modifications|änderungen)\s"
    r"(?:will |shall )?(?:take|takes|took|go|goes|went|come|comes|came|be|become|becomes|became|entre\w*"
    r"|tr[eè]t\w*|are|is|gelten"
    r"|apply|applies)\b"
    r"|effective|en vigueur|gültig)",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|shall|soon|upcoming|going to|about to|are (?:updating|changing)|we['’]re|bientôt|prochainement"
    r"|demnächst|werden)\b",
    re.IGNORECASE,
)
# What a notice may bring besides: by what it binds, and for whom.
BINDS = re.compile(
    r"\b(?:you (?:agree|accept|consent|must|shall)|continu\w+ (?:to )?us\w+|bound by|arbitrat\w+|opt[- ]?out"
    r"|object|reject|cancel"
    r"|terminate|fees?|prices?|acceptez|continuez|stimmen|zustimm\w*|widersprechen|kündigen)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<=[^\W\d_]{2})[.!?;](?=\s|$)|(?<=\d{4})[.!?](?=\s|$)|·|\s{3,}")


def notice_lapsed(edit: Edit, edits: Edits) -> bool:
    """Whether a removed line said no more than that the document is renewed, and its day has come."""
    if not edit.old or edit.new or len(edit.old.split()) > LONGEST_NOTICE_WORDS:
        return False
    if not holds_any(folded(edit.old), _SIGNS_OF_RENEWAL) or BINDS.search(edit.old):
        return False
    sentences = [one for one in _ENDS.split(edit.old) if any(map(str.isalnum, one))]
    if not any(map(_RENEWED.search, sentences)) or not all(map(_is_of_notice, sentences)):
        return False
    return _has_come(edit.old, edits.captured_on)


def _is_of_notice(sentence: str) -> bool:
    return any(
        (_RENEWED.search(sentence), _POINTS.match(sentence), _BEFORE.match(sentence), _TAKES_EFFECT.match(sentence))
    )


def points_elsewhere(sentence: str) -> bool:
    """Whether a sentence only says where more is to be read."""
    return _POINTS.match(sentence) is not None


def _has_come(notice: str, captured_on: date | None) -> bool:
    """Whether every day that a notice states is there; without one it must not speak of what is to come."""
    days = [stated.exact for stated in find_days(notice)]
    if not days:
        return not _TO_COME.search(notice) and not any(map(str.isdecimal, notice))
    return captured_on is not None and all(day is not None and day <= captured_on for day in days)
