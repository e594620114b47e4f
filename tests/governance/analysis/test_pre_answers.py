"""The questions of questionnaires: each has rules that there are, and only a sentence that answers one is quoted."""

import json

import pytest

from governance.analysis.comparing import Clause
from governance.analysis.pre_answers import FAMILIES, SHOWN_ANSWERS, TABLE, pre_answers, questions
from governance.analysis.stating import compared_categories

pytestmark = pytest.mark.pure


def clause(text, category, number=1):
    return Clause(1, 1, number, 1, category, 0, len(text), text, (), "")


ANSWERS = [
    ("breach_time", "security", "We will notify Customer of a personal data breach within 48 hours."),
    ("encryption", "security", "We encrypt data at rest with AES-256."),
    ("sub_processor_objection", "data_processing_terms", "Customer may object to new sub-processors within 30 days."),
    ("sub_processor_notice", "data_processing_terms", "We will give Customer notice of new sub-processors in advance."),
    ("audit_right", "data_processing_terms", "Customer may audit our processing once a year."),
    ("instructions", "data_processing_terms", "We process personal data only on documented instructions of Customer."),
    ("end_of_contract", "data_processing_terms", "We will delete or return all customer data after the end of it."),
    ("children", "children_age", "You must be at least 16 years old to use the service."),
    ("liability", "liability_limitation", "Our total liability will not exceed the fees you paid in the last year."),
    ("certifications", "security", "Our systems are certified under ISO 27001 by an independent auditor."),
    ("sale", "data_sharing", "We do not sell your personal data to anybody at all."),
    ("output_ownership", "ip_ownership", "As between you and us, you own all outputs that you receive."),
    ("change_notice", "notice_of_change", "We will notify you of material changes to these terms."),
    ("rights_answer_time", "user_rights", "We respond to requests about your privacy rights within 45 days."),
]  # fmt: skip
NO_ANSWERS = [
    ("breach_time", "security", "You must notify us of a security breach within 48 hours."),
    ("encryption", "security", "Customer must see to it that letters are encrypted at rest."),
    ("audit_right", "data_processing_terms", "Customer may use the results of an audit only to meet its own duties."),
    ("instructions", "data_processing_terms", "These parties process personal data only on our instructions."),
    ("sub_processors", "data_processing_terms", "“Sub-processor” means anybody whom we engage to process data."),
    ("children", "children_age", "You may not include any personal data of children under 13 in it."),
    ("end_of_contract", "data_processing_terms", "Recipient will delete confidential information after the end of it."),
    ("deletion_time", "retention", "Logs are deleted after 30 days."),
    ("sale", "data_sharing", "You may not sell the personal data of other users."),
    ("sale", "data_sharing", "We may transfer personal data if we sell our company to others."),
    ("output_ownership", "ip_ownership", "Other users may create their own outputs that are alike."),
]  # fmt: skip

ONE_OF_SEVERAL = [
    ("data_protection_officer", "You can contact our Data Protection Officer at dpo@owl.example."),
    ("sale", "Owl Post does not “sell” your personal data."),
    ("sale", "We may sell personal data to advertisers."),
    ("rights_answer_time", "We answer requests about your rights within one calendar month."),
    ("sub_processor_objection", "Customer may object to a new sub-processor within 30 days after our notice."),
    ("end_of_contract", "On termination, Owl Post deletes all personal data within 60 days."),
    ("law", "These terms are governed by the laws of Ireland."),
    ("termination_by_customer", "You may cancel at any time with 14 days of notice."),
    ("roles", "Owl Post Ltd is the controller of your personal data."),
    ("rights", "You have the right to access, correct and delete your personal data."),
    ("termination_by_provider", "We may suspend or terminate your account at any time."),
    ("deletion_time", "You are able to delete single letters, which are deleted from our towers within 30 days."),
    ("deletion_time", "We delete your letters within 30 days after you request it."),
]


def answered(question, category, text):
    (found,) = [one for one in pre_answers([clause(text, category)]) if one.question.id == question]
    return [one.clause.text[one.statement.start : one.statement.end] for one in found.quotations]


@pytest.mark.parametrize(("question", "category", "text"), ANSWERS)
def test_a_sentence_that_answers_a_question_is_quoted(question, category, text):
    assert answered(question, category, text) == [text]


@pytest.mark.parametrize(("question", "category", "text"), NO_ANSWERS)
def test_a_sentence_that_only_speaks_of_it_is_no_answer(question, category, text):
    assert answered(question, category, text) == []


@pytest.mark.parametrize("classed", ["service_scope", "data_collection", "prohibited_use"])
@pytest.mark.parametrize(("question", "sentence"), ONE_OF_SEVERAL)
def test_an_answer_is_found_among_sentences_of_other_subjects_whatever_the_class_of_their_clause(
    question, sentence, classed
):
    assert answered(question, classed, f"Owls carry letters by night. {sentence} Owls rest at noon.") == [sentence]


def test_the_table_has_about_forty_questions_each_with_rules_of_its_own():
    rows = json.loads(TABLE.read_text(encoding="utf-8"))
    assert 40 <= len(rows) <= 50
    assert len({row["id"] for row in rows}) == len({row["question"] for row in rows}) == len(rows)
    for question in questions():
        assert question.rules
        assert question.category in compared_categories()
        assert set(question.asked_by) <= set(FAMILIES)
        assert question.question.endswith("?")


def test_the_same_sentence_in_two_documents_is_one_answer_and_few_are_shown():
    same = [clause("We encrypt data at rest with AES-256.", "security", number) for number in range(3)]
    others = [clause(f"We encrypt records of kind {number} at rest.", "security", number) for number in range(5, 10)]
    (found,) = [one for one in pre_answers([*same, *others]) if one.question.id == "encryption"]
    assert (len(found.quotations), found.left_out) == (SHOWN_ANSWERS, 6 - SHOWN_ANSWERS)
