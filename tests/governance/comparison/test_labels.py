"""Labels of clauses of any depth are labels, and an abbreviation or a pronoun is none."""

import pytest

from governance.comparison import parse
from tests.governance.comparison.single_clauses import compared

LABELS = [
    "I.A.", "I.B.", "V.C.", "II.A.",
    "II.1.a.", "II.1.a", "I.2.a.", "II.1", "XIV.", "I.", "I.a.", "A.1.b", "A.ii.", "1.a.iii)", "1.2.3.4.5",
    "1.2.3.4.5.6.", "a.ii.", "(1)(a)(ii)", "(a)(ii)", "(aa)", "(IV)", "(B)", "a)", "iv)", "4.2(b)(i)", "[1]",
    "Section 4.", "Section 4", "Section II.1.a", "§ 4", "§ 4 (2)", "Article IV -", "Clause 4.2(b):", "Paragraph 3:",
    "1 –", "1.", "**1.**", "1\\.", "12.",
]  # fmt: skip
NO_LABELS = [
    "(eu) We keep server logs.", "(us) We keep server logs.", "(ok) We keep server logs.", "(EU) We keep server logs.",
    "I agree to server logs.", "U.S. We keep server logs.", "E.g. We keep server logs.", "i.e. We keep server logs.",
    "I.D. We keep server logs.", "I.E. We keep server logs.", "V.I.P. We keep server logs.",
    "V.A.T. We keep server logs.",
    "a.m. We keep server logs.", "A.I. We keep server logs.", "5 – 7 owls keep server logs.", "2.5 GB of server logs.",
    "1.5 million server logs.", "(30) days of server logs.", "3.1.2026 is a day of server logs.",
    "Mix. We keep server logs.", "Di. We keep server logs.", "p.a. We keep server logs.", "L.L.C. We keep server logs.",
]  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
def test_a_label_of_any_depth_is_no_word_of_its_clause(label):
    (block,) = [block for block in parse(f"{label} We keep server logs.").blocks if block.words]
    assert (block.words, bool(block.label)) == ("we keep server logs", True)


@pytest.mark.parametrize("label", LABELS)
def test_a_clause_relabelled_beside_a_small_edit_is_told_as_the_small_edit(label):
    for old, new in (("1.", label), (label, "1."), (label, "")):
        comparison = compared(f"{old} We keep server logs.".strip(), f"{new} We keep server log.".strip())
        (difference,) = comparison.differences
        assert (difference.severity_rule, comparison.is_alertable) == ("word_forms", False)
        assert difference.sentence.endswith(": “logs” became “log”.")


@pytest.mark.parametrize("line", NO_LABELS)
def test_an_abbreviation_a_number_or_a_pronoun_is_no_label(line):
    assert not parse(line).blocks[0].label


@pytest.mark.parametrize(
    "words",
    ["Second thing", "Seconds of a recording", "Day passes", "Month-end bills", "Hundred owls", "Year of birth"],
)
def test_a_unit_with_a_capital_is_the_first_word_of_a_numbered_clause(words):
    for number in ("2.", "2)", "**2.**", "2\\."):
        assert [block.label.strip("*") for block in parse(f"{number} {words} counts.").blocks] == [
            number.strip("*\\.")
        ], number
    for counted in (f"(30) {words}", f"30. {words.lower()}"):
        assert not parse(f"{counted} are kept.").blocks[0].label, counted


def test_an_abbreviation_in_brackets_is_told_when_it_changes():
    for place in ("{} We keep server logs.", "We keep server logs {} for owls."):
        assert compared(place.format("(eu)"), place.format("(us)")).is_alertable
