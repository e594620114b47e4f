"""A sentence states a category by a rule; headings, questions, definitions, pointers and examples state nothing."""

import pytest

from governance.analysis.statement_rules import RULES
from governance.analysis.stating import compared_categories, looked_in, sentences_by, statements_in
from governance.comparison import categories

pytestmark = pytest.mark.pure

STATED = [
    ("retention", "deleted_within", "We delete your messages within 30 days after you close your account."),
    ("retention", "kept_for", "Call records are retained for twelve months."),
    ("retention", "as_long_as", "We keep your personal data only for as long as we need it to run the service."),
    ("retention", "as_long_as", "We retain your personal data where we have a legitimate need to do so."),
    ("retention", "deleted_at_end", "When we have no further need to keep your data, we will delete it."),
    ("biometric_data", "processed", "This process involves the processing of data that may be biometric data."),
    ("retention", "deleted_within.denied", "We never delete your messages within 30 days of a request."),
    ("retention", "deleted_within", "Even if you don't delete your account, in 30 days we delete your data."),
    ("advertising_targeting", "used.denied", "Owl Post has not “sold” data for targeted advertising this year."),
    ("data_collection", "collects", "If you do not log in, we collect the data of your owl."),
    ("notice_of_change", "told.denied", "We give no notice of changes to these terms."),
    ("notice_of_change", "told.denied", "We may change these terms without notice to you."),
    ("security", "breach_notice.denied", "We are under no duty to notify you of a breach of your personal data."),
    ("law_enforcement_access", "notifies.denied", "We do not notify users when law enforcement asks for their data."),
    ("ai_training_use", "not_used", "We do not use your drawings or other content to train our models."),
    ("ai_training_use", "choice", "You can opt out of the training of our models in your settings at any time."),
    ("ai_training_use", "used", "We may use your content to train the models that draw owls."),
    ("data_sharing", "not_shared", "We do not sell your personal information to anybody."),
    ("data_sharing", "shares", "We share your personal data with vendors who carry parcels for us."),
    ("international_transfer", "mechanism", "We rely on standard contractual clauses when we transfer data abroad."),
    ("international_transfer", "place", "We store your personal data in the United States."),
    ("children_age", "minimum", "You must be at least 13 years old to use the service."),
    ("account_termination", "by_us", "We may suspend or terminate your account at any time without notice."),
    ("account_termination", "by_reader", "You may close your account at any time in the settings."),
    ("liability_limitation", "cap", "Our total liability will not exceed the fees you paid us last year."),
    ("liability_limitation", "excluded", "In no event will Owl Post be liable for any indirect damages."),
    ("unilateral_change", "terms", "We may change these terms from time to time."),
    ("notice_of_change", "told", "We will notify you of changes to these terms thirty days before."),
    ("dispute_resolution_arbitration", "arbitration", "Any dispute will be resolved by binding arbitration in Dublin."),
    ("governing_law", "law", "These terms are governed by the laws of Ireland."),
    ("user_content_licence", "granted", "You grant us a worldwide, royalty-free licence to use your content."),
    ("security", "breach_notice", "We will notify you without undue delay of any breach of your personal data."),
    ("law_enforcement_access", "discloses", "We may disclose your data to law enforcement on a valid request."),
]  # fmt: skip
NOT_STATED = [
    ("retention", "How long we keep your data in our systems"),
    ("disinformation_deepfakes", "Mistakes in AI-generated content are common and cannot be entirely avoided today."),
    ("ai_training_use", "We will indemnify you against claims that the data we use to train our models infringes."),
    ("retention", "How long do we keep your personal data for 30 days?"),
    ("retention", "For more information on how long we keep your data for 30 days, see our Privacy Policy."),
    ("retention", "We retain all rights, title and interest in the content for as long as the law permits."),
    ("retention", "You must delete all copies of the data within 30 days."),
    ("retention", "This policy describes how we retain your data for 30 days."),
    ("data_sharing", "You may choose to share your personal information with third parties in our forum."),
    ("data_sharing", "Third parties share information about you with us when you sign in through them."),
    ("ai_training_use", "You may not use the outputs to train models that compete with ours."),
    ("ai_training_use", "Our employees receive training on how to handle your data every year."),
    ("tracking_cookies", "Cookies are small text files that may be placed on your device."),
    ("international_transfer", "We tell you when you give personal data to us and process it for you."),
    ("children_age", "You must inform us at least 30 days before you switch to another service."),
    ("liability_limitation", "You shall not settle a claim where that requires an admission of liability by us."),
    ("unilateral_change", "We updated the terms on 22 May 2024 to cover owls."),
    ("data_processing_terms", "“Sub-processor” means anybody whom we engage to process data of customers."),
    ("user_rights", "You may read our privacy policy to learn more about your rights of access to data."),
]  # fmt: skip


