"""What is set aside before the rest of a change is judged: each noise, and the small change beside it that counts."""

import pytest

from governance.comparison import compare, parse, reconstruct
from governance.comparison.matching.reconstruct import wording_of
from governance.comparison.result import Context
from tests.governance.comparison.texts import NAMED_TERMS, TERMS

MASK = r"\[email protected\]"
HIDDEN = "[{}](https://papertrail.example/cdn-cgi/l/email-protection#0a1b)"


def judged(before: str, after: str, **context):
    return compare(parse(before), parse(after), Context(**context))


def with_line(line: str) -> str:
    return f"{TERMS}\n{line}\n"


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("Please write to us at " + HIDDEN.format(MASK) + " soon.",
         "Please write to us at he" + HIDDEN.format(MASK) + "trail.example soon.", "hidden_address"),
        ("Write to [help@papertrail.example](mailto:help@papertrail.example) about it.",
         "Write to " + HIDDEN.format(r"\[email protected\]") + " about it.", "hidden_address"),
        ("Read our [rules](/r) before you draw.", "Read our [rules (opens in a new window)](/r) before you draw.",
         "link_text"),
        ("Read our [rules](/r) before you draw.", "Read our [rules - opens in new window or tab](/r) before you draw.",
         "link_text"),
        ("Lisez nos [règles](/r) avant tout.",
         "Lisez nos [règles le lien s’ouvrira dans un nouvel onglet du navigateur](/r) avant tout.", "link_text"),
        ("Lisez nos [règles](/r) avant tout.", "Lisez nos [règles (ouvre une nouvelle fenêtre)](/r) avant tout.",
         "link_text"),
        ("Ask at [https://papertrail.example/help](/help) when you must.", "Ask at [Help centre](/help) when you must.",
         "link_text"),
        ("Copyright © 1997-2025 Papertrail Ltd.", "Copyright © 1997-2026 Papertrail Ltd.", "copyright_year"),
        ("\\_\\_4.1 Your drawings are yours to keep\\_\\_", "Your drawings are yours to keep", "clause_numbers"),
        ("You lose the rights in section 4 when you sell.", "You lose the rights in section 3 when you sell.",
         "references"),
        ("We organise the catalogue for you.", "We organize the catalogue for you.", "respelled"),
    ],
)  # fmt: skip
def test_noise_within_a_clause_alerts_nobody(before, after, rule):
    comparison = judged(with_line(before), with_line(after))
    assert (comparison.rule, comparison.is_alertable) == (rule, False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("You may write to [help@papertrail.example](mailto:help@papertrail.example).",
         "You must write to [law@papertrail.example](mailto:law@papertrail.example)."),
        ("You may write to " + HIDDEN.format(r"\[email protected\]") + ".",
         "You may not write to " + HIDDEN.format(r"\[email protected\]") + "."),
        ("Read our [rules](/r) within 5 days.", "Read our [rules (opens in a new window)](/r) within 3 days."),
        ("Copyright claims from 2019 are honoured by us within 7 days.",
         "Copyright claims from 2021 are honoured by us within 9 days."),
        ("You have the rights in Article 17 GDPR.", "You have the rights in Article 4 GDPR."),
        ("You have the rights in section 4 of the Civil Code.", "You have the rights in section 3 of the Civil Code."),
        ("4.5 million drawings are free.", "5.5 million drawings are free."),
        ("We shall pay 4 cents a drawing in section 3.", "We shall pay 5 cents a drawing in section 3."),
    ],
)  # fmt: skip
def test_a_change_beside_such_noise_is_an_alert(before, after):
    assert judged(with_line(before), with_line(after)).is_alertable


@pytest.mark.parametrize(("old", "new"), [("", " not"), (" only", "")])
def test_an_added_not_and_a_removed_only_in_a_long_clause_are_never_missed(old, new):
    long = "We may{} share the drawings of a member with a printer " + "and with those who help the printer " * 9 + "."
    noise = HIDDEN.format(r"\[email protected\]")
    before, after = with_line(long.format(old) + f"\n\nWrite to {noise}."), with_line(long.format(new))
    assert judged(before, after).is_alertable


def test_lines_cut_differently_are_a_merge_and_the_rest_is_judged():
    one = "We keep a list of the pens\nthat you bought from us and\nof the paper that you used."
    joined = one.replace("\n", " ")
    assert judged(with_line(one), with_line(joined)).rule == "rejoined"
    comparison = judged(with_line(one), with_line(joined).replace("30 days", "90 days"))
    assert comparison.is_alertable
    assert [difference.kind for difference in comparison.differences] == ["modified"]
    assert [relation.kind for relation in comparison.relations] == ["merge", "merge"]


def test_a_renaming_is_set_aside_and_the_rest_is_judged():
    before = NAMED_TERMS
    after = before.replace("Papertrail", "Inkwell").replace("30 days", "90 days")
    comparison = judged(before, after)
    assert (comparison.rule, comparison.is_alertable) == ("words_of_provisions", True)
    assert comparison.counts.modified == 1
    assert len(comparison.set_aside) == NAMED_TERMS.count("Papertrail")
    assert reconstruct(parse(before), comparison) == [wording_of(block) for block in parse(after).blocks]


def test_a_name_that_still_stands_was_not_replaced_throughout():
    after = NAMED_TERMS.replace("Papertrail", "Inkwell") + "\nPapertrail decides about it.\n"
    assert judged(NAMED_TERMS, after).is_alertable


def test_a_short_name_is_not_found_within_other_words():
    before = NAMED_TERMS.replace("Papertrail", "Mi") + "\nA Minimum of care is asked from the Ministry.\n"
    assert (
        judged(
            before,
            before.replace("# Mi", "# Xaomi")
            .replace("Mi.", "Xaomi.")
            .replace("to Mi", "to Xaomi")
            .replace("use Mi", "use Xaomi"),
        ).rule
        == "renamed"
    )


def test_an_ampersand_written_out_is_another_spelling():
    before = TERMS + "\nDrawings & sketches of customers may only be shown with their consent.\n"
    comparison = compare(parse(before), parse(before.replace("&", "and")))
    assert (comparison.label, comparison.is_alertable) == ("editorial", False)
    assert compare(parse(before), parse(before.replace("&", "or"))).is_alertable


def test_an_address_that_is_hidden_from_programs_is_of_the_capture_and_not_of_the_document():
    line = "Please write to us at {} soon."
    before, after = (with_line(line.format(part + HIDDEN.format(MASK))) for part in ("", "he"))
    assert judged(before, after).label == "extraction"
