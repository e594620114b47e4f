"""What the text answers of a due-diligence action: by whom, wherever it stands, and without contradicting itself."""

from datetime import date

import pytest

from governance.analysis.institutional import analyse
from governance.analysis.sourced import AnalysedClause, PlaceOfClause
from governance.analysis.standpoint import Standpoint
from tests.governance.analysis.clauses import changed, clause, text_of

pytestmark = pytest.mark.pure
DAY = date(2026, 11, 30)


def answers_of(*clauses, service=("Owl Post",)):
    return {one.action.id: one for one in analyse(text_of(*clauses, service=service), Standpoint(), DAY).actions}


ELSEWHERE = [
    ("data_processing_terms.4", "We notify the member of a breach of letters within 48 hours of learning of it."),
    ("security.2", "Owl Post will inform you of a security incident without undue delay."),
    ("data_processing_terms.2", "The customer may oppose a new sub-processor within 14 days."),
    ("data_processing_terms.5", "We are a processor and Customer is the controller of the letters."),
    ("international_transfer.1", "The data of our members is hosted exclusively in Ireland and Germany."),
    ("international_transfer.2", "Transfers to other countries rest on the Standard Contractual Clauses."),
]


@pytest.mark.parametrize(("action", "text"), ELSEWHERE)
def test_what_answers_wherever_it_stands_is_found_in_a_clause_of_another_category(action, text):
    category = action.partition(".")[0]
    found = answers_of(clause("Owls are kind to letters.", category), clause(text, "retention", start=900))
    assert found[action].is_answered
    assert found[action].answer.quotation.text == text


def test_two_actions_on_the_same_matter_have_the_same_answer():
    breach = clause("We notify you of a breach of security within 48 hours of learning of it.", "security")
    found = answers_of(breach, clause("Owls process letters for members.", "data_processing_terms", start=900))
    assert found["security.2"].answer.quotation == found["data_processing_terms.4"].answer.quotation


@pytest.mark.parametrize(
    ("action", "text"),
    [
        # The wrong party's sentence, a question to somebody else, and what is not promised.
        ("security.2", "You must notify us of a security incident within 24 hours."),
        ("security.2", "Please inform us of a security incident within 24 hours at the latest."),
        ("data_processing_terms.4", "Customer shall promptly notify Owl Post of any breach within two days."),
        ("data_processing_terms.2", "We will answer within 14 days when you object to a sub-processor."),
        ("data_processing_terms.2", "The customer has no right to object to a sub-processor within 30 days."),
        ("data_processing_terms.5", "We are neither a controller nor a processor of service data."),
        ("data_processing_terms.5", "Module Two applies when Customer is a controller of the letters."),
        ("ai_training_use.1", "We ask our vendors whether they use your content to train their models."),
        ("ai_training_use.1", "Our vendors use your content to train their models."),
        ("international_transfer.1", "How your letters and data are kept safe when transferred to Ireland"),
        ("payment_refund_autorenew.4", "For refund questions, please see the page on refunds of the post."),
        ("international_transfer.2", "Standard contractual clauses under the GDPR have been approved for letters."),
        (
            "international_transfer.2",
            "Subject to the SCCs the liability under this agreement for transfers is limited.",
        ),
        ("ip_ownership.1", "You warrant that you own the letters and all content that you send."),
        ("ai_training_use.1", "We do not use third-party content in your inputs to train our models."),
        ("retention.4", "We do not promise to delete your account and its letters within 30 days."),
        ("international_transfer.2", "We do not rely on the Standard Contractual Clauses for transfers."),
    ],
)
def test_what_only_seems_to_answer_is_not_read_with_certainty(action, text):
    found = answers_of(clause(text, action.partition(".")[0]))[action]
    assert not found.is_answered
    assert found.answer.sentence == "An answer in the text is not read with certainty."


def test_only_without_any_word_of_the_matter_the_text_does_not_answer():
    found = answers_of(clause("Owls fly at night and sleep by day.", "security"))
    assert found["security.2"].answer.sentence == "Our rules find no answer in the text."
    assert found["security.1"].answer.sentence == "The text is not searched for an answer to this."


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("ai_training_use.4", "Our employees review your conversations to improve our models."),
        ("ai_training_use.4", "Trained reviewers read a sample of the letters."),
        ("ai_training_use.4", "No human reads your conversations."),
        ("ai_training_use.4", "People on our team may look at your chats."),
        ("international_transfer.1", "Your data goes to Ruritania and its islands."),
        ("international_transfer.1", "Servers are in Frankfurt, and nowhere else."),
        ("ip_ownership.1", "All rights in generated letters are yours."),
        ("liability_limitation.1", "We pay at most 100 crowns for any harm."),
        ("liability_limitation.1", "In no event will we owe you more than that."),
        ("security.2", "You are told of an incident within two days."),
        ("security.2", "Should your letters leak, we tell you within two days."),
        ("retention.4", "Once you leave, your letters stay with us for six months."),
        ("retention.4", "Upon termination we erase all letters within 30 days."),
        ("data_processing_terms.5", "We act for Customer and decide nothing about the letters ourselves."),
        ("account_termination.3", "If you are banned you can ask us to reconsider."),
        # The wrong party's, and the past.
        ("retention.4", "You must keep our letters and data for 90 days after you close your account."),
        ("liability_limitation.2", "You are not liable for lost profits under these terms."),
        ("liability_limitation.1", "Your total liability for the letters does not exceed the fees paid."),
        ("data_processing_terms.3", "We do not make audit reports available to anybody at all."),
        ("security.2", "Until 2024 we notified you of a breach within two days of it."),
    ],
)
def test_a_word_of_the_matter_in_any_clause_leaves_it_open_whether_the_text_answers(action, text):
    category = action.partition(".")[0]
    for rows in ([clause(text, category)], [clause("Owls fly at night.", category), clause(text, "other", start=900)]):
        found = answers_of(*rows)[action]
        assert not found.is_answered
        assert found.answer.sentence == "An answer in the text is not read with certainty."


