"""A headline quotes the phrase that is the point of a clause, and around a small edit what explains it."""

import pytest

from governance.comparison import compare, headline, parse
from governance.comparison.telling.passages import around, condition_and_rule, phrase_cut, telling_part
from governance.comparison.text.phrases import Span

pytestmark = pytest.mark.pure

START = "# Terms\n\nThese terms hold for the guild of the owls and for its painters.\n\n"


def told(text, before=""):
    comparison = compare(parse(START + before), parse(START + text))
    return headline("Acme", "Terms", comparison).partition(": ")[2]


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        (80, "We keep your drawings in the tower for the owls, and we show them to all guests"),
        (50, "We keep your drawings in the tower for the owls"),
        (42, "We keep your drawings in the tower"),
        (33, "We keep your drawings"),
    ],
)
def test_a_quotation_that_is_cut_ends_with_a_phrase(limit, shown):
    assert (
        phrase_cut("We keep your drawings in the tower for the owls, and we show them to all guests.", limit) == shown
    )


def test_a_quotation_never_ends_with_a_word_or_a_number_that_waits_for_another():
    assert phrase_cut("We delete all of these lists every 6 months", 38) == "We delete all of these lists"


def test_of_a_long_clause_the_phrase_is_quoted_that_decides():
    clause = (
        "Disputes. Where a claim is not settled by mail within the guild, you may not bring it with other painters."
    )
    place = clause.index("may not")
    part = telling_part(clause, Span(place, place + 7), 60)
    assert part == "you may not bring it with other painters"
    assert telling_part(clause, None, 60) == "Where a claim is not settled by mail within the guild"


def test_the_sentence_around_an_edit_is_quoted_as_far_as_there_is_room():
    members = "Members of the guild of the old owls or the hens may cancel within 14 days of their visit"
    text = f"Painters come to draw in the tower. {members}."
    place = text.index("or the hens")
    assert around(text, Span(place, place + 11), 90) == members
    assert around(text, Span(place, place + 11), 55) == "Members of the guild of the old owls or the hens"
    assert around(text, Span(place, place + 11), 36) == "guild of the old owls or the hens"
    assert around(text, Span(place, place + 11), 15) == ""


def test_a_small_edit_is_told_in_its_sentence():
    clause = "## Visits\n\nGuests from the old tower{} may cancel a visit within 14 days of booking.\n"
    line = told(clause.format(" or the barn"), clause.format(""))
    assert line.startswith("adds “or the barn” in “Guests from the old tower or the barn may cancel a visit")


def test_words_put_between_equal_ones_are_added():
    clause = "## Logs\n\nThe log holds actions, {}songs and the pictures of a painter.\n"
    assert told(clause.format("commands, "), clause.format("")).startswith("adds “commands”")
    assert told(clause.format(""), clause.format("commands, ")).startswith("removes “commands”")


def test_a_name_is_told_whole():
    clause = "## Towers\n\nThis holds for guests who live in the Old {} of owls at night.\n"
    line = told(clause.format("Hill Country"), clause.format("Town"))
    assert line.startswith("changes “Old Town” to “Old Hill Country” in “")


def test_a_sentence_that_is_new_in_a_reworded_clause_is_told_and_not_that_it_is_reworded():
    old = (
        "These rules hold for songs and pictures (all of them), and owls see them. Guests add rules of their own to it."
    )
    new = (
        "These rules hold for songs, models and pictures (all), and hens see them. We watch out for grave harm in"
        " particular, and at once lock whoever threatens anyone."
    )
    assert "We watch out for grave harm in particular" in told(f"## Rules\n\n{new}\n", f"## Rules\n\n{old}\n")


def test_a_section_that_came_as_a_whole_is_told_as_one():
    section = "## Owlmeter\n\nOwlmeter reads the mail address of each painter.\n\nIt stands in the tower at night.\n"
    line = told(f"## Hens\n\nHens sleep.\n\n{section}", "## Hens\n\nHens sleep.\n\n")
    assert line == (
        "adds the section “Owlmeter” (2 clauses), which says “Owlmeter reads the mail address of each painter”"
    )
    line = told("## Hens\n\nHens sleep.\n\n", f"## Hens\n\nHens sleep.\n\n{section}")
    assert line.startswith("removes the section “Owlmeter” (2 clauses), which said “")


def test_of_many_clauses_their_number_and_subjects_come_first():
    fees = "".join(f"You must pay a fee of {n} EUR for tower {n} when it is let to you.\n\n" for n in range(12))
    data = "".join(f"We share your data of kind {n} with partner {n} of ours.\n\n" for n in range(12))
    stay = "".join(f"Owl {n} sings at night.\n\n" for n in range(40))
    line = told(f"## Fees\n\n{fees}## Data\n\n{data}## Owls\n\n{stay}", f"## Owls\n\n{stay}")
    assert line.startswith("adds 24 clauses (payments and renewal, data sharing); adds “You must pay a fee")


