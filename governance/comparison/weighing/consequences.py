"""What a change of a clause means for a reader: in which order clauses are told, and why a change may matter.

Clauses of one severity are told by what they are about, and of those about the same by what happened to them. Why it
may matter is a table of one sentence for each category and direction, with the law it states. The sentences speak of
clauses of a kind, since a model finds the category, and are told only where a rule says what happened.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from governance.comparison.matching.folding import telling_words
from governance.comparison.matching.reversals import reversal_between
from governance.comparison.matching.wording import changed_pieces
from governance.comparison.result import ADDED, MODIFIED, MOVED, REMOVED, Difference
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.word_lists import USERS
from governance.comparison.weighing.notable_clauses import (
    COMPANY_NAMED,
    SANCTION_ADDED,
    SERVICE_CLOSES,
    tells_of_sensitive_data,
)
from governance.comparison.weighing.severity import (
    ANNOUNCEMENT,
    LEVELS,
    QUANTITIES,
    REVERSED,
    STRONG_IN_ADDED,
    STRONG_IN_MODIFIED,
    STRONG_IN_REMOVED,
    TELLING,
    TURNED_LIMITS,
    UNREAD,
)
from governance.comparison.weighing.taxonomy import CONTACT_ENTITY, DATA, EFFECTIVE_DATE, GOVERNING_LAW

RAISED, LOWERED = "raised", "lowered"
DIRECTIONS = (ADDED, MODIFIED, RAISED, LOWERED)
# Disputes, liability, money and access to what was paid for, new uses and recipients of data, other things about data,
# licences, content; all others come after them.
_ABOUT = {
    category: place
    for place, names in enumerate(
        (
            ("class_action_waiver", "dispute_resolution_arbitration", GOVERNING_LAW),
            ("liability_limitation", "indemnity", "warranty_disclaimer"),
            ("payment_refund_autorenew", "account_termination", "creator_monetisation"),
            ("ai_training_use", "data_sharing", "biometric_data", "automated_decisions"),
            (
                "data_use_purposes", "data_collection", "retention", "law_enforcement_access",
                "international_transfer", "advertising_targeting", "user_rights", "children_age",
                "data_processing_terms", "security", "tracking_cookies",
            ),
            ("user_content_licence", "ip_ownership", "copyright_complaints"),
            (
                "prohibited_use", "high_risk_ai_use", "csam_child_safety", "content_moderation_appeal",
                "regulated_goods_fraud", "disinformation_deepfakes", "hate_violence_harassment",
                "adult_sexual_content", "ad_content_rules",
            ),
        )
    )
    for category in names
}  # fmt: skip
_REST = len(_ABOUT)
# What binds a reader more than before, takes something from them, or says the contrary or another number.
_BINDS_OR_TAKES = frozenset(
    [
        *REVERSED,
        *TURNED_LIMITS,
        "parties_swapped", "law_changed", "court_changed", "word_turned", "currency_changed", "interval_changed",
        *(f"{name}_{movement}" for name in QUANTITIES for movement in ("raised", "lowered", "changed", "removed")),
        *(
            f"{name}_added"
            for name in ("prohibition", "duty", "waiver", "discretion", "amount", "share", "age", "party")
        ),
        *(f"{name}_removed" for name in ("right", "choice", "negation")),
        "modal_strengthened", "actor_now_user", SERVICE_CLOSES, COMPANY_NAMED, SANCTION_ADDED,
    ]
)  # fmt: skip
_BINDS = frozenset((*STRONG_IN_ADDED, *STRONG_IN_MODIFIED, *STRONG_IN_REMOVED))
# Rules that say what came to a clause, went from it or moved in it, so that it provides something else than before. Of
# any number, which may be that of a page, and of any phrase in quotation marks that is not certain.
_TOLD_BY = frozenset((*_BINDS, *(rule for rule in TELLING if not rule.startswith(("number_", "term_"))), ANNOUNCEMENT))
# A line of so few words without a word that binds names what follows it.
_LABEL_WORDS = 4
# "13.1 - Limitation of liability" names what follows, whatever came or went with it.
NUMBERED_TITLE = re.compile(r"(?:article |section )?\d{1,3}(?:\.\d{1,3}){0,3}\.? ?[-–] ?[^.;:!?]{3,90}$", re.IGNORECASE)
# A plain-language summary of the document itself says again what its clauses say, and binds nobody.
_SUMMARY = re.compile(
    r"(?:page |policy |quick )?summary(?: of .{1,60})?|in short|tl;?dr|the gist|at a glance", re.IGNORECASE
)
_SUMMARY_LINE = re.compile(r"(?:in short|basically|the gist|summary|tl;?dr)\b\W", re.IGNORECASE)
_FEW_CHANGED = 3
_MOST_OF_A_NAME = 5
_ABOUT_DATA = frozenset(("data_sharing", "data_collection", "data_use_purposes", "biometric_data", "retention"))
_PLAIN = ("wording_", "heading_", UNREAD)
_LEAST_KEPT = 0.5
_POINTS_ELSEWHERE = re.compile(
    r"(?:you (?:can|may) |please |to )?(?:find|read|learn|see|view|for|get) (?:out )?(?:more|further)\b"
    r"|(?:any|all) (?:other |further )?(?:requests?|questions?|inquir\w{1,4})\b.{0,60}\b(?:directed|sent|addressed) to"
    r"|if you have (?:any )?(?:questions?|comments?|concerns?)\b.{0,120}\b(?:contact|mail|email|send|write to) us\b"
)
_DEFINITION = re.compile(r"[\"“][^\"“”]{1,60}[\"”] (?:means|refers to|is defined as)\b")
# "Section 17" and "Section 17 of the Drawing Agreement" are the same place; whose a policy is changes nothing.
_NAME_OF_TEXT = re.compile(r"\W*of (?:the|these|this|our) (?:[A-Z][\w’'-]{1,30}\s?){1,5}\W*")
_OF_POLICY = re.compile(r"\b(?:our|your|the|this) (?:(?:privacy|cookie) )?(?:policy|notice|terms)\b", re.IGNORECASE)
_OWNERS = frozenset(("our", "your", "the", "this"))
# "NameTM" is how "Name™" is compared.
_TRADE_MARK = re.compile(r"(?<=\w\w)tm$")
_A_PARTY = re.compile(rf"{USERS}|clients?|subscribers?|account|holders?|parties|party|company|provider|services?")


@dataclass(frozen=True, slots=True)
class Citation:
    """The article that a sentence states: its statute's short name and its number there."""

    regulation: str
    short_name: str
    ref: str
    url: str


