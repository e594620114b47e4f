"""What a clause newly says that matters more than its category: the service closes, another company takes part."""

import re

from governance.comparison.text.phrases import Span
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.word_lists import LEGAL_FORMS

SERVICE_CLOSES, COMPANY_NAMED, SANCTION_ADDED = "service_closes", "company_named", "sanction_added"
NOTABLE = (SERVICE_CLOSES, COMPANY_NAMED, SANCTION_ADDED)
_SERVICE = r"\b(?:web)?(?:site|services?|platform|application|app)\b"
_CLOSES = re.compile(
    rf"{_SERVICE}[^.]{{0,60}}\b(?:(?:will be|is being|are being|has been) (?:permanently )?"
    r"(?:closed|shut down|discontinued)"
    r"|will (?:permanently )?(?:close|shut down|cease to (?:exist|operate)|no longer be available))\b"
    r"|\b(?:le|la|nos|notre) (?:site|services?|plateforme|application)\b[^.]{0,60}"
    r"\b(?:sera|seront) (?:définitivement )?(?:fermée?s?|supprimée?s?)\b"
    r"|\bfermeture (?:définitive )?(?:du|de la) (?:site|service|plateforme|application)\b",
    re.IGNORECASE,
)
_WILL_NOT_BE = re.compile(r"\b(?:if|si|may|might|peut|pourra|could)\b", re.IGNORECASE)
_COMPANY = re.compile(
    rf"(?<![\w.’'-])[A-Z][\w.&’'-]{{0,40}}(?:,? [A-Z][\w.&’'-]{{0,40}}){{0,4}},? (?:{LEGAL_FORMS.title()}"
    rf"|{LEGAL_FORMS.upper()}|GmbH|L\.L\.C|SAS|SARL|B\.V|S\.A|Pty|(?:an? )?(?:Société|société|company|corporation))\b"
)
_TAKES_PART = re.compile(
    r"\b(?:(?:agreement|contract|entered into) (?:is )?(?:with|between)|contracting (?:party|entity)"
    r"|(?:provided|operated|offered|run|owned) (?:to you )?by|controller|our representative|data protection officer"
    r"|responsables? d[eu] traitement|exploitée? par|fournie?s? par)\b",
    re.IGNORECASE,
)
# "Run by A AG" has more letters.
SHORTEST_NAMING = 10
_SIGNS_OF_PART = (
    "agreement", "contract", "entered into", "provided", "operated", "offered", "run ", "owned", "controller",
    "representative", "data protection officer", "responsable", "exploit", "fourni",
)  # fmt: skip
_APPOINTED = re.compile(
    r"\b(?:appointed|designated)\b[^.]{0,40}\b(?:representative|data protection officer|processor)\b", re.IGNORECASE
)
_HELPER = re.compile(r"processor|provider|vendor|sous-traitant|prestataire|verarbeiter", re.IGNORECASE)
# Another company stands where one stood that gets data, or it is said that some came.
_SHARED_WITH = re.compile(
    r"\b(?:with|to|by|through|via) (?P<name>[A-Z][\w.&’'-]{1,40}(?: [A-Z][\w.&’'-]{1,40}){0,3})"
    r"(?=,? (?:who|which|that|as|acts|acting)\b[^.;]{0,40}\b(?:(?:sub-?)?processor|service provider|vendor)\b)"
)
_RECIPIENTS_CAME = re.compile(
    r"\b(?:added|engaged|ajouté|hinzugefügt)\b[^.:;]{0,40}"
    r"\b(?:(?:sub-?)?processors?|service providers?|sous-traitants?|prestataires?|(?:unter)?auftragsverarbeiter)\b",
    re.IGNORECASE,
)
# What may be done to an account, each by its stem.
_SANCTION = re.compile(
    r"\b(suspend|terminat|block|ban|restrict|disabl|deactivat|clos)(?:e|s|es|ing|ning|ting|ling|ion|ure)?\b"
    r"(?: (?:or|and) \w{4,14})? (?:of )?(?:your|an?|the|any|such|their) (?:[\w’']{1,20} ){0,2}"
    r"accounts?\b",
    re.IGNORECASE,
)
_BY_US = re.compile(r"\bwe\b|\b(?:may|will|can|reserves?|measures?|actions?|consequences?)\b", re.IGNORECASE)
# What a list of those who get data or help with the service is called.
_RECIPIENTS = re.compile(
    r"\b(?:(?:service|third[- ]party) providers|(?:sub-?)processors|subcontractors|recipients|vendors"
    r"|sous-traitants|prestataires|destinataires|(?:unter)?auftragsverarbeiter|dienstleister|empfänger)\b",
    re.IGNORECASE,
)
# What the first row of a table calls those whom the others name.
_HEAD = re.compile(
    r"(?:(?:legal |full )?names?|entit(?:y|ies)|compan(?:y|ies)|(?:sub-?)?processors?|vendors?|providers?|recipients?"
    r"|part(?:y|ies)|einheit|unternehmen|anbieter|dienstleister|empfänger|nom|société|entité|prestataire|destinataire|nombre|empresa)"
    r"(?: (?:of|der|des|de) .{1,40}| name)?",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?<!\\)[|–—:]")
