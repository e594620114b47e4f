"""Patterns of what a clause is for: it announces, states an effect, credits, points elsewhere, lists recipients."""

import re
from functools import lru_cache

from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.normalise import visible_text
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.word_lists import CURRENCY_CODES

POINTER_WORDS = 25
_POINTER = re.compile(
    r"learn more|find out more|read more|more info(?:rmation)?\b|information\b[^.]{0,80}\bhere\b|for details,? see",
    re.IGNORECASE,
)
_BEGINS_TO_POINT = re.compile(
    r"\W{0,6}(?:(?:please )?(?:learn|find out|read|see) (?:more|how|about)\b"
    r"|(?:for )?(?:more|further|additional) (?:information|details)\b"
    r"|(?:for|to|if)\b[^.;!?]{2,200}?,? (?:please )?(?:see|visit|refer to|consult)\b)",
    re.IGNORECASE,
)
# What a credit or a pointer doesn't say: a duty, a limit, a price, what binds. A licence lets people use things
# ("can"), and "No. 16" is a number.
_BINDS = re.compile(
    r"\b(?:must|shall|will|cannot|never|not|no(?!\.\s?\d)"
    r"|requires|required to|requirement|mandatory|binds?|binding|bound|agree[sd]?|consent"
    r"|waive[sr]?|forfeit|prohibit\w{0,3}|liable"
    r"|liability|pay|pays|payable|fees?|charged?|only|unless)\b"
    rf"|[{CURRENCY_SIGNS}]\s?\d|\d\s?(?:[{CURRENCY_SIGNS}]|(?:{CURRENCY_CODES}|dollars?|euros?|percent)\b|%)",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"open (?:data|government|source)|licen[cs]ed? under|data ?set|data exchange|©|\(c\) \d{4}"
    r"|all rights reserved|creative commons|cc[ -]by",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"cookie|sub-?processor|\b_g[ac]|pixel|local storage|vendor list|list of (?:vendors|providers|partners)",
    re.IGNORECASE,
)
_IS_BEING_REVISED = (
    r"(?:revisions?|amendments?|changes|updates) (?:to|of) (?:the|these|this|our) [^.]{0,60}\b(?:(?:are|is)(?: being)?"
    r"(?: currently| now)?|currently|now) (?:being )?(?:discussed|drafted|prepared|considered|planned|proposed"
    r"|under (?:discussion|review|consideration)|in preparation)"
)
_REVISED = re.compile(_IS_BEING_REVISED, re.IGNORECASE)
_ANNOUNCEMENT = re.compile(
    rf"{_IS_BEING_REVISED}|"
    r"we(?:.re| are|.ve| have) (?:updat|chang|revis)\w+|will (?:take effect|become effective|be effective|apply from)"
    r"|(?:go|come)s? into effect|(?:this|these) (?:provisions?|terms|clauses?|sections?) (?:is|are|will be) amended"
    r"|until then|upcoming (?:changes|terms|version)"
    r"|(?:new|updated|revised) (?:\w{1,20} ){0,3}(?:version|terms|policy|notice|agreement)\b[^.]{0,60}"
    r"(?:effective|take effect)"
    r"|wir (?:aktualisieren|ändern|haben [^.]{0,60}(?:aktualisiert|geändert))"
    r"|(?:wird|werden) (?:seine|ihre|unsere|die) [^.]{0,120}\b(?:zum|ab dem|ab) \d[^;]{0,30}"
    r" (?:anpassen|ändern|aktualisieren)\b"
    r"|\bab (?:dem )?\d[^;]{3,20} (?:gültigen|geltenden) (?:agb|\w{0,20}bedingungen|datenschutz\w{3,10})\b"
    r"|(?:tritt|treten) am [^.]{0,40} in kraft"
    r"|nous (?:mettons à jour|modifions|avons (?:mis à jour|modifié))|(?:entrera|entreront) en vigueur"
    r"|(?:estamos actualizando|hemos (?:actualizado|modificado))|(?:entrará|entrarán) en vigor"
    r"|(?:stiamo aggiornando|abbiamo aggiornato)|(?:entrerà|entreranno) in vigore"
    r"|(?:we werken [^.]{0,40} bij|we hebben [^.]{0,60}(?:bijgewerkt|gewijzigd))|gaan? in op"
    r"|(?:estamos atualizando|atualizámos|atualizamos)|(?:entrará|entrarão) em vigor",
    re.IGNORECASE,
)
# An address alone provides nothing; below these words it names one more text that binds.
_TEXTS = r"(?:terms|conditions|polic(?:y|ies)|rules|guidelines|agreements?|licen[cs]es?|notices|documents)"
_LISTS_WHAT_APPLIES = re.compile(
    rf"\bthird[- ]part(?:y|ies)['’]?s? {_TEXTS}|\b{_TEXTS} of third parties"
    rf"|\b(?:additional|supplement\w{{2,4}}|further|other|applicable|specific|incorporated|binding) (?:\w+ )?{_TEXTS}"
    r"|\bform(?:s|ing)? (?:a )?part of|\bincorporated\b|\bsubject to\b|\bgoverned by\b|\bin addition to these\b"
    rf"|\b{_TEXTS} (?:that|which) (?:also )?(?:apply|bind|govern)|\b(?:also|additionally) appl(?:y|ies)\b"
    r"|\b(?:agree|bound|comply|adhere|accept)\b[^.]{0,80}\b(?:following|these|below)\b|\bappl(?:y|ies)\W*$"
    r"|\bconditions (?:particulières|spécifiques|supplémentaires|applicables)|\bfont partie\b"
    r"|\b(?:ergänzende|zusätzliche|besondere) (?:bedingungen|richtlinien)|\bbestandteil\b",
    re.IGNORECASE,
)
# "Terms of Service (valid until 19 October)": others hold afterwards.
_HOLDS_UNTIL = re.compile(
    r"\b(?:version|terms|conditions|policy|notice|agreement|agb|bedingungen)\b[^.;]{0,60}"
    r"(?:effective|valid|in force|en vigueur|valables?|applicables?|gültig|in kraft)"
    r" (?:only )?(?:until|jusqu[’']|bis )",
    re.IGNORECASE,
)
_SIGNS_OF_AN_END = ("until", "jusqu", "bis ")
_NEXT_SENTENCE = re.compile(r"[.!?]\s+\S")
_EMPHASIS = re.compile(r"[*_]+")
_SIGNS_OF_ANNOUNCEMENT = (
    "updat", "chang", "revis", "effect", "apply from", "until then", "upcoming", "aktualisier", "änder", "anpassen",
    "gültigen", "geltenden", "in kraft", "amendment", "modif", "mettons à jour", "mis à jour", "vigueur", "vigor",
    "actualiz", "aggiorn", "we werken", "gewijzigd", "bijgewerkt", "in op", "atualiz", "amended",
)  # fmt: skip
_EFFECT = re.compile(
    r"effective|takes? effect|into effect|in force|into force|valid from|applies from|apply from"
    r"|gültig ab|(?:gilt|gelten) ab|in kraft|en vigueur|applicables? à (?:partir|compter)|en vigor"
    r"|in vigore|ingang|em vigor",
    re.IGNORECASE,
)


