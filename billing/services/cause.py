"""Why somebody's entitlement changed: what is written beside each change."""

from dataclasses import dataclass
from enum import StrEnum


class CauseKind(StrEnum):
    EVENT = "event"  # Stripe told of something
    TRIAL = "trial"
    OPERATOR = "operator"
    SWEEP = "sweep"  # the clock alone
    CHECKOUT_RETURN = "checkout_return"
    RECONCILIATION = "reconciliation"
    DELETION = "deletion"  # asked for, or taken back
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Cause:
    """The kind, and what it can be found by: an event's id for EVENT; empty where there is nothing to find."""

    kind: CauseKind
    reference: str = ""
