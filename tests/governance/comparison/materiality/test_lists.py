"""A row of a list changed that informs, or a line on a revision: told in the digest."""

import pytest

from tests.governance.comparison.materiality.edited import changed, rules_of

LANGUAGES = (
    "| Language | Notice |\n| --- | --- |\n| English | Owl notice |\n| Deutsch | Eulenhinweis |\n| Français | Avis |\n"
)
REGISTER = "The declarations listed below came from owls.\n\n| Paper | Council |\n| --- | --- |\n" + "".join(
    f"| Owl Paper {letter} | Council of Owls |\n" for letter in "ABCDEFGHIJKLMN"
)


def test_a_row_of_a_list_of_languages_is_told_in_the_digest():
    assert rules_of(LANGUAGES, f"{LANGUAGES}| Español | Aviso |\n") == {"language_row"}
    assert not changed(f"{LANGUAGES}| Español | Aviso |\n", LANGUAGES).is_alertable
    assert not changed(LANGUAGES, LANGUAGES.replace("Eulenhinweis", "Hinweis der Eulen")).is_alertable


@pytest.mark.parametrize(
    "row",
    [
        "| Español | This version prevails |",
        "| Español | 5 drawings |",
        "| Hens | Hen notice |",
        "| Español | Our partners |",
    ],
)
def test_more_than_a_language_is_told_the_same_day(row):
    assert changed(LANGUAGES, f"{LANGUAGES}{row}\n").is_alertable


def test_a_language_in_no_list_of_languages_is_told_the_same_day():
    colours = "| Ink | Paper |\n| --- | --- |\n| Blue | White |\n| Red | Grey |\n"
    assert changed(colours, f"{colours}| French | White |\n").is_alertable


def test_an_entry_of_a_register_is_told_in_the_digest():
    assert rules_of(REGISTER, f"{REGISTER}| Hen Paper | Council of Hens |\n") == {"register_row"}
    assert not changed(f"{REGISTER}| Radio1owl | Council of Hens |\n", REGISTER).is_alertable
    assert not changed(REGISTER, REGISTER.replace("Paper D | Council of Owls", "Paper D | Board of Owls")).is_alertable


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ("These birds draw.", "| Hen Paper | Council of Hens |"),
        ("The processors listed below came from owls.", "| Hen Paper | Council of Hens |"),
        ("The prohibited papers listed below came from owls.", "| Hen Paper | Council of Hens |"),
        ("The declarations listed below came from owls.", "| Hen Paper | You must not draw |"),
        ("The declarations listed below came from owls.", "| Hen Paper | 30 days |"),
    ],
)
def test_a_row_of_another_list_is_told_the_same_day(said, row):
    rows = REGISTER.replace("The declarations listed below came from owls.", said)
    assert changed(rows, f"{rows}{row}\n").is_alertable


def test_a_register_of_few_entries_is_told_the_same_day():
    few = "\n".join(REGISTER.splitlines()[:8]) + "\n"
    assert changed(few, f"{few}| Hen Paper | Council of Hens |\n").is_alertable


REVISED = "Call us at 020 7946 {}.\n\n## Revisions\n\n* 2024-01-12: Drew an owl.\n{}"


def test_a_line_on_a_revision_is_told_with_the_change_itself():
    old, new = REVISED.format("0123", ""), REVISED.format("0999", "* 2025-12-18: Updated where to call us.\n")
    assert rules_of(old, new) == {"addresses", "revision"}
    assert not changed(old, new).is_alertable
    assert changed(old, new.replace("0999", "0123")).is_alertable
    assert changed(old, new.replace("Updated", "Effective tomorrow: updated")).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Owls follow the GDR.", "Owls follow the General Drawing Rule (“GDR”)."),
        ("Owls follow the Rule of the Drawing of Nests (RDN).", "Owls follow the RDN."),
        ("Owls follow the General Drawing Rule.", "Owls follow the General Drawing Rule (“GDR”)."),
    ],
)
def test_a_term_that_is_written_out_is_told_in_the_digest(old, new):
    assert rules_of(old, new) == {"written_out"}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Owls follow the GDR.", "Owls follow the Great Nest Rule (“GDR”)."),
        ("Owls follow the GDR.", "Owls follow the General Drawing Rule (“GDR”) and the Nest Rule."),
        ("Owls follow the GDR.", "Owls follow the Sylvanian General Drawing Rule (“GDR”)."),
        ("Owls follow the GDR.", "Owls follow the General Drawing Rule."),
    ],
)
def test_another_or_one_more_rule_is_told_the_same_day(old, new):
    assert changed(old, new).is_alertable
