"""Where a person stands: their jurisdictions and roles, and which regulations these leave in view.

Which roles a regulation binds is said by words of its own row (`regulation_roles.json`). Where the row names none of
the roles here, the regulation stays in view whatever the roles are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from governance.analysis.law import DATA, Regulation, regulations

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "provider": "provides AI systems or models",
        "deployer": "uses AI systems",
        "controller": "decides why and how personal data is processed",
        "processor": "processes personal data for others",
        "consumer_business": "sells to or contracts with consumers",
        "business_user": "sells or earns through a platform",
        "online_platform": "hosts or intermediates for others",
        "advertiser": "pays for or places advertising",
        "financial_entity": "is a financial entity",
        "ict_provider": "provides ICT services to financial entities",
        "essential_entity": "is an essential or important entity",
    }
)


class LeftOutBy(StrEnum):
    """Why a regulation is not in view."""

    JURISDICTION = "jurisdiction"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class RoleOfRegulation:
    """Which of our roles a regulation binds, and the words of its row's scope that say so."""

    roles: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Jurisdictions and roles that a person chose; of none chosen, none is left out."""

    jurisdictions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def is_in_jurisdiction(self, jurisdiction: str) -> bool:
        """Whether a law of this place is in view. `US` takes in its states, and a state the federal law."""
        if not self.jurisdictions:
            return True
        return any(
            one == jurisdiction or one.startswith(f"{jurisdiction}-") or jurisdiction.startswith(f"{one}-")
            for one in self.jurisdictions
        )

    def leaves_out(self, regulation: Regulation) -> LeftOutBy | None:
        """Return why the regulation is not in view, None if it is."""
        if not self.is_in_jurisdiction(regulation.jurisdiction):
            return LeftOutBy.JURISDICTION
        known = roles_of_regulations().get(regulation.id)
        if self.roles and known is not None and not {*known.roles} & {*self.roles}:
            return LeftOutBy.ROLE
        return None


@lru_cache(maxsize=1)
def jurisdictions() -> tuple[str, ...]:
    """Return the jurisdictions that a person can choose: those that the table of regulations has."""
    return tuple(sorted({regulation.jurisdiction for regulation in regulations().values()}))


@lru_cache(maxsize=1)
def roles_of_regulations() -> dict[str, RoleOfRegulation]:
    """Return which roles a regulation binds, by its id. Raises if the words are none of its scope."""
    rows = json.loads((DATA / "regulation_roles.json").read_text(encoding="utf-8"))
    found = {}
    for key, row in rows.items():
        if row["words"] not in regulations()[key].scope or not {*row["roles"]} <= ROLES.keys():
            raise ValueError(f"The roles of {key} are not those of its scope.")
        found[key] = RoleOfRegulation(tuple(row["roles"]), row["words"])
    return found
