"""Changes of substance that look like a new name, another order, a label or a move: each is told the same day."""

import pytest

from governance.comparison import compare, parse

FRAME = (
    "# Terms of Service\n\nThese are the rules of the guild that you accept.\n\n{}\n\nWe keep what you draw for you.\n"
)


def compared(old, new, frame=FRAME):
    return compare(parse(frame.format(old)), parse(frame.format(new)))


REPLACED = [
    ("EUR", "USD"), ("Euros", "Dollars"), ("Guests", "Hosts"), ("Consumers", "Businesses"), ("Seller", "Buyer"),
    ("Adults", "Children"), ("Premium", "Basic"), ("Free", "Pro"), ("Freedonia", "Sylvania"), ("Germany", "China"),
    ("Mailhouse", "Quillbank"), ("AAA", "JAMS"), ("Alpha Act", "Beta Act"), ("Mail", "Fax"), ("Owls", "Foxes"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "other"), REPLACED)
def test_another_currency_role_party_place_plan_or_law_is_no_renaming(name, other):
    old = (
        f"{name} count here when fees fall due.\n\nWhat is owed goes to {name} first.\n\nAsk about {name} in the yard."
    )
    for one, another in ((name, other), (other, name)):
        comparison = compared(old.replace(name, one), old.replace(name, another))
        assert comparison.is_alertable, comparison.rule


@pytest.mark.parametrize(
    "title",
    [
        "# {} Terms",
        "# Terms for {}",
        "# {} Privacy Notice",
        "# Terms of Service\n\nThe {} (“we”) draw owls for you all.",
    ],
)
@pytest.mark.parametrize(
    ("name", "other"),
    [("Seller", "Buyer"), ("Guests", "Hosts"), ("Germany", "China"), ("EUR", "USD"), ("Premium", "Basic")],
)
def test_a_role_place_currency_or_plan_in_the_title_is_no_name_of_the_service(title, name, other):
    old = f"{title.format(name)}\n\n{{}}\n\nIt is the {name} that pays.\n\nWhat is owed goes to {name} first."
    comparison = compare(parse(old.format("We draw.")), parse(old.format("We draw.").replace(name, other)))
    assert comparison.rule != "renamed"


def test_a_place_where_people_live_in_the_title_is_no_name_of_the_service():
    old = "# Freedonia Privacy Notice\n\nThis is for Freedonia residents.\n\nWe sell in Freedonia what we draw."
    assert compare(parse(old), parse(old.replace("Freedonia", "Sylvania"))).is_alertable


OWN_NAMES = [
    "# Papertrail Terms of Service",
    "# Terms of Service\n\nPapertrail (“we”) draws owls.",
    "# Terms of Service\n\nPapertrail, Inc. (“Papertrail”, “we” or “us”) draws owls.",
    '# Terms of Service\n\nPapertrail, a guild of owls ("us"), draws.',
    "# Terms of Service\n\nWelcome to Papertrail and its yard.",
    "# Terms of Service\n\nYou may read our services such as Papertrail.",
]


@pytest.mark.parametrize("opening", OWN_NAMES)
def test_another_name_of_the_service_itself_is_a_renaming(opening):
    old = f"{opening}\n\nPapertrail paints for all.\n\nAll owls of the yard paint for Papertrail."
    comparison = compare(parse(old), parse(old.replace("Papertrail", "Inkwell")))
    assert (comparison.rule, comparison.is_alertable) == ("renamed", False)


@pytest.mark.parametrize("opening", OWN_NAMES)
def test_a_new_name_in_some_of_the_clauses_only_is_no_renaming(opening):
    old = f"{opening}\n\nPapertrail paints for all.\n\nAll owls paint for Papertrail.\n\nAsk Papertrail."
    half = old.replace("Papertrail paints", "Inkwell paints").replace("paint for Papertrail", "paint for Inkwell")
    assert compare(parse(old), parse(half)).is_alertable


@pytest.mark.parametrize(
    "sentence",
    ["We use {}, which helps us (our “partner”).", "We share it with {} (our host).", "We, with {}, draw owls.",
     "We use {} and Papertrail (“we”).", "We pay our partners such as {}.", "Our service providers such as {} help."],
)  # fmt: skip
def test_a_recipient_beside_words_like_ours_is_not_the_service(sentence):
    old = f"{sentence.format('Mailhouse')}\n\nWhat you draw goes to Mailhouse."
    assert compared(old, old.replace("Mailhouse", "Quillbank")).is_alertable