@pytest.mark.parametrize("lead", ["Please note that ", "(4 May 2026) Due to what went on in the tower, "])
def test_what_only_leads_to_the_point_is_not_quoted_where_there_is_no_room(lead):
    clause = f"{lead}we no longer show your drawings to the guests of the other towers."
    assert telling_part(clause, None, 60) == "we no longer show your drawings"


def test_of_what_holds_on_a_condition_both_are_quoted():
    condition = "If you come to the tower from one of the islands behind the second hill of the guild at night"
    rule = "the terms of the hens do not hold for you"
    shown = "If you come to the tower from one of the islands behind"
    assert condition_and_rule(f"{condition}, {rule}.", 100) == (shown, rule)
    assert condition_and_rule(f"{condition}, {rule}.", 30) is None
    assert condition_and_rule(f"{condition}.", 100) is None
    line = told(
        f"## Islands\n\n{condition}, {rule}, and all of the doors stay shut for the whole night.\n", "## Islands\n\n"
    )
    assert line.startswith("adds “If you come to the tower")
    assert "”… “the terms of the hens do not hold”" in line


def test_a_subject_that_is_too_long_is_cut_before_its_verb():
    subject = "drawings of owls and all related songs and tales (including those of hens that may sing at night)"
    text = f"For residents of the old tower, {subject} may not be shown."
    assert condition_and_rule(text, 90) == (
        "For residents of the old tower, drawings of owls and all related songs",
        "may not be shown",
    )


def test_a_condition_of_several_parts_is_no_rule_before_its_end():
    text = "Where you, the owls, or our hens in the tower sing, we must be asked by the guild of painters before night."
    assert condition_and_rule(text, 60) == ("Where you, the owls", "we must be asked by the guild of painters")


def test_of_a_replacement_too_long_for_both_sides_the_new_words_are_told():
    clause = (
        "## Notices\n\nWhere owls lock a drawing, painters are told of it. We may also send a copy of the notice {}.\n"
    )
    after = (
        "including the full name, street and telephone number of its sender, to each painter whose drawing was locked"
    )
    line = told(clause.format(after), clause.format("to others, as it befits"))
    assert line.startswith(
        "now says “including the full name, street and telephone number of its sender, to each painter"
    )


def test_a_replaced_quantity_is_never_left_out():
    clause = "## Prices\n\nA letter of the owls costs {} when it is brought.\n"
    after = "6 shells if the basket of the painter holds fewer than ten drawings and stands in the lower tower at noon"
    assert told(clause.format(after), clause.format("7 shells")).startswith(("changes “7", "lowers"))


def test_a_denial_that_went_from_a_rewritten_clause_is_told():
    old = (
        "When you sing in the tower you may not simultaneously sing in any owl-like house, meaning a barn or a mill"
        " that guests can enter at night, without the written word of the guild. You may sing in small mills."
    )
    new = "When you sing in the tower you may simultaneously sing in any other house that guests can enter, only if:"
    line = told(f"## Songs\n\n{new}\n", f"## Songs\n\n{old}\n")
    assert line == (
        "replaces “you may not simultaneously sing in any owl-like house”… with “you may simultaneously sing in any"
        " other house”… under “Songs”"
    )


def test_of_a_rewritten_clause_the_words_that_are_new_are_told_and_no_words_that_were_put_elsewhere():
    old = (
        "Owlmeter relies on first-hand feathers, which means the feathers are set by the Owlmeter painter. Using our"
        " towers, songs made through Owlmeter can be tied by the Owlmeter painter and by the guild to third-hand"
        " feathers that belong to visits to other towers. For example, an owner may want to use its songs to draw more"
        " lovely hens."
    )
    new = (
        "For example, a painter may want to use its songs to draw more lovely hens. Using our towers, songs"
        " made through Owlmeter can be tied by the Owlmeter painter and by the guild to feathers and lanterns that"
        " belong to visits to other towers and barns."
    )
    line = told(f"## Songs\n\n{new}\n", f"## Songs\n\n{old}\n")
    assert "lanterns" in line
    assert "For example" not in line


@pytest.mark.parametrize(
    ("clause", "shown"),
    [
        (
            "You may write to https://owl.example/keepers, or by post, to have your drawings deleted.",
            "You may write to … or by post, to have your drawings deleted",
        ),
        ("| Owl Cloud (https://owl.example) | Painting | India |", "Owl Cloud ( … · Painting · India"),
        (
            "See [our keepers](https://owl.example/keepers), who delete drawings.",
            "See our keepers, who delete drawings",
        ),
        ("Write to [[email protected]](https://owl.example/cdn-cgi/mail) for it.", "Write to [email protected] for it"),
    ],
)
def test_an_address_that_is_left_out_of_a_quotation_is_marked(clause, shown):
    (one,) = compare(parse(START), parse(f"{START}{clause}\n")).differences
    assert f"added “{shown}”" in one.sentence
