"""What stands around a sentence, or in it, can turn its truth: then there is no value and no answer."""

import pytest

from governance.analysis.comparing import Clause, StatedClause, cells_of
from governance.analysis.dimensions import dimensions_of, findings_in
from governance.analysis.pre_answers import pre_answers
from governance.analysis.stating import FoundStatement
from governance.analysis.turned_truth import is_turned_around, with_lead_ins

pytestmark = pytest.mark.pure

DELETES = "We delete your letters within 30 days of your request."
AUDIT = "Customer may audit our processing once a year"


def clause(text, number=1, category="retention", headings=(), start=0, version=1, lead_in=""):
    return Clause(1, 1, number, version, category, start, start + len(text), text, headings, "", lead_in)


def values(sentence, category, dimension):
    return [one.value for one in findings_in(sentence, category) if one.dimension == dimension]


def cells(one):
    start = one.text.index("We delete")
    stated = [StatedClause(one, (FoundStatement("retention.deleted", 0, start, start + len(DELETES)),))]
    return [cell.value for each in dimensions_of("retention") for cell in cells_of(stated, "retention", each)]


def answers(*clauses):
    return {one.question.id for one in pre_answers(clauses) if one.quotations}


TURNING_LEAD_INS = [
    "We never:",
    "It would be wrong to say that:",
    "We do not do any of the following:",
    "Until 2024 the following applied and no longer does:",
    "We keep letters safe. We will not:",
]


@pytest.mark.parametrize("lead_in", TURNING_LEAD_INS)
def test_a_lead_in_turns_what_it_leads_in_to(lead_in):
    assert cells(clause(DELETES, lead_in=lead_in)) == []
    assert cells(clause(f"{lead_in}\n- {DELETES}")) == []


@pytest.mark.parametrize(
    "lead_in", ["", "We promise the following:", "We act no later than this:", "We never tire. We do this:"]
)
def test_another_lead_in_turns_nothing(lead_in):
    assert cells(clause(DELETES, lead_in=lead_in)) == ["P30D"]


def test_what_the_reader_has_to_do_is_no_cell_of_the_service():
    assert cells(clause(DELETES, lead_in="Customer shall:")) == []


@pytest.mark.parametrize(
    "heading",
    ["What we never do", "We do not", "Former practice", "Not offered", "Choices that no longer exist", "Until 2024"],
)
def test_a_heading_turns_what_stands_under_it(heading):
    assert cells(clause(DELETES, headings=("Privacy", heading))) == []


@pytest.mark.parametrize("heading", ["Deletion", "Do not track", "If you do not agree with us about owls"])
def test_another_heading_turns_nothing(heading):
    assert cells(clause(DELETES, headings=("Privacy", heading))) == ["P30D"]


def test_a_denial_under_a_heading_that_denies_answers():
    sale = clause(
        "We do not sell your personal data to anybody.", category="data_sharing", headings=("We do not sell",)
    )
    assert "sale" in answers(sale)


@pytest.mark.parametrize("cell", ["No", "Not yet", "Only on paid plans", "–", "✗", "~~yes~~", "until 2024"])
def test_another_cell_of_a_row_turns_it(cell):
    assert answers(clause(f"| {AUDIT} | {cell} |", category="data_processing_terms")) == set()
    assert answers(clause(f"| {cell} | {AUDIT} |", category="data_processing_terms")) == set()


@pytest.mark.parametrize("cell", ["Yes", "Granted", "Clause 7"])
def test_another_cell_of_a_row_that_denies_nothing_leaves_the_answer(cell):
    assert answers(clause(f"| {AUDIT} | {cell} |", category="data_processing_terms")) == {"audit_right"}


@pytest.mark.parametrize("lead_in", TURNING_LEAD_INS[2:4])
def test_items_under_a_lead_in_that_denies_answer_nothing(lead_in):
    listed = [clause(lead_in, 1, "other"), clause(f"- {AUDIT}.", 2, "data_processing_terms", start=100)]
    assert answers(*listed) == set()
    assert answers(listed[1]) == {"audit_right"}


def test_the_nearest_lead_in_before_an_item_under_its_heading_leads_in_to_it():
    listed = [
        clause("We never:", 1, headings=("A",), start=0),
        clause("- sell letters", 2, headings=("A",), start=10),
        clause("We always:", 3, headings=("A",), start=30),
        clause("- carry letters", 4, headings=("A",), start=41),
        clause("Owls rest.", 5, headings=("A",), start=60),
        clause("- carry owls", 6, headings=("B",), start=80),
        clause("- carry mice", 7, headings=("A",), version=2, start=5),
        clause("Do we? It is wrong that:", 8, headings=("C",), start=100),
        clause("We delete letters.", 9, headings=("C",), start=126),
    ]
    assert [one.lead_in for one in with_lead_ins(listed)] == [
        "", "We never:", "", "We always:", "", "", "We never:", "", "Do we? It is wrong that:",
    ]  # fmt: skip


def test_a_numbered_lead_in_leads_in_to_no_item_that_is_numbered_like_it():
    listed = [
        clause("5. We are not liable for:", 1),
        clause("(a) letters", 2, start=30),
        clause("6. We keep letters.", 3, start=50),
    ]
    assert [one.lead_in for one in with_lead_ins(listed)] == ["", "5. We are not liable for:", ""]


