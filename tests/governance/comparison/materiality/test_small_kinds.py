"""Entries of menus, sentences that inform, definitions, capital, rows that left, names in full, mixtures."""

import pytest

from governance.comparison import compare, parse
from tests.governance.comparison.materiality.edited import TEXT, changed, rules_of

MENU = "\n".join(
    f"* [{name}](https://papertrail.example/{name})" for name in ("Owls", "Hens", "Ducks", "Geese", "Swans")
)
INFORMS = [
    "For more information about the types of complaints and our processes for handling them, please see here.",
    "If you would like to learn about the systems that we use, please see here.",
    "Please read our Owl Disclosures for additional information about your rights under state laws.",
    "TIP: You will find more information here about how we draw.",
    "Pour en savoir plus sur vos droits, consultez notre page d’aide.",
    "Weitere Informationen zu Ihren Rechten finden Sie hier.",
]
BINDS = [
    "To exercise your rights, please see here.",
    "For more information or to opt out, see here.",
    "For more information, see our Seller Terms, which govern your use.",
    "For more information you must see here.",
    "To learn more about how to cancel your plan, see here.",
]


@pytest.mark.parametrize("sentence", INFORMS)
def test_a_sentence_that_leads_to_information_waits(sentence):
    assert rules_of("", sentence) == {"pointer"}
    before = "Owls draw what they like at night, and hens sing along with them in the morning."
    assert not changed(f"{before} {sentence}", before).is_alertable


@pytest.mark.parametrize("sentence", BINDS)
def test_the_way_to_a_right_or_what_governs_does_not_wait(sentence):
    assert "pointer" not in rules_of("", sentence)


def test_an_entry_of_a_menu_is_cosmetic():
    without = MENU.replace("* [Ducks](https://papertrail.example/Ducks)\n", "")
    assert rules_of(without, MENU) == {"menu_entry"}
    assert "menu_entry" not in rules_of(f"We share drawings with:\n\n{without}", f"We share drawings with:\n\n{MENU}")
    assert "menu_entry" not in rules_of("", "* [Ducks](https://papertrail.example/Ducks)")


def test_a_line_that_the_page_repeats_is_cosmetic():
    rows = "\n\n".join(f"* Owl Check\n\nOwls watch drawer {word} at night." for word in "abcdefg")
    assert rules_of(f"* Owl Check\n\n{rows}", rows) == {"menu_entry"}
    assert "menu_entry" not in rules_of(f"* Prohibited\n\n{rows}".replace("Owl Check", "Prohibited"), rows)


def test_a_definition_of_a_word_in_use_waits():
    line = "“Nest” means the place where the owls of Papertrail sleep."
    before, after = TEXT.format("Owls stay in the Nest."), TEXT.format(f"Owls stay in the Nest.\n\n{line}")
    assert not compare(parse(before), parse(after)).is_alertable
    assert changed("", line).is_alertable
    assert "definition" not in rules_of(
        "Owls keep Content.", "Owls keep Content.\n\n“Content” means what you must give us."
    )


@pytest.mark.parametrize(
    ("old", "new", "waits"),
    [
        (
            "Papertrail SA has a share capital of 1 216 372,48 euros.",
            "Papertrail SA has a share capital of 1 223 689,41 euros.",
            True,
        ),
        ("SAS au capital de 104.254.357,35 € euros.", "SAS au capital de 43 743 087 € euros.", True),
        ("Owls pay a fee of 100 euros.", "Owls pay a fee of 200 euros.", False),
        ("With a share capital of 5 euros we pay 10 euros.", "With a share capital of 5 euros we pay 20 euros.", False),
    ],
)
def test_the_capital_of_a_company_waits_and_a_fee_does_not(old, new, waits):
    assert changed(old, new).is_alertable is not waits


def test_a_row_that_left_waits_and_one_that_came_does_not():
    rows = "\n".join(f"| Owl{name} | Chat | Freedonia |" for name in "abcde")
    more = f"{rows}\n| Hen | Chat | Freedonia |"
    assert rules_of(more, rows) == {"row_left"}
    assert changed(rows, more).is_alertable
    priced = f"{rows}\n| Hen | Free | Freedonia |"
    assert "row_left" not in rules_of(priced, rows)


def test_the_name_of_the_service_in_full_waits():
    own = "Papertrail Nest (“we”, “us”) draws. Papertrail Nest sings."
    assert "name_in_full" in rules_of(f"{own}\n\nOwls of Papertrail draw.", f"{own}\n\nOwls of Papertrail Nest draw.")
    assert "name_in_full" not in rules_of("We share it with Hen.", "We share it with Hen Bank.")
    assert "name_in_full" not in rules_of("Owls of Papertrail draw.", "Owls of Papertrail Ireland draw.")


def test_several_small_things_in_one_clause_wait():
    old = "Owls draw an hens, and our Privacy Policy helps if you have trouble finding guidedlines."
    new = "Owls draw a hens, and our Privacy Notice helps if you have trouble finding guidelines."
    assert rules_of(old, new) <= {"mixture", "grammar", "document_renamed"}
    assert "mixture" not in rules_of(old, new.replace("if you", "if you must"))