LONGEST_NAME_WORDS = 6
_SENSITIVE = re.compile(
    r"\b(?:health|medical|genetic|biometrics?|precise (?:geo)?location|sexual orientation|religio\w{1,5}|racial|ethnic"
    r"|political opinions?|voiceprints?|faceprints?|santé|médica\w{1,4}|génétiques?|biométri\w{1,5}"
    r"|gesundheitsdaten)\b",
    re.IGNORECASE,
)


def notable(before: Block | None, after: Block | None) -> str:
    """The rule by which a clause newly says something notable; "" where it does not."""
    if after is None or after.kind == "heading":
        return ""
    old, new = readable(before.visible) if before else "", readable(after.visible)
    if _closes(new, after) and not (before and _closes(old, before)):
        return SERVICE_CLOSES
    may_be_listed = after.kind in ("table_row", "list_item")
    if (
        _names_company(old, new)
        or (_HELPER.search(new) and _names_recipient(old, new))
        or (may_be_listed and _lists_recipient(before, after))
    ):
        return COMPANY_NAMED
    return SANCTION_ADDED if old and "ccount" in new and _is_sanction_new(old, new) else ""


def _is_sanction_new(old: str, new: str) -> bool:
    """Whether a clause newly says of something that it may be done to an account."""
    if not _BY_US.search(new):
        return False
    olds, news = ({one.group(1).casefold() for one in _SANCTION.finditer(text)} for text in (old, new))
    return not news <= olds


def _names_recipient(old: str, new: str) -> bool:
    """Whether another name stands where one gets data as a processor, or a clause says that a processor was added."""
    if not old:
        return _RECIPIENTS_CAME.search(new) is not None
    is_new = any(found["name"] not in old for found in _SHARED_WITH.finditer(new))
    return is_new and _SHARED_WITH.search(old) is not None


def _closes(text: str, block: Block) -> bool:
    """Whether a clause says that the service closes, and on which day; what may happen one day is no news."""
    return bool(block.dates) and _CLOSES.search(text) is not None and _WILL_NOT_BE.search(text) is None


def place_of_company(text: str) -> Span | None:
    """Where a clause names the company that takes part in it, from the words that say so on."""
    part = _TAKES_PART.search(text)
    company = next((one for one in _COMPANY.finditer(text) if part and one.end() > part.start()), None)
    return Span(part.start(), max(part.end(), company.end())) if part and company else None


def _names_company(old: str, new: str) -> bool:
    """Whether a company that wasn't named in it is the other party of a clause, or is appointed to something."""
    if len(new) < SHORTEST_NAMING:
        return False
    small = folded(new)
    if not old and "ted" in small and _APPOINTED.search(new):
        return True
    if not holds_any(small, _SIGNS_OF_PART) or not _TAKES_PART.search(new):
        return False
    return any(found.group() not in old for found in _COMPANY.finditer(new))


def is_row_of_recipients(block: Block) -> bool:
    """Whether a row or item stands in a list of those who get data or help with the service, and begins with a name."""
    if block.kind not in ("table_row", "list_item"):
        return False
    if _RECIPIENTS.search(" ".join((*block.heading_path[-1:], block.lead_in))) is None:
        return False
    return 0 < len(_name_in(block).split()) <= LONGEST_NAME_WORDS


def _lists_recipient(before: Block | None, after: Block) -> bool:
    """Whether a row of such a list names somebody new; a name written in full is the same: "OVH", "OVHCloud"."""
    if not is_row_of_recipients(after):
        return False
    old, new = (_name_in(block).casefold() if block else "" for block in (before, after))
    if _HEAD.fullmatch(new):
        return False
    return not old or not (old in new or new in old)


def _name_in(block: Block) -> str:
    """The first cell of a row, without marks."""
    return _CELL.split(block.visible.strip(" |*+-•"), maxsplit=1)[0].strip().strip(" *_")


def tells_of_sensitive_data(before: Block | None, after: Block | None) -> bool:
    """Whether a clause newly speaks of data on health, belief, body or exact place."""
    if after is None:
        return False
    found = {one.group().casefold() for one in _SENSITIVE.finditer(readable(after.visible))}
    return bool(found) and not (before and any(word in before.visible.casefold() for word in found))