@dataclass(frozen=True, slots=True)
class Why:
    """One neutral sentence. `direction` is the one that the table has a sentence for.

    `figures` are the quantities that a sentence on a higher or a lower figure is about.
    """

    category: str
    direction: str
    sentence: str
    citations: tuple[Citation, ...] = ()
    figures: tuple[str, ...] = ()


def why_it_may_matter(category: str, kind: str, severity_rule: str) -> Why | None:
    """The sentence for a changed clause; None where it is not certain that one applies.

    That is where no rule says what happened to the clause, so that it may be a heading, a label, a number of a page or
    the style that changed; where a clause went, since another one may say the same; and for a category that is unknown
    here.
    """
    row = _table().get(category)
    if row is None or kind not in (ADDED, MODIFIED) or not _says_what_happened(category, severity_rule):
        return None
    quantity, _, movement = severity_rule.rpartition("_")
    moved = row.get(movement) if kind == MODIFIED else None
    return moved if moved and quantity in moved.figures else row[kind]


def _says_what_happened(category: str, severity_rule: str) -> bool:
    if severity_rule == COMPANY_NAMED:  # whatever else the clause is about
        return category == CONTACT_ENTITY
    return severity_rule in _TOLD_BY


def importance(
    difference: Difference,
) -> tuple[tuple[bool, bool], bool, int, bool, tuple[bool, int, int], bool, tuple[int, bool]]:
    """Sorts what a reader must know first: by severity, by what the clause is about, by what happened to it.

    Of one severity a sentence that says the contrary now comes first.
    What is only worded otherwise comes after all else of its severity. Labels, pointers and changed names of a party
    come after all severities, moves after these, dates last. Of what is equal the new comes first.
    """
    kind, category, rule = difference.kind, difference.category, difference.severity_rule
    place, level, about, rank = _places(category, difference.severity, rule, kind)
    words = _telling_sides(difference) if kind == MODIFIED else None
    is_slight, is_recast = _shape(difference, words)
    if difference.severity_rule == SERVICE_CLOSES:
        about = (False, -1, 0)
    elif difference.category in _ABOUT_DATA and tells_of_sensitive_data(difference.before, difference.after):
        about = (False, _ABOUT["data_sharing"], -1)
    is_small = words is not None and len(words[0] ^ words[1]) <= _FEW_CHANGED
    return place, is_slight, level, not (words and _is_reversed(difference)), about, is_recast or is_small, rank


def _is_reversed(difference: Difference) -> bool:
    """Whether a sentence of a reworded clause denies what it said, or says what it denied."""
    if difference.kind != MODIFIED or difference.before is None or difference.after is None:
        return False
    return reversal_between(readable(difference.before.visible), readable(difference.after.visible)) is not None


def _telling_sides(difference: Difference) -> tuple[frozenset[str], frozenset[str]] | None:
    """The telling words of both wordings of a reworded clause; None of any other."""
    if difference.kind != MODIFIED or difference.before is None or difference.after is None:
        return None
    return telling_words(difference.before.words), telling_words(difference.after.words)


