"""Whether only numbers differ that inform and bind nobody."""

import re

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.quick_look import holds_digit

_NUMBER = re.compile(
    r"[~≈c.]{0,3}\s?\d[\d.,:;'’ \u00a0]{0,60}(?:\s?(?:million|mio|k|m|%))?(?: and \d[\d.,]{0,20})?\W{0,9}",
    re.IGNORECASE,
)
# What is counted to inform, and binds nobody.
_COUNTED = re.compile(
    r"\b(?:active|monthly|average|estimated)\b[^.]{0,40}?\b(?:users?|recipients?|visitors?|customers?)"
    r"|\brecipients of the services?|\bvendors?\b|\bour \d[\d,. ]{0,12}+(?:\w{1,20} )?(?:partners|vendors)"
    r"|^\W{0,8}(?:[\w-]{1,30} ){0,5}(?:partners|providers|vendors) \(\d[\d,.]{0,8}\)\W{0,8}$"
    r"|^\W{0,8}(?:(?:strictly )?necessary|preferences?|functional|statistics?|analytics|performance|marketing|targeting"
    r"|unclassified)(?: cookies)? \(\d{1,4}\)\W{0,8}$"
    r"|\b(?:number of|total|median|mean|average)\b[^.]{0,30}?\b(?:requests?|days|responses?|users?|recipients?)"
    r"|\brequests? (?:received|complied|denied|fulfilled|to (?:know|delete|opt))"
    r"|\b(?:share|registered|issued|stated) capital|\bcapital (?:social|of|de)\b|\b(?:stamm|grund)kapital"
    r"|\b(?:utilisateurs|destinataires|nutzer|empfänger|usuarios|destinatarios|utenti)\b[^.]{0,30}\b(?:actifs|activos|attivi|mensuels)"
    r"|\baktive\w? (?:nutzer|empfänger)|\bmoyenne? mensuel",
    re.IGNORECASE,
)
# For how many sites a cookie is declared: "OwlConsent [x19]".
_TIMES = re.compile(r"\W{0,3}x\d{1,3}\W{0,3}")
_TIMES_DECLARED = re.compile(r"\[x\d{1,3}\\?\]")
# Right before the sum of a company's capital, or a part of it.
_CAPITAL_IS = re.compile(
    r"\b(?:(?:share|registered|issued|stated|authori[sz]ed) capital|capital(?: social)?|(?:stamm|grund)kapital)"
    r"(?: (?:of|de|d[’']|von|di|i\.h\.v\.))?\W{0,3}(?:€|eur|euros?|chf|usd|\$|£)?\s?[\d\s.,’']{0,14}$",
    re.IGNORECASE,
)
_SUM = re.compile(r"[\d.,'’\s\u00a0]{1,24}(?:€|eur|euros?|\s)*", re.IGNORECASE)
CAPITAL_SEEN = 50
_LIMITS = re.compile(
    r"\b(?:must|shall|may not|cannot|at least|minimum|maximum|up to|no more|more than|less than|exceed\w*"
    r"|within(?! which\b)|limit\w*|threshold|only|fees?|price|charge\w*|pay\w*)\b|[$€£¥]",
    re.IGNORECASE,
)
# A line that tells how many people use a service, and is all that it tells.
_USERS_COUNTED = re.compile(
    r"\b(?:average |mean )?monthly (?:active )?(?:users|recipients)|\bactive (?:monthly )?recipients"
    r"|\b(?:utilisateurs|destinataires) actifs (?:mensuels|par mois)|\bmonatlich aktive\w? nutzer",
    re.IGNORECASE,
)
_HOW_COUNTED = re.compile(
    r"\W*(?:users?|recipients?|visitors?)\b[^.;$€£¥]{0,160}\b(?:is|are|was|were) counted\b[^.;$€£¥]{0,120}\W*",
    re.IGNORECASE,
)
_LONGEST_COUNT_WORDS = 40
# Whatever is said beside the number: who does what, or what holds then.
_SAYS_MORE = re.compile(
    r"\b(?:if|when|where|who|whose|you|your|will|may|can|not|subject|designat\w+|appl(?:y|ies)|oblig\w+|agree\w*"
    r"|si|vous|doit|peut|pas|wenn|sie|darf|muss|nicht)\b",
    re.IGNORECASE,
)
# The last row of a table of counts.
_TOTAL = re.compile(
    r"[\s|*_]{0,6}(?:(?:grand )?total|sum|overall|gesamt|summe|somme|totaal|totale)[\s|*_]", re.IGNORECASE
)
_SILENT = re.compile(r"[\s*_\\.,’']+")
_MOST_ADDED_UP, _LONGEST_COUNT = 60, 12
_IDENTIFIER = re.compile(r"(?:(?:[A-Z]{0,3}[\s-]?\d[\d.,/-]{5,20}(?:[A-Z]\d?)?|and|[A-Z]{2})[\s,;.•]*)+")
_PATENTS = re.compile(r"\b(?:patents?|trade ?marks?)\b", re.IGNORECASE)
_LONGEST_TITLE_WORDS = 5
# The numbers of one country under its name, as "In Freedonia: 2020326435".
_REGISTERED = r"(?:Nos?\. ?)?[A-Z]{0,2}\d{6,13}(?:[A-Z]\d?)?"
_IDENTIFIERS_OF_A_COUNTRY = re.compile(
    r"\W{0,4}(?:(?:In )?(?:the )?[A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20}){0,2}:\s?)?"
    rf"{_REGISTERED}(?:[\s,;•_]{{1,4}}{_REGISTERED})*\W{{0,4}}"
)
_IDENTIFIED = re.compile(
    r"\b(?:patents?|trade ?marks?|registration|iso|certificates?)\b|\b(?:[A-Z]{2})\d{7,}", re.IGNORECASE
)


