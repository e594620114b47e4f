"""Lines of menus, contacts, days and copyrights that came, went or changed, and those like them that are told."""

import pytest

from governance.comparison import Context, compare, parse

BODY = """# Terms of Service

Papertrail lets you keep your drawings in one place, and these terms say what you may expect of us and what we expect.

You keep all rights to the drawings that you upload, and we use them only to show them to you and to whom you choose.
"""
ENTRIES = "About us, Our Story, Our Owls, News, Press Releases, Investors, Careers, Support"
MENU = "\n".join(f"* {name}" for name in ENTRIES.split(", "))
REACHED = "\nYou can write to us at owls@papertrail.example.\n"
RECIPIENTS = "\nWe share data with:\n\n* Facebook\n* X\n* LinkedIn\n* YouTube\n* Pinterest\n* Instagram\n"
ADDRESS = "Whoever wants to write to us finds Papertrail Ltd at {}, and gets an answer."


def judged(before, after):
    return compare(parse(before), parse(after), Context())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{MENU}\n\n{BODY}", f"{MENU}\n* Our Partners\n\n{BODY}"),
        (f"{BODY}\n{MENU}", f"{BODY}\n{MENU.replace('Our Owls', 'Owls We Know')}"),
        (f"{BODY}\n* [Paper](/p) [Ink](/i)", f"{BODY}\n* [Paper](/p)"),
        (BODY, f"{BODY}\n© 2027 Papertrail Press Ltd. All rights reserved.\n"),
        (f"{BODY}\nDated: June 9, 2024\n", f"{BODY}\nวันที่: June 9, 2024\n"),
        (f"3 languages\n\n{BODY}", f"4 languages\n\n{BODY}"),
        (f"{BODY}\n8008 Zürich, Switzerland\n", f"{BODY}\n8004 Zürich, Switzerland\n"),
        (f"{BODY}\n1301 Second Avenue, Floor 31\n", f"{BODY}\n1301 Second Avenue\n"),
        (
            BODY + ADDRESS.format("c/o Owl, Crow, Wren & Finch (UK) LLP, 22 Rookgate, London, EC2N 4BQ"),
            BODY + ADDRESS.format("27 Old Barn Street, London, WC1N 3AX"),
        ),
        (BODY + REACHED, f"{BODY}{REACHED}\nYou may also contact us at 855-226-4048 for assistance.\n"),
    ],
)
def test_a_line_that_binds_nobody_is_not_told_the_same_day(before, after):
    menu_of_links = "".join(f"\n* [Entry{number}](/e)" for number in "abcdef") if "](/p)" in before else ""
    for first, second in ((before, after), (after, before)):
        comparison = judged(first + menu_of_links, second + menu_of_links)
        assert not comparison.is_alertable, (comparison.rule, [one.severity_rule for one in comparison.differences])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BODY + RECIPIENTS, f"{BODY}{RECIPIENTS}* Crowmail\n"),
        (f"{MENU}\n\n{BODY}", f"{MENU}\n* No refunds\n\n{BODY}"),
        (f"{BODY}\nEffective until June 9, 2024\n", f"{BODY}\nDated: June 9, 2024\n"),
        (BODY + REACHED, f"{BODY}{REACHED}\nYou must contact us at 855-226-4048 to cancel.\n"),
        (BODY, BODY + REACHED),
        (
            BODY + ADDRESS.format("c/o Owl, Crow LLP, 22 Rookgate, London, EC2N 4BQ"),
            BODY + ADDRESS.format("27 Old Barn Street, Dublin, Ireland").replace("Papertrail Ltd", "Owlpress Ltd"),
        ),
    ],
)
def test_a_line_like_them_that_says_something_is_told(before, after):
    assert judged(before, after).is_alertable


def test_what_a_page_hands_to_its_scripts_is_of_the_page():
    data = ",".join(f'"name{number}":"value {number}"' for number in range(20))
    comparison = judged(f"{BODY}\n{data}", f"{BODY}\n{data.replace('value', 'thing')}")
    assert (comparison.label, comparison.is_alertable) == ("cosmetic", False), comparison.rule


def test_another_number_of_a_section_that_bears_the_same_title_is_a_reference():
    before = f"{BODY}\nWhoever orders from a reseller is bound by Section 20.14 (Reseller Orders) below.\n"
    assert judged(before, before.replace("20.14", "19.14")).rule == "references"
    assert judged(before, before.replace("20.14 (Reseller Orders)", "19.14 (Fees)")).is_alertable


def test_a_sentence_that_only_sums_up_is_in_the_digest():
    summary = f"{BODY}\n_In summary: you must read and understand what else applies beside these terms._\n"
    assert not judged(BODY, summary).is_alertable
    assert judged(BODY, summary.replace("In summary: y", "Y")).is_alertable


def test_what_stands_below_related_articles_is_of_other_pages():
    related = f"{BODY}\nRelated articles\n\nFood rules\n\nHosts must keep owls clean and cook what they eat for them.\n"
    other = related.replace("Hosts must keep owls clean", "Hosts shall never keep owls")
    for before, after in ((related, other), (BODY, related), (related, BODY)):
        assert not judged(before, after).is_alertable
    heading = related.replace("Food rules", "## Food rules")
    assert judged(heading, heading.replace("must keep", "shall never keep")).is_alertable


def test_the_day_of_an_update_in_spanish_is_a_date():
    before = f"{BODY}\nActualizado: Junio 2022 Feb 2024\n"
    assert not judged(before, before.replace("Feb", "Mar")).is_alertable
