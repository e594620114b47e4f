"""Which lines are headings, by their marks or in disguise, how deep they stand, and what they are called."""

import re

from governance.comparison.text.labels import names_a_part, read_label
from governance.comparison.text.reading import Reading, read_piece
from governance.comparison.text.word_lists import BE, HAVE, MODALS, NEGATIONS

HEADING_WORDS = 15
DISGUISED_WORDS = 12
LONGEST_DISGUISED = 200
LONGEST_TITLE = 80
LEAST_BODY = 80
# Headings in disguise stand below those of Markdown, in this order.
PART_LEVEL, ARTICLE_LEVEL, CAPITALS_LEVEL, BOLD_LEVEL = 7, 8, 9, 10

# Also as an item of a list: "2. ### Eligibility".
_ATX = re.compile(r"\s{0,3}(?:(?:[*+-]|\d{1,3}[.)])\s{1,4})?(#{1,6})\s+\S")
_LIST_MARK_OF_HEADING = re.compile(r"^\s*(?:[*+-]|\d{1,3}[.)])\s{1,4}(?=#{1,6}\s)")
_BOLD_ONLY = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})*\\?[.)]?\s+)?_?(?:\*\*_?[^*]+\*\*|__[^_]+__|\*\*\*[^*]+\*\*\*)_?\s*+(?:[:.]\s*+)?$"
)
# A title in bold, with its number, before the words of its clause: "**4.2 Fees.** You pay …".
_RUN_IN = re.compile(r"(?:\*\*|__)(?P<title>[^*_]{4,120})(?:\*\*|__)")
_OPENING_IN_BOLD = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,3}[.)]? )?\*\*(?P<title>[^*]{2,120})\*\*[:.]?")
# Marks that show nothing, which pages have at the start of lines.
_UNSEEN = "\ufeff\u200b\u2060"
_ENDS_IN_COLON = re.compile(r":\s?\**:?$")
_TITLE_AND_NO_RULE = re.compile(
    rf"\b(?:{BE}|{HAVE}|{MODALS}|{NEGATIONS}|you|we|us|they|it|only|agree\w*|appl(?:y|ies)|does|do)\b"
)
# Four letters in a row, or two and later three.
_CAPITALS = re.compile(r"[^\W\d_]{4}|\A(?>.*?[^\W\d_]{2}).*?[^\W\d_]{3}")
_NUMBER = re.compile(r"\d{2}|[@$€£%]")
_VERB = re.compile(rf"\b(?:{BE}|{HAVE}|{MODALS}|applies|apply|does|do|not)\b")
# Where somebody is or is called: a telephone number, a code and its town, a state with its code. No title is that.
_WHERE = re.compile(
    r"(?:[A-Za-zé-]{2,12}[.:]{1,2}\s?)?(?:\+\s?|\(\d{1,5}\)\s?)?\d{2,5}(?:[\s./()-]{1,3}\d{2,6}){1,5}$"
    r"|\d{4,6},?\s[A-ZÀ-Þ][^\d]{2,40}(?:$|,\s)"
    r"|.{0,80}\b[A-Z]{2}\s\d{5}(?:-\d{4})?\b"
    r"|.{0,80}\b[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}$"
)
_YEAR = re.compile(r"(?:19|20)\d\d\b")
# Articles and the like are small in a title.
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_ENDS_SENTENCE = (".", ";", ",", ":", "!", "|")


def heading_level(line: str, reading: Reading, underline: str, tag: str) -> int:
    """1 to 6 for Markdown and HTML headings, more for headings in disguise, 0 for everything else."""
    atx = _ATX.match(line)
    if atx:
        return len(atx.group(1))
    if tag[:1] == "h":
        return int(tag[1])
    if underline and len(line) <= 300:
        return 1 if underline == "=" else 2
    if tag or len(line) > LONGEST_DISGUISED or reading.words.count(" ") >= HEADING_WORDS:
        return 0
    return _disguised_level(line, reading)


