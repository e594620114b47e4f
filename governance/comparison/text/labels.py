"""The number or letter a clause carries: 4.2, 1.2(b), IV., (a), A.1., Article 5, § 4. An attribute, never a word."""

import re
from typing import NamedTuple

from governance.comparison.text.word_lists import KINDS_OF_DAYS, LAWS, MONTH_NAMES, TIME_UNITS

LONGEST_LABEL_PLACE = 80
_ROMAN = r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_SMALL_ROMAN = r"[ivx]{1,5}"
_GAP = r"(?:[*_]{0,2}\\?\s+|[*_]{2})"
_DOUBLED = "|".join(2 * letter for letter in "abcdefghijklmnopqrstuvwxyz")
# "(a)", "(aa)", "(iv)", "(2)", "(B)"; two other letters are an abbreviation: "(eu)".
_BRACKETED = rf"\((?:[a-z]|{_DOUBLED}|{_SMALL_ROMAN}|\d{{1,3}}|[A-Z]|{_ROMAN})\)"
_DEEPER = rf"(?:{_BRACKETED})"
# Levels of any kind with points between: "II.1.a", "A.1.b", "a.ii". Letters alone are an abbreviation ("U.S.", "e.g."),
# unless one is a Roman number of several letters, small ones stand under a capital ("I.a"), or a capital with a point
# stands under a Roman number ("I.A.", but not "I.D." and "I.E.").
_LEVEL = rf"(?:\d{{1,3}}[a-z]?|{_ROMAN}|{_SMALL_ROMAN}|[A-Za-z])"
_LEVELS = (
    r"(?:(?=[A-Za-z.]{1,16}\d|[A-Za-z\d.]{1,12}\.[A-Za-z])"
    r"(?=[A-Za-z.]{0,16}\d|(?:[A-Za-z]\.){0,4}(?:[IVX]{2,6}|[ivx]{2,5})\b|(?!(?:E\.g|I\.e|A\.m|A\.k|C\.f|C\.o)\b)[A-HIVX]\.[a-z]\b"
    r"|(?!I\.[DE]\b)[IVX]\.[A-H]\.\s)"
    rf"{_LEVEL}(?:\.{_LEVEL}){{1,6}})"
)
# After a bare number, or a named section, a clause begins with a capital, a quote or markup: "2.5 million" is a
# quantity and "Section 5 of these terms" the beginning of a sentence.
_CLAUSE_BEGINS = r"(?=[^\Wa-z]|[\"“‘'(\[*_])"
_ANY_WORD_BEGINS = r"(?=[^\W]|[\"“‘'(\[*_])"
_KEYWORD = (
    r"(?:[Ss]ection|SECTION|[Ss]ec\.|[Pp]aragraph|[Pp]ara\.|[Aa]rticle|ARTICLE|[Cc]lause|CLAUSE|[Aa]rt\.|[Aa]rtikel|[Aa]rt[ií]culo|[Aa]rticolo|Artigo"
    r"|§{1,2})"
)
_LABEL = re.compile(
    r"[\s>*+#•●▪■◦○·–_-]*(?:"
    rf"{_KEYWORD}\s{{0,3}}(?P<named>(?:{_LEVELS}|\d{{1,3}}[a-z]?(?:\.\d{{1,3}})*|{_ROMAN})(?:\s?{_DEEPER}){{0,3}})"
    rf"(?:\\?[.:)][*_]{{0,2}}(?:\s+|$)|\s*[–—-]\s+|[*_]{{0,2}}\s+{_CLAUSE_BEGINS}|[*_]{{0,2}}$)"
    r"|(?:(?:[Ss]ection|[Aa]rticle|[Cc]lause)\s+)?(?:"
    rf"(?P<number>\d{{1,3}}(?:\.\d{{1,3}})+\.?{_DEEPER}{{0,3}}|\d{{1,3}}{_DEEPER}{{1,3}}){_GAP}{_CLAUSE_BEGINS}"
    rf"|(?P<levels>{_LEVELS}{_DEEPER}{{0,3}})\\?[.):]?{_GAP}{_CLAUSE_BEGINS}"
    rf"|(?P<sign>\d{{1,3}}[a-z]?\\?[.)]|{_BRACKETED}{_DEEPER}{{0,3}}|\[\d{{1,3}}\]"
    rf"|[A-Z]\\?\.\d{{1,2}}\.?|[A-Za-z][.)]|{_SMALL_ROMAN}[.)]|{_ROMAN}\\?[.)]){_GAP}{_ANY_WORD_BEGINS}"
    r"|(?P<dashed>\d{1,3})\s[–—]\s(?=[^\Wa-z\d])"
    # "2.FEES": nothing between the number and the title.
    r"|(?P<glued>\d{1,2})\.(?=[A-ZÀ-Þ][^\W\d_]{2})"
    r"))"
)
_BARE = re.compile(r"[\s>*+#_-]*(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})\\?[.)][\s*_]*$", re.IGNORECASE)
_HEADING_KEYWORDS = re.compile(
    r"[\s>*_]{0,6}(?:(?P<part>part|chapter|title|schedule|annex|appendix|exhibit|teil|anhang|titre|annexe|chapitre)"
    r"|(?P<article>section|article|clause|artikel|art[ií]culo|articolo|artigo|abschnitt|§{1,2}))"
    r"\s{0,3}(?:\d{1,3}[a-z]?(?:\.\d{1,3})*|[ivxlc]{1,6}\b|[a-h]\b)",
    re.IGNORECASE,
)
# More than make a date: no digest of a text depends on these.
_MONTHS = rf"(?:{MONTH_NAMES}|f[ée]vrier|okt|dez|décembre)"
# "1. Mai ist Zahltag", "14. Tag nach dem Kauf": the number is that of a day.
_IN_SENTENCE = (
    rf"(?:(?!may\b){_MONTHS}\s(?-i:[a-zà-ÿ])"
    r"|(?:werk|kalender|arbeits)?tag(?:e?s)?\b|woche\b|(?:lebens|kalender)?(?:jahr|monat)(?:e?s)?\b|quartals?\b)"
)
# A number before one of these counts, is a day or names a law: "2.5 GB", "(30) days", "1. Mai 2026", "Article 6 GDPR".
COUNTED = (
    rf"(?:{_IN_SENTENCE}|{_MONTHS}\b\.?,?\s{{1,3}}\d"
    r"|(?:[kmgt]i?b|mbps|[mb]illions?|mio|mrd|thousand|hundred|eur(?:os?)?|usd|gbp|chf|cad|aud|dollars?|pounds?|percent"
    rf"|per\scent|prozent|pour\scent|(?:{KINDS_OF_DAYS})\s(?:days?|hours?)|(?:{TIME_UNITS})s?"
    r"|sekunden?|minuten?|stunden?|tagen?|wochen?|monaten?|jahren?|heures?|jours?|semaines?|mois|ans?"
    r"|horas?|d[ií]as?|semanas?|mes(?:es)?|años?|ore|giorni?|settimane?|mesi|anni)\b|[%€$£¥]"
    rf"|(?:\([\w ]{{1,6}}\)\s{{0,3}}){{0,3}}(?:[a-z]{{0,3}}-?(?:{LAWS}|avg|tdddg|dsa|dma|ccpa)"
    r"|eu|uk|abs|satz|lit|(?:of\s(?:the\s)?)?(?:regulation|directive|act))\b)"
)
_COUNTED = re.compile(rf"\s{{0,3}}{COUNTED}", re.IGNORECASE)
# In English no unit after a number has a capital.
_UNIT_AS_WORD = re.compile(
    r"(?:Second|Minute|Hour|Day|Week|Month|Year|Thousand|Hundred|Dollar|Pound|Percent)s?\b(?!\s*\d)"
)
# Before the name of a law in a sentence: "Section 230 CDA protects", "§ 7 Owl Act applies", "§ 5 BetrVG gilt".
_LAW_GOES_ON = re.compile(
    r"[\W_]{0,8}(?i:section|sec\.|paragraph|para\.|article|artikel|art\.|§{1,2})\s{0,3}\d{1,4}[a-z]?\s{1,3}"
    r"(?:[A-Z][A-Za-z]{0,6}[A-Z]|(?:[A-Z][\w-]{1,30}\s){0,3}(?:Act|Code|Law|Treaty|Convention))\s[a-zà-ÿ]"
)


