"""A line that took another's place is a change of it; lists of contents and words that only moved are told last."""

import pytest

from governance.comparison import Context, compare, headline, parse
from governance.comparison.matching.kept_words import KeptWords
from governance.comparison.telling.places import tells_only_of_places

pytestmark = pytest.mark.pure

OWLS = "Owls may sleep in the old tower of the guild."
HENS = "Hens may lay eggs in the new barn of the miller at night."
FOXES = "Foxes must pay 5 EUR for each egg."


def compared(before, after):
    return compare(parse(f"# Terms\n\n{before}\n"), parse(f"# Terms\n\n{after}\n"), Context())


def line(comparison):
    return headline("Acme", "Terms", comparison).partition(": ")[2]


def sentences(comparison):
    return [one.sentence for one in (*comparison.differences, *comparison.set_aside)]


def test_a_version_of_another_day_is_a_change_of_the_line_whose_form_changed_with_it():
    before, after = (
        f"**Versie van 24 november 2022**\n\n{OWLS}",
        f"**Versie van 16 februari 2023**\n\n{OWLS}\n\n{FOXES}",
    )
    told = " ".join(sentences(compared(before, after)))
    assert "“Versie van 24 november 2022” became “Versie van 16 februari 2023”" in told
    assert "removed “Versie" not in told


def test_a_label_that_took_the_place_of_another_is_no_clause_more():
    before = f"{OWLS}\n\nBooking fee\n\nSongs of the night cost 5 EUR each.\n\n{HENS}"
    after = f"{OWLS}\n\nService charges\n\nSongs of the night cost 7 EUR each.\n\n{HENS}"
    comparison = compared(before, after)
    assert comparison.counts.total == 1
    assert "more clause" not in line(comparison)
    assert "“Booking fee” became “Service charges”." in " ".join(sentences(comparison))


def test_a_longer_name_of_an_item_is_a_change_of_it_and_counted_once():
    before = f"* Owl number\n* UPI (unique personal index)\n* Name of the owl\n\n{HENS}"
    item = "Unique personal index (UPI), which is a number that the guild made and that can be shared with millers"
    comparison = compared(before, before.replace("UPI (unique personal index)", item))
    assert line(comparison).startswith("changes “UPI (unique personal index)” to “Unique personal index (UPI), which")
    assert "more clause" not in line(comparison)


def test_two_clauses_of_other_words_at_one_place_came_and_went():
    told = " ".join(sentences(compared(f"{OWLS}\n\n{HENS}\n\n{FOXES}", f"{OWLS}\n\nNobody sings by day.\n\n{FOXES}")))
    assert "became" not in told
    assert "stands where" not in told


def test_a_word_that_stood_in_the_clause_before_is_not_added():
    share = "We keep the technical and interaction data of each owl in the tower."
    before = f"{share}\n\nYou can turn off “technical and interaction data” in the barn.\n\n{OWLS}"
    after = f"{share}\n\n{OWLS}\n\nSee technical and interaction data.\n\nYou can turn off data in the barn."
    told = " ".join(sentences(compared(before, after)))
    assert "added “data”" not in told


def test_numbers_of_pages_are_no_provisions_and_never_told_first():
    dots = "." * 30
    before = f"12.1 Price of songs {dots}15\n\n12.2 Payment by owls {dots} 17\n\n{OWLS}\n\n{HENS}"
    after = before.replace(f"{dots}15", f"{dots}16").replace(f"{dots} 17", f"{dots} 18").replace("at night", "by day")
    comparison = compared(before, after)
    assert comparison.counts.total == 1
    assert "by day" in comparison.differences[0].sentence
    assert "more clause" not in line(comparison)


def test_words_that_a_number_of_a_page_parts_are_not_told_first():
    start, end = (
        "You get a mail with a link for your egg. You shall enter your",
        "coordinates to get your egg of the hen.",
    )
    geese = "Geese are grey in the morning."
    before, after = f"{OWLS} {start} {end}\n\n{HENS}", f"{OWLS} {start}\n\n10\n\n{end}\n\n{HENS}\n\n{geese}"
    comparison = compared(before, after)
    assert geese.removesuffix(".") in comparison.differences[0].sentence
    assert line(comparison).startswith("adds “Geese are grey")
    assert "more clause" not in line(comparison)


def test_a_title_that_left_the_contents_while_it_still_stands_is_not_removed():
    title = "13.1 - Liability of the guild"
    before, after = f"{title}\n\n{OWLS}\n\n## {title}\n\n{HENS}", f"{OWLS}\n\n## {title}\n\n{HENS}\n\n{FOXES}"
    comparison = compared(before, after)
    told = " ".join(sentences(comparison))
    assert f"removed “{title}”" not in told
    assert comparison.counts.removed == 0


def test_a_clause_under_a_line_that_became_a_heading_did_not_come_under_it():
    item = "your full address may be shown to all owls"
    before = f"## Never allowed\n\nAllowed\n\n{item}\n\n{HENS}"
    after = f"## Never allowed\n\n## Allowed\n\n{item}\n\n{HENS}\n\n{FOXES}"
    comparison = compared(before, after)
    assert "where it stood under" not in " ".join(sentences(comparison))
    assert line(comparison).startswith("adds “Foxes must pay")


def test_the_end_of_a_sentence_that_stands_as_before_is_not_told_as_removed():
    street, end = "642 Quill Lane, Inkford", "to the attention of: Chief Owl."
    before, after = f"Write to: {street} {end}", f"Write to:\n\n42 Feather Road\n\n{end} We answer at noon."
    kept = KeptWords(parse(before), parse(after))
    assert kept.without_kept(f"{street} {end}", are_new=False) == street


@pytest.mark.parametrize(
    ("sentence", "is_so"),
    [
        ("Retention, under “Owls: at night”: “We keep eggs” stood elsewhere in the document before.", True),
        ("Words beginning “We keep” stands elsewhere in the document now.", True),
        ("Under “Owls”: “a” stood elsewhere in the document before; added “hens”.", False),
        ("Under “Owls”: added “this stood elsewhere in the document before”.", False),
    ],
)
def test_a_sentence_tells_only_of_places_where_all_of_its_parts_do(sentence, is_so):
    assert tells_only_of_places(sentence) is is_so
