"""Whether a name is that of the service, its company or its product: the only one whose replacement changes nothing.

Another recipient of data, currency, role, plan, place, law or way of writing to us is a change of substance. So a text
has to show that the name is its own: in its title, beside "we", or among "our services". In doubt it isn't.
"""

import re
from collections.abc import Iterable, Sequence

from governance.comparison.text.named_texts import names_of
from governance.comparison.text.segment import ParsedText
from governance.comparison.text.word_lists import LEGAL_FORMS

Sign = tuple[re.Pattern[str], re.Pattern[str]]

# What names kinds of people, plans, money, places, laws or ways to write, even in a title ("Seller Terms").
KIND = re.compile(
    r"\b(?:guest|host|consumer|business(?:es)?|seller|buyer|adult|child(?:ren)?|minor|parent|member|customer|client|user"
    r"|visitor|merchant|vendor|supplier|partner|licensor|licensee|lessor|lessee|landlord|tenant|driver|rider|courier"
    r"|creator|publisher|author|advertiser|developer|subscriber|employer|employee|applicant|student|teacher|school"
    r"|company|provider|administrator|controller|processor|individual|person|owner|player"
    r"|premium|basic|free|pro|plus|standard|enterprise|starter|team|trial|gold|silver|platinum|lite"
    r"|eur|usd|gbp|chf|jpy|cny|cad|aud|inr|brl|sek|nok|dkk|pln|euro|dollar|pound|franc|yen|yuan|rupee|cent|credit|coin"
    r"|act|law|code|regulation|directive|rule|treaty|mail|e-?mail|fax|post|letter|phone|telephone|sms|web"
    r"|africa|america|argentina|asia|australia|austria|belgium|brazil|britain|bulgaria|california|canada|chile|china"
    r"|colombia|colorado|connecticut|croatia|cyprus|czechia|delaware|denmark|egypt|england|estonia|eu|eea|europe|finland"
    r"|florida|france|germany|greece|hungary|iceland|india|indiana|indonesia|ireland|israel|italy|japan|kenya|korea"
    r"|latvia|lithuania|luxembourg|malaysia|malta|mexico|nevada|new\syork|netherlands|new\szealand|nigeria|norway"
    r"|oregon|pakistan|peru|philippines|poland|portugal|romania|russia|saudi\sarabia|scotland|singapore|slovakia"
    r"|slovenia|south\safrica|spain|sweden|switzerland|taiwan|texas|thailand|turkey|uk|ukraine|united\s\w+|usa?|utah"
    r"|vietnam|virginia|wales|washington)s?\b",
    re.IGNORECASE,
)
_DOCUMENT = (
    r"(?:terms|conditions|privacy|cookies?|user|service|legal|acceptable|community|content|end[- ]user|policy|notice"
    r"|agreement|statement|guidelines|rules|eula)\b"
)
_QUOTES = r"[\"“”'‘’*_\s]{0,6}"
_WE = r"[\"“'‘]{1,2}[*_]{0,4}(?:we|us|our)[*_]{0,4}[\"”'’,]"
_FORM = rf"(?:,?\s(?:{LEGAL_FORMS}|sas|sarl|s\.a\.|b\.v\.|bv|se)\b\.?){{0,2}}"
_IS = r"(?:,?\s(?:an?|with|together|including|located|registered|and\sits)\s[^.;()]{0,80})?"
_OURS = r"(?:products?|services?|platforms?|apps?|applications?|websites?|sites?|software|assistants?|models?|brands?)"


def _sign(before: str, after: str) -> Sign:
    """What stands before a name, and what after it."""
    return re.compile(rf"(?:{before})$", re.IGNORECASE), re.compile(after, re.IGNORECASE)


SEEN_BEFORE, SEEN_AFTER = 80, 200
_IN_TITLE = (
    _sign(r"^\W{0,9}(?:the\s)?", rf"(?:['’]s)?(?:\W{{1,3}}{_DOCUMENT}|\W{{0,9}}$)"),
    _sign(
        r"\b(?:policy|notice|terms(?:\sof\s(?:service|use))?|conditions|agreement|statement|rules)\s(?:of|at|[-–—|])\s",
        r"\W{0,9}$",
    ),
)
# "Papertrail, a guild of owls (“we” or “us”)", "(“Papertrail”, “we”)", "we, Papertrail,", "our service Papertrail".
_IN_TEXT = (
    _sign("", rf"{_QUOTES}{_FORM}{_IS}{_QUOTES}+\((?:[^().;]{{0,40}}[\s,])?{_WE}"),
    _sign(rf"\({_QUOTES}", rf"{_QUOTES}(?:,|or|and){_QUOTES}{_WE}"),
    _sign(r"\bwe,\s", ","),
    _sign(r"\bwelcome\sto\s", ""),
    _sign(rf"\bour\s{_OURS},?\s(?:(?:such\sas|like|called|named|including)\s)?{_QUOTES}", ""),
)
# Where people live or come from: "California Privacy Notice" is a document of no service of that name.
_OF_A_PLACE = (
    _sign(r"\b(?:resid\w{1,10}|live|located|citizens?|state)\s(?:in|of)\s(?:the\s)?", ""),
    _sign("", r"\s(?:residents?|citizens?|laws?|courts?)\b"),
)


def is_of_the_service(name: str, text: ParsedText, title: str = "") -> bool:
    """Whether the text shows that the name is that of who speaks in it, or of what is offered in it."""
    if KIND.search(name):
        return False
    holders = [block.visible for block in text.blocks if name in block.visible]
    if _is_signed(name, _OF_A_PLACE, holders):
        return False
    return _is_signed(name, _IN_TITLE, names_of(text, title)) or _is_signed(name, _IN_TEXT, holders)


def _is_signed(name: str, signs: Sequence[Sign], wordings: Iterable[str]) -> bool:
    """Tell whether one of the signs stands around the name in one of these wordings."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return any(
        before.search(wording[max(0, found.start() - SEEN_BEFORE) : found.start()])
        and after.match(wording[found.end() : found.end() + SEEN_AFTER])
        for wording in wordings
        for found in whole.finditer(wording)
        for before, after in signs
    )
