"""Changes that were worth an alert and got none, each of a kind: announced again, an address alone, what text holds."""

from datetime import date

import pytest

from governance.comparison import Context, compare, parse
from tests.governance.comparison.test_classifying import history, judged
from tests.governance.comparison.texts import TERMS

ANNOUNCED = "We’re updating our Terms on {} to say more clearly what we expect. Until then, the terms below apply."


def with_notice(notice: str) -> str:
    return TERMS.replace("\n\n", f"\n\n{notice}\n\n", 1)


def told_again(notice, earlier_notice, **known):
    """The notice comes to a text that once stood, otherwise worded, with the earlier notice."""
    earlier = with_notice(earlier_notice).replace("drawings", "pictures")
    context = history(TERMS, earlier, captured_on=date(2026, 6, 16), **known)
    return compare(parse(TERMS), parse(with_notice(notice)), context)


def test_an_announcement_that_stood_before_with_another_day_is_told():
    comparison = told_again(ANNOUNCED.format("30 July 2026"), ANNOUNCED.format("5 March 2024"))
    assert (comparison.label, comparison.is_alertable) == ("substantive", True)
    assert "announced" in [statement.code for statement in comparison.statements]


def test_an_announcement_with_another_day_is_told_however_short_a_while_the_text_before_stood():
    known = {"before_stood_hours": 5, "earlier_dated_digests": {"that of an earlier version"}}
    assert told_again(ANNOUNCED.format("30 July 2026"), ANNOUNCED.format("5 March 2024"), **known).is_alertable


def test_an_announcement_that_comes_and_goes_is_told_once():
    notice = ANNOUNCED.format("30 July 2026")
    shown = parse(with_notice(notice))
    dated = {block.dated_digest for block in shown.blocks if block.dates}
    lines = {block.line_digest for block in shown.blocks} - {block.line_digest for block in parse(TERMS).blocks}
    context = Context(
        earlier_digests=[parse(TERMS).digest, shown.digest],
        earlier_dated_digests={shown.dated_digest},
        earlier_block_digests=lines | dated,
        before_stood_hours=5,
    )
    assert compare(parse(TERMS), shown, context).label == "flapping"


def test_a_notice_on_the_revision_of_the_document_is_told_each_time_it_is_put_up():
    notice = "**Notice**: Revisions to the terms of service are currently [under discussion](https://lists.example/9)."
    assert told_again(notice, notice).is_alertable
    assert told_again(notice, notice, before_stood_hours=200).is_alertable
    assert not told_again(notice, notice, before_stood_hours=5).is_alertable


def test_a_standing_clause_on_how_changes_are_told_is_no_announcement_when_it_returns():
    clause = "We may change these terms from time to time, and changes will take effect when we post them."
    assert told_again(clause, clause).label == "flapping"


def test_a_whole_text_that_returns_with_an_announcement_of_another_day_is_told():
    earlier = parse(with_notice(ANNOUNCED.format("5 March 2024")))
    context = Context(
        earlier_digests=[parse(TERMS).digest, earlier.digest],
        earlier_dated_digests={earlier.dated_digest},
        earlier_block_digests={block.line_digest for block in earlier.blocks},
        before_stood_hours=5,
    )
    assert compare(parse(TERMS), parse(with_notice(ANNOUNCED.format("30 July 2026"))), context).is_alertable


BODY = """# Data policy

Papertrail keeps the drawings that you upload in one place, and this policy says which data we keep and for how long.

## Your drawings

We use the drawings that you upload only to show them to you and to the people whom you choose, and for nothing else.

"""


@pytest.mark.parametrize(
    "line",
    [
        "The Dutch version of this policy prevails over the others.",
        "This policy is governed by the rules of the drawing guild.",
        "The house rules apply as well.",
        "La version française prévaut.",
        "Die deutsche Fassung ist verbindlich.",
    ],
)
def test_what_says_which_text_holds_is_no_frame_of_the_page(line):
    for before, after in ((BODY, f"{line}\n\n{BODY}"), (BODY, f"{BODY}{line}\n"), (f"{line}\n\n{BODY}", BODY)):
        assert judged(before, after).is_alertable, line


def test_a_page_captured_twice_that_became_shorter_is_no_cut_capture():
    rules = [f"You must not draw animal {n} with more than {n} legs, nor sell what you drew of it." for n in range(30)]
    twice = "\n\n".join([*rules, *rules])
    comparison = judged(twice, "\n\n".join(rules[:22]))
    assert comparison.rule != "shrunk"
    stayed = compare(parse(twice), parse("\n\n".join(rules[:22])), Context(is_confirmed=True))
    assert (stayed.label, stayed.is_alertable) == ("substantive", True)
    assert judged(twice, "\n\n".join(rules[:10])).rule == "shrunk"


LINKED = TERMS + "\n## {}\n\n1. https://inkwell.example/terms\n2. [https://brush.example/a](https://brush.example/a)\n"


def test_an_address_that_comes_to_a_list_is_told_in_the_digest():
    text = LINKED.format("Pages of friends")
    for before, after in ((text, text + "3. https://easel.example/draw\n"), (text + "3. https://e.example/x\n", text)):
        comparison = judged(before, after)
        assert (comparison.label, comparison.rule, comparison.is_alertable) == ("editorial", "immaterial", False)
        assert comparison.reason == "Only addresses of other pages changed."


@pytest.mark.parametrize("title", ["Third-party terms", "Other policies that form part of these terms"])
def test_an_address_that_comes_to_a_list_of_texts_that_apply_is_told_the_same_day(title):
    comparison = judged(LINKED.format(title), LINKED.format(title) + "3. [https://e.example/x](https://e.example/x)\n")
    assert (comparison.label, comparison.is_alertable) == ("substantive", True)
    assert [one.after.visible for one in comparison.differences] == ["https://e.example/x"]


def test_another_text_that_applies_in_the_place_of_one_is_told():
    before = LINKED.format("Third-party terms")
    assert judged(before, before.replace("inkwell", "easel")).is_alertable


@pytest.mark.parametrize("address", ["https://www.inkwell.example/terms?ref=9", "http://inkwell.example/terms/#top"])
def test_the_same_page_under_another_address_is_no_change(address):
    before = LINKED.format("Third-party terms")
    assert judged(before, before.replace("https://inkwell.example/terms", address)).rule == "formatting"


def test_an_address_among_the_links_of_a_menu_is_one_of_them():
    menu = TERMS + "\n## Related articles\n\n* [How to draw](https://p.example/1)\n    * https://p.example/1\n"
    after = menu + "* [How to paint](https://p.example/2)\n    * https://p.example/2\n"
    assert judged(menu, after).rule == "navigation"