def _disguised_level(line: str, reading: Reading) -> int:
    """The level of a line that is only bold, names a part or an article, or is in capitals."""
    line = line.lstrip(_UNSEEN) or line
    bare = line.strip("*_ ")
    if bare.endswith((";", ",")) or reading.dates:
        return 0
    if _says_where(bare):
        return 0
    is_bold = line[0] in "*_0123456789" and _BOLD_ONLY.match(line) is not None
    if bare.endswith(".") and not (is_bold and _is_numbered_title(reading)):
        return 0
    if is_bold:
        return level_of_label(reading.label) if reading.label else BOLD_LEVEL + 1
    if line[0] in "*-+•|>[(" or bare.endswith(":") or line[-1] == "|":
        return 0
    part = names_a_part(line) if reading.words.count(" ") < DISGUISED_WORDS else ""
    if part == "part" and line[:1].isupper() and not _VERB.search(reading.words):
        return PART_LEVEL
    if part and reading.label and not _VERB.search(reading.words):
        return ARTICLE_LEVEL
    if not bare.isupper() or reading.words.count(" ") >= DISGUISED_WORDS or _NUMBER.search(reading.visible):
        return 0
    return CAPITALS_LEVEL if _CAPITALS.search(bare) else 0


def _says_where(line: str) -> bool:
    """Whether a line is a telephone number, or an address with its code."""
    return any(map(str.isdigit, line)) and _WHERE.match(line) is not None and not _YEAR.match(line)


def level_of_label(label: str) -> int:
    """The level of a heading that is known by its number: "4.2" stands below "4"."""
    return BOLD_LEVEL + min(label.count("."), 3)


def _is_numbered_title(reading: Reading) -> bool:
    """Whether a line with a point at its end is the title of a section with its number, and states no rule."""
    is_short = reading.words.count(" ") < DISGUISED_WORDS
    return is_short and reading.label != "" and _TITLE_AND_NO_RULE.search(reading.words) is None


def run_in_section(line: str, reading: Reading) -> tuple[int, str]:
    """The level and title of the section that a clause opens with its title in bold; (0, "") for any other clause."""
    found = _RUN_IN.match(line)
    bold = read_piece(found["title"]) if found and reading.label[0].isdigit() else None
    if bold is None or bold.label != reading.label or not bold.words or bold.words.count(" ") >= DISGUISED_WORDS:
        return 0, ""
    level = level_of_label(reading.label)
    return level, title_of_heading(bold, level)


def level_of_siblings(line: str, reading: Reading) -> int:
    """The level of the headings that look like the bold words with which a clause opens; 0 for any other clause.

    "2. **Fees**. You pay …" after the heading "1. **Rules**" ends that section, and so does "**Fees:** You pay …" after
    the heading "**Rules:**", though neither is a heading itself.
    """
    found = _OPENING_IN_BOLD.match(line)
    if not found:
        return 0
    if found["number"]:
        return level_of_label(reading.label) if reading.label else 0
    return BOLD_LEVEL + 1 if _ENDS_IN_COLON.search(found.group()) else 0


def is_plain_title(line: str, reading: Reading, following: str) -> bool:
    """Whether a line without markup, numbered and in the capitals of a title, stands above the text of its section.

    In a list, its number would be followed by the next one.
    """
    label = reading.label
    if not label or len(line) > LONGEST_TITLE or len(following) < LEAST_BODY:
        return False
    if line.endswith(_ENDS_SENTENCE) or reading.dates or following[0] in "#|":
        return False
    words = _LONG_WORD.findall(reading.visible)
    if not words or not all(word[0].isupper() for word in words):
        return False
    after = read_label(following).text
    if after.count(".") != label.count(".") or not following[0].isdigit():
        return True
    return after == "1" and label != "1"  # the numbers begin again below it


def title_of_heading(reading: Reading, level: int) -> str:
    """The words of a heading of this level, without marks."""
    title = _LIST_MARK_OF_HEADING.sub("", reading.visible[:400])
    title = " ".join(title.replace("\\", "").replace("*", "").strip(f" #_={_UNSEEN}").split())[:200]
    return title.rstrip(".") if level >= BOLD_LEVEL else title
