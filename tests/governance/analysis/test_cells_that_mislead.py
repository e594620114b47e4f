"""What only looks like a value, a choice, a party or a place of the service is no cell, or one without a value."""

import pytest

from governance.analysis.comparing import Clause, StatedClause, cells_of
from governance.analysis.dimensions import dimension, findings_in
from governance.analysis.stating import FoundStatement

pytestmark = pytest.mark.pure


def found(sentence, category, name):
    return [
        (sentence[one.start : one.end], one.value) for one in findings_in(sentence, category) if one.dimension == name
    ]


KEPT, DELETED, CHOICE = ("retention", "kept_for"), ("retention", "kept_after_deletion"), ("ai_training_use", "choice")
CAP, CAP_PERIOD = ("liability_limitation", "liability_cap"), ("liability_limitation", "liability_period")
AGE = ("children_age", "minimum_age")
NO_CELL = [
    # What others do, what was only planned, what others may ask for.
    (*KEPT, "Unlike most providers, which keep prompts for 30 days, we keep no prompts."),
    (*KEPT, "We had planned to keep recordings for two years but decided against it."),
    (*KEPT, "Your employer may ask us to keep your messages for 365 days."),
    (*KEPT, "Google keeps your voice recordings for 18 months, and we keep none of your recordings."),
    (*KEPT, "Inactive means that your data has been stored for 12 months without your signing in."),
    (*KEPT, "Stop believing the rumour that we keep your chats for 30 days."),
    # The time for something else.
    (*DELETED, "Within 30 days of receiving your deletion request we will tell you whether we can delete your data."),
    (*DELETED, "After 30 days, inputs are removed from our systems."),
    ("data_processing_terms", "sub_processor_notice",
     "Sub-processors must give us 45 days' notice before they relocate."),
    ("dispute_resolution_arbitration", "arbitration_opt_out",
     "Within 30 days of your opt-out of arbitration we will confirm it."),
    ("account_termination", "termination_notice",
     "We may suspend your account if an invoice is 30 days overdue, after notice."),
    # A choice that is not given, not yet, by others, or presumed.
    (*CHOICE, "You could opt out of training of our models in version 1 of the app."),
    (*CHOICE, "Nobody can opt out of training on your content."),
    (*CHOICE, "We do not offer a way to opt out of training on your content."),
    (*CHOICE, "Opting out of training on your content was abolished last year."),
    (*CHOICE, "You may opt out of training on your content as soon as we release the setting."),
    (*CHOICE, "You are deemed to have opted in to training on your content unless you write to us."),
    (*CHOICE, "We may train on your content with your consent or on the basis of legitimate interests."),
    (*CHOICE, "Other companies let you opt out of training on your content."),
    (*CHOICE, "We object to the use of your content to train models of others."),
    # Whose data, whose purpose, who is excepted, and what has ended.
    ("data_sharing", "who", "We share personal data of advertisers with you."),
    ("data_sharing", "who", "We share personal information with anyone but advertisers."),
    ("data_sharing", "who", "We stopped sharing your personal information with data brokers in 2020."),
    ("ai_training_use", "purpose", "We have stopped using your content to train models."),
    ("ai_training_use", "purpose", "Far from using your content to train models, we delete it."),
    ("ai_training_use", "purpose", "Third parties use your content to train their models."),
    ("international_transfer", "place", "Your data is stored anywhere but in China."),
    ("international_transfer", "place", "Your data is transferred under the supervision of an authority in Ireland."),
    ("international_transfer", "mechanism",
     "Transfers rest on your consent, because the adequacy decision was annulled."),
    ("governing_law", "venue", "The exclusive jurisdiction of the courts of Delaware is excluded."),
    ("governing_law", "law", "Governing law is named in the order form."),
    # Whose liability, and sums that are only a part of one.
    (*CAP, "Our resellers' liability to you is limited to $100."),
    (*CAP, "The liability of our directors is limited to $100."),
    (*AGE, "Your account must be at least 14 years old to use the archive of the service."),
    (*AGE, "If you are 18 or older, you may use the service without a parent."),
    (*AGE, "Children under 13 are not allowed to use chat, but may use the rest of our service."),
]  # fmt: skip


@pytest.mark.parametrize(("category", "name", "sentence"), NO_CELL)
def test_what_is_not_stated_of_the_service_is_no_cell(category, name, sentence):
    assert found(sentence, category, name) == []


