"""What is observed between two wordings, and what the same change is called the other way round."""

from governance.comparison.judging.shifts import shifts_between, shifts_of_addition, shifts_of_removal

OTHER_WAY = (
    ("_added", "_removed"), ("_raised", "_lowered"), ("_strengthened", "_weakened"), ("_now_user", "_now_service"),
    ("_by_negation", "_from_negation"), ("deadline_to_wait", "wait_to_deadline"),
    ("minimum_to_maximum", "maximum_to_minimum"), ("interval_to_wait", "wait_to_interval"),
    ("interval_to_deadline", "deadline_to_interval"),
)  # fmt: skip


def contrary(kind):
    """The kind of the same change the other way round; the same for kinds without a direction."""
    for one, other in (*OTHER_WAY, *(pair[::-1] for pair in OTHER_WAY)):
        if kind.endswith(one):
            return kind.removesuffix(one) + other
    return kind


def kinds(old, new):
    """The kinds of what is observed; "" where the clause is not there."""
    if old and new:
        return {shift.kind for shift in shifts_between(old, new)}
    return {shift.kind for shift in (shifts_of_addition(new) if new else shifts_of_removal(old))}
