"""Whether a clause that came only says what a word means that the text used before."""

import re

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.word_lists import WORDS_OF_FORCE

LONGEST_DEFINITION_WORDS = 45
_DEFINES = re.compile(
    r"^\W{0,6}(?:\(?[a-z\d]{1,3}[.)]\W{0,3})?[\"“„«‘']([^\"”“»’']{2,60})[\"”“»’']\W{0,4}"
    r"(?:means?|refers? to|is defined as|has the meaning|bedeutet|bezeichnet|désigne|signifie)\b",
)
# What makes of a definition a rule, or says how far one reaches.
_BINDS = re.compile(
    rf"\b(?:{WORDS_OF_FORCE}|includ\w+|third part(?:y|ies)|shar\w+|disclos\w+|processors?|affiliates?|users?|customer"
    r"|content|fees?|price|personal|confidential|prohibited|days?|hours?|months?|years?)\b|[$€£%]",
    re.IGNORECASE,
)


def definition(edit: Edit, edits: Edits) -> bool:
    """Whether a clause defines a word that the old text used already."""
    if edit.old or not edit.new or len(edit.new.split()) > LONGEST_DEFINITION_WORDS:
        return False
    found = _DEFINES.match(edit.new)
    if not found or _BINDS.search(edit.new):
        return False
    return any(found[1] in block.visible for block in edits.base.blocks)
