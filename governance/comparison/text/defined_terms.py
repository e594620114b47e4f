"""The term that a clause defines: “content” in "1.2 “Content” means any song …"."""

import re
from functools import lru_cache

LONGEST_READ = 160
_MEANS = (
    r"(?:shall |will )?(?:means?|refers? to|is defined as|ha(?:s|ve) the meaning|bedeutet|bezeichnet|désigne|signifie"
    r"|significa|betekent)\b"
)
_DEFINES = re.compile(
    r"[^\w\"“„«‘'*]{0,6}+(?:[*_]{2}+)?(?:[\"“„«‘'](?P<quoted>[^\"”“»’'*_]{2,60}+)[\"”“»’']"
    rf"|(?<=[*_]{{2}})(?P<bold>[^*_\"”“]{{2,60}}+)(?=[*_]{{2}})).{{0,4}}? {_MEANS}",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def defined_term(visible: str) -> str:
    """The term whose meaning a clause begins with, in small letters; "" where it defines none."""
    found = _DEFINES.match(visible[:LONGEST_READ])
    return (found["quoted"] or found["bold"]).casefold().strip(" .,:") if found else ""
