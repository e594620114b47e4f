"""Which countries the words of a list name: ISO 3166-1 codes where that is sure, and nothing where it isn't."""

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

COUNTRIES = Path(__file__).resolve().parents[2] / "data" / "countries.json"
_PARTS = re.compile(r"<br\s?/?>|[\n,;/|•·+→()]|\s[–—-]\s")
_JOINED = re.compile(r"(?:\s|\A)(?:and|und|et|or|oder|ou|also|plus|as well as|primarily|mainly|mostly)(?=\s|\Z)|&")
_ARTICLES = ("the ", "die ", "der ", "la ", "le ", "les ")
# Wider than a country: no code, and still a place.
_REGIONS = frozenset(
    (
        *("worldwide", "global", "globally", "international", "various", "multiple", "multiple countries", "weltweit"),
        *(
            "monde entier",
            "mondial",
            "eu",
            "eea",
            "european union",
            "european economic area",
            "europe",
            "europa",
            "ewr",
        ),
        *(
            "eu/eea",
            "asia",
            "apac",
            "emea",
            "latin america",
            "north america",
            "south america",
            "africa",
            "union européenne",
        ),
        *("europäische union", "same as customer", "customer region", "remote"),
    )
)
LONGEST_PLACE = 400
_STATES = (
    *("alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "florida"),
    *("hawaii", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine", "maryland"),
    *("massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska", "nevada"),
    *("new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota", "ohio", "oklahoma"),
    *("oregon", "pennsylvania", "rhode island", "south carolina", "south dakota", "tennessee", "texas", "utah"),
    *("vermont", "virginia", "washington", "west virginia", "wisconsin", "wyoming"),
)
_STATE_CODES = (
    *("al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks", "ky", "la", "me"),
    *("md", "ma", "mi", "mn", "ms", "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny", "nc", "nd", "oh", "ok", "or", "pa"),
    *("ri", "sc", "sd", "tn", "tx", "ut", "vt", "va", "wa", "wv", "wi", "wy"),
)
# A town may be called like a country: "Lebanon, New Hampshire", "Peru, IN 46970".
_IN_A_STATE = re.compile(rf"(?:{'|'.join((*_STATES, *_STATE_CODES))})(?:\s\d{{5}}(?:-\d{{4}})?)?")
# "Worldwide, except China, Russia": where it is not.
_LEFT_OUT = re.compile(
    r"\b(?:not|no(?!\.)|never|except|excluding|excl|outside|other\sthan|apart\sfrom|without|neither|nor|nicht|außer"
    r"|ohne"
    r"|ausgenommen|außerhalb|sauf|hors|pas)\b(?:(?!<br)[^;()|])*",
    re.IGNORECASE,
)
# Georgia is a state of the USA too; these are in the country, or beside it.
_SURE_OF_GEORGIA = re.compile(
    r"\b(?:tbilisi|tiflis|batumi|kutaisi|rustavi|armenia|azerbaijan|caucasus|kaukasus|republic\sof\sgeorgia"
    r"|georgia\s?\((?:the\s)?(?:country|ge)(?=\))|sakartvelo)\b",
    re.IGNORECASE,
)


def countries_in(words: str, beside: str = "") -> tuple[str, ...]:
    """Return the codes of the countries that the words name, in their order, where that is sure.

    `beside` is what else the row says. "Georgia" may be the state where nothing names a place of the country, and what
    stands before a state is a town.
    """
    names = _names_in(_LEFT_OUT.sub(" ", words[:LONGEST_PLACE].replace("\u00ad", "")))
    found = [
        code
        for place, name in enumerate(names)
        if (code := _code_of(name) or _bare_code(name, words)) and not _is_a_town(names, place, words)
    ]
    if "US" in found or not _SURE_OF_GEORGIA.search(f"{words} {beside}"):
        found = [code for code in found if code != "GE"]
    return tuple(dict.fromkeys(found))


def _is_a_town(names: Sequence[str], place: int, words: str) -> bool:
    """Whether the name right behind is of a state of the USA, which is no list of countries and states."""
    following = names[place + 1] if place + 1 < len(names) else ""
    named = " ".join(words.split()).casefold()
    code = _code_of(names[place])
    if code == "US" or following == code.lower():  # "US, CA" is in California, and "Germany, DE" states its code
        return False
    return _IN_A_STATE.fullmatch(following) is not None and f"{names[place]}, {following}" in named


def is_place(words: str) -> bool:
    """Whether the words are places and nothing else, as far as they stand before a bracket."""
    outside = _names_in(words.partition("(")[0])
    return bool(outside) and all(_code_of(name) or name in _REGIONS for name in outside)


def names_a_place_last(words: str) -> bool:
    """Whether the last of the names is a country or a region."""
    names = _names_in(words)
    return bool(names) and bool(_code_of(names[-1]) or names[-1] in _REGIONS)


def _names_in(words: str) -> list[str]:
    """Return the names, folded. What is joined by "and" is one name where a country is called so."""
    found: list[str] = []
    for part in _PARTS.split(words[:LONGEST_PLACE]):
        whole = _folded(part)
        pieces = [whole] if _code_of(whole) else [_folded(piece) for piece in _JOINED.split(part)]
        found += [piece for piece in pieces if piece]
    return found


def _folded(name: str) -> str:
    plain = " ".join(name.replace("*", "").replace("\u00ad", "").replace("’", "'").split()).casefold().strip(" .:-–")
    return next((plain.removeprefix(article) for article in _ARTICLES if plain.startswith(article)), plain)


def _code_of(name: str) -> str:
    return _codes().get(name, "")


def _bare_code(name: str, words: str) -> str:
    """The code that stands in capitals for a country and for no state of the USA: "US, IE"."""
    code = name.upper()
    is_code = len(name) == 2 and name not in _STATE_CODES and code in _codes().values()
    return code if is_code and re.search(rf"(?<!\w){code}(?!\w)", words) else ""


@cache
def _codes() -> dict[str, str]:
    table = json.loads(COUNTRIES.read_text(encoding="utf-8"))
    return {_folded(name): code for code, names in table.items() for name in names}
