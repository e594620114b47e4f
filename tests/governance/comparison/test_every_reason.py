"""No reason stands without a case in which it is given and one in which it is not."""

from governance.comparison.materiality.rules import OF_WHOLE_CLAUSES, RULES
from governance.comparison.weighing.severity_reasons import SEVERITY_RULES
from tests.governance.comparison import test_reasons_of_quantities as of_quantities
from tests.governance.comparison import test_reasons_of_words as of_words
from tests.governance.comparison.observed_kinds import contrary

# The rules that speak of a clause as a whole; their tests are in `test_reasons_of_clauses.py`.
OF_A_CLAUSE = {
    *RULES, *OF_WHOLE_CLAUSES,  # Theirs are in `tests/governance/comparison/materiality`.
    "address", "moved", "unweighed", "restated", "restated_here", "restated_there", "renamed", "stated_date",
    "day_changed", "announcement", "service_closes", "company_named", "sanction_added", "unread", "word_forms",
    "heading_added", "heading_removed", "heading_modified", "under_contrary", "between_contrary", "under_others",
    "put_out_of_force", "put_into_force", "wording_added", "wording_removed", "wording_modified", "notation",
    "contraction", "reordered", "same_otherwise",
}  # fmt: skip


def test_every_reason_has_a_case_where_it_is_true_and_one_where_it_is_not():
    true, false = (
        {found for kind, _, _ in cases for found in (kind, contrary(kind))}
        for cases in ((*of_words.TRUE, *of_quantities.TRUE), (*of_words.FALSE, *of_quantities.FALSE))
    )
    of_wordings = set(SEVERITY_RULES) - OF_A_CLAUSE
    assert of_wordings == true
    assert [rule for rule in of_wordings if not rule.startswith(tuple(false))] == []
