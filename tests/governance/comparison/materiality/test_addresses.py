"""Only where to write to or to call changed: told in the digest."""

import pytest

from tests.governance.comparison.materiality.edited import changed, rules_of

SAME_COMPANY_ELSEWHERE = [
    (
        "Write to Papertrail Ltd, 12 Owl Street, London EC2M 4YP.",
        "Write to Papertrail Ltd, 4 Hen Road, London EC1A 1BB.",
    ),
    ("Papertrail GmbH, Eulenstraße 5, 10117 Berlin, answers.", "Papertrail GmbH, Parkweg 7, 10117 Berlin, answers."),
    ("Call us at 020 7946 0123.", "Call us at 020 7946 0999."),
    ("Mail goes to help@papertrail.example at any time.", "Mail goes to owls@papertrail.example at any time."),
    ("The list is at www.papertrail.com/list today.", "The list is at www.papertrail.com/owls today."),
    ("12 Owl Street, Suite 5", "14 Hen Street, Suite 9"),
    ("", "10 Devonshire Square, London EC2M 4YP"),
]
OTHER_SUBSTANCE = [
    ("The contract is with Papertrail Ltd, 12 Owl Street.", "The contract is with Papertrail Inc., 12 Owl Street."),
    ("Courts in Freedonia decide, and letters go there.", "Courts in Sylvania decide, and letters go there."),
    ("You pay 1200 at the address 5 Owl Street.", "You pay 1300 at the address 5 Owl Street."),
    ("Our address is in Ireland.", "Our address is in Singapore."),
    ("Article 6 of Decision 2021/914 applies.", "Article 6 of Decision 2022/914 applies."),
    ("You have 30 days to write to 5 Owl Street.", "You have 90 days to write to 5 Owl Street."),
]


@pytest.mark.parametrize(("old", "new"), SAME_COMPANY_ELSEWHERE)
def test_an_address_is_told_in_the_digest(old, new):
    comparison = changed(old, new)
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("substantive", "immaterial", False)
    assert comparison.reason == "Only addresses changed."


@pytest.mark.parametrize(("old", "new"), OTHER_SUBSTANCE)
def test_what_stands_beside_an_address_is_told_the_same_day(old, new):
    assert "addresses" not in rules_of(old, new)
    assert changed(old, new).is_alertable
