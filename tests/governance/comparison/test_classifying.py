"""Classification: which changes alert and which do not, each by its cause."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.comparison import Context, compare, parse
from tests.governance.comparison.texts import AUDIO_RULES, ERROR_PAGE, NAMED_TERMS, TERMS, with_date

NOISE = {"editorial", "cosmetic", "flapping", "extraction", "initial"}


def changed(old, new, text=TERMS):
    assert old in text
    return text.replace(old, new)


def judged(before, after, **context):
    return compare(parse(before), parse(after), Context(**context))


def history(*texts, **extra):
    """The context of a version whose earlier versions were `texts`, the newest first."""
    parsed = [parse(text) for text in texts]
    current = {block.line_digest for block in parsed[0].blocks}
    earlier = {block.line_digest for version in parsed[1:] for block in version.blocks} - current
    return Context(earlier_digests=[version.digest for version in parsed], earlier_block_digests=earlier, **extra)


clauses = st.lists(
    st.sampled_from(TERMS.split("\n\n") + AUDIO_RULES.split("\n\n") + ["We may sell 5 cats.", "Menu", "A | B", "# H"]),
    max_size=12,
).map("\n\n".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(clauses, st.text(max_size=300)))
def test_a_text_compared_with_itself_has_no_differences(text):
    comparison = compare(parse(text), parse(text))
    assert comparison.differences == ()
    assert not comparison.is_alertable
    assert len(comparison.pairs) == len(parse(text).blocks)


@settings(max_examples=80, deadline=None)
@given(clauses, clauses)
def test_any_two_texts_give_exact_blocks_and_pairs_that_are_one_to_one(before, after):
    old, new = parse(before), parse(after)
    comparison = compare(old, new)
    assert (
        len({one for one, _ in comparison.pairs})
        == len({other for _, other in comparison.pairs})
        == len(comparison.pairs)
    )
    for difference in comparison.differences:
        assert difference.before is None or old.blocks[difference.before.index] is difference.before
        assert difference.after is None or new.blocks[difference.after.index] is difference.after
        assert difference.sentence.endswith(".")
    if comparison.is_alertable:
        assert comparison.label == "substantive"
        assert comparison.differences


@settings(max_examples=60, deadline=None)
@given(clauses, clauses)
def test_a_document_that_goes_to_another_text_and_straight_back_alerts_nobody(text, other):
    back = compare(parse(other), parse(text), history(other, text))
    assert not back.is_alertable or parse(text).digest == parse(other).digest


def test_a_first_record_is_initial_and_alerts_nobody():
    comparison = compare(None, parse(TERMS))
    assert (comparison.label, comparison.is_alertable) == ("initial", False)
    assert comparison.effective_date == date(2026, 3, 1)


def test_a_changed_number_is_substantive():
    comparison = judged(TERMS, changed("30 days", "90 days"))
    assert (comparison.label, comparison.is_alertable, comparison.categories) == ("substantive", True, ("retention",))
    assert comparison.differences[0].sentence == "Retention and deletion, section 3.1: “30 days” became “90 days”."


@pytest.mark.parametrize(
    ("old", "new"),
    [("Minimum age: 13", "Minimum age: 16"), ("Decision 2021/914", "Decision 2022/914"), ("Fee: 5 %", "Fee: 8 %")],
)
def test_a_changed_number_in_a_short_line_is_not_taken_for_a_menu(old, new):
    assert judged(f"{TERMS}\n{old}\n", f"{TERMS}\n{new}\n").is_alertable


def test_a_changed_number_in_a_link_or_a_question_is_not_taken_for_a_menu():
    line = "\n[Is the fee still {} euros?](https://papertrail.example/fee)\n"
    assert judged(TERMS + line.format(5), TERMS + line.format(8)).is_alertable


def test_one_small_word_can_make_an_alert():
    assert judged(TERMS, changed("We do not use your drawings", "We do use your drawings")).is_alertable


def test_a_removed_promise_is_an_alert():
    comparison = judged(TERMS, changed("2.2 We do not use your drawings to train machine learning models.\n", ""))
    assert comparison.is_alertable
    assert [difference.kind for difference in comparison.differences] == ["removed"]
    assert comparison.categories[0] == "ai_training_use"


def test_a_date_alone_is_cosmetic_but_recorded_with_its_effective_date():
    comparison = judged(TERMS, with_date(TERMS, "May 4, 2026"))
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("cosmetic", "dates_only", False)
    assert comparison.effective_date == date(2026, 5, 4)
    assert [difference.category for difference in comparison.differences] == ["effective_date"]
    assert "“March 1, 2026” became “May 4, 2026”" in comparison.differences[0].sentence


def test_the_same_date_in_another_order_is_no_difference():
    assert judged(TERMS, with_date(TERMS, "1 March 2026")).differences == ()


def test_no_effective_date_is_guessed():
    assert judged(TERMS, changed("30 days", "90 days")).effective_date is None
    assert (
        judged(
            "Last updated: 1 May 2025\n\nWe may do X.", "Last updated: 2 May 2025\n\nWe may not do X."
        ).effective_date
        is None
    )


@pytest.mark.parametrize(
    "after",
    [
        changed("your drawings", "[your drawings](https://papertrail.example/?token=8)"),
        changed("Your account", "**Your account**"),
        changed("\n\n", "\n\n\n"),
        TERMS.replace("\n", "\r\n"),
        changed("Papertrail.", "Papertrail.\u200b"),
        changed("1.1 You", "1.7 You"),
        "![banner](https://papertrail.example/b.png)\n\n" + TERMS,
    ],
)
def test_links_markup_spaces_and_clause_numbers_are_cosmetic(after):
    comparison = judged(TERMS, after)
    assert (comparison.label, comparison.is_alertable) == ("cosmetic", False)


def test_menu_lines_and_questions_are_navigation():
    menu = (
        "Help centre\n\nHow do I sign up?\n\n[Pricing](https://papertrail.example/p)\n\nI have a different question\n\n"
    )
    comparison = judged(TERMS, menu + TERMS)
    assert (comparison.label, comparison.rule) == ("cosmetic", "navigation")


@pytest.mark.parametrize(
    "sentence", ["We sell your drawings.", "We sell your drawings", "Drawings become our property."]
)
def test_a_short_sentence_is_not_taken_for_a_menu_line(sentence):
    assert judged(TERMS, changed("## 3. Retention", f"{sentence}\n\n## 3. Retention")).is_alertable


def test_an_announcement_is_not_taken_for_navigation():
    comparison = judged(
        TERMS, "[We're updating our Terms, effective April 30, 2026](https://papertrail.example/new)\n\n" + TERMS
    )
    assert comparison.is_alertable
    assert comparison.effective_date == date(2026, 4, 30)


def test_a_short_item_added_under_a_rule_is_not_navigation():
    comparison = judged(TERMS, changed("* We may refund", "* Sticker packs\n* We may refund"))
    assert comparison.is_alertable


def test_a_sentence_that_already_stands_under_another_rule_is_still_an_addition():
    sentence = "1.2 You are responsible for everything that happens under your account."
    comparison = judged(TERMS, changed("## 4. Fees\n", f"## 4. Fees\n\n{sentence}\n"))
    assert comparison.is_alertable
    assert comparison.counts.added == 1


def test_a_moved_clause_is_told_but_not_alerted():
    clause = "2.1 You keep all rights to the drawings you upload to Papertrail.\n\n"
    comparison = judged(TERMS, changed("## 4. Fees", clause + "## 4. Fees", changed(clause, "")))
    assert (comparison.label, comparison.rule, comparison.counts.moved) == ("cosmetic", "moved_only", 1)


def test_a_document_captured_twice_tells_each_change_once():
    comparison = judged(TERMS + TERMS, changed("30 days", "90 days") * 2)
    assert comparison.counts.modified == 1


def test_going_back_to_an_earlier_text_is_flapping():
    comparison = compare(parse(TERMS + AUDIO_RULES), parse(TERMS), history(TERMS + AUDIO_RULES, TERMS))
    assert (comparison.label, comparison.is_alertable) == ("flapping", False)


def test_going_back_to_an_earlier_text_under_a_newer_date_is_a_roll_back():
    middle, after = with_date(TERMS + AUDIO_RULES, "March 25, 2026"), with_date(TERMS, "April 7, 2026")
    comparison = compare(parse(middle), parse(after), history(middle, TERMS))
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("substantive", "rolled_back", True)
    assert comparison.effective_date == date(2026, 4, 7)
    assert comparison.counts.removed == 2


def test_a_stale_copy_that_gives_way_to_the_current_text_again_is_flapping():
    new = with_date(TERMS + AUDIO_RULES, "March 25, 2026")
    comparison = compare(parse(TERMS), parse(new), history(TERMS, new, TERMS))
    assert (comparison.label, comparison.is_alertable) == ("flapping", False)


def test_an_exact_copy_of_an_earlier_version_with_its_date_is_flapping():
    new = with_date(TERMS + AUDIO_RULES, "March 25, 2026")
    context = history(TERMS, new, earlier_dated_digests={parse(new).dated_digest})
    assert compare(parse(TERMS), parse(new), context).label == "flapping"


def test_clauses_that_were_all_recorded_before_are_flapping():
    old, new = changed("30 days", "60 days"), changed("each month", "each year")
    before = changed("30 days", "90 days")
    after = changed("each month", "each year", changed("30 days", "60 days"))
    assert compare(parse(before), parse(after), history(before, old, new)).label == "flapping"


@pytest.mark.parametrize("after", ["", "\n\n***\n", ERROR_PAGE, "Redirecting to papertrail.example", TERMS[:300]])
def test_an_error_an_empty_or_a_cut_page_is_an_extraction_fault(after):
    comparison = judged(TERMS, after)
    assert (comparison.label, comparison.is_alertable) == ("extraction", False)


def test_an_error_page_is_named_as_one():
    assert judged(TERMS, ERROR_PAGE).rule == "failed_capture"


def test_after_an_error_page_the_comparison_is_with_the_last_good_version():
    good = parse(TERMS)
    same = compare(parse(ERROR_PAGE), parse(TERMS), Context(last_good=good))
    assert (same.label, same.is_alertable, same.against_last_good) == ("flapping", False, True)
    other = compare(parse(ERROR_PAGE), parse(changed("30 days", "90 days")), Context(last_good=good))
    assert (other.is_alertable, other.against_last_good, other.counts.modified) == (True, True, 1)
    assert other.differences[0].before is good.blocks[other.differences[0].before.index]


def test_a_first_good_capture_after_errors_is_no_change():
    comparison = judged(ERROR_PAGE, TERMS)
    assert (comparison.label, comparison.rule) == ("extraction", "first_good_capture")


def test_an_error_notice_in_the_place_of_one_page_is_an_extraction_fault():
    other_page = "\n".join(f"We may use record {n} of your account for purpose {n}.\n" for n in range(40))
    failed = judged(TERMS + other_page, ERROR_PAGE + other_page, sources=2)
    back = judged(ERROR_PAGE + other_page, TERMS + other_page, sources=2)
    assert (failed.label, failed.rule) == ("extraction", "part_failed")
    assert (back.label, back.rule) == ("extraction", "part_recovered")


def test_a_lost_source_page_is_held_but_not_from_a_single_source():
    page = "\n".join(f"We may use record {n} of your account for the purpose {n}.\n" for n in range(25))
    rest = "\n".join(f"You must not send message {n} to more than {n} people at once.\n" for n in range(90))
    assert judged(rest + page, rest, sources=3).rule == "source_page"
    assert judged(rest + page, rest, sources=1).is_alertable


def test_another_language_is_an_extraction_fault():
    english = "\n\n".join(
        f"{n}. The owner of the account and the user of it are bound to this rule by us." for n in range(9)
    )
    german = "\n\n".join(
        f"{n}. Der Inhaber und die Nutzer sind an das Konto und die Regel für den Dienst von uns gebunden."
        for n in range(9)
    )
    assert judged(english, german).rule == "other_language"


def test_words_written_together_and_british_spellings_alert_nobody():
    assert judged(TERMS, changed("must be at least", "must be atleast")).rule == "rejoined"
    assert (
        judged(TERMS + "\nWe recognise your behaviour.\n", TERMS + "\nWe recognize your behavior.\n").label
        == "editorial"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("consent", "content"), ("employer", "employee"), ("controller", "controlled"), ("contact", "contract")],
)
def test_a_similar_word_is_another_word(old, new):
    clause = "\n3.4 This depends on the {} of the customer named in it.\n"
    assert judged(TERMS + clause.format(old), TERMS + clause.format(new)).is_alertable


def test_a_rule_that_forbids_is_not_an_error_page():
    comparison = judged(TERMS, changed("* We may refund fees at our sole discretion.", "* Refunds are forbidden."))
    assert comparison.is_alertable


def test_a_name_replaced_everywhere_is_editorial():
    assert judged(NAMED_TERMS, NAMED_TERMS.replace("Papertrail", "Inkwell")).rule == "renamed"


def test_another_country_in_a_venue_clause_is_no_renaming():
    venue = "\n6. The courts of Freedonia decide.\n\n7. The laws of Freedonia apply.\n"
    assert judged(TERMS + venue, TERMS + venue.replace("Freedonia", "Sylvania")).is_alertable


def test_a_cookie_row_is_recorded_without_an_alert():
    comparison = judged(TERMS, changed("| pt_theme", "| pt_ads | counts adverts | 30 days |\n| pt_theme"))
    assert (comparison.label, comparison.rule, comparison.is_alertable) == ("substantive", "table_rows", False)


def test_a_row_of_another_table_is_an_alert():
    table = "\n## Purposes\n\n| Purpose | Data |\n| --- | --- |\n| Training of models | drawings of free accounts |\n"
    assert judged(TERMS + table, TERMS + table.replace("free accounts", "free and paid accounts")).is_alertable


def test_a_rewrite_weighs_what_its_clauses_weigh_and_says_that_it_is_one():
    other = "# Rules\n\n" + "\n\n".join(f"Rule {n} is about the colour of club {n} and its songs." for n in range(20))
    comparison = judged(TERMS, TERMS.split("\n\n")[0] + "\n\nEffective: June 1, 2026\n\n" + other)
    assert (comparison.label, comparison.severity) == ("substantive", "high")
    assert comparison.severity_rule == "condition_removed"  # of the weightiest clauses the first by consequence: fees
    assert "rewritten" in {statement.code for statement in comparison.statements}
