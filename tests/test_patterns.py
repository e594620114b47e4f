"""No regular expression of the product takes more than a fixed number of steps for each character, whatever it reads.

What is measured is processor time in multiples of what a known pattern takes at the same moment, and the least of
several tries counts: neither the machine nor what else runs on it decides.
"""

import re
import time
from collections.abc import Callable
from functools import cache

import pytest

from tests.hostile_strings import hostile_strings
from tests.product_patterns import asked_at_the_start_only, product_patterns

pytestmark = pytest.mark.pure

# {length of the strings: most steps a character}. The short ones come first: what takes twice as long for each
# character more would never be done with the long ones. So short a text says nothing else.
LIMITS = {18: 50_000, 200: 1_500, 2_000: 1_500}
# The costliest of the long strings are made so many times longer, and then a character takes no more than before.
LONGER, COSTLIEST, MOST_GROWTH, LITTLE = 8, 4, 2.5, 50
# A class of characters read again from each of them as far as this makes the unit: one step.
READ_AGAIN = 64
_UNIT = re.compile(rf"[a-z]{{0,{READ_AGAIN}}}#")
TRIES = 5


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@cache
def unit_at_first(length: int) -> float:
    return unit(length)


def unit(length: int) -> float:
    """The time of one step for each character of a text of this length, as the machine is now."""
    letters = "a" * length
    return min(seconds(lambda: _UNIT.search(letters)) for _ in range(5)) / READ_AGAIN


def steps_per_character(pattern: re.Pattern[str], text: str, limit: float, *, is_anchored: bool = False) -> float:
    """How many steps the pattern takes for each character of the text; what is above the limit is measured again."""

    def search() -> object:
        return pattern.match(text) if is_anchored else [None for _ in pattern.finditer(text)]

    steps = seconds(search) / unit_at_first(len(text))
    tries = 0
    while steps > limit and tries < TRIES:
        steps, tries = min(steps, seconds(search) / unit(len(text))), tries + 1
    return steps


def slowness_of(pattern: re.Pattern[str], *, is_anchored: bool = False) -> str:
    """What shows that the pattern takes more than a fixed number of steps for each character; "" where nothing does."""
    costs: dict[int, float] = {}
    for length, limit in LIMITS.items():
        for place, text in enumerate(hostile_strings(pattern, length)):
            costs[place] = steps_per_character(pattern, text, limit, is_anchored=is_anchored)
            if costs[place] > limit:
                return f"{costs[place]:.0f} steps a character of {text[:80]!r}"
    costliest = sorted(costs, key=costs.__getitem__)[-COSTLIEST:]
    for place, text in enumerate(hostile_strings(pattern, LONGER * length)):
        if place in costliest:
            limit = MOST_GROWTH * max(costs[place], LITTLE)
            steps = steps_per_character(pattern, text, limit, is_anchored=is_anchored)
            if steps > limit:
                return f"{costs[place]:.0f} steps a character became {steps:.0f} with the length of {text[:80]!r}"
    return ""


def test_the_patterns_of_the_product_are_found():
    names = product_patterns()
    assert len(names) > 100
    assert {"governance.comparison.text.addresses._PLACEHOLDER", "backend.logs._SECRETS"} <= names.keys()
    assert "governance.comparison.matching.pairing._TERM" in asked_at_the_start_only()
    assert "governance.comparison.text.quantities._QUANTITY" not in asked_at_the_start_only()


@pytest.mark.parametrize("name", product_patterns())
def test_a_pattern_takes_a_fixed_number_of_steps_for_each_character(name):
    assert not slowness_of(product_patterns()[name], is_anchored=name in asked_at_the_start_only())


SLOW = [
    r"[\w.+-]{0,64}\[?[\w.+-]{0,64}\\?\[email\s{0,3}protected\\?\]",
    r"x|§+\s?\d",
    r"(?:a|a)*b",
    r"\s+$",
    r"start.*end",
    r"^[\W_\d]*(?:menu)\b[\W_]*(?:\S{1,20}[\W_]*){0,2}$",
]


@pytest.mark.parametrize("slow", SLOW)
def test_a_pattern_that_reads_again_what_it_has_read_is_noticed(slow):
    assert slowness_of(re.compile(slow))
