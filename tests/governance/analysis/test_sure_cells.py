"""A cell has a sure number, unit, party and negation, or there is none; a position counts only sure values."""

import pytest

from governance.analysis.dimensions import MOST_MATCHES, findings_in

pytestmark = pytest.mark.pure


def values(sentence, category, dimension):
    return [one.value for one in findings_in(sentence, category) if one.dimension == dimension]


CAP = "Our total liability to you is limited to {}."


@pytest.mark.parametrize(
    ("amount", "value"),
    [
        ("$1000", "USD 1000"),
        ("$1,000", "USD 1000"),
        ("25000 EUR", "EUR 25000"),
        ("EUR 1 000", "EUR 1000"),
        ("EUR 1,000.50", "EUR 1000.5"),
        ("€1.000.000", "EUR 1000000"),
        ("$1.5 million", "USD 1500000"),
        ("$5k", "USD 5000"),
        ("$2,500,000", "USD 2500000"),
        ("2 million euros", "EUR 2000000"),
        ("CHF 100000", "CHF 100000"),
        ("one thousand dollars", "USD 1000"),
        ("ONE THOUSAND DOLLARS ($1000)", "USD 1000"),
        ("one hundred U.S. dollars (US$100)", "USD 100"),
        ("US $100", "USD 100"),
        ("$100 CAD", "CAD 100"),
        ("one hundred Australian dollars (A$100)", "AUD 100"),
        ("£50", "GBP 50"),
    ],
)
def test_an_amount_is_read_whole_in_every_spelling(amount, value):
    assert values(CAP.format(amount), "liability_limitation", "liability_cap") == [value]


@pytest.mark.parametrize(
    "amount",
    [
        "1.000 EUR",  # one, or a thousand
        "one hundred dollars ($1000)",
        "$50-$100",
        "50 to 100 EUR",
        "between 50 and 100 EUR",
        "¥100",  # yen, or yuan
        "150% of the fees",
    ],
)
def test_of_an_amount_that_can_be_read_two_ways_there_is_no_cell(amount):
    assert values(CAP.format(amount), "liability_limitation", "liability_cap") == []


@pytest.mark.parametrize(
    ("period", "value"),
    [
        ("1000 days", "P1000D"),
        ("1,000 days", "P1000D"),
        ("twenty-four (24) hours", "PT24H"),
        ("forty-five calendar days", "P45D"),
        ("eleven months", "P11M"),
        ("a hundred and twenty days", "P120D"),
        ("2.5 years", "P2.5Y"),
        ("2,5 years", "P2.5Y"),
    ],
)
def test_a_period_is_read_whole_in_every_spelling(period, value):
    sentence = f"We delete your letters within {period} of your request."
    assert values(sentence, "retention", "kept_after_deletion") == [value]


@pytest.mark.parametrize(
    "period",
    [
        "1.000 days",
        "one to three months",
        "30-60 days",
        "30 – 60 days",
        "30 or 60 days",
        "30 days to 60 days",
        "thirty (60) days",
        "more than 30 days",
        "less than 30 days",
    ],
)
def test_of_a_period_that_is_no_single_length_there_is_no_cell(period):
    sentence = f"We delete your letters within {period} of your request."
    assert values(sentence, "retention", "kept_after_deletion") == []


SURE = [
    ("retention", "kept_for", "We do not retain letters for longer than 7 days.", ["P7D"]),
    ("retention", "kept_for", "We never keep letters for more than 7 days.", ["P7D"]),
    (
        "retention",
        "kept_for",
        "We do not retain letters for longer than 7 days, except invoices, which we keep for ten years.",
        ["P7D", "P10Y"],
    ),
    ("retention", "kept_after_deletion", "If you do not log in, we delete your letters within 30 days.", ["P30D"]),
    ("retention", "kept_after_deletion", "We erase it within 30 days after it is no longer needed.", ["P30D"]),
    ("notice_of_change", "notice_period", "We tell you of changes with not less than 30 days' notice.", ["P30D"]),
    ("notice_of_change", "notice_period", "You will be given 30 days' notice of any change.", ["P30D"]),
    ("account_termination", "termination_notice", "Either party may end it with one month of notice.", ["P1M"]),
    (
        "dispute_resolution_arbitration",
        "arbitration_opt_out",
        "If you do not wish to be bound by arbitration, you may opt out within 30 days.",
        ["P30D"],
    ),
    ("liability_limitation", "liability_cap", "In no event will our liability exceed $100.", ["USD 100"]),
    ("liability_limitation", "liability_cap", "We are not liable for more than $100 in total liability.", ["USD 100"]),
    ("children_age", "minimum_age", "You must be at least sixteen (16) years old to use the service.", ["16"]),
    ("children_age", "minimum_age", "Children under 13 may not use the service.", ["13"]),
    ("children_age", "minimum_age", "Nobody under the age of 13 may use the service.", ["13"]),
    ("children_age", "minimum_age", "Persons under 21 years of age can't use it.", ["21"]),
    ("children_age", "minimum_age", "You must not be under 18 years of age to use the service.", ["18"]),
    ("children_age", "minimum_age", "The service is not directed to children under 13.", ["13"]),
    ("children_age", "minimum_age", "The service is only for people aged 18 or older.", ["18"]),
    ("children_age", "minimum_age", "If you are younger than 18 years old, you must not use the service.", ["18"]),
    ("retention", "kept_after_deletion", "But even if you don't ask, within six months we delete letters.", ["P6M"]),
    ("ai_training_use", "choice", "We do not use letters for training unless you opt in.", ["opt_in"]),
    ("ai_training_use", "choice", "We train on letters only if you have not opted out.", ["opt_out"]),
    ("data_sharing", "choice", "We do not share letters without your consent.", ["opt_in"]),
]  # fmt: skip