def announces_change(visible: str) -> bool:
    """Whether a clause announces new or changed terms."""
    return not visible.isdecimal() and _announces(visible[:2_000])


@lru_cache(maxsize=4_000)
def _announces(opening: str) -> bool:
    small = folded(opening)
    if holds_any(small, _SIGNS_OF_ANNOUNCEMENT) and _ANNOUNCEMENT.search(_EMPHASIS.sub("", opening)):
        return True
    return holds_any(small, _SIGNS_OF_AN_END) and _HOLDS_UNTIL.search(_EMPHASIS.sub("", opening)) is not None


def says_it_is_being_revised(visible: str) -> bool:
    """Whether a clause says that a revision of the document is under way."""
    return _REVISED.search(visible[:2_000]) is not None


def states_effect(visible: str) -> bool:
    """Whether a clause with a date says that this is the day the text takes effect."""
    return len(visible) <= 600 and _EFFECT.search(visible) is not None


def is_attribution(raw: str) -> bool:
    """Whether a clause credits a data source or licence and links to it."""
    if "://" not in raw or not _ATTRIBUTION.search(raw[:2_000]):
        return False
    return _BINDS.search(visible_text(raw[:2_000])) is None


def is_pointer(added_raw: str) -> bool:
    """Whether an added wording only says where to find information: a link in a short sentence without a rule."""
    if "](" not in added_raw or len(added_raw) > 600:
        return False
    visible = visible_text(added_raw).strip()
    if _BINDS.search(visible):
        return False
    is_one_sentence = not _NEXT_SENTENCE.search(visible)
    return is_one_sentence and visible.count(" ") < POINTER_WORDS and _POINTER.search(visible) is not None


def begins_to_point(visible: str) -> bool:
    """Whether a clause begins with words that say where to find information."""
    return _BEGINS_TO_POINT.match(visible) is not None


def lists_recipients_or_cookies(visible: str, headings: tuple[str, ...]) -> bool:
    """Whether a table row belongs to a list of cookies or of companies, by its headings or its own words."""
    return _LISTS.search(" ".join(headings[-2:]) + " " + visible[:600]) is not None


def lists_what_applies(headings: tuple[str, ...], lead_in: str) -> bool:
    """Whether a list names other texts that apply, by its heading or the words before it."""
    return _LISTS_WHAT_APPLIES.search(" ".join((*headings[-1:], lead_in))) is not None
