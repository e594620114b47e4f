"""What is said of a value elsewhere (in a footnote, the next clause, a title of a table) leaves none that is sure."""

import pytest

from governance.analysis.comparing import Clause, StatedClause, cells_of
from governance.analysis.corrections import Correction, correction_in, with_corrections
from governance.analysis.dimensions import dimension
from governance.analysis.footnotes import has_footnote
from governance.analysis.pre_answers import pre_answers
from governance.analysis.stating import FoundStatement
from governance.analysis.table_rows import names_somebody
from governance.analysis.turned_truth import with_surroundings

pytestmark = pytest.mark.pure

DELETES = "We delete your letters within 30 days of your request."
AUDIT = "Customer may audit our processing once a year"


def clauses(*texts, headings=(), category="retention"):
    made, at = [], 0
    for number, text in enumerate(texts):
        path = headings[number] if headings else ()
        made.append(Clause(1, 1, number + 1, 1, category, at, at + len(text), text, path, ""))
        at += len(text) + 2
    return made


def deleted_within(*texts, headings=(), words="We delete"):
    """The cells of the first clause that has the words, among these clauses of one document."""
    one = next(one for one in with_surroundings(clauses(*texts, headings=headings)) if words in one.text)
    start = one.text.index(words)
    end = one.text.find(".", start) + 1 or len(one.text)
    stated = [StatedClause(one, (FoundStatement("retention.deleted_within", 0, start, end),))]
    return [(cell.text, cell.value) for cell in cells_of(stated, "retention", dimension("kept_after_deletion"))]


def answers(*texts, category="data_processing_terms"):
    return {one.question.id for one in pre_answers(clauses(*texts, category=category)) if one.quotations}


@pytest.mark.parametrize(
    "mark", ["¹", "*", " [1]", "\\*", "<sup>1</sup>", "[^1]", " (1)", "†", " ¹", "1", " [1](#fn1)", "\\*\\*"]
)
def test_a_value_with_the_mark_of_a_footnote_is_quoted_and_not_sure(mark):
    text = f"We delete your letters within 30 days{mark} of your request."
    assert not any(value for _, value in deleted_within(text))
    assert has_footnote(f"We delete **30 days**{mark} of it.", 0, 20)


@pytest.mark.parametrize(
    "text",
    [
        f"{DELETES}¹",
        f"{DELETES} [2] Owls rest.",
        f"¹ {DELETES}",
        f"\\* {DELETES}",
        f"*{DELETES} Owls are asked first.",
    ],
)
def test_a_mark_behind_the_sentence_and_a_footnote_itself_leave_no_sure_value(text):
    assert deleted_within(text) == [("within 30 days", "")]


def test_a_mark_in_the_heading_counts():
    assert deleted_within(DELETES, headings=(("Deletion*",),)) == [("within 30 days", "")]


@pytest.mark.parametrize(
    "text",
    [
        f"**{DELETES}**",
        f"* {DELETES}",
        "We delete *your letters* within *30 days* of your request.",
        "We delete your letters (see section 3(1)) within 30 days of your request.",
        "We delete your letters within thirty (30) days of your request.",
        "We delete [your letters](https://owl.example) within 30 days of your request.",
    ],
)
def test_emphasis_items_links_and_references_are_no_footnotes(text):
    assert not has_footnote(text, 0, len(text))


@pytest.mark.parametrize("cell", ["Competitor X", "Heronmail", "Other providers", "Stork Ltd"])
def test_a_row_that_names_somebody_states_nothing_of_the_service(cell):
    assert deleted_within(f"| {DELETES} | {cell} |") == []
    assert answers(f"| {AUDIT} | {cell} |") == set()


def test_a_title_that_names_somebody_counts_for_every_row_of_its_table():
    table = (
        "| What | Owlpost | Heronmail |",
        "| Backups | We copy all | We copy none |",
        f"| Letters | {DELETES} | – |",
    )
    assert deleted_within(*table) == []
    assert answers("| What | Owlpost | Heronmail |", f"| Audits | {AUDIT} | Never asked |") == set()


def test_a_row_of_a_plain_table_is_quoted_without_a_sure_value():
    assert deleted_within("| Data | Period |", f"| Letters | {DELETES} |") == [("within 30 days", "")]
    assert answers("| What | Answer |", f"| Audits | {AUDIT} |") == {"audit_right"}


