"""What is said of each clause and of a change as a whole: nothing but what the two texts hold."""

import os
import re
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.comparison import Context, categories, compare, describe, headline, parse
from governance.comparison.telling.describe import CLAUSES_A_CATEGORY
from governance.comparison.text.reader_text import readable
from governance.comparison.weighing.categorise import shipped_categoriser
from governance.comparison.weighing.category_features import Passage
from tests.governance.comparison.single_clauses import compared
from tests.governance.comparison.texts import AUDIO_RULES, ERROR_PAGE, TERMS, with_date

SENTENCES = (
    "We keep your data for 30 days.", "We keep your data for 90 days unless you opt out.", "You must be 13 years old.",
    "You may not share it.", "You may share it with partners.", "**Fees** rise by 5% on 3 May 2026.",
    "We do not sell your data to third parties.", "Any dispute goes to arbitration, and/or a court of Freedonia.",
    "2.1 You pay EUR 5 every month.", "(a) the name; (b) the mail", "| __cf_bm | counts \\_visits | 1 day |",
    "* We may end your account at our sole discretion.", "## 3. Rights", "# Terms", "Effective: 1 May 2026", "é 😀",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(SENTENCES), st.text(alphabet="a1 .“”*|#", max_size=20)), max_size=12).map(
    "\n\n".join
)


def quotations(sentence):
    """The outermost “…” pieces; a quotation may itself hold quotation marks."""
    found, depth, start = [], 0, 0
    for place, character in enumerate(sentence):
        if character == "“":
            depth, start = depth + 1, start if depth else place + 1
        elif character == "”" and depth:
            depth -= 1
            if not depth:
                found.append(sentence[start:place])
    return found


def balanced(text):
    return "“" not in text and "”" not in text


@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_whatever_a_sentence_quotes_is_a_part_of_the_clause_or_of_its_heading(before, after):
    if not (balanced(before) and balanced(after)):
        return
    for difference in compare(parse(before), parse(after)).differences:
        blocks = [block for block in (difference.before, difference.after, difference.instead) if block]
        sources = [readable(block.visible) for block in blocks]
        sources += [title for block in blocks for title in block.heading_path[-1:]]
        sources += [" ".join(block.visible.split()) for block in blocks]
        for quotation in quotations(difference.sentence):
            assert any(quotation in source for source in sources), (quotation, sources)


@settings(max_examples=80, deadline=None)
@given(texts, texts)
def test_whatever_a_statement_quotes_is_a_part_of_one_of_the_texts(before, after):
    if not (balanced(before) and balanced(after)):
        return
    old, new = parse(before), parse(after)
    sources = [readable(block.visible) for text in (old, new) for block in text.blocks]
    sources += [title for text in (old, new) for block in text.blocks for title in block.heading_path]
    for statement in compare(old, new).statements:
        assert statement.sentence.endswith(".")
        for quotation in quotations(statement.sentence):
            assert any(quotation in source for source in sources)


TOLD = """
from governance.comparison import compare, headline, parse
from tests.governance.comparison.texts import AUDIO_RULES, TERMS, with_date
after = with_date(TERMS.replace("30 days", "90 days").replace("We do not use", "We use"), "May 4, 2026") + AUDIO_RULES
told = compare(parse(TERMS), parse(after))
print([(d.sentence, d.severity, d.severity_rule) for d in told.differences], told.statements, headline("P", "T", told))
"""


def test_the_same_two_texts_give_the_same_words_on_any_machine():
    runs = [
        subprocess.run(
            [sys.executable, "-c", TOLD],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone},
        ).stdout
        for seed, locale, zone in (("1", "C", "UTC"), ("2", "de_DE.UTF-8", "Asia/Tokyo"))
    ]
    assert runs[0] == runs[1] != b""


def told(old, new, text=TERMS):
    assert old in text
    (difference,) = compare(parse(text), parse(text.replace(old, new))).differences
    return difference.sentence.split(": ", 1)[1]


