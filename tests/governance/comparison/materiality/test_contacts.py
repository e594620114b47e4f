"""How somebody is reached, and who is in office, is told in the digest; what else a sentence binds is not."""

import pytest

from tests.governance.comparison.materiality.edited import changed, rules_of

REACHED_OTHERWISE = [
    (
        "If you have questions, contact us by emailing the legal team or by calling us at 888-555-0118.",
        "If you have questions, contact us by calling us at 415-555-1528.",
    ),
    (
        "If you have questions, please contact us at owls@papertrail.example.",
        "If you have questions, please contact us through this form.",
    ),
    (
        "If you have questions, contact our office here or at dpo@papertrail.example.",
        "If you have questions, contact our office here.",
    ),
]
IN_OFFICE = [
    (
        "Papertrail AG, Director: L. Wilson (US), is a company of owls.",
        "Papertrail AG, Director: E. Owlish (US), is a company of owls.",
    ),
    (
        "Monsieur Pierre Hibou, Président de Papertrail SAS.",
        "Monsieur Samuel Oiseau, Directeur général de Papertrail SAS.",
    ),
    ("Geschäftsführer: Anna Eule, Max Huhn", "Geschäftsführer: Anna Eule, Eva Hahn"),
]
BINDING = [
    ("If you have questions, contact us by email.", "If you have questions, you must contact us by email."),
    ("To cancel, contact us by phone.", "To cancel, contact us by email."),
    ("Contact us, Papertrail Ltd, by email.", "Contact us, Owlish Ltd, by email."),
    ("You may cancel in the shop.", "You may cancel in the shop or by contacting us."),
    ("Our directors rely on Owl Bank for payments.", "Our directors rely on Hen Bank for payments."),
    (
        "The visitors (non-registered Platform Users), their representatives and owls, draw.",
        "The visitors (non-registered Users), their representatives and owls, draw.",
    ),
]


@pytest.mark.parametrize(("old", "new"), REACHED_OTHERWISE)
def test_another_way_to_reach_the_same_people_waits(old, new):
    assert rules_of(old, new) <= {"channel", "addresses"}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(("old", "new"), IN_OFFICE)
def test_another_person_in_office_waits(old, new):
    assert rules_of(old, new) == {"officers"}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(("old", "new"), BINDING)
def test_whatever_binds_is_neither(old, new):
    assert rules_of(old, new).isdisjoint(("channel", "officers"))
