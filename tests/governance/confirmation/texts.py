"""A policy with and without one of its pages, and with a clause edited."""

from tests.governance.conftest import clauses

THINGS = ("apples", "bread", "cheese", "dates", "eggs", "figs", "grapes", "honey")

HALLS = ("red", "blue", "green", "white", "black", "brown", "grey", "golden", "silver", "amber", "ivory", "violet")

PAGE = [
    f"Members of group {word} keep their {word} and give {word} back within {number} days."
    for number, word in enumerate(THINGS, 10)
]

REST = [
    f"Visitors of the {word} hall leave their {word} ticket at the door for {number} hours."
    for number, word in enumerate(HALLS, 20)
]

WHOLE, WITHOUT_PAGE = clauses(*REST, *PAGE), clauses(*REST)

EDITED = "Visitors of the red hall leave their red ticket at the gate for 90 hours."

EDITED_WITHOUT_PAGE = WITHOUT_PAGE.replace(REST[0], EDITED)

ERROR_PAGE = "# Sorry\n\nThis page isn't available right now. Please try again later.\n"