def test_a_member_that_went_from_a_list_is_quoted_between_the_same_words_on_both_sides():
    comparison = compare(
        parse("# Places\n\nOwls sing in Freedonia, Sylvania, and Ruritania."),
        parse("# Places\n\nOwls sing in Freedonia and Ruritania."),
    )
    (difference,) = comparison.differences
    assert difference.sentence.endswith("“Freedonia, Sylvania, and” became “Freedonia and”.")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("30 days", "90 days", "“30 days” became “90 days”."),
        ("30 days", "six weeks", "“30 days” became “six weeks”."),
        ("at least 13 years old", "at least 16 years old", "“13 years old” became “16 years old”."),
        ("We may refund", "We may not refund", "“may refund” became “may not refund”."),
        ("server logs for 30 days", "server logs and mails for 90 days",
         "“for 30 days” became “and mails for 90 days”."),
        ("You keep all rights", "You keep rights", "“keep all rights” became “keep rights”."),
        ("March 1, 2026", "May 4, 2026", "“March 1, 2026” became “May 4, 2026”."),
    ],
)  # fmt: skip
def test_an_edit_is_told_in_the_words_of_the_clause(old, new, sentence):
    assert told(old, new) == sentence


def test_the_name_of_a_site_before_a_change_is_quoted_whole():
    old = "Whoever links a Quillbarn.example user account to it is told so by the guild of the town."
    comparison = compare(parse(old), parse(old.replace(" user", "")))
    assert "“Quillbarn.example user account” became “Quillbarn.example account”" in comparison.differences[0].sentence


def test_the_same_replacement_is_told_once_and_many_edits_are_bounded_the_telling_ones_first():
    old = "The red owl and the red fox and the red hen met one day at the blue gate of the old grey house by the sea."
    new = "The green owl and the small fox and no red hen met one night at the white gate of a black house by a lake."
    assert told("red", "green", f"# A\n\n{old}\n") == "“red” became “green”."
    sentence = told(old, new, f"# A\n\n{old}\n")
    assert sentence.count("became") + sentence.count("added") == 3
    assert re.search("more changes? in the clause.$", sentence)


def test_an_addition_quotes_its_first_words_and_says_that_there_are_more():
    clause = "You may not clone a voice " + "that is not your own voice " * 10
    (difference,) = compare(parse(TERMS), parse(TERMS + "\n\n" + clause)).differences
    assert ": added a clause beginning “You may not clone a voice that is" in difference.sentence
    assert difference.sentence.endswith("”.")


def test_a_move_names_both_headings():
    clause = "3.1 We keep server logs for 30 days after you close your account.\n\n"
    after = TERMS.replace(clause, "").replace("## 5. Cookies\n\n", f"## 5. Cookies\n\n{clause}")
    moved = [d for d in compare(parse(TERMS), parse(after)).differences if d.kind == "moved"]
    assert [difference.sentence.split(": ")[1] for difference in moved] == [
        "moved from “Retention” to “Cookies” without a change of wording."
    ]


def codes(comparison):
    return {statement.code: statement.sentence for statement in comparison.statements}


def test_counts_name_their_unit_and_the_sections():
    after = TERMS.replace("30 days", "90 days").replace("13 years", "16 years") + AUDIO_RULES
    comparison = compare(parse(TERMS), parse(after))
    assert codes(comparison)["counts"] == (
        "4 provisions changed in 3 sections: 2 added, 2 modified. 1 heading changed as well."
    )
    one = compare(parse(TERMS), parse(TERMS.replace("30 days", "90 days")))
    assert codes(one)["counts"] == "1 provision modified."
    assert codes(compare(parse(TERMS), parse(TERMS))) == {}


def test_a_rewrite_is_described_by_section():
    other = "# Terms of Service\n\n## 1. Rules\n\n" + "\n\n".join(
        f"Rule {n} is about club {n} and songs." for n in range(20)
    )
    comparison = compare(parse(TERMS), parse(other))
    said = codes(comparison)
    assert said["rewritten"].startswith("The document was rewritten: over half of its former and of its present ")
    assert said["sections_added"] == "New sections: “Rules” (20 provisions)."
    assert "“Retention” (2 provisions)" in said["sections_removed"]
    assert headline("Papertrail", "Terms", comparison).startswith("Papertrail Terms: rewritten")


def test_clauses_that_are_only_added_are_no_rewrite_however_many():
    more = "\n\n".join(f"Rule {n} is about the songs of club {n}." for n in range(60))
    assert "rewritten" not in codes(compare(parse(TERMS), parse(TERMS + more)))