@pytest.mark.parametrize(("category", "rule", "sentence"), STATED)
def test_a_sentence_states_a_category_by_a_rule(category, rule, sentence):
    (found,) = statements_in(f"Owls fly at night. {sentence}", category, category)
    assert found.rule == f"{category}.{rule}"
    assert sentence in f"Owls fly at night. {sentence}"[found.start : found.end]


@pytest.mark.parametrize(("category", "sentence"), NOT_STATED)
def test_what_only_speaks_of_a_category_states_nothing_of_it(category, sentence):
    assert statements_in(sentence, category, category) == []


def test_a_clause_of_another_class_counts_where_the_model_knows_no_likelier_category_for_the_sentence():
    sentence = "We retain your personal data for twelve months after you close your account."
    assert statements_in(sentence, "retention", "other")
    about_fees = "Fees are retained and no refund is given for amounts and data plans kept for 12 months."
    assert statements_in(about_fees, "retention", "payment_refund_autorenew") == []


def test_the_strongest_statement_comes_first_and_offsets_are_of_the_clause_with_its_marks():
    first = "*   **Kept.** We keep your data for as long as the [law](https://law.example) says."
    clause = f"{first}  We delete your data within 30 days."
    strong, weak = statements_in(clause, "retention", "retention")
    assert clause[strong.start : strong.end] == "We delete your data within 30 days."
    assert "https://law.example" in clause[weak.start : weak.end]


def test_an_item_of_a_list_states_its_category_behind_its_label():
    for item in ("(a)access your personal data and how it is processed;", "*   (e) restrict how we process your data;"):
        (found,) = statements_in(item, "user_rights", "user_rights")
        assert found.rule == "user_rights.has"


def test_each_compared_category_is_known_and_looked_for_in_known_classes():
    known = {category.id for category in categories()}
    assert set(compared_categories()) <= known - {"other", "effective_date"}
    assert len(compared_categories()) > 40
    for category in compared_categories():
        assert category in looked_in(category)
        assert set(looked_in(category)) <= known


def test_each_rule_has_one_name_and_that_of_its_category():
    names = [rule.id for rules in RULES.values() for rule in rules]
    assert len(set(names)) == len(names)
    for category, rules in RULES.items():
        assert all(rule.id.startswith(f"{category}.") for rule in rules)


def test_a_cell_of_a_table_is_a_sentence_of_its_own():
    row = "| Messages | We delete your messages within 30 days after you ask | Law |"
    (found,) = sentences_by(row, RULES["retention"])
    assert row[found.start : found.end] == "We delete your messages within 30 days after you ask"


@pytest.mark.parametrize("classed", ["service_scope", "liability_limitation", "contact_entity", "notice_of_change"])
@pytest.mark.parametrize(
    ("category", "sentence"),
    [
        ("governing_law", "These terms are governed by the laws of Ireland."),
        ("account_termination", "We may suspend or terminate your account at any time."),
    ],
)
def test_one_sentence_of_a_paragraph_about_other_things_states_its_category(category, sentence, classed):
    clause = f"Owls carry letters by night. {sentence} Owls rest at noon."
    assert classed in looked_in(category)
    assert [clause[one.start : one.end] for one in statements_in(clause, category, classed)] == [sentence]
