"""By what names a text calls the service: those that it defines itself, beside those that are known."""

import re
from collections.abc import Iterable

from governance.comparison.text.word_lists import LEGAL_FORMS

MOST_NAMES = 4
_AFTER_COMPANY = re.compile(
    rf"\b(?:{LEGAL_FORMS}|pbc|b\.v|sas|s\.a\.s)\b\.?,?[^()]{{0,60}}\((?P<names>[^()]{{3,120}})\)", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"]\s?([A-Z][\w.]{2,30}(?: [A-Z][\w.]{1,30}){0,2})\s?[”\"]")
_OTHERS = frozenset(
    (
        *("Agreement", "Terms", "Policy", "Service", "Services", "Platform", "Website", "Site", "Software", "Content"),
        *("Customer", "Customers", "User", "Users", "You", "Your", "Member", "Members", "Client", "Subscriber"),
        *("EEA", "EU", "UK", "US", "USA"),
        *("Party", "Parties", "Affiliates", "Account", "Licensee", "Controller"),
    )
)


def service_names(known: Iterable[str], lines: Iterable[str]) -> tuple[str, ...]:
    """Return the known names and those that one of these lines gives to a company: “Owl Ltd (“Owl”)”."""
    found = dict.fromkeys(known)
    defined: dict[str, None] = {}
    for line in lines:
        for match in _AFTER_COMPANY.finditer(line):
            defined |= dict.fromkeys(name for name in _QUOTED.findall(match["names"]) if name not in _OTHERS)
    return tuple(found | dict.fromkeys(list(defined)[:MOST_NAMES]))
