"""An effective date is one that the text states for itself, near the capture; what else is a day, is none."""

from datetime import date

import pytest

from governance.comparison import Context, compare, parse
from governance.comparison.text.effective_dates import (
    YEARS_AFTER,
    YEARS_BEFORE,
    announces_other_terms,
    effective_date_of,
)

CAPTURED = date(2026, 5, 1)


def effective(clause, captured_on=CAPTURED):
    return effective_date_of(parse(f"{clause}\n\nMore words stand here.").blocks, captured_on)


@pytest.mark.parametrize(
    "clause",
    [
        "Effective: March 1, 2026",
        "**Effective date:** March 1, 2026",
        "_Effective Date:_ _**November 6, 2025**_",
        "Effective as of January 5, 2022 (view previous version)",
        "Effective 2 April 2026 | Archived versions",
        "Last updated and effective: 3 May 2026",
        "Privacy Policy (effective March 15, 2024)",
        "These terms take effect on 1 July 2026.",
        "These changes will take effect on 1 March 2027 for everybody who uses the service.",
        "We're updating our Terms of Service, effective April 30, 2025. You can preview it.",
        "The new changes will **become effective on February 27, 2026**.",
        "We’re updating our Terms. These changes will go into effect on September 23, 2026.",
        "This Privacy Policy is effective as of 3 May 2026.",
        "Gültig ab 1. Mai 2026",
        "Diese AGB gelten ab dem 1. Mai 2026.",
        "En vigueur depuis le 3 mai 2026",
        "Date d'entrée en vigueur : 3 mai 2026",
        "In vigore dal 3.5.2026",
        "Vigente desde el 2026-05-03",
        "The updates go into effect on February 3, 2026.",
        "Effective 1 May 2026, the following terms apply to you.",
        "This agreement enters into force on 1 June 2026.",
        "The date these terms become effective is 4 May 2026.",
        "This version of the policy is valid from 4 May 2026.",
        "As of 1 May 2026, these terms apply.",
        "As of 1 May 2026, this policy applies to all users.",
        "As of 1 February 2026, this provision is amended as follows:",
        "Starting on 1 May 2026 these Terms of Service will apply to you.",
    ],
)
def test_a_text_that_says_when_it_takes_effect_is_believed(clause):
    assert effective(clause) is not None


@pytest.mark.parametrize(
    "clause",
    [
        "Act of 14 June 1993 on the protection of data is in force.",
        "The Act takes effect on 1 June 2026.",
        "This policy follows the Data Act, effective 12 September 2025.",
        "Effective 25 May 2018, the GDPR applies to us.",
        "Last updated: 3 May 2026",
        "General Terms (effective until 30.04.2026)",
        "Inkwell Ltd, incorporated on 1 May 2020, is effective.",
        "The previous version of these terms was effective 1 May 2025.",
        "For example, a plan bought on 1 May 2026 is effective until 1 June 2026.",
        "The terms of our partner Acme apply. Acme was registered on 3 May 2026.",
        "Effective 1 May 2026, a fee is due.",
        "These terms are effective when you accept them, such as on 1 May 2026.",
        "You may opt out before 1 June 2026, when these terms take effect.",
        "Effective: March 1, 1993",
        "Effective: March 1, 2036",
        "The law of 14 June 1993 is in effect since 1 July 1993.",
        "Your subscription takes effect on 1 May 2026.",
        "As of 1 May 2026, the law applies.",
        "As of 1 May 2026, these terms no longer apply.",
        "As of 1 May 2026, these terms do not apply to you.",
        "As of 1 May 2026, these terms apply only if you agree.",
        "As of 1 May 2026, these terms apply unless you object.",
        "As of 1 May 2026, this provision of the Act is amended.",
        "As of 1 May 2026, this subscription is amended.",
        "If, as of 1 May 2026, these terms apply to you, read them.",
        "Accounts made as of 1 May 2026, these terms apply.",
        "As of 1 May 2026, owls apply these terms.",
        "As of 1 May 2026, our partner's terms apply.",
    ],
)
def test_a_day_of_anything_else_is_no_effective_date(clause):
    assert effective(clause) is None


def test_a_day_far_from_the_capture_is_no_effective_date():
    line = "Effective: March 1, {}"
    assert effective(line.format(2026 - YEARS_BEFORE + 1))
    assert effective(line.format(2026 + YEARS_AFTER - 1))
    assert not effective(line.format(2026 - YEARS_BEFORE - 1))
    assert not effective(line.format(2026 + YEARS_AFTER + 1))
    assert effective(line.format(1993), captured_on=None)


def test_a_change_takes_its_effective_date_from_the_words_and_its_capture():
    before = "# Terms\n\nEffective: March 1, 2026\n\nWe keep it for 30 days.\n"
    after = before.replace("March 1, 2026", "May 4, 2026").replace("30", "90")
    law = f"{after}\nThe Law of 14 June 2025 on owls is in force.\n"
    for text in (after, law):
        assert compare(parse(before), parse(text), Context(captured_on=CAPTURED)).effective_date == date(2026, 5, 4)
    assert compare(parse(before), parse(after), Context(captured_on=date(1990, 1, 1))).effective_date is None


@pytest.mark.parametrize(
    ("clause", "announces"),
    [
        ("We're updating our Terms. The new terms will take effect on 1 July 2026.", True),
        ("Upcoming changes are described here: we're changing a lot.", True),
        ("Changes will become effective on the 30th day after we post them.", False),
        ("We may need to change this Privacy Policy from time to time.", False),
        ("If we change these terms, the new version will take effect 30 days later.", False),
        ("We have updated our Privacy Policy. Read it here.", False),
        ("Changes become effective no sooner than 30 days after 1 May 2026.", False),
    ],
)
def test_other_terms_are_announced_with_their_day_and_not_by_how_changes_are_told(clause, announces):
    assert announces_other_terms(clause) is announces
    comparison = compare(parse("# Terms\n\nWe draw owls.\n"), parse(f"# Terms\n\nWe draw owls.\n\n{clause}\n"))
    assert ("announced" in {statement.code for statement in comparison.statements}) is announces


def test_the_day_of_a_privacy_policy_is_none_of_the_terms_that_tell_of_it():
    terms = "# Terms of Service\n\nWe answer letters.\n\n"
    told = terms + "We are updating our Privacy Policy. The new Privacy Policy takes effect on 1 February 2027.\n"
    for title, day in (("Terms of Service", None), ("Privacy Policy", date(2027, 2, 1))):
        assert compare(parse(terms), parse(told), Context(document_title=title)).effective_date == day


@pytest.mark.parametrize(
    "clause",
    [
        "Papertrail wird seine Allgemeinen Geschäftsbedingungen für Händler zum 1. April 2027 anpassen.",
        "Die ab 1. Januar 2027 gültigen AGB finden Sie hier",
        "Diese AGB sind gültig bis zum 31. März 2027.",
    ],
)
def test_german_terms_of_a_later_day_are_announced(clause):
    assert announces_other_terms(clause)


def test_german_terms_in_force_are_not_announced():
    assert not announces_other_terms("Diese AGB sind gültig ab 1. April 2027.")
