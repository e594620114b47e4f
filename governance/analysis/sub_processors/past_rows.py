"""Which rows of a list are of the past: struck out, or said to be removed. They are none of those in use."""

import re
from collections.abc import Sequence

_STRUCK = re.compile(r"[\s*_#\[>\\]*(?:~~|<(?:del|s|strike)\b)", re.IGNORECASE)
_STRUCK_OUT = re.compile(
    r"~~[^~\n]{0,500}+(?:~(?!~)[^~\n]{0,200}+){0,8}+~~"
    r"|<(?P<tag>del|s|strike)\b[^<>]{0,100}+>[^<]{0,500}+(?:<(?!/(?P=tag)>)[^<]{0,200}+){0,8}+</(?P=tag)>",
    re.IGNORECASE,
)
# What somebody was called before is no word of the past: "Owl Ltd (formerly Heron Ltd)".
_PAST = (
    r"(?:(?:it\s|has\s|have\s|was\s|is\s|been\s|already\s|now\s|wurde\s|ist\s|a\s|été\s){0,6}+"
    r"(?:removed|terminated|discontinued|deleted|retired|deactivated|decommissioned|inactive|suspended|offboarded|phased\sout"
    r"|ended|ceased"
    r"|no\slonger(?:\s\w{1,30}+){0,4}|not\s(?:used|in\suse|active|engaged)\sany\s?more|former(?:\ssub-?\s?processor)?"
    r"|past(?:\ssub-?\s?processor)?|replaced\sby[^()\[\]]{1,60}|superseded|entfernt|gestrichen|gelöscht|beendet|inaktiv"
    r"|ehemalig\w{0,6}+|nicht\smehr(?:\s\w{1,30}+){0,3}|supprimée?|retirée?|résiliée?|anciennement\sutilisée?))"
)
_MONTH = r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)"
_SINCE = r"(?:on|as\sof|since|in|from|effective|with\seffect|am|zum|seit|le|depuis|by)"
_THEN = rf"(?=\s{{0,4}}+(?:[)\].;,|~*]|{_SINCE}\b|\d|{_MONTH}|\Z))"
_BESIDE = re.compile(rf"(?:[(\[]|\s[–—-]\s|<br\s?/?>)[\s*_(\[]{{0,8}}+{_PAST}{_THEN}", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"[(\[][\s*_]{{0,8}}+{_PAST}{_THEN}", re.IGNORECASE)
_IN_FRONT = re.compile(rf"[\s*_(\[]{{0,8}}+{_PAST}[\s*_]{{0,8}}+[:)\]–—-]", re.IGNORECASE)
_STATUS = re.compile(
    rf"[\s*_]*(?:status:?\s*)?{_PAST}(?:\s{_SINCE}?\s?[\w ,./-]{{0,30}})?[\s.*_]*",
    re.IGNORECASE,
)
_ENDED_ON = re.compile(
    r"\b(?:removed|terminated|ended|ends|end\sdate|end\sof\s(?:use|engagement|service|processing)|(?:used|active|engaged)\suntil"
    r"|last\sused|offboarded|entfernt|beendet|supprimée?)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"[(\[][\s*_]{0,8}+(?:\w{1,30}+\s)?(?:until|till|bis|jusqu['’]au)\s[^()\[\]]{0,30}\d{4}[\s*_]{0,8}+[)\]]",
    re.IGNORECASE,
)
_IN_USE = re.compile(r"[\s*_]*(?:in\suse|active|current(?:ly\s(?:used|active|in\suse))?|used)\??[\s*_]*", re.IGNORECASE)
_NO = re.compile(r"[\s*_]*(?:no|false|not\s(?:any\s?more|yet)|✗|✘|❌|×)[\s.*_]*", re.IGNORECASE)
_YES = re.compile(r"[\s*_]*(?:x|yes|true|✓|✔|☑)[\s.*_]*", re.IGNORECASE)
_ACTION = re.compile(r"[\s*_]*(?:action|change|type\sof\schange)[\s*_]*", re.IGNORECASE)
_REMOVAL = re.compile(r"[\s*_]*(?:remov(?:al|ed|e)|delet(?:ion|ed|e)|terminat(?:ion|ed|e))[\s.*_]*", re.IGNORECASE)
_NOBODY = re.compile(
    r"\W*(?:none(?:\sat\spresent)?|n\W?a|not\sapplicable|to\sbe\s(?:determined|announced|confirmed)|tb[acd]"
    r"|we\s(?:use|have|engage)\snone\b.{0,40})\W*",
    re.IGNORECASE,
)
# A place that changed, not the company: "no longer in India, now Ireland".
_MOVED = re.compile(r"\bno\slonger\s(?:in|from|at|to)\s(?!use\b|service\b)|[,;]\s?now\s", re.IGNORECASE)


def is_nobody(name: str) -> bool:
    """Whether a name is none: "None", "N/A", "To be determined"."""
    return _NOBODY.fullmatch(name) is not None


def is_past_name(words: str) -> bool:
    """Whether a name is struck out whole, or what stands with it says that it is of the past."""
    if _STRUCK.match(words):
        return not any(map(str.isalnum, _STRUCK_OUT.sub(" ", words))) or "~~" not in words[2:]
    return (_BESIDE.search(words) or _IN_FRONT.match(words) or _UNTIL.search(words)) is not None


def is_past_row(cells: Sequence[str], titles: Sequence[str], name: int) -> bool:
    """Whether a row of a table is of the past: by its name, its status, or a remark in brackets."""
    if any(place == name and is_past_name(cell) for place, cell in enumerate(cells)):
        return True
    others = [cell for place, cell in enumerate(cells) if place != name and any(map(str.isalnum, cell))]
    if others and all(_is_struck_whole(cell) for cell in others):
        return True
    for place, cell in enumerate(cells):
        is_said = _STATUS.fullmatch(cell) or _IN_BRACKETS.search(cell) or _UNTIL.search(cell)
        if place != name and is_said and not _MOVED.search(cell):
            return True
        title = titles[place] if place < len(titles) else ""
        if place != name and _IN_USE.fullmatch(title) and _NO.fullmatch(cell):
            return True
        if place != name and _ENDED_ON.search(title) and _YES.fullmatch(cell):
            return True
        if place != name and _ACTION.fullmatch(title) and _REMOVAL.fullmatch(cell):
            return True
        is_dated = place < len(titles) and _ENDED_ON.search(titles[place]) is not None
        if is_dated and any(map(str.isdigit, cell)):
            return True
    return False


def is_past_item(words: str) -> bool:
    """Whether a list item is of the past."""
    is_said = _BESIDE.search(words) or _IN_FRONT.match(words) or _UNTIL.search(words)
    return _STRUCK.match(words) is not None or is_said is not None


def _is_struck_whole(cell: str) -> bool:
    return not any(map(str.isalnum, _STRUCK_OUT.sub(" ", cell)))
