"""Lines on the dates of the document itself: since when it holds, when it was last changed, which version it is.

A date is one of the document's own only where its sentence holds nothing but words that say so and the name of the
document. Whatever else stands in the sentence is provided, and the date with it: "The service ends on 4 May 2027."
"""

import re

from governance.comparison.text.dates import OTHER_MONTHS, StatedDate
from governance.comparison.text.segment import Block
from governance.comparison.text.word_lists import MONTHS

_LISTED = (
    # English
    "a an the this these it its is are was were be been being has have had will and or of as at on in by from since"
    " for to into with date dates dated day last latest most recent recently current currently new previous"
    " previously prior earlier older former old first initial original originally effective effect force take takes"
    " took become becomes came come comes go goes went enter enters entered entry begin begins beginning start"
    " starting apply applies applicable valid updated update updates updating modified modification modifications"
    " revised revision revisions changed change changes changing amended amendment amendments reviewed review"
    " published publication posted issued issue released release created written adopted approved version versions"
    " edition archived archive archives history retrieved accessed document documents page copyright replace"
    " replaces replaced supersede supersedes superseded all any we our us ve you your can click here view see read"
    " download pdf print please below above following terms term conditions condition policy policies notice"
    " notices agreement agreements statement addendum guidelines guideline rules standards code legal privacy"
    " cookie cookies dpa when no nr v ver utc gmt am pm st nd rd th t z generated rendered"
    # German
    " stand fassung vom von gültig gültige ab dem seit zuletzt aktualisiert aktualisierung geändert änderung am"
    " letzte letzter letzten letztmals datum inkrafttreten inkrafttretens kraft getreten tritt treten der die das"
    " den des diese dieser und im zum version versionen veröffentlicht datenschutzerklärung datenschutzhinweise"
    " datenschutz agb nutzungsbedingungen geschäftsbedingungen allgemeine bedingungen richtlinie wurde wurden"
    # French
    " dernière derniere mise mises à jour jours le la les du de des d l en vigueur depuis compter partir effet"
    " entrée applicable applicables modification modifiée modifié modifiées publiée publié publication politique"
    " confidentialité conditions générales utilisation charte cgu cgv présentes présente cette ces et est sont au"
    # Spanish
    " última ultima actualización actualizacion actualizado actualizada fecha vigor vigente vigencia desde el"
    " del entrada modificación modificado publicado publicada versión política privacidad condiciones términos"
    " aviso y esta estos estas"
    # Italian
    " ultimo aggiornamento aggiornato aggiornata data vigore dal di il modifica modificato pubblicato versione"
    " informativa termini condizioni decorrenza entrata e questa questi"
    # Dutch
    " laatst laatste bijgewerkt gewijzigd ingangsdatum ingang versie van op per geldig vanaf wijziging voorwaarden"
    " privacybeleid privacyverklaring beleid deze het"
    # Portuguese
    " atualização atualizado atualizada em versão vigência modificação termos condições publicado da do dos das"
)
_WORDS = frozenset(_LISTED.split())
# What tells a date of the document within brackets, whatever stands around them.
_TELLS = re.compile(
    r"\b(?:effective|(?:last )?(?:updated|modified|revised|changed|amended|published)|version|in force|stand|gültig"
    r"|aktualisiert|geändert|vigueur|mise à jour|vigor|vigore|actuali[sz]\w*|aggiornat\w*|bijgewerkt|atualizad\w*)\b",
    re.IGNORECASE,
)
# What tells since when a text holds, and not when it was changed.
_OF_EFFECT = re.compile(
    r"\b(?:effect|in(?:to)? force|appl(?:y|ies|icable)|valid|begin|start|since|from|gültig|inkraft|kraft|seit|ab\b|gilt"
    r"|vigueur|effet|entrée|depuis|compter|partir|vig[eê]n|vigor|desde|entrada|decorrenza|entrata|dal\b|ingang|geldig"
    r"|vanaf)",
    re.IGNORECASE,
)
_NAMES_OF_TEXTS = re.compile(r"\bterms (?:of|and|&) (?:service|use|sale|conditions)\b", re.IGNORECASE)
# The name of whose text it is: "Acme Games Privacy Policy".
_WHOSE = re.compile(
    r"\b(?:[A-Z][\w.&’'-]{0,30} ){1,3}(?=(?:Terms|Conditions|Privacy|Cookie|Policy|Policies|Notice|Agreement|Statement"
    r"|Guidelines|Rules)\b)"
)
_BREAK = re.compile(r"[.!?;](?=\s)|[|•·]|\n")
_LOOKED_AT = 300
_LAST_DIGITS = re.compile(r"\d")
_PARTS_OF_DATES = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(sorted({*MONTHS, *OTHER_MONTHS}, key=len, reverse=True))})(?![^\W\d_])"
    r"|\d{1,4}(?:st|nd|rd|th|er)?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_]+")


def is_own_date(block: Block, stated: StatedDate, title: str = "") -> bool:
    """Whether the sentence of a date says nothing but that the document holds since then or was changed then."""
    visible = without_dates(block)
    lead = _BREAK.split(visible[max(0, stated.start - _LOOKED_AT) : stated.start])[-1]
    tail = _BREAK.split(visible[stated.end : stated.end + _LOOKED_AT], maxsplit=1)[0]
    opened, closed = lead.rfind("("), tail.find(")")
    if opened > lead.rfind(")") and closed >= 0 and _TELLS.search(lead, opened):
        lead, tail = lead[opened:], tail[:closed]
    return says_nothing_else(f"{lead} {tail}", title)


def says_nothing_else(text: str, title: str = "") -> bool:
    """Whether some words, their dates left out, are all of those that tell of a document's own dates."""
    text = _NAMES_OF_TEXTS.sub(" terms ", _WHOSE.sub(" ", text))
    return {*_TOKEN.findall(text.lower())} <= _WORDS.union(_TOKEN.findall(title.lower()))


def is_line_of_dates(visible: str, title: str = "") -> bool:
    """Whether a line tells of the document's own dates alone, however these are written ("June 8. 2026", "1er mai")."""
    return _LAST_DIGITS.search(visible) is not None and says_nothing_else(_PARTS_OF_DATES.sub(" ", visible), title)


def is_date_of_text(visible: str) -> bool:
    """Whether a line tells when the text was written or changed, and not since when it holds."""
    return not _OF_EFFECT.search(visible) and is_line_of_dates(visible)


def without_dates(block: Block) -> str:
    """The visible words of a clause with blanks for its dates."""
    visible = block.visible
    for stated in block.dates:
        visible = visible[: stated.start] + " " * (stated.end - stated.start) + visible[stated.end :]
    return visible
