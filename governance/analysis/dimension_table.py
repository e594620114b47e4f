"""The dimensions that a reader compares: a table."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from governance.analysis.stated_scope import Party


class ValueMeasure(StrEnum):
    """In what the values of a dimension are counted; `none` where they are words alone."""

    PERIOD = "period"
    AMOUNT = "amount"
    AGE = "age"
    CHOICE = "choice"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing to compare. Its id is unique; `name` and `asks` are shown; `is_ranked`: its values can be ranked."""

    id: str
    name: str
    asks: str
    measure: ValueMeasure
    categories: tuple[str, ...]
    is_ranked: bool = False


class CellPattern(NamedTuple):
    """Words that must be in the sentence, words that must not, and the words that are the cell.

    `party` is whose act it is. `beside` must not be in the same statement. `bounding` is found of a negation that
    denies nothing. `is_ban`: the words count where they are under a ban ("under 13 may not use it"), and else where
    nothing denies them. `has_value` is false for words that state a bound which is no number of the dimension.
    """

    dimension: str
    needs: re.Pattern[str] | None
    refuses: re.Pattern[str] | None
    cell: re.Pattern[str]
    party: Party = Party.ANY
    beside: re.Pattern[str] | None = None
    bounding: re.Pattern[str] | None = None
    is_ban: bool = False
    has_value: bool = True


DIMENSIONS: tuple[Dimension, ...] = (
    Dimension(
        "kept_after_deletion",
        "Deleted within",
        "Within which time is deleted data erased?",
        ValueMeasure.PERIOD,
        ("retention",),
        True,
    ),
    Dimension(
        "kept_for",
        "Kept for",
        "For how long is data kept?",
        ValueMeasure.PERIOD,
        ("retention", "ai_training_use", "law_enforcement_access"),
    ),
    Dimension(
        "cookie_life", "Cookies kept for", "How long do cookies last?", ValueMeasure.PERIOD, ("tracking_cookies",)
    ),
    Dimension(
        "notice_period",
        "Notice before a change",
        "How long before a change are people told?",
        ValueMeasure.PERIOD,
        ("notice_of_change", "unilateral_change"),
        True,
    ),
    Dimension(
        "termination_notice",
        "Notice before the end",
        "How long before an account or agreement ends is that told?",
        ValueMeasure.PERIOD,
        ("account_termination",),
        True,
    ),
    Dimension(
        "breach_notice",
        "Breach told within",
        "Within which time is a breach told?",
        ValueMeasure.PERIOD,
        ("security",),
        True,
    ),
    Dimension(
        "sub_processor_notice",
        "Notice of sub-processors",
        "How long before a new sub-processor is it told, or may be objected to?",
        ValueMeasure.PERIOD,
        ("data_processing_terms",),
        True,
    ),
    Dimension(
        "arbitration_opt_out",
        "Opt-out of arbitration within",
        "Within which time may arbitration be declined?",
        ValueMeasure.PERIOD,
        ("dispute_resolution_arbitration",),
        True,
    ),
    Dimension(
        "informal_period",
        "Informal talks first",
        "How long are informal talks held before a case?",
        ValueMeasure.PERIOD,
        ("dispute_resolution_arbitration",),
        True,
    ),
    Dimension(
        "refund_period",
        "Refund within",
        "Within which time is a refund given?",
        ValueMeasure.PERIOD,
        ("payment_refund_autorenew",),
        True,
    ),
    Dimension(
        "answer_period",
        "Requests answered within",
        "Within which time is a request answered?",
        ValueMeasure.PERIOD,
        ("user_rights",),
        True,
    ),
    Dimension(
        "liability_cap",
        "Cap of liability",
        "To which sum is liability limited?",
        ValueMeasure.AMOUNT,
        ("liability_limitation",),
        True,
    ),
    Dimension(
        "liability_period",
        "Cap by payments of",
        "Payments of which time make the cap?",
        ValueMeasure.PERIOD,
        ("liability_limitation",),
        True,
    ),
    Dimension(
        "minimum_age",
        "Minimum age",
        "From which age may the service be used?",
        ValueMeasure.AGE,
        ("children_age", "account_eligibility"),
        True,
    ),
    Dimension(
        "choice",
        "Opt-in or opt-out",
        "Is it asked for first, or can it be declined?",
        ValueMeasure.CHOICE,
        (
            "ai_training_use",
            "marketing_communications",
            "advertising_targeting",
            "tracking_cookies",
            "data_sharing",
            "biometric_data",
        ),
    ),
    Dimension(
        "who",
        "Who receives it",
        "Who receives it?",
        ValueMeasure.NONE,
        ("data_sharing", "law_enforcement_access", "international_transfer", "advertising_targeting"),
    ),
    Dimension(
        "purpose",
        "For what",
        "For what purpose?",
        ValueMeasure.NONE,
        (
            "ai_training_use",
            "data_sharing",
            "data_use_purposes",
            "data_collection",
            "retention",
            "user_content_licence",
        ),
    ),
    Dimension(
        "mechanism", "Mechanism", "By which mechanism is data moved?", ValueMeasure.NONE, ("international_transfer",)
    ),
    Dimension("place", "Where", "In which countries?", ValueMeasure.NONE, ("international_transfer",)),
    Dimension("law", "Law", "Which law applies?", ValueMeasure.NONE, ("governing_law",)),
    Dimension(
        "venue", "Venue", "Which courts decide?", ValueMeasure.NONE, ("governing_law", "dispute_resolution_arbitration")
    ),
    Dimension(
        "licence_terms",
        "Terms of the licence",
        "How far does the licence go?",
        ValueMeasure.NONE,
        ("user_content_licence",),
    ),
    Dimension(
        "limits",
        "Limits and exceptions",
        "What is excepted or limited?",
        ValueMeasure.NONE,
        (
            "ai_training_use",
            "data_sharing",
            "law_enforcement_access",
            "account_termination",
            "liability_limitation",
            "retention",
            "indemnity",
            "unilateral_change",
            "automated_decisions",
        ),
    ),
)
