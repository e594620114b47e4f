"""Whether only numbers differ that inform and bind nobody."""

import re

from governance.comparison.materiality.edits import Edit, Edits

_NUMBER = re.compile(r"[~≈c.]{0,3}\s?\d[\d.,'’ \u00a0]*(?:\s?(?:million|mio|k|m|%))?\W*", re.IGNORECASE)
# What is counted to inform, and binds nobody.
_COUNTED = re.compile(
    r"\b(?:active|monthly|average|estimated)\b[^.]{0,60}\b(?:users?|recipients?|visitors?|customers?)"
    r"|\brecipients of the services?|\bvendors?\b|\bour \d[\d,. ]* (?:\w+ )?(?:partners|vendors)"
    r"|\b(?:number of|total|median|mean|average)\b[^.]{0,40}\b(?:requests?|days|responses?|users?|recipients?)"
    r"|\brequests? (?:received|complied|denied|fulfilled|to (?:know|delete|opt))"
    r"|\b(?:share|registered|issued|stated) capital|\bcapital (?:social|of|de)\b|\b(?:stamm|grund)kapital"
    r"|\b(?:utilisateurs|destinataires|nutzer|empfänger|usuarios|destinatarios|utenti)\b[^.]{0,30}\b(?:actifs|activos|attivi|mensuels)"
    r"|\baktive\w* (?:nutzer|empfänger)|\bmoyenne? mensuel",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:must|shall|may not|cannot|at least|minimum|maximum|up to|no more|more than|less than|exceed\w*|within"
    r"|limit\w*|threshold|only|fees?|price|charge\w*|pay\w*)\b|[$€£¥]",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"(?:(?:[A-Z]{0,3}[\s-]?\d[\d.,/-]{5,20}(?:[A-Z]\d?)?|and|[A-Z]{2})[\s,;.•]*)+")
_IDENTIFIED = re.compile(
    r"\b(?:patents?|trade ?marks?|registration|iso|certificates?)\b|\b(?:[A-Z]{2})\d{7,}", re.IGNORECASE
)


def figures(edit: Edit, _: Edits) -> bool:
    """Whether only figures differ that inform: users, recipients, requests, vendors, share capital."""
    if not (edit.is_modified and edit.pieces):
        return False
    if not all(_NUMBER.fullmatch(piece.old) and _NUMBER.fullmatch(piece.new) for piece in edit.pieces):
        return False
    return all(
        _COUNTED.search(piece.new_sentence) is not None and not _LIMITS.search(piece.new_sentence)
        for piece in edit.pieces
    )


def identifiers(edit: Edit, _: Edits) -> bool:
    """Whether only numbers by which something is registered come or go: patents, trade marks."""
    if not (edit.is_modified and edit.pieces):
        return False
    return _IDENTIFIED.search(edit.new) is not None and all(
        all(_IDENTIFIER.fullmatch(side.strip(" ,;.")) for side in (piece.old, piece.new) if side.strip(" ,;."))
        for piece in edit.pieces
    )
