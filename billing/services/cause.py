"""The cause of a change of entitlement, which the ledger notes."""

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
    """The kind of cause, and an id to find it by: an event's id for EVENT; empty where there is none."""

    kind: CauseKind
    reference: str = ""