@pytest.mark.parametrize(("category", "dimension", "sentence", "found"), SURE)
def test_a_number_under_a_negation_that_only_bounds_it_is_stated(category, dimension, sentence, found):
    assert values(sentence, category, dimension) == found


NO_CELL = [
    # denied
    ("notice_of_change", "notice_period", "We may change these terms without 30 days of notice."),
    ("notice_of_change", "notice_period", "Notice of 30 days before a change is not given."),
    ("notice_of_change", "notice_period", "We are under no duty to give 30 days' notice of changes."),
    ("retention", "kept_after_deletion", "We never delete your letters within 30 days of a request."),
    ("retention", "kept_after_deletion", "We do not promise to delete your letters within 30 days."),
    ("retention", "kept_after_deletion", "We delete your letters no earlier than within 90 days."),
    ("retention", "kept_for", "We do not keep letters for 30 days."),
    ("payment_refund_autorenew", "refund_period", "We do not refund fees within 14 days of purchase."),
    ("payment_refund_autorenew", "refund_period", "Nobody gets a refund within 14 days of purchase."),
    ("dispute_resolution_arbitration", "arbitration_opt_out", "You may not opt out of arbitration within 30 days."),
    ("dispute_resolution_arbitration", "arbitration_opt_out", "Neither party may opt out within 30 days."),
    ("liability_limitation", "liability_cap", "Our liability is not limited to 100 USD."),
    ("liability_limitation", "liability_cap", "Nothing limits our liability to 100 USD."),
    ("security", "breach_notice", "We are not obliged to tell you of a breach within 72 hours."),
    ("user_rights", "answer_period", "We do not respond to requests within any 30 days or within 45 days."),
    ("children_age", "minimum_age", "You need not be at least 18 years old to use the service."),
    ("children_age", "minimum_age", "The service is not limited to persons who are 18 years old."),
    ("children_age", "minimum_age", "Nobody above 12 years of age may use the service."),
    ("children_age", "minimum_age", "Children under 13 may use the service without any letter from home."),
    ("children_age", "minimum_age", "Until we know whether a user is 18 or over, they may not use the tower."),
    ("children_age", "minimum_age", "Children under 13 may use the service, and nobody may not be told so."),
    ("ai_training_use", "choice", "No opt-out of training is offered."),
    ("ai_training_use", "choice", "Opting out of training is not possible."),
    ("ai_training_use", "choice", "Nobody may opt out of training."),
    ("ai_training_use", "choice", "You need not opt in for training."),
    ("data_sharing", "choice", "We may share letters without your consent."),
    ("retention", "kept_for", "We no longer keep letters for 30 days."),
    ("notice_of_change", "notice_period", "We used to give 60 days' notice of changes."),
    ("liability_limitation", "liability_cap", "The limit of $100 does not apply to our liability for fraud."),
    ("dispute_resolution_arbitration", "arbitration_opt_out", "You waive the right to reject it within 30 days."),
    ("dispute_resolution_arbitration", "arbitration_opt_out", "We may opt out within 30 days."),
    ("ai_training_use", "choice", "You can opt out neither of training nor of owls."),
    # of another party
    ("liability_limitation", "liability_cap", "Your liability to us is limited to 500 EUR."),
    ("liability_limitation", "liability_cap", "Customer’s total liability shall not exceed 500 EUR."),
    ("liability_limitation", "liability_cap", "You are liable to us for up to 500 EUR."),
    ("liability_limitation", "liability_period", "Your liability is limited to the fees paid in the last 12 months."),
    ("notice_of_change", "notice_period", "You must notify us 60 days before you change your address."),
    ("account_termination", "termination_notice", "You must give us 30 days of notice before you end your account."),
    ("security", "breach_notice", "You must tell us of a security incident within 24 hours."),
    ("security", "breach_notice", "Our vendors notify us of a breach within 24 hours."),
    ("user_rights", "answer_period", "You must respond to our request within 30 days."),
    ("retention", "kept_after_deletion", "You must delete the letters within 30 days."),
    ("retention", "kept_for", "Advertisers may keep your letters for 90 days."),
    ("ai_training_use", "choice", "Advertisers can opt out of training."),
    # only the beginning of it
    ("retention", "kept_after_deletion", "The deletion of your letters will begin automatically in 30 days."),
    ("retention", "kept_after_deletion", "We start to delete your letters within 30 days."),
]  # fmt: skip