def under(heading, *texts):
    """Clauses of our own that stand one after another under a heading."""
    rows, place = [], PlaceOfClause((heading,), "Security", "")
    for number, text in enumerate(texts, start=1):
        words = clause(text, "security", start=1000 * number).words
        rows.append(AnalysedClause("CW-P-000001", "security", words, place))
    return rows


TOLD = "We notify you of a breach of security within 48 hours of learning of it."


@pytest.mark.parametrize(
    ("heading", "texts"),
    [
        ("Security", ["We do not do any of the following:", f"- {TOLD}"]),
        ("Security", ["It would be wrong to say that:", "- Owls fly at night.", f"- {TOLD}"]),
        ("Security", ["Until 2024 the following applied and no longer does:", TOLD]),
        ("What we never do", [TOLD]),
        ("Security", [f"| {TOLD} | No |"]),
        ("Security", [f"| {TOLD} | Only on paid plans |"]),
    ],
)
def test_what_its_lead_in_its_heading_or_another_cell_may_deny_is_no_answer(heading, texts):
    found = answers_of(*under(heading, *texts))["security.2"]
    assert not found.is_answered
    assert found.answer.sentence == "An answer in the text is not read with certainty."


@pytest.mark.parametrize(
    "text",
    [
        "In the past we notified you of a security incident within 48 hours of it.",
        "We notify you of a security incident within 48 hours of it. This has been withdrawn.",
        "It is a myth that we notify you of a security incident within 48 hours of it.",
    ],
)
def test_what_is_past_untrue_or_taken_back_is_no_answer(text):
    assert not answers_of(clause(text, "security"))["security.2"].is_answered


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("data_processing_terms.2", "The customer may oppose a new sub-processor within 14 days, to no effect."),
        ("security.2", "If a breach is likely, we may inform you of the breach within 48 hours."),
        ("security.2", "We notify you of a security incident within 48 hours of your request."),
        ("security.2", "We notify you of a security incident of your computer within 48 hours."),
        ("international_transfer.1", "The data of our staff is stored in Ireland for all time."),
        (
            "international_transfer.2",
            "Customer shall ensure that its own transfers rest on the Standard Contractual Clauses.",
        ),
        ("user_content_licence.1", "You grant your followers a worldwide licence to your content."),
        ("user_content_licence.2", "Our trade mark licence to you ends when you close the account."),
        ("retention.4", "If you close your account by 30 June, you keep your stamps for 30 days."),
        ("retention.4", "We may close your account after 30 days of inactivity and keep your data."),
        ("children_age.1", "Toys in the shop are suitable for children who are at least 3 years old."),
        ("children_age.1", "Staff members must be at least 18 years old."),
        ("data_sharing.1", "The list of sub-processors is not available to anybody."),
        ("ai_training_use.1", "We are training our support staff with your conversations."),
    ],
)
def test_what_is_of_others_or_of_no_avail_is_no_answer(action, text):
    assert not answers_of(clause(text, action.partition(".")[0]))[action].is_answered


def test_the_past_months_are_not_the_past():
    text = (
        "Our total liability will not exceed the greater of $100 or the fees that you paid in the past twelve months."
    )
    assert answers_of(clause(text, "liability_limitation"))["liability_limitation.1"].is_answered


def test_an_item_under_a_plain_lead_in_is_an_answer():
    found = answers_of(*under("Security", "We promise the following:", f"- {TOLD}", "So it is."))["security.2"]
    assert found.answer.quotation.text == TOLD
    behind = answers_of(*under("Security", "We never:", "- Sleep.", "That is all that we have to say.", TOLD))
    assert behind["security.2"].is_answered


def test_another_language_is_not_read_with_certainty():
    text = "Wir benachrichtigen Sie innerhalb von 48 Stunden, wenn Ihre Briefe gestohlen wurden, und nicht später."
    found = answers_of(clause(text, "security"))["security.2"]
    assert found.answer.sentence == "An answer in the text is not read with certainty."


def test_a_changed_clause_of_no_sure_category_is_named_with_the_likeliest():
    one = changed("We may read letters.", "We may share your personal data with advertisers.", "other")
    placed = AnalysedClause("CW-P-000001", "other", one.after.words, PlaceOfClause(("Sharing",), "Privacy", ""))
    change = type(one)(one.change, one.kind, one.severity_rule, one.is_material, one.before, placed)
    found = analyse(text_of(placed, changes=(change,), is_of_change=True), Standpoint(), DAY)
    assert found.ratings == ()
    (note,) = found.notes
    assert note.sentence.startswith(
        "The category of this clause is not certain enough to be told, so no regulation, rating or action is given for "
        "it. The likeliest are “"
    )
    assert note.quotation == placed.words


def test_of_a_whole_text_the_clauses_of_no_sure_category_are_counted():
    text = "Owls fly at night and sleep by day."
    rows = [clause(text, "other"), clause(text, "other"), clause("Owls", "other"), clause(text, "retention")]
    (note,) = analyse(text_of(*rows), Standpoint(), DAY).notes
    assert note.sentence == (
        "2 clauses have no category that is certain enough to be told, so no regulation, rating or action is given for "
        "them."
    )
    assert analyse(text_of(rows[-1]), Standpoint(), DAY).notes == ()