def test_a_text_that_announces_others_is_called_an_announcement():
    banner = "We're updating our Terms of Service. The new terms will take effect on July 1, 2026.\n\n"
    comparison = compare(parse(TERMS), parse(TERMS.replace("## 1.", banner + "## 1.")))
    assert "effective_date" not in codes(comparison)  # the announcement says it
    assert codes(comparison)["announced"] == "The text announces other terms as of 1 July 2026."
    assert headline("Papertrail", "Terms", comparison) == "Papertrail Terms: announces a change as of 1 July 2026"


def test_a_comparison_with_the_last_good_capture_says_so():
    good = parse(TERMS)
    comparison = compare(parse(ERROR_PAGE), parse(TERMS.replace("30 days", "90 days")), Context(last_good=good))
    assert "first good capture" in codes(comparison)["first_good_capture"]


def test_a_return_is_said():
    before, after = parse(TERMS + AUDIO_RULES), parse(with_date(TERMS, "May 4, 2026"))
    context = Context(earlier_digests=(before.digest, parse(TERMS).digest))
    comparison = compare(before, after, context)
    assert codes(comparison)["returned"] == "The document returned to an earlier text."
    assert headline("Papertrail", "Terms", comparison).startswith("Papertrail Terms: returned to an earlier text")


def test_no_quotation_mark_is_left_open():
    clause = "x" * 300 + " " + "word " * 100
    for difference in compare(parse(TERMS), parse(TERMS + "\n\n" + clause)).differences:
        assert len(re.findall("“", difference.sentence)) == len(re.findall("”", difference.sentence))


def described(text):
    blocks = parse(text).blocks
    categorise = shipped_categoriser().categorise
    return describe([(categorise(Passage(block.visible, headings=block.heading_path)), block) for block in blocks])


def test_a_document_is_described_by_its_most_telling_clauses_in_its_own_words():
    sentences = [found.sentence for found in described(TERMS)]
    period = "states “30 days”, in “We keep server logs for 30 days after you close your account”."
    assert f"Retention and deletion, section 3.1: {period}" in sentences
    assert all(" states “" in sentence for sentence in sentences)
    names = [row.name for row in categories()]
    named = [re.split(", section|, under|: ", sentence)[0] for sentence in sentences]
    places = [names.index(name) for name in named if not name.startswith("Under")]
    assert places == sorted(places)


@settings(max_examples=80, deadline=None)
@given(texts)
def test_whatever_a_description_quotes_is_a_part_of_its_clause(text):
    found = described(text) if balanced(text) else []
    for description in found:
        sources = (readable(description.block.visible), *description.block.heading_path)
        assert all(any(piece in source for source in sources) for piece in quotations(description.sentence))
    counts = Counter(description.category for description in found)
    assert max(counts.values(), default=0) <= CLAUSES_A_CATEGORY
    assert not counts.keys() & {"other", "effective_date"}


def test_a_word_in_brackets_that_is_no_label_is_told():
    text = "# Data\n\nWe answer letters.\n\nWe do not sell your personal data{}.\n"
    (difference,) = compare(parse(text.format("")), parse(text.format(" (EU)"))).differences
    assert "(EU)" in difference.sentence
    (difference,) = compare(parse(text.format("")), parse(text.format(" (a)"))).differences
    assert difference.sentence.endswith("punctuation or formatting changed.")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("A plan renews itself each month.", "A plan renews itself.", "removed “each month”."),
        ("A plan renews itself.", "A plan renews itself each month.", "added “each month”."),
        ("We keep at least 5 owls.", "We keep at most 5 owls.", "“at least” became “at most”."),
        ("We may sing to owls.", "We may not sing to owls.", "“may sing” became “may not sing”."),
    ],
)
def test_a_sentence_quotes_what_came_or_went_and_the_whole_of_a_limit(old, new, said):
    (difference,) = compared(old, new).differences
    assert difference.sentence.endswith(said)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("", "Owls sing here.", "One or more provisions were added."),
        ("Owls sing here.", "", "One or more provisions were removed."),
        ("Owls sing here.", "Owls dance here.", "The wording of one or more provisions changed."),
    ],
)
def test_a_reason_says_that_clauses_came_or_went_where_nothing_else_happened(old, new, reason):
    assert compared(old, new).reason == reason


def test_nothing_is_said_of_a_negation_where_the_whole_clause_went():
    (difference,) = compared("Personal data are never sold in bulk.", "").differences
    assert (difference.severity, difference.severity_rule) == ("medium", "wording_removed")