@lru_cache(maxsize=10_000)
def _places(
    category: str, severity: str, rule: str, kind: str
) -> tuple[tuple[bool, bool], int, tuple[bool, int, int], tuple[int, bool]]:
    """Whether it is a date or moved, its severity, what it is about and what happened, and the place of the category.

    New duties and lost rights come before what else binds, this before other words.
    """
    happened = 0 if rule in _BINDS_OR_TAKES else 1 if rule in _BINDS else 2
    is_worded = rule not in TELLING and happened > 1 and rule != ANNOUNCEMENT
    about = (is_worded, _ABOUT.get(category, _REST), happened)
    return (
        (category == EFFECTIVE_DATE, rule == MOVED),
        -LEVELS.index(severity),
        about,
        (consequence_rank(category), kind == REMOVED),
    )


def _shape(difference: Difference, words: tuple[frozenset[str], frozenset[str]] | None) -> tuple[bool, bool]:
    """Whether it is a label, a lost definition, only points elsewhere or names a party anew; whether little is left."""
    if words and difference.before and difference.after:
        is_slight, is_recast = _reworded(difference, *words)
        is_slight = is_slight or (len(words[0] ^ words[1]) <= _MOST_OF_A_NAME and _only_names_text(difference))
        is_put_right = difference.before.words.replace(" ", "") == difference.after.words.replace(" ", "")
        return is_slight or is_put_right or _is_of_summary(difference.after), is_recast
    shown = difference.after or difference.before
    is_short = shown is not None and shown.words.count(" ") < _LABEL_WORDS and shown.kind != "table_row"
    is_title = shown is not None and NUMBERED_TITLE.match(shown.visible.strip()) is not None
    is_label = (is_short or is_title) and difference.severity_rule.startswith(_PLAIN)
    is_lost_definition = difference.kind == REMOVED and shown is not None and _DEFINITION.match(readable(shown.visible))
    return is_label or bool(is_lost_definition) or _is_of_summary(shown) or (
        shown is not None and _POINTS_ELSEWHERE.match(shown.words) is not None
    ), False


def _only_names_text(difference: Difference) -> bool:
    """Whether all that changed is which text a section is said to be of, or whose a policy is."""
    if difference.before is None or difference.after is None:
        return False
    old, new = readable(difference.before.visible), readable(difference.after.visible)
    pieces = changed_pieces(old, new)
    if pieces and all({one, other} <= _OWNERS for one, other in pieces):
        return len(_OF_POLICY.findall(old)) == len(_OF_POLICY.findall(new)) > 0 and _OF_POLICY.sub(
            "", old
        ) == _OF_POLICY.sub("", new)
    return bool(pieces) and all(
        not one.strip(" .,;:") and _NAME_OF_TEXT.fullmatch(other) is not None for one, other in pieces
    )


def _is_of_summary(block: Block | None) -> bool:
    """Whether it is a line of a box that sums the document up, by its heading or by its first words."""
    if block is None:
        return False
    is_under = bool(block.heading_path) and _SUMMARY.fullmatch(block.heading_path[-1].strip(" #*:")) is not None
    return is_under or _SUMMARY_LINE.match(block.visible) is not None


def _reworded(difference: Difference, old: frozenset[str], new: frozenset[str]) -> tuple[bool, bool]:
    is_plain = difference.severity_rule.startswith(_PLAIN)
    is_recast = len(old & new) < _LEAST_KEPT * max(len(old), len(new))
    if not is_plain:
        return False, is_recast
    changed = {_TRADE_MARK.sub("", word) for word in old} ^ {_TRADE_MARK.sub("", word) for word in new}
    return all(_A_PARTY.fullmatch(word) for word in changed), is_recast


def consequence_rank(category: str) -> int:
    """The place of a category in the order of consequence; unknown ones come last."""
    return _ranks().get(category, len(_ranks()))


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    ordered = sorted(_table(), key=lambda category: _ABOUT.get(category, _REST))
    return {category: place for place, category in enumerate(ordered)}


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Why]]:
    rows = json.loads((DATA / "why_it_may_matter.json").read_text(encoding="utf-8"))["categories"]
    regulations = {row["id"]: row for row in json.loads((DATA / "regulations.json").read_text(encoding="utf-8"))}
    return {
        category: {
            direction: Why(
                category,
                direction,
                told["sentence"],
                _citations(told.get("citations", ()), regulations),
                tuple(told.get("figures", ())),
            )
            for direction, told in by_direction.items()
        }
        for category, by_direction in rows.items()
    }


def _citations(rows: Iterable[dict[str, str]], regulations: dict[str, dict[str, str]]) -> tuple[Citation, ...]:
    return tuple(
        Citation(row["regulation"], found["short_name"], row["ref"], found["official_url"])
        for row in rows
        for found in [regulations[row["regulation"]]]
    )


def every_why() -> list[Why]:
    """Every sentence of the table."""
    return [why for by_direction in _table().values() for why in by_direction.values()]
