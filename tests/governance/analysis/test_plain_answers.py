"""Each question is answered by a plain sentence and by its denial, and by no sentence of another party."""

import pytest

from governance.analysis.comparing import Clause
from governance.analysis.pre_answers import pre_answers, questions

pytestmark = pytest.mark.pure

PLAIN = {
    "ai_training": "We do not use your letters or other content to train machine learning models.",
    "ai_training_choice": "You can switch to settings in which your content is not used to train our models.",
    "retention_period": "Records of deliveries are kept for three years.",
    "deletion_time": "When you ask us to delete your data, we erase it no later than 40 days after your request.",
    "end_of_contract": "After termination of the agreement, we erase the data of Customer within 20 days.",
    "exit": "You can download all your data as a file at any time before the contract ends.",
    "location": "Customer data is stored in Ireland and Austria alone.",
    "transfer_mechanism": "Transfers of letters to the United States rest on the Standard Contractual Clauses.",
    "sub_processors": "Customer gives a general authorisation to engage sub-processors.",
    "sub_processor_notice": "We will e-mail Customer 20 days before a sub-processor is added.",
    "sub_processor_objection": "Customer may oppose a new sub-processor within 10 days.",
    "sub_processor_terms": "Each sub-processor is bound by the same duties, and we remain fully liable for its acts.",
    "breach_told": "We tell Customer of every personal data breach.",
    "breach_time": "We notify Customer of a personal data breach within 36 hours.",
    "encryption": "Letters are encrypted with AES-256 at rest and with TLS in transit.",
    "certifications": "We are certified under ISO/IEC 27001 and hold a SOC 2 report.",
    "access_control": "Access of our staff to customer data is granted on a need-to-know basis.",
    "security_tests": "An independent firm carries out a penetration test of the towers every spring.",
    "security_measures": "We have implemented appropriate technical and organisational measures.",
    "audit_right": "Customer may audit our processing once a year.",
    "audit_reports": "We make our audit reports available to Customer on request.",
    "personnel_confidentiality": "Our employees with access to personal data are bound by confidentiality.",
    "instructions": "We process personal data only on documented instructions of Customer.",
    "roles": "We are a processor and Customer is the controller.",
    "data_subject_help": "We assist Customer in answering requests of data subjects.",
    "impact_assessment_help": "We help Customer to carry out data protection impact assessments.",
    "rights": "You have the right to access, correct and delete your personal data.",
    "rights_answer_time": "We answer requests about your rights within one month.",
    "authorities": "We disclose data to authorities only where a court orders it.",
    "authorities_told": "We tell you about a request of an authority for your data unless the law forbids it.",
    "sale": "We never sell your personal data.",
    "recipients": "We share personal data with payment providers and hosting providers.",
    "children": "You must be at least sixteen (16) years old to use the service.",
    "automated_decisions": "We make no decisions about you by automated means alone.",
    "sensitive_data": "Do not submit special categories of personal data to the service.",
    "data_protection_officer": "Our data protection officer can be reached at dpo@owl.example.",
    "representative": "Our representative in the European Union under Article 27 GDPR is Owl Reps SARL.",
    "termination_by_provider": "We may suspend your account if you break these terms.",
    "termination_by_customer": "You may end the contract at any time with 30 days of notice.",
    "liability": "Except for indemnification, the total liability of Owl Post will not exceed the fees paid.",
    "indemnity": "We will defend Customer against claims of third parties that the owls infringe their rights.",
    "change_notice": "We will inform you by letter 30 days before these terms change.",
    "output_ownership": "You own the output that the owls produce for you.",
    "availability": "We promise an availability of 99.5% in each month.",
    "continuity": "We keep a disaster recovery plan and test it every spring.",
    "law": "This agreement is governed by the laws of Ireland.",
}
DENIED = {
    "ai_training": "We never train models on your letters or other content.",
    "ai_training_choice": "You cannot opt out of the use of your letters to train our models.",
    "end_of_contract": "We will not return or delete customer data after termination of the agreement.",
    "exit": "You cannot export your data before the contract ends.",
    "location": "We do not store your data in the European Union.",
    "transfer_mechanism": "We do not rely on the Standard Contractual Clauses for transfers of personal data.",
    "sub_processors": "Customer does not authorise us to engage sub-processors.",
    "sub_processor_notice": "We will not notify Customer of new sub-processors.",
    "sub_processor_objection": "Customer may not object to a new sub-processor.",
    "sub_processor_terms": "Sub-processors are not bound by the same obligations as we are.",
    "breach_told": "We are under no duty to notify you of a data breach.",
    "encryption": "We do not encrypt your data at rest.",
    "certifications": "We are not certified under ISO/IEC 27001 and have no SOC 2 report.",
    "access_control": "Access of our staff to customer data is not limited on a need-to-know basis.",
    "security_tests": "We do not perform penetration tests of the towers.",
    "security_measures": "We do not implement technical and organisational measures beyond passwords.",
    "audit_right": "Customer may not audit our processing.",
    "audit_reports": "We do not make audit reports available to Customer.",
    "personnel_confidentiality": "Our employees with access to personal data are not bound by confidentiality.",
    "instructions": "We process personal data for our own ends and not only on the instructions of Customer.",
    "roles": "We are neither a controller nor a processor of personal data.",
    "data_subject_help": "We do not assist Customer with requests of data subjects.",
    "impact_assessment_help": "We will not help with data protection impact assessments.",
    "rights": "You do not have the right to access your personal data under these words.",
    "rights_answer_time": "We do not respond to requests about your rights within any period of 30 days.",
    "authorities": "We do not disclose data to authorities.",
    "authorities_told": "We do not notify you of requests of authorities.",
    "sale": "We sell your personal data to data brokers.",
    "recipients": "We do not share personal data with advertisers.",
    "children": "There is no minimum age for the users of the service.",
    "data_protection_officer": "We have not appointed a data protection officer.",
    "representative": "We have not appointed a representative in the European Union under Article 27 GDPR.",
    "termination_by_provider": "We may not suspend your account without cause.",
    "termination_by_customer": "You may not terminate the contract at any time before one year has passed.",
    "liability": "Our liability is not limited to any amount of fees paid.",
    "indemnity": "We will not defend Customer against claims of third parties.",
    "change_notice": "We will not inform you before these terms change.",
    "output_ownership": "You do not own the output that the owls produce.",
    "availability": "We do not promise an uptime of 99.5% or any service level.",
    "continuity": "We have no disaster recovery plan and do not test backups.",
    "law": "This agreement is not governed by the laws of Ireland.",
}
OF_ANOTHER = [
    ("ai_training", "We ask our vendors whether they use customer content to train machine learning models."),
    ("ai_training", "Our partners may use your content to train their own models."),
    ("retention_period", "Customer must keep records of its deliveries for three years."),
    ("end_of_contract", "You will delete all our data within 30 days after termination of the agreement."),
    ("breach_told", "Our vendors notify us of a personal data breach."),
    ("breach_time", "You must notify us of a security incident within 24 hours."),
    ("encryption", "Customer shall encrypt its data at rest and in transit."),
    ("encryption", "Third parties may encrypt their data at rest."),
    ("certifications", "Our vendors are certified under ISO 27001 by an auditor."),
    ("security_tests", "You will perform a penetration test of your application every year."),
    ("security_measures", "Customer has implemented appropriate technical and organisational measures."),
    ("personnel_confidentiality", "Customer ensures that its staff with access to personal data keep confidentiality."),
    ("instructions", "Vendors process personal data only on documented instructions of Customer."),
    ("rights_answer_time", "Customer will respond to requests about privacy rights within 30 days."),
    ("automated_decisions", "Our vendors make decisions about their staff solely by automated means."),
    ("data_protection_officer", "Customer has appointed a data protection officer who is our contact."),
    ("liability", "Customer’s total liability will not exceed the fees paid."),
    ("sensitive_data", "We do not check whether you upload sensitive personal data."),
]  # fmt: skip