@pytest.mark.parametrize(("category", "dimension", "sentence"), NO_CELL)
def test_what_is_denied_or_of_another_party_is_no_cell(category, dimension, sentence):
    assert values(sentence, category, dimension) == []


@pytest.mark.parametrize(
    ("category", "dimension", "sentence", "words"),
    [
        (
            "liability_limitation",
            "liability_cap",
            "Our liability shall not exceed the greater of 50 EUR and the fees paid in the previous 12 months.",
            "the greater of 50 EUR and the fees paid in the previous 12 months",
        ),
        (
            "liability_limitation",
            "liability_cap",
            "Our liability is limited to the fees that you paid or $100, whichever is greater.",
            "the fees that you paid or $100, whichever is greater",
        ),
        (
            "retention",
            "kept_after_deletion",
            "We aim to delete letters within 30 days.",
            "We aim to delete letters within 30 days",
        ),
        (
            "security",
            "breach_notice",
            "We tell you of a breach within 72 hours where feasible.",
            "We tell you of a breach within 72 hours",
        ),
        (
            "children_age",
            "minimum_age",
            "In Germany you must be at least 16 years old to use it.",
            "In Germany you must be at least 16 years old",
        ),
        (
            "children_age",
            "minimum_age",
            "You must be at least 13 years old to use it, or 16 in the EU.",
            "at least 13 years old to use it, or 16 in the EU",
        ),
        (
            "liability_limitation",
            "liability_cap",
            "Our liability cap is the fees of a year or $10,000.",
            "Our liability cap is the fees of a year or $10,000",
        ),
        ("children_age", "minimum_age", "You must be over 17 years old to use the service.", "over 17 years old"),
        ("children_age", "minimum_age", "You must be older than 15 years to use it.", "older than 15 years"),
    ],
)
def test_what_is_no_single_number_is_a_whole_phrase_without_a_value(category, dimension, sentence, words):
    found = [
        (sentence[one.start : one.end], one.value) for one in findings_in(sentence, category)
        if one.dimension == dimension
    ]  # fmt: skip
    assert found == [(words, "")]


@pytest.mark.parametrize(
    ("category", "dimension", "sentence", "words", "value"),
    [
        ("retention", "kept_for", "By day, we do not keep letters for longer than 7 days after that.",
         "we do not keep letters for longer than 7 days", "P7D"),
        ("retention", "kept_for", "We keep letters for no more than 90 days.", "no more than 90 days", "P90D"),
        ("children_age", "minimum_age", "Children under 13 may not use the service.",
         "Children under 13 may not use the service", "13"),
        ("children_age", "minimum_age", "The service is not directed to children under 13.",
         "The service is not directed to children under 13", "13"),
    ],
)  # fmt: skip
def test_a_number_that_a_negation_gives_its_sense_is_quoted_with_it(category, dimension, sentence, words, value):
    found = [
        (sentence[one.start : one.end], one.value) for one in findings_in(sentence, category)
        if one.dimension == dimension
    ]  # fmt: skip
    assert found == [(words, value)]


def test_of_a_sentence_with_hundreds_of_numbers_the_first_are_read():
    found = values("We delete letters within 3 days, " * 100, "retention", "kept_after_deletion")
    assert 0 < len(found) <= MOST_MATCHES


@pytest.mark.parametrize(
    "sentence",
    [
        "We collect what you choose to provide us, and the contents of letters that you send.",
        "You are not required to provide letters to us at any time.",
        "We defend you where letters were used to train the relevant owls, or (iii) unmodified feathers were sold.",
    ],
)
def test_what_somebody_chooses_to_do_and_half_of_a_list_is_no_purpose(sentence):
    cells = [sentence[one.start : one.end] for one in findings_in(sentence, "data_collection")]
    assert not any("(iii)" in cell or "to provide" in cell for cell in cells), cells
