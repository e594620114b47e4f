"""What is observed of a clause, what it weighs and why."""

import pytest

from governance.comparison import compare, parse
from governance.comparison.judging.shifts import shifts_between, shifts_of_addition, shifts_of_removal
from governance.comparison.result import HIGH, LOW, MEDIUM
from governance.comparison.text.quantities import find_quantities
from governance.comparison.text.reader_text import readable
from governance.comparison.weighing.severity_reasons import reason_of
from tests.governance.comparison.texts import AUDIO_RULES, NAMED_TERMS, TERMS, with_date


def observed(old, new):
    """(kind, old words, new words) of each shift."""
    return [
        (
            shift.kind,
            *(span and text[span.start : span.end] for text, span in ((old, shift.before), (new, shift.after))),
        )
        for shift in shifts_between(old, new)
    ]


def change(old, new, text=TERMS):
    assert old in text
    return compare(parse(text), parse(text.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "shift"),
    [
        ("kept for 30 days.", "kept for 90 days.", ("period_raised", "30 days", "90 days")),
        ("kept for thirty (30) days.", "kept for 12 hours.", ("period_lowered", "thirty (30) days", "12 hours")),
        ("You pay EUR 5 a month.", "You pay EUR 7.50 a month.", ("amount_raised", "EUR 5", "EUR 7.50")),
        ("You pay $1,200.", "You pay $900.", ("amount_lowered", "$1,200", "$900")),
        ("A fee of 5% applies.", "A fee of 3 % applies.", ("share_lowered", "5%", "3 %")),
        ("Be at least 13 years old.", "Be at least 16 years old.", ("age_raised", "13 years old", "16 years old")),
        ("Not for those under 18.", "Not for those under 16.", ("age_lowered", "under 18", "under 16")),
        ("We may tell you first.", "We must tell you first.", ("modal_strengthened", "may", "must")),
        ("We will tell you first.", "We may tell you first.", ("modal_weakened", "will", "may")),
        ("We may share it with you.", "We may not share it with you.", ("reversed_by_negation", "", " not")),
        ("We do not sell it to them.", "We sell it to them.", ("reversed_from_negation", " do not", "")),
        ("Only you can see it now.", "You can see it now.", ("condition_removed", "Only", None)),
        ("We use it as told.", "We use it as told unless you opt out.", ("choice_added", None, "opt out")),
        ("We share it for support.", "We share it with partners for support.", ("party_added", None, "partners")),
        ("It is yours to use.", "It is ours to use.", ("actor_now_service", "yours", "ours")),
        ("We decide about it.", "You decide about it.", ("actor_now_user", "We", "You")),
        ("We read mail for it.", "We read mail and chats for it.", ("item_added", None, " and chats")),
    ],
)  # fmt: skip
def test_what_happened_to_a_clause_is_observed_with_its_words(old, new, shift):
    assert shift in observed(old, new) or (shift is None and observed(old, new) == [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We won't share it.", "We will not share it."),
        ("It is kept for 12 months.", "It is kept for one year."),
        ("Use is subjectto the terms.", "Use is subject to the terms."),
        ("See section 4.1 on this.", "See section 4.2 on this."),
        ("(a) the name and the mail", "(b) the name and the mail"),
        ("The “Service” is free.", 'The "Service" is free.'),
        ("It holds until May 3, 2026.", "It holds until June 3, 2027."),
    ],
)
def test_other_words_for_the_same_are_no_shift(old, new):
    assert [kind for kind, *_ in observed(old, new) if not kind.startswith("modal")] == []


def test_a_new_clause_brings_what_it_binds_and_a_removed_one_takes_it_along():
    clause = "You must not share it with third parties for 30 days."
    kinds = {shift.kind.removesuffix("_added") for shift in shifts_of_addition(clause)}
    assert kinds == {shift.kind.removesuffix("_removed") for shift in shifts_of_removal(clause)}
    assert kinds >= {"prohibition", "party", "period"}


def test_numbers_of_dates_and_parts_of_words_are_no_quantities():
    assert not find_quantities("Since 3 May 2026 the model GPT4 is one of ours.")
    (bare,) = find_quantities("There are 7 owls.")
    assert (bare.dimension, bare.value) == ("number", 7.0)


@pytest.mark.parametrize(
    ("old", "new", "severity", "rule"),
    [
        ("30 days", "90 days", MEDIUM, "period_raised"),
        ("We do not use your drawings", "We use your drawings", HIGH, "reversed_from_negation"),
        ("You keep all rights to", "You keep some rights to", MEDIUM, "scope_removed"),
        ("at our sole discretion", "for good reasons", MEDIUM, "discretion_removed"),
        ("after you close", "once you close", MEDIUM, "wording_modified"),
        ("signed in | 1 day", "signed in | 2 days", MEDIUM, "period_raised"),
        ("March 1, 2026", "March 9, 2026", LOW, "stated_date"),
        ("## 5. Cookies", "## 5. Cookies and pixels", LOW, "heading_modified"),
        ("We keep server logs", "We keep server log", LOW, "word_forms"),
    ],
)
def test_a_clause_weighs_by_its_category_and_by_what_happened(old, new, severity, rule):
    (difference,) = change(old, new).differences
    assert (difference.severity, difference.severity_rule) == (severity, rule)


def test_the_same_edit_weighs_the_same_in_a_clause_of_any_length():
    padding = " This sentence says nothing that anybody would want to know about."
    for times in (0, 3, 30):
        old = f"# Terms\n\nWe may share your personal data with partners.{padding * times}\n"
        comparison = compare(parse(old), parse(old.replace("may share", "may not share")))
        assert (comparison.severity, comparison.severity_rule) == (HIGH, "reversed_by_negation")


