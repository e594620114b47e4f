"""The method `cw-risk-1`: bands, the look-up table, and what each factor can count. A convention of this house.

The event that is rated: within twelve months the service applies the clause to you so that you have to act. Its
impact: what that costs you in data, rights, money or continuity. The table is that of NIST SP 800-30 r1, I-2; nothing
is multiplied or averaged. Whoever changes a number here names another method; a test holds both together.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

METHOD = "cw-risk-1"
EVENT = (
    "Within twelve months the service applies the clause to you so that you have to act. This rating is a convention "
    "of this service."
)
BANDS = ("Very low", "Low", "Moderate", "High", "Very high")
LEAST, MOST = 1, 5
# Ends that lie further apart are no range that helps anybody.
WIDEST_RANGE = 2
BASE_LIKELIHOOD = 3
# [likelihood - 1][impact - 1], each from 1 to 5.
RISK_TABLE = ((1, 1, 1, 2, 2), (1, 2, 2, 2, 3), (1, 2, 3, 3, 4), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5))
BASE_IMPACT: Mapping[str, int] = {"high": 4, "medium": 3, "low": 2, "": 2}
# What a factor can be at all, and what it is where nothing is said.
RANGES: Mapping[str, tuple[int, int]] = {
    "L1": (-1, 1), "L2": (-1, 1), "L3": (-1, 1), "L4": (-1, 0), "Lq": (-1, 1), "I0": (2, 4), "I1": (-1, 1),
    "I2": (-1, 1), "Iq": (-1, 1),
}  # fmt: skip
UNKNOWN: Mapping[str, tuple[int, int]] = {"L2": (0, 1), "L4": (-1, 0), "Lq": (-1, 1), "I2": (0, 1), "Iq": (-1, 1)}
NAMES: Mapping[str, str] = {
    "L1": "power", "L2": "default", "L3": "breadth", "L4": "in force", "Lq": "your likelihood question",
    "I0": "exposure", "I1": "what happened", "I2": "reversible", "Iq": "your impact question",
}  # fmt: skip


class RiskInterval(NamedTuple):
    """The least and the most that something can be."""

    low: int
    high: int

    @property
    def width(self) -> int:
        return self.high - self.low


def total(factors: Iterable[RiskInterval]) -> RiskInterval:
    """Return factors added up, end by end."""
    low = high = 0
    for least, most in factors:
        low += least
        high += most
    return RiskInterval(low, high)


def level(base: int, factors: Iterable[RiskInterval]) -> RiskInterval:
    """Return base and factors together, both ends kept between 1 and 5."""
    low, high = total(factors)
    return RiskInterval(min(max(base + low, LEAST), MOST), min(max(base + high, LEAST), MOST))


def risk_of(likelihood: RiskInterval, impact: RiskInterval) -> RiskInterval:
    """Return the risk for both ends. The table never falls along a row or column, so these are its ends too."""
    return RiskInterval(
        RISK_TABLE[likelihood.low - 1][impact.low - 1], RISK_TABLE[likelihood.high - 1][impact.high - 1]
    )


def band_of(risk: RiskInterval) -> str:
    """Return the band in words, a range of two, or "" if the ends lie too far apart to be assessed."""
    if risk.width > WIDEST_RANGE:
        return ""
    low, high = BANDS[risk.low - 1], BANDS[risk.high - 1]
    return low if low == high else f"{low} to {high}"
