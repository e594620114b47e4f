"""The guard drops sentences that have every word of their clause and say something else."""

import pytest

from governance.rewriting.guard.rules import why_dropped
from governance.rewriting.guard.told import ToldStatement

pytestmark = pytest.mark.pure


def why(said: str, clause: str) -> str:
    """The rule that drops the sentence where the clause is new."""
    cited = ToldStatement("/provisions/0", "added", "medium", "Added a clause.", "", clause)
    return why_dropped(said, [cited])


@pytest.mark.parametrize(
    ("clause", "lie"),
    [
        # Who does what to whom.
        ("We may share your data with Northwind.", "Northwind may share your data."),
        ("We may share your data with Northwind.", "Northwind may share your data with us."),
        ("We may share your data with Northwind.", "Your data may be shared by Northwind."),
        ("We may share your data with Northwind.", "They may share your data with Northwind."),
        ("We keep your data for 30 days.", "I keep your data for 30 days."),
        ("We transfer data from France to Canada.", "We transfer data from Canada to France."),
        ("We transfer data from France to Canada.", "We transfer data to France from Canada."),
        ("The customer must indemnify the provider.", "The provider must indemnify the customer."),
        ("The provider must be indemnified by the customer.", "The provider must indemnify the customer."),
        ("We indemnify the customer.", "The customer indemnifies us."),
        ("You keep your content, and grant us a licence.", "You grant your content, and keep us a licence."),
        ("We share your location with partners and sell your email to brokers.", "We share your email to brokers."),
        ("We share your location with partners, and they sell your email.", "We sell your email."),
        ("Logs are kept for 30 days and messages for 90 days.", "Logs are kept for 90 days and messages for 30 days."),
        ("Logs are kept for 30 days and messages for 90 days.", "Logs are kept for 90 days."),
        ("We may use your content unless you opt out.", "You opt out unless we may use your content."),
        ("If you pay the fee, you may cancel.", "If you cancel, you may pay the fee."),
        # How many, and which.
        ("We may share some of your data with Northwind.", "We may share all of your data with Northwind."),
        ("We may share some of your data with Northwind.", "We may share your data with Northwind."),
        ("We may share certain data with Northwind.", "We may share data with Northwind."),
        ("We may share your data with any partner.", "We may share your data with some partner."),
        ("We may share your data with Northwind.", "We may share any data with Northwind."),
        ("You must give notice and pay the fee.", "You must give notice or pay the fee."),
        ("You must give notice or pay the fee.", "You must give notice and pay the fee."),
        # How much at most, at least, and when.
        ("We keep your data for up to 90 days.", "We keep your data for over 90 days."),
        ("We keep your data for up to 90 days.", "We keep your data for 90 days."),
        ("We keep your data for at least 90 days.", "We keep your data for up to 90 days."),
        ("We keep your data for 90 days.", "We keep your data for 90 days or more."),
        ("We are liable for damages of up to $100.", "We are liable for damages of over $100."),
        ("You must be 18 years old.", "You must be 18 years old or under."),
        ("You must pay 5% of your sales.", "You must pay less than 5% of your sales."),
        ("We delete your data within 30 days.", "We delete your data in over 30 days."),
        ("We delete your data after 30 days.", "We delete your data before 30 days."),
        ("We tell you 30 days before the change.", "We tell you 30 days into the change."),
        ("We tell you 30 days before the change.", "We tell you 30 days after the change."),
        ("The terms apply from 12 March 2026.", "The terms apply until 12 March 2026."),
        ("We tell you before we change the fee.", "We tell you while we change the fee."),
        ("We may suspend you after a warning.", "We may suspend you before a warning."),
        ("We keep your data.", "We keep your data because you use the service."),
        ("We keep your data for 90 days.", "The number changed for your data."),
    ],
)
def test_words_in_another_order_or_with_another_small_word_are_dropped(clause: str, lie: str) -> None:
    assert why(clause, clause) == ""
    assert why(lie, clause)


@pytest.mark.parametrize(
    ("clause", "true"),
    [
        (
            "We may share your data with Northwind only if you consent.",
            "Your data may be shared by us with Northwind, only if you agree.",
        ),
        ("Your data may be shared by us with Northwind.", "We may share your data with Northwind."),
        ("We may share your data with Northwind and our partners.", "We may share your data with our partners."),
        ("We may collect your name and share your data.", "We may share your data."),
        ("You may cancel if you pay the fee.", "If you pay the fee, you may cancel."),
        ("If you pay the fee, you may cancel.", "You may cancel if you pay the fee."),
        (
            "Grammar and spelling must be correct unless grammar or spelling is part of a brand.",
            "Grammar and spelling must be correct unless grammar or spelling is part of a brand.",
        ),
        ("We notify you prior to version 4.9.0 of the service.", "We tell you before version 4.9.0 of the service."),
        ("We handle claims in accordance with the rules.", "We handle claims under the rules."),
        (
            "Any claim may be decided under Article 14.4.",
            "The text now says that any claim may be decided under Article 14.4.",
        ),
        ("We keep your data for at least 90 days.", "Your data is kept by us for at least 90 days."),
        ("Data is stored by us for 90 days.", "We store data for 90 days."),
        ("Data is collected, and data may be shared.", "Data may be shared."),
    ],
)
def test_a_passive_a_condition_in_front_and_a_part_are_kept(clause: str, true: str) -> None:
    assert why(true, clause) == ""