class ClauseLabel(NamedTuple):
    """`text` is "" where the clause carries none; the clause's words begin at `end`."""

    text: str
    end: int


NO_LABEL = ClauseLabel("", 0)


def read_label(piece: str) -> ClauseLabel:
    """The label at the beginning of a clause: "4.2" of "4.2 Fees", "(a)" of "(a) you", "5" of "Article 5 – Fees"."""
    found = _LABEL.match(piece[:LONGEST_LABEL_PLACE]) if len(piece) > 3 else None
    if not found:
        return NO_LABEL
    counts = _COUNTED.match(piece, found.end()) and not (found["sign"] and _opens_a_title(piece, found))
    if counts or begins_with_a_law(piece):
        return NO_LABEL
    names = ("named", "number", "levels", "sign", "dashed", "glued")
    shown = next(shown for name in names if (shown := found[name]))
    return ClauseLabel(shown.replace("\\", "").rstrip("."), found.end())


def _opens_a_title(piece: str, found: re.Match[str]) -> bool:
    """Whether the unit after a number with its point is a word of the clause: "2. Second thing", but "(30) Days"."""
    return not found["sign"].startswith(("(", "[")) and _UNIT_AS_WORD.match(piece, found.end()) is not None


def begins_with_a_law(piece: str) -> bool:
    """Whether a sentence begins with a section of a law, as in "Section 230 CDA protects us"."""
    return _LAW_GOES_ON.match(piece) is not None


def is_bare_label(line: str) -> bool:
    """Whether the line is a label and nothing else."""
    return len(line) <= 12 and _BARE.match(line) is not None


def names_a_part(line: str) -> str:
    """ "part" for "Schedule 2 …", "article" for "Article 5 …" or "§ 4 …", else ""."""
    found = _HEADING_KEYWORDS.match(line[:LONGEST_LABEL_PLACE])
    return (found.lastgroup or "") if found else ""
