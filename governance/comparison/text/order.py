"""What kept its order."""

from bisect import bisect_left
from collections.abc import Sequence


def longest_increasing(values: Sequence[int]) -> list[int]:
    """The members of one longest strictly increasing subsequence, last first."""
    tails: list[int] = []
    tail_positions: list[int] = []
    previous: list[int] = []
    for position, value in enumerate(values):
        spot = bisect_left(tails, value)
        previous.append(tail_positions[spot - 1] if spot else -1)
        if spot == len(tails):
            tails.append(value)
            tail_positions.append(position)
        else:
            tails[spot], tail_positions[spot] = value, position
    result, position = [], tail_positions[-1] if tail_positions else -1
    while position != -1:
        result.append(values[position])
        position = previous[position]
    return result
