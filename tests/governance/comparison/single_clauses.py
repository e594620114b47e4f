"""One clause between others that stay, compared by the public comparison."""

from governance.comparison import Comparison, compare, parse
from governance.comparison.weighing.severity import shifts_of

AROUND = (
    "# Terms\n\nThese are the terms of Papertrail, which you accept.\n\n{}\n\nWe keep what you draw while you stay.\n"
)


def compared(old: str, new: str) -> Comparison:
    """The comparison of two texts that differ in one clause; "" where the clause is not there."""
    return compare(parse(AROUND.format(old)), parse(AROUND.format(new)))


def reasons(old: str, new: str) -> set[str]:
    """All that is observed of the changed clauses, and the rules of their severity."""
    differences = compared(old, new).differences
    observed = {shift.kind for one in differences for shift in shifts_of(one.before, one.after)}
    return observed | {one.severity_rule for one in differences}
