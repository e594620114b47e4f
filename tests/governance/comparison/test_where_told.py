"""Where a change is told: the same day, in the digest, or nowhere; and what changes nothing at all."""

import pytest

from governance.comparison import Context, compare, parse
from governance.comparison.judging.evidence import Verdict
from governance.comparison.judging.where_told import (
    DIGEST,
    IMMATERIAL,
    NOWHERE,
    SAME_DAY,
    is_material,
    told,
    with_exact_reason,
)
from governance.comparison.weighing.severity_reasons import reason_of
from tests.governance.comparison.texts import TERMS

AROUND = (
    "# Terms\n\nThese are the terms of Papertrail, which you accept.\n\n{}\n\nWe keep what you draw while you stay.\n"
)
SOLD = "\nWe never sell it for less than 5 days.\n"


def compared(old, new, more=""):
    return compare(parse(AROUND.format(old)), parse(AROUND.format(new) + more))


PAY = "You must pay us for the service."
LABELLED = [
    f"{label} {PAY}"
    for label in (
        "I.2.a.", "1.2.3.4.5", "(1)(a)(ii)", "a)", "[1]", "1.a.iii)", "A.1.b", "XIV.", "Section 4.", "Section 4", "§ 4",
        "§ 4 (2)", "Article IV -", "Clause 4.2(b):", "**1.**", "1\\.", "Paragraph 3:", "1 –", "iv)", "",
    )
]  # fmt: skip
WRITTEN_OTHERWISE = [
    *((f"1. {PAY}", labelled) for labelled in LABELLED),
    ("## 1. Fees", "## I.2.a. Fees"),
    ("## Section 4: Fees", "## § 4 Fees"),
    ("## Part II: Fees", "## Part 2: Fees"),
    ("We call it “Mistral ” here.", "We call it “Mistral” here."),
    ("We call it “Mistral” here.", "We call it « Mistral » here."),
    ("We call it „Mistral“ here.", "We call it 'Mistral' here."),
    ("We don't use the user's data.", "We don’t use the userʼs data."),
    ("We don't use the user's data.", "We don`t use the user´s data."),
    ("We use multi-factor sign-in - always.", "We use multi‑factor sign‐in — always."),
    ("We use data of yours.", "We use\u00a0data\u202fof\u2003yours."),
    ("We use data of yours.", "We use da\u00adta of y\u200bours\ufe0f\u061c\u034f."),
    ("We use files and the IV office.", "We use ﬁles and the Ⅳ office."),
    ("We keep 1 000 files.", "We keep 1\u202f000 files."),
    ("We use café data.", "We use cafe\u0301 data."),
    ("* You may use it with care.", "• You may use it with care."),
    ("* You may use it with care.", "o You may use it with care."),
    ("* You may use it with care.", "1. You may use it with care."),
    ("You **may** use it with _care_ `now`.", "You may use it with care now."),
    ("You may use [the site](https://a.example/x) now.", "You may use the site now."),
    ("You may use [the site](https://a.example/x) now.", "You may use [the site](https://b.example/y) now."),
    ("You may use the site\\_a \\* now\\.", "You may use the site_a * now."),
    ("You may use it &amp; all of &quot;it&quot;.", 'You may use it & all of "it".'),
    ("# Fees for all", "### Fees for all"),
    ("We pay € 5 and 5 %.", "We pay €5 and 5%."),
]


@pytest.mark.parametrize(("old", "new"), WRITTEN_OTHERWISE)
def test_what_is_only_labelled_or_marked_otherwise_is_told_nowhere(old, new):
    for before, after in ((old, new), (new, old)):
        comparison = compared(before, after)
        assert (comparison.label, comparison.is_alertable) == ("cosmetic", False), comparison.rule
        beside = compared(before, after, SOLD)
        assert [difference.kind for difference in beside.differences] == ["added"]


TOLD_AT_ONCE = [
    ("We pay $5 for it.", "We pay €5 for it."),
    ("We pay 5% of it.", "We pay 5 of it."),
    ("2.5 GB of space are free for you.", "5.0 GB of space are free for you."),
    ("(30) days are what you have for it.", "(90) days are what you have for it."),
    ("Article 6 GDPR is the basis for this.", "Article 9 GDPR is the basis for this."),
    ("12 months are what we keep it for.", "24 months are what we keep it for."),
    ("U.S. users may use it.", "E.U. users may use it."),
    ("Part 2 of the Act applies here.", "Part 3 of the Act applies here."),
    ("We keep 1.5 GB.", "We keep 15 GB."),
    ("It stays above -5 degrees.", "It stays above 5 degrees."),
    ("A load of (-5) is allowed.", "A load of (5) is allowed."),
    ("It costs -$5 to enter.", "It costs $5 to enter."),
    ("It costs $-5 to enter.", "It costs $5 to enter."),
    ("Send us 3-5 drawings.", "Send us 3.5 drawings."),
    ("Send us 3 – 5 drawings.", "Send us 3.5 drawings."),
    ("Send us 3-5 drawings.", "Send us 35 drawings."),
    ("Come on Monday.\n\nPaint on Monday.", "Come on Friday.\n\nPaint on Friday."),
    ("You may not use it.", "You may use it."),
    ("Not open before 1 May 2026.", "Open before 1 May 2026."),
    ("Terms until 31 March 2026 are here.", "Terms from 1 April 2026 are here."),
    ("You must pay by 1 May 2026.", "You may pay by 1 May 2026."),
    ("You must pay by 1 May 2026.", "You must pay by 1 June 2026."),
    ("Owls draw until 1 May 2026.", "Owls draw until 1 June 2026."),
    ("Claims must be filed with us by 1 June 2026.", "Claims must be filed with us by 1 July 2026."),
    ("We pass it to the police if asked.", "We pass it to the policy if asked."),
    ("We keep a log of uses.", "We keep a log of us."),
    ("We pay for the damage.", "We pay for the damages."),
    ("We collect data of others.", "We collected data of others."),
    ("## 5 rules for all", "## 7 rules for all"),
    ("Ask Model 2 now.\n\nModel 2 is ours.", "Ask Model 3 now.\n\nModel 3 is ours."),
]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Send us 3-5 drawings.", "Send us 3 – 5 drawings."),
        ("It stays above −5 degrees.", "It stays above –5 degrees."),
        ("Call us at 555-1234.", "Call us at 555 1234."),
        ("Call +1 555-123-4567 now.", "Call +1 555.123.4567 now."),
        ("We are open 24-7 for owls.", "We are open 24/7 for owls."),
    ],
)
def test_another_dash_between_the_same_numbers_is_told_nowhere(old, new):
    for before, after in ((old, new), (new, old)):
        assert compared(before, after).label == "cosmetic"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("It stays above -5 degrees.", "It stays above 5 degrees.", "“-5 degrees” became “5 degrees”."),
        ("Send us 3-5 drawings.", "Send us 3.5 drawings.", "“3-5 drawings” became “3.5 drawings”."),
    ],
)
def test_a_sign_of_a_number_is_told_with_its_number(old, new, told):
    (difference,) = compared(old, new).differences
    assert difference.sentence.endswith(told)