def answered(question, text, category="other"):
    (found,) = [one for one in pre_answers([Clause(1, 1, 1, 1, category, 0, len(text), text, (), "")])
                if one.question.id == question]  # fmt: skip
    return [one.clause.text[one.statement.start : one.statement.end] for one in found.quotations]


def test_each_question_has_a_plain_answer_here():
    assert set(PLAIN) == {question.id for question in questions()}


@pytest.mark.parametrize("classed", ["other", "data_processing_terms"])
@pytest.mark.parametrize(("question", "sentence"), [*PLAIN.items(), *DENIED.items()])
def test_a_plain_sentence_and_a_denial_answer(question, sentence, classed):
    assert answered(question, sentence, classed) == [sentence]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("exit", "When your account ends you may export your documents for 60 days."),
        ("output_ownership", "Suggestions that Owl Post generates for you are yours to use, within your contract."),
    ],
)
def test_other_plain_words_answer_too(question, sentence):
    assert answered(question, sentence) == [sentence]


ASIDE = [
    ("encryption", "Your browser must support TLS to encrypt data in transit."),
    ("encryption", "Encrypt your data at rest and in transit before you upload it."),
    ("certifications", "Customer may ask us to obtain a SOC 2 report at its own cost."),
    ("certifications", "We have engaged an auditor for a SOC 2 report, which is expected in 2027."),
    ("breach_time", "We notify the insurer of a personal data breach within 24 hours."),
    ("sub_processor_notice", "We notify Customer of a new sub-processor after it has been engaged."),
    ("location", "The data of our employees is stored in Ireland."),
    ("location", "Data of our former customers was stored in Ireland."),
    ("deletion_time", "If you ask us to delete data, we answer within 30 days."),
    ("deletion_time", "Within 30 days of your deletion request you may change your mind."),
    ("children", "You must be at least 18 years old to buy wine in the shop."),
    ("children", "You must be at least 16 years old to become a moderator."),
    ("liability", "Our vendors' liability to us is limited to $100."),
    ("change_notice", "We will notify you of changes to your order."),
    ("change_notice", "We notify our investors before these terms change."),
    ("output_ownership", "We own all outputs that our employees produce."),
    ("termination_by_customer", "You may end a call at any time by hanging up."),
    ("audit_reports", "Customer makes its audit reports available to us on request."),
    ("instructions", "Customer processes personal data only on our documented instructions."),
    ("sub_processor_terms", "Customer's sub-processors are bound by the same duties as Customer."),
    ("ai_training", "Your administrator may use your content to train its own models."),
    ("retention_period", "Your internet provider keeps your personal data for six months."),
]


@pytest.mark.parametrize(("question", "sentence"), ASIDE)
def test_a_sentence_on_something_else_answers_nothing(question, sentence):
    assert not answered(question, sentence)


@pytest.mark.parametrize(("question", "sentence"), OF_ANOTHER)
def test_a_sentence_of_another_party_answers_nothing(question, sentence):
    assert answered(question, sentence) == []