NEW_CLAUSES = "\n\n" + "\n\n".join(
    f"We keep the drawing of room {n} in the hall with the blue door, where every guest can see it." for n in range(4)
)


def test_a_change_weighs_what_its_weightiest_clause_weighs_however_many_there_are():
    larger = TERMS.replace("30 days", "90 days") + NEW_CLAUSES
    comparison = compare(parse(TERMS), parse(with_date(larger, "May 4, 2026")))
    assert (comparison.severity, comparison.severity_rule) == (HIGH, "period_raised")
    lines = "\n\n".join(f"The colour of room {n} is blue." for n in range(60))
    large = compare(parse("# House\n\n" + lines), parse("# House\n\n" + lines.replace("blue", "green")))
    assert (len(large.differences), large.severity) == (60, LOW)


def test_of_a_change_of_few_words_no_clause_is_high_unless_it_is_turned_round():
    small = compare(parse(TERMS), parse(TERMS.replace("30 days", "90 days")))
    assert (small.severity, small.severity_rule, small.differences[0].severity) == (MEDIUM, "period_raised", MEDIUM)
    turned = compare(parse(TERMS), parse(TERMS.replace("We do not use your drawings", "We use your drawings")))
    assert (turned.severity, turned.severity_rule) == (HIGH, "reversed_from_negation")


def test_clauses_that_are_only_divided_otherwise_weigh_little_unless_a_word_of_force_is_new():
    one = "We share your data with partners who help us run the service for you and for others."
    two = "They may keep what they get for as long as they help us and you stay with us."
    joined, parted = f"# Data\n\n{one} {two}\n", f"# Data\n\n{one}\n\n{two}\n"
    assert {d.severity_rule for d in compare(parse(joined), parse(parted)).differences} <= {
        "restated_here",
        "restated_there",
        "restated",
    }
    told = compare(parse(joined), parse(parted.replace("may keep", "may not keep")))
    assert HIGH in {difference.severity for difference in told.differences}


def test_a_name_replaced_in_several_clauses_weighs_little_and_what_else_happens_keeps_its_weight():
    after = NAMED_TERMS.replace("Papertrail", "Inkwell").replace("30 days", "90 days")
    comparison = compare(parse(NAMED_TERMS), parse(after))
    assert comparison.severity_rule == "period_raised"
    renamed = [difference for difference in comparison.set_aside if "Inkwell" in difference.sentence]
    assert {(difference.severity, difference.severity_rule) for difference in renamed} == {(LOW, "renamed")}


def test_differences_come_most_important_first_and_dates_last():
    after = with_date(
        TERMS.replace("30 days", "90 days").replace("keeps you signed in", "keeps you here"), "May 4, 2026"
    )
    comparison = compare(parse(TERMS), parse(after + AUDIO_RULES))
    levels = [difference.severity for difference in comparison.differences[:-1]]
    assert levels == sorted(levels, key=["high", "medium", "low"].index)
    assert comparison.differences[0].severity_rule == "period_raised"
    assert comparison.differences[-1].category == "effective_date"


def test_every_severity_has_a_reason_in_words():
    after = with_date(TERMS.replace("30 days", "90 days").replace("must be", "should be"), "May 4, 2026") + AUDIO_RULES
    for difference in compare(parse(TERMS), parse(after)).differences:
        reason = reason_of(difference.severity_rule, difference.category)
        assert reason.count(".") in (1, 2)
        assert "The clause changed." not in reason


def test_readable_text_keeps_every_word_and_drops_marks():
    assert readable("**We**  share\\_it with\n`__cf_bm`. ") == "We share_it with __cf_bm."


def test_a_clause_that_nobody_could_weigh_is_no_slight_one():
    start = "# Uvjeti\n\nOvi uvjeti vrijede za sve članove i za njihove crteže u tornjevima.\n\n"
    added = "Povrat novca moguće je ostvariti unutar godine dana od kada je uplata napravljena u našem tornju.\n"
    comparison = compare(parse(start), parse(start + added))
    assert (comparison.severity, comparison.severity_rule) == (MEDIUM, "unread")
    assert "language" in reason_of("unread", "other")


def test_the_rows_of_a_table_with_other_columns_are_not_high():
    head = "| Way | Shop | Paper | Steps |\n|---|---|---|---|\n"
    rows = "".join(
        f"| {way} | Tower {way} | Yes | You must not pay a fee of EUR {fee} for it and you may get a refund {way} |\n"
        for way, fee in (("By owl", 20), ("By hand", 30), ("By cart", 40), ("By boat", 50), ("By foot", 60))
    )
    kept = "".join(f"Each owl of tower {number} counts its own songs and feathers at noon.\n\n" for number in range(30))
    text = f"# Terms\n\n{kept}## Payment and refunds\n\nYou pay for towers with a card and get refunds as follows.\n\n"
    fewer = (
        "| Way | Shop | Paper |\n|---|---|---|\n| By owl | Tower By owl | Yes |\n| By hand | Tower By hand | Yes |\n"
    )
    comparison = compare(parse(text + head + rows), parse(text + fewer))
    assert comparison.severity == MEDIUM


def test_another_number_is_no_slight_change_of_a_clause_that_informs_of_more_than_contacts():
    old = "The package holds {} drawings and {} songs for each tower of the guild."
    before, after = (parse(f"{TERMS}\n\n{old.format(*numbers)}\n") for numbers in ((20, 200), (25, 250)))
    comparison = compare(before, after)
    assert comparison.severity == MEDIUM