@pytest.mark.parametrize(("old", "new"), TOLD_AT_ONCE)
def test_a_number_a_sign_a_day_or_a_negation_is_never_immaterial(old, new):
    for before, after in ((old, new), (new, old)):
        comparison = compared(before, after)
        assert comparison.is_alertable, (comparison.label, comparison.rule)


@pytest.mark.parametrize(("old", "new"), [("1. Mai 2026", "15. Mai 2026"), ("3. Oktober 2026", "4. Oktober 2026")])
def test_a_day_at_the_beginning_of_a_clause_is_no_label(old, new):
    (difference,) = compared(f"{old} ist der letzte Tag dafür.", f"{new} ist der letzte Tag dafür.").differences
    assert difference.sentence.endswith(f"“{old}” became “{new}”.")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("server logs", "server log", "Only forms of words (such as singular and plural) changed."),
        ("Effective: March 1", "These terms were last updated: March 1", "Only stated dates changed."),
    ],
)
def test_a_change_without_a_material_clause_is_told_in_the_digest_and_says_so(old, new, reason):
    comparison = compare(parse(TERMS), parse(TERMS.replace(old, new)))
    assert (comparison.label, comparison.rule, comparison.reason) == ("editorial", "immaterial", reason)
    assert (comparison.is_alertable, told(comparison.label, comparison.rule, comparison.differences)) == (False, DIGEST)


def test_one_material_clause_makes_the_change_material():
    comparison = compare(parse(TERMS), parse(TERMS.replace("server logs", "server log").replace("1 day", "2 days")))
    assert (comparison.rule, comparison.is_alertable) == ("words_of_provisions", True)
    assert sorted(map(is_material, comparison.differences)) == [False, True]


def test_a_return_to_an_earlier_text_follows_the_same_rule():
    old = TERMS.replace("server logs", "server log")
    for earlier, is_told in ((old, False), (TERMS.replace("30 days", "90 days"), True)):
        now, back = parse(TERMS), parse(earlier.replace("March 1", "March 9"))
        comparison = compare(now, back, Context(earlier_digests=[now.digest, back.digest]))
        assert (comparison.label, comparison.rule, comparison.is_alertable) == ("substantive", "rolled_back", is_told)


def test_every_class_has_one_place_where_it_is_told():
    (material,) = compared("We keep 1.5 GB.", "We keep 15 GB.").differences
    places = {
        "substantive": SAME_DAY, "editorial": DIGEST,
        "cosmetic": NOWHERE, "flapping": NOWHERE, "extraction": NOWHERE, "initial": NOWHERE,
    }  # fmt: skip
    assert {label: told(label, "words_of_provisions", [material]) for label in places} == places
    assert told("substantive", "table_rows", [material]) == DIGEST
    assert told("substantive", "upcoming_text", []) == SAME_DAY


def test_every_immaterial_rule_is_one_that_a_clause_can_have():
    assert all("The clause changed." not in reason_of(rule, "other") for rule in IMMATERIAL)


@pytest.mark.parametrize(
    ("rule", "label"), [("navigation", "substantive"), ("page_frame", "substantive"), ("renamed", "editorial")]
)
def test_ways_to_get_in_touch_among_lines_of_the_page_are_told_in_the_digest(rule, label):
    of_address = compared("Call us at +33 1 55 50 20 20 for it.", "Call us at +33 1 44 39 20 00 for it.").differences
    assert {one.severity_rule for one in of_address} == {"addresses"}
    verdict = with_exact_reason(Verdict("cosmetic" if label == "substantive" else label, rule, "Lines."), of_address)
    assert (verdict.label, told(verdict.label, verdict.rule, of_address)) == (label, DIGEST)


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        ("Updated May 2027", "Updated 5 May 2027", "cosmetic"),
        ("For more, see the policy of the towers.", "For more, see the notice of the towers.", "editorial"),
    ],
)
def test_another_date_alone_and_a_pointer_in_other_words_are_no_change_of_meaning(old, new, label):
    comparison = compared(old, new)
    assert (comparison.label, comparison.is_alertable) == (label, False)