NO_VALUE = [
    (*KEPT, "If you turn on training, we keep your chats for five years."),
    (*KEPT, "If regulators approve our request, we will keep transcripts for 5 years."),
    (*KEPT, "We keep your data for 2 years at a minimum."),
    (*KEPT, "We keep your data for 2 years or more."),
    (*KEPT, "We keep your data for 2 years, give or take."),
    (*KEPT, "We keep your data for 30 days on average."),
    (*KEPT, "We keep your data for 2 years, or such other period as we decide."),
    (*KEPT, "We keep your data for 2 years, unless we find it useful to store it longer."),
    (*KEPT, "We keep deleted messages for 30 days only if you have enabled Recover."),
    (*KEPT, "We keep your data for 10 business days."),
    ("security", "breach_notice", "We shall use reasonable efforts to notify you of a breach within 48 hours."),
    (*CAP, "Our total liability will not exceed $100, or $500 if you have paid us."),
    (*CAP, "Our total liability will not exceed $100 per user."),
    (*CAP, "Our total liability is limited to twice $100."),
    (*CAP, "Our total liability is limited to ten per cent of $100."),
    (*CAP_PERIOD, "Our liability is limited to the fees paid in the 12 months, or 24 months for breaches of security."),
    (*AGE, "You must be at least 13 years old (16 in the Netherlands) to use the service."),
]


@pytest.mark.parametrize(("category", "name", "sentence"), NO_VALUE)
def test_what_is_bounded_or_holds_on_a_condition_has_no_value(category, name, sentence):
    cells = found(sentence, category, name)
    assert cells
    assert {value for _, value in cells} == {""}


def test_a_condition_is_quoted_with_the_period_that_it_bounds():
    sentence = "If you turn on training, we keep your chats for five years."
    assert found(sentence, *KEPT) == [("If you turn on training, we keep your chats for five years", "")]


STATED = [
    (*KEPT, "We keep your data for 2 years, unless the law requires us to keep it longer.", "P2Y"),
    (*KEPT, "Starting 1 March 2027, we will keep chat logs for 18 months instead of 6 months.", "P18M"),
    (*KEPT, "We keep your chats for 30 days (we recommend to keep a copy for 90 days).", "P30D"),
    (*DELETED, "If you delete your account, we erase your data within 30 days.", "P30D"),
    (*CHOICE, "You may opt out of training on your content in your settings.", "opt_out"),
    (*CAP, "Our total liability to you is limited to $100.", "USD 100"),
    (*CAP_PERIOD, "Our liability is limited to the fees that you paid in the past twelve months.", "P12M"),
]


@pytest.mark.parametrize(("category", "name", "sentence", "value"), STATED)
def test_what_is_plainly_stated_keeps_its_value(category, name, sentence, value):
    assert [one for _, one in found(sentence, category, name)] == [value]


@pytest.mark.parametrize("law", ["English law", "Irish law"])
def test_a_law_that_has_a_name_is_one(law):
    assert found(f"These terms are governed by {law}.", "governing_law", "law") == [(law, "")]


SENTENCE = "We keep your chats for 30 days."


def cells(text, headings=(), lead_in=""):
    start = text.index("We keep")
    clause = Clause(1, 1, 1, 1, "retention", 0, len(text), text, headings, "", lead_in)
    stated = [StatedClause(clause, (FoundStatement("retention.period", 0, start, start + len(SENTENCE)),))]
    return [one.value for one in cells_of(stated, "retention", dimension("kept_for"))]


@pytest.mark.parametrize(
    "heading",
    [
        "Practices of other providers",
        "Proposals under discussion",
        "Earlier versions",
        "Is it true that we keep chats?",
    ],
)
def test_a_heading_of_others_or_of_what_is_not_in_force_leaves_no_cell(heading):
    assert cells(SENTENCE) == ["P30D"]
    assert cells(SENTENCE, headings=(heading,)) == []


@pytest.mark.parametrize(
    "lead_in",
    [
        "The following was rejected by our board:",
        "We considered the following:",
        "Our critics say:",
        "Once our new data centre is ready:",
        "Example of a clause that customers can use:",
    ],
)
def test_a_lead_in_of_others_or_of_what_is_not_in_force_leaves_no_cell(lead_in):
    assert cells(SENTENCE, lead_in=lead_in) == []


@pytest.mark.parametrize("lead_in", ["If you pay for Owl Shield:", "In Brazil only:", "For customers of the plan Owl:"])
def test_what_holds_for_some_by_its_lead_in_has_no_value(lead_in):
    assert cells(SENTENCE, lead_in=lead_in) == [""]


@pytest.mark.parametrize(
    "behind",
    ["Correction: the above is wrong.", "This is planned for 2027.", "Well, not yet.", "So said our old policy."],
)
def test_a_sentence_behind_that_takes_it_back_leaves_no_cell(behind):
    assert cells(f"{SENTENCE} {behind}") == []