def test_ordinary_words_and_countries_name_nobody():
    for words in ("Purpose", "Legal basis", "Clause 7", "Granted", "Ireland", "GDPR", "De-identified data"):
        assert not names_somebody(words)


TURNING = [
    "Correction: the above period is 60 days.",
    "The above period is 60 days for business accounts.",
    "The above does not apply.",
    "The preceding paragraph is void.",
    "None of the above applies to guests.",
    "The foregoing sentence should read 60 days.",
    "The period above is now 60 days.",
]
LIMITING = [
    "Notwithstanding the above, we keep letters of guests for 60 days.",
    "Notwithstanding the foregoing, we may keep letters.",
    "The preceding section does not apply to business accounts.",
    "Business accounts: the above does not apply.",
    "Exception: letters of guests are kept for 60 days.",
    "For business accounts, longer periods apply.",
    "This section applies only to guests.",
    "In derogation of the preceding clause, we keep them for 60 days.",
]


@pytest.mark.parametrize("behind", TURNING)
def test_a_clause_that_is_taken_back_behind_it_has_no_cell(behind):
    assert correction_in(behind) is Correction.TAKES_BACK
    assert deleted_within(DELETES, behind) == []
    assert deleted_within(DELETES, "Owls rest by day.", behind) == []
    assert deleted_within(DELETES, behind, headings=(("Deletion",), ("Corrections",))) == []


@pytest.mark.parametrize("behind", LIMITING)
def test_a_clause_that_is_limited_behind_it_is_quoted_without_a_value(behind):
    assert correction_in(behind) is Correction.LIMITS
    assert deleted_within(DELETES, behind) == [("within 30 days", "")]
    assert deleted_within(f"{DELETES} {behind}") == [("within 30 days", "")]


def test_what_limits_another_clause_has_no_sure_value_itself():
    words = "we delete"
    text = "Notwithstanding the above, we delete letters of guests within 60 days of a request."
    assert deleted_within(DELETES, text, words=words) == [
        ("we delete letters of guests within 60 days of a request", "")
    ]
    assert deleted_within("Despite the above, we delete letters within 60 days.", words=words) == [
        ("within 60 days", "")
    ]


@pytest.mark.parametrize("behind", [*TURNING, *LIMITING])
def test_what_is_corrected_answers_no_question(behind):
    assert answers(f"{AUDIT}.") == {"audit_right"}
    assert "audit_right" not in answers(f"{AUDIT}.", behind)


@pytest.mark.parametrize(
    "behind",
    [
        "In addition to the above, we keep letters.",
        "Correction. You have the right to correct inaccurate data.",
        "Correction: you can ask us to correct it within 30 days.",
        "Subject to the foregoing, we grant a licence.",
        "The last update of this policy was in May.",
        "The above list is not exhaustive.",
        "These terms do not benefit third parties.",
        "The foregoing letters will not be read by owls.",
        "Fees paid in the preceding twelve months are limited to what is due.",
    ],
)
def test_what_merely_points_back_corrects_nothing(behind):
    assert correction_in(behind) is Correction.NONE
    assert deleted_within(DELETES, behind) == [("within 30 days", "P30D")]


def test_a_correction_speaks_of_the_clauses_before_it_alone():
    said = with_corrections(clauses("a one.", "a two.", "a three.", TURNING[0], "a four."))
    assert [int(one.corrected) for one in said] == [0, 2, 2, 0, 0]


def test_a_correction_of_a_section_speaks_of_all_of_it():
    paths = (("A",), ("B",), ("B",), ("B",), ("C",))
    listed = clauses("a one.", "b one.", "b two.", "b three.", LIMITING[2], headings=paths)
    assert [int(one.corrected) for one in with_corrections(listed)] == [0, 1, 1, 1, 0]


def test_a_correction_of_a_list_speaks_of_its_items_and_what_leads_in_to_them():
    listed = clauses("Owls rest.", "We keep:", "- letters", "- stamps", "- wax", LIMITING[0])
    assert [int(one.corrected) for one in with_corrections(listed)] == [0, 1, 1, 1, 1, 0]


def test_the_order_is_that_of_the_current_text_where_it_is_known():
    older = Clause(1, 1, 1, 1, "retention", 900, 900 + len(DELETES), DELETES, (), "", place=4)
    newer = Clause(1, 1, 2, 9, "retention", 10, 90, TURNING[0], (), "", place=5)
    assert [int(one.corrected) for one in with_corrections([older, newer])] == [2, 0]
