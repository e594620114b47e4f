"""How much a change weighs, and the rule that says so."""

import re
from collections.abc import Sequence

from governance.comparison.result import ADDED, HIGH, LOW, MEDIUM, REMOVED, Difference

# Clauses about these engage rights, duties or money of nearly everybody a document binds.
WEIGHTY = frozenset(
    [
        "ai_training_use",
        "data_sharing",
        "retention",
        "user_rights",
        "dispute_resolution_arbitration",
        "class_action_waiver",
        "liability_limitation",
        "indemnity",
        "children_age",
        "high_risk_ai_use",
        "account_termination",
        "payment_refund_autorenew",
        "user_content_licence",
        "prohibited_use",
        "law_enforcement_access",
        "international_transfer",
        "advertising_targeting",
        "biometric_data",
        "automated_decisions",
        "data_collection",
        "disinformation_deepfakes",
        "csam_child_safety",
    ]
)
NARROW = frozenset(
    [
        "contact_entity",
        "effective_date",
        "accessibility",
        "third_party_services",
        "service_scope",
        "tracking_cookies",
        "other",
    ]
)
FORCE = re.compile(
    r"\b(?:not|no|never|only|unless|except|must|shall|may|any|all|without|cannot|required?"
    r"|prohibited|sole discretion|opt(?:ed)?[ -]?(?:in|out))\b",
    re.IGNORECASE,
)
MANY_DIFFERENCES = 12


def severity_of_difference(category: str, kind: str, changed_words: str) -> str:
    """High, medium or low for one clause, from its category and the force of the changed words."""
    has_force = FORCE.search(changed_words) is not None or any(character.isdigit() for character in changed_words)
    if category in WEIGHTY:
        whole = kind in (ADDED, REMOVED) and changed_words.count(" ") >= 12
        return HIGH if has_force or whole else MEDIUM
    if category in NARROW:
        return MEDIUM if has_force and category != "effective_date" else LOW
    return MEDIUM


def severity_of_change(differences: Sequence[Difference], *, is_rewrite: bool) -> tuple[str, str]:
    """(severity, rule) of a substantive change."""
    if is_rewrite:
        return HIGH, "rewrite"
    weights = [difference.severity for difference in differences]
    if weights.count(HIGH) >= 3 or len(weights) >= MANY_DIFFERENCES:
        return HIGH, "many_weighty_clauses"
    if HIGH in weights:
        return MEDIUM, "weighty_clause"
    if MEDIUM in weights:
        return MEDIUM, "narrow_clause"
    return LOW, "minor_scope"