def figures(edit: Edit, _: Edits) -> bool:
    """Whether only figures differ that inform: users, recipients, requests, vendors, share capital."""
    if not (edit.is_modified and edit.pieces):
        return False
    if edit.shown.kind == "table_row" and _TIMES_DECLARED.search(edit.shown.visible):
        return all(_TIMES.fullmatch(piece.old) and _TIMES.fullmatch(piece.new) for piece in edit.pieces)
    if not all(_NUMBER.fullmatch(piece.old) and _NUMBER.fullmatch(piece.new) for piece in edit.pieces):
        return False
    return all(
        _COUNTED.search(piece.new_sentence) is not None and not _LIMITS.search(piece.new_sentence)
        for piece in edit.pieces
    )


def tells_a_number(edit: Edit, edits: Edits) -> bool:
    """Whether only the sum of a company's capital differs, or a line came or went that counts the users of a service.

    Whoever contracts with the company gets neither more nor less. The months over which is counted bind nobody, nor
    does a row that only adds up the counts in the rows above it.
    """
    if not edit.is_modified:
        return _adds_up(edit, edits) or _is_count_of_users(edit.old or edit.new)
    if not edit.pieces:
        return False
    return all(
        bool(words) and _SUM.fullmatch(words) is not None and _stands_after_capital(words, sentence)
        for piece in edit.pieces
        for words, sentence in ((piece.old, piece.old_sentence), (piece.new, piece.new_sentence))
    )


def _stands_after_capital(words: str, sentence: str) -> bool:
    place = sentence.find(words)
    return _CAPITAL_IS.search(sentence[max(0, place - CAPITAL_SEEN) : place]) is not None


def _adds_up(edit: Edit, edits: Edits) -> bool:
    """Whether a row that came or went is called a total, and has the sums of the plain numbers of all rows above it."""
    row = edit.shown
    if row.kind != "table_row" or not _TOTAL.match(row.visible):
        return False
    blocks = (edits.after if edit.after else edits.base).blocks
    sums, rows = [0] * (row.visible.count("|") + 1), 0
    for above in reversed(blocks[max(0, row.index - _MOST_ADDED_UP) : row.index]):
        counts = _counts_of(above.visible)
        if above.kind != "table_row" or len(counts) != len(sums) or not any(counts):
            break
        sums, rows = [total + (count or 0) for total, count in zip(sums, counts, strict=True)], rows + 1
    own = _counts_of(row.visible)
    return rows > 1 and any(own) and all(count in (None, total) for count, total in zip(own, sums, strict=True))


def _counts_of(visible: str) -> list[int | None]:
    """The plain number in each cell of a row, None where there is none."""
    cells = [_SILENT.sub("", cell) for cell in visible.split("|")]
    return [int(cell) if cell.isdecimal() and len(cell) <= _LONGEST_COUNT else None for cell in cells]


def _is_count_of_users(line: str) -> bool:
    """Whether a line that came or went says how many use the service, or how that was counted, and nothing else."""
    if _HOW_COUNTED.fullmatch(line):
        return True
    if not holds_digit(line) or not 0 < len(line.split()) <= _LONGEST_COUNT_WORDS:
        return False
    return _USERS_COUNTED.search(line) is not None and not (_LIMITS.search(line) or _SAYS_MORE.search(line))


def identifiers(edit: Edit, _: Edits) -> bool:
    """Whether only numbers under which something is registered come or go: patents, trade marks."""
    title = (edit.shown.heading_path or ("",))[-1]
    is_list_of_patents = len(title.split()) <= _LONGEST_TITLE_WORDS and _PATENTS.search(title) is not None
    if not edit.is_modified:
        return is_list_of_patents and _IDENTIFIERS_OF_A_COUNTRY.fullmatch(edit.old or edit.new) is not None
    if not edit.pieces:
        return False
    sides = (side.strip(" ,;._") for piece in edit.pieces for side in (piece.old, piece.new))
    return (is_list_of_patents or _IDENTIFIED.search(edit.new) is not None) and all(
        _IDENTIFIER.fullmatch(side) or _IDENTIFIERS_OF_A_COUNTRY.fullmatch(side) for side in sides if side
    )