@pytest.mark.parametrize(
    "behind", ["You cannot.", "This has been withdrawn.", "That is not true.", "No.", "This no longer applies."]
)
def test_the_sentence_behind_takes_it_back(behind):
    assert is_turned_around(clause(f"{DELETES} {behind}"), 0, len(DELETES))
    assert not is_turned_around(clause(f"{DELETES} This applies to all letters. Owls rest."), 0, len(DELETES))


TURNED = [
    ("retention", "kept_after_deletion", "We hardly ever delete your letters within 30 days of a request."),
    ("retention", "kept_after_deletion", "Until 2024 we deleted your letters within 30 days of a request."),
    ("retention", "kept_after_deletion", "If we were a bank, we would delete your letters within 30 days."),
    ("retention", "kept_after_deletion", "Competitors boast that they delete letters within 30 days; we do not."),
    ("retention", "kept_after_deletion", "It is not true that we delete your letters within 30 days."),
    ("retention", "kept_after_deletion", "Your letters are deleted by our vendors within 30 days."),
    ("retention", "kept_after_deletion", "Your letters are deleted within 30 days by our vendors."),
    ("dispute_resolution_arbitration", "arbitration_opt_out",
     "You may opt out of arbitration within 30 days of signing up, but we will not honour it."),
    ("dispute_resolution_arbitration", "arbitration_opt_out", "Opt out of arbitration within 30 days? You cannot."),
    ("children_age", "minimum_age", "It is false that you must be at least 18 years old to use it."),
    ("children_age", "minimum_age", "You must be at least 18 (thirteen) years old to use it."),
    ("children_age", "minimum_age", "You must be at least 18 years old to use it as our employee."),
    ("liability_limitation", "liability_cap", "Our liability is limited to INR 1,00,000."),
    ("liability_limitation", "liability_cap", "Liability of the customer shall not exceed $5000."),
    ("liability_limitation", "liability_cap",
     "Neither the user nor its affiliates shall be liable to us for more than $500."),
    ("liability_limitation", "liability_cap",
     "You agree to pay us up to 500 EUR for each letter, and our liability is excluded."),
    ("payment_refund_autorenew", "refund_period", "We refuse refunds within 14 days of purchase."),
    ("payment_refund_autorenew", "refund_period", "You must refund us within 14 days."),
    ("payment_refund_autorenew", "refund_period", "You lose your right to a refund within 14 days."),
    ("payment_refund_autorenew", "refund_period", "It is impossible to get a refund within 30 days."),
    ("payment_refund_autorenew", "refund_period", "You get a refund only after 30 days from the purchase."),
    ("notice_of_change", "notice_period", "We send a notice 30 days after we change these terms."),
    ("notice_of_change", "notice_period",
     "We may change these terms with immediate effect and remove the 30 days of notice."),
    ("notice_of_change", "notice_period", "We may change these terms every 30 days without notice."),
    ("notice_of_change", "notice_period", "Changes are effective 30 days before we notify you."),
    ("notice_of_change", "notice_period", "We notify our partners 30 days before we change these terms."),
    ("notice_of_change", "notice_period", "We give no more than 30 days of notice before a change."),
    ("security", "breach_notice", "We notify the supervisory authority of a breach within 72 hours."),
]  # fmt: skip


@pytest.mark.parametrize(("category", "dimension", "sentence"), TURNED)
def test_a_sentence_that_is_turned_or_of_another_has_no_cell(category, dimension, sentence):
    assert values(sentence, category, dimension) == []


SURE = [
    ("notice_of_change", "notice_period", "Changes take effect 30 days after we notify you.", ["P30D"]),
    ("notice_of_change", "notice_period", "We notify you 30 days before we change these terms.", ["P30D"]),
    ("security", "breach_notice", "We notify the authority and you of a breach within 72 hours.", ["PT72H"]),
    ("payment_refund_autorenew", "refund_period", "You get a refund within 14 days of purchase.", ["P14D"]),
    ("payment_refund_autorenew", "refund_period", "We refund you within 14 days.", ["P14D"]),
    ("liability_limitation", "liability_cap", "Our liability to you shall not exceed $5000.", ["USD 5000"]),
    ("children_age", "minimum_age", "You must be at least 18 (eighteen) years old to use it.", ["18"]),
    ("retention", "kept_for", "We keep letters for 30 days, but we do not keep stamps.", ["P30D"]),
]


@pytest.mark.parametrize(("category", "dimension", "sentence", "found"), SURE)
def test_a_plain_sentence_keeps_its_value(category, dimension, sentence, found):
    assert values(sentence, category, dimension) == found


NO_ANSWER = [
    ("location", "international_transfer", "Customer stores its data in the European Union."),
    ("sub_processors", "data_processing_terms", "Customer may not engage sub-processors without our consent."),
    ("encryption", "security", "We recommend that you encrypt your data at rest."),
    ("certifications", "security", "We plan to be certified under ISO 27001."),
    ("certifications", "security", "Our data centre provider is certified under ISO 27001."),
    ("security_tests", "security", "You may perform a penetration test with our consent."),
    ("children", "children_age", "You must be at least 18 years old to be our employee."),
    ("data_protection_officer", "contact_entity", "You can contact the data protection officer of your employer."),
    ("law", "governing_law", "The agreement between you and your bank is governed by the laws of Ireland."),
    ("ai_training", "ai_training_use",
     "You can opt out of training by clicking on ‘do not train on my content’ in the settings of your data."),
    ("sale", "data_sharing", "It is false that we do not sell your personal data."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "category", "sentence"), NO_ANSWER)
def test_what_is_of_another_or_only_planned_answers_nothing(question, category, sentence):
    assert question not in answers(clause(sentence, category=category))
