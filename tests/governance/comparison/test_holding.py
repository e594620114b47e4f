"""What must stand for a while to be believed, and what is told at once beside it; technical versions; returns."""

from dataclasses import replace

import pytest

from governance.comparison import Context, compare, parse
from tests.governance.comparison.test_classifying import history, judged
from tests.governance.comparison.texts import AUDIO_RULES, TERMS, with_date

PAGE = "\n".join(f"We may use record {n} of your account for the purpose {n}.\n" for n in range(25))
REST = "\n".join(f"You must not send message {n} to more than {n} people at once.\n" for n in range(30))
LONG_REST = "\n".join(f"You must not send message {n} to more than {n} people at once.\n" for n in range(90))
ROWS = "| Recipient | Purpose |\n| --- | --- |\n" + "".join(
    f"| {{}}{n} Ltd | prints page {n * 7} |\n" for n in range(6)
)


NOTHING_KNOWN = Context()


def confirmed(before, after, context=NOTHING_KNOWN):
    return compare(parse(before), parse(after), replace(context, is_confirmed=True))


def test_a_removal_of_over_a_quarter_without_a_newer_date_is_held_and_judged_when_it_stays():
    held = judged(REST + PAGE, REST)
    assert (held.label, held.rule, held.is_alertable, held.hold_hours) == ("extraction", "cut_off", False, 12)
    stayed = confirmed(REST + PAGE, REST)
    assert (stayed.label, stayed.is_alertable, stayed.hold_hours) == ("substantive", True, 0)


def test_a_removal_with_a_newer_date_is_told_at_once():
    dated = "Effective: March 1, 2026\n\n"
    assert judged(dated + REST + PAGE, dated.replace("2026", "2027") + REST).is_alertable


@pytest.mark.parametrize(("before", "after"), [(LONG_REST + PAGE, LONG_REST), (LONG_REST, LONG_REST + PAGE)])
def test_a_source_page_lost_or_gained_is_held_for_two_days(before, after):
    held = judged(before, after, sources=3)
    assert (held.rule, held.hold_hours, held.is_alertable) == ("source_page", 48, False)
    assert confirmed(before, after, Context(sources=3)).is_alertable


def test_a_small_edit_beside_a_held_part_is_told_at_once_and_alone():
    comparison = judged(REST + PAGE, REST.replace("more than 5 people", "more than 9 people"))
    assert (comparison.is_alertable, comparison.hold_hours) == (True, 0)
    assert [difference.kind for difference in comparison.differences] == ["modified"]
    assert {difference.kind for difference in comparison.set_aside} == {"removed"}


def test_swapped_rows_of_a_list_of_constant_length_are_held():
    before = TERMS + "\n## Printers\n\n" + ROWS.format(*["Alpha"] * 6)
    after = (
        TERMS
        + "\n## Printers\n\n"
        + ROWS.format(*["Alpha"] * 3, "Qux", "Quux", "Corge")
        .replace("prints page 21", "binds albums")
        .replace("prints page 28", "cuts cards")
        .replace("prints page 35", "glues stars")
    )
    held = judged(before, after)
    assert (held.rule, held.hold_hours, held.is_alertable) == ("paged_list", 12, False)
    assert confirmed(before, after).label == "substantive"
    assert judged(before, after + "| Dora Ltd | sells stamps |\n").rule != "paged_list"


def test_another_language_is_held_and_no_news_when_it_stays():
    english = "\n\n".join(f"{n}. The owner of the account and the user are bound to this rule by us." for n in range(9))
    french = "\n\n".join(
        f"{n}. Le titulaire du compte et les autres sont liés par une règle pour vous." for n in range(9)
    )
    held = judged(english, french)
    assert (held.rule, held.hold_hours) == ("other_language", 12)
    stayed = confirmed(english, french)
    assert (stayed.rule, stayed.hold_hours, stayed.is_alertable) == ("other_language", 0, False)


def test_a_shorter_text_of_new_sentences_is_a_rewrite_and_not_a_cut_capture():
    subject = "the drawings, the printing press, the account, the printer, the members and the payment"
    before = "\n\n".join(f"Rule {n} long since binds {subject}, as member number {n} agreed." for n in range(90))
    after = "\n\n".join(f"Under title {n} members agreed otherwise about {subject}." for n in range(32))
    assert judged(before, after).is_alertable
    assert not judged(before, "\n\n".join(before.split("\n\n")[:32])).is_alertable


@pytest.mark.parametrize(
    ("after", "is_alertable"),
    [
        (TERMS.replace("We may refund", "We must refund"), True),
        (TERMS.replace("30 days", "90 days"), True),
        (TERMS.replace("stickers", "labels").replace("the colour theme", "a colour theme"), False),
        (TERMS + AUDIO_RULES, False),
        (TERMS.replace("## 4. Fees", "## 4. Fees\n\n[All articles](/all)"), False),
        (with_date(TERMS + AUDIO_RULES, "May 4, 2026"), True),
        (TERMS[:300], False),
    ],
)
def test_a_technical_version_is_news_only_where_the_text_shows_it(after, is_alertable):
    comparison = judged(TERMS, after, kind="technical")
    assert comparison.is_alertable is is_alertable
    assert is_alertable or comparison.rule == "technical"


def test_a_return_after_a_settled_text_waits_a_week_and_is_a_roll_back_when_it_stays():
    context = history(TERMS + AUDIO_RULES, TERMS, before_stood_hours=400.0)
    back = compare(parse(TERMS + AUDIO_RULES), parse(TERMS), context)
    assert (back.label, back.rule, back.hold_hours) == ("flapping", "returned_text", 168)
    stayed = confirmed(TERMS + AUDIO_RULES, TERMS, context)
    assert (stayed.label, stayed.rule, stayed.is_alertable) == ("substantive", "rolled_back", True)
    assert stayed.reason == "The document returned to an earlier text and has stayed since."


@pytest.mark.parametrize("stood", [None, 5.0])
def test_a_return_from_a_text_that_never_settled_waits_for_nothing(stood):
    context = history(TERMS + AUDIO_RULES, TERMS, before_stood_hours=stood)
    assert compare(parse(TERMS + AUDIO_RULES), parse(TERMS), context).hold_hours == 0


def test_a_return_that_would_be_no_news_anyway_waits_for_nothing():
    menu = TERMS + "\n\nHelp centre\n\n[Pricing](https://papertrail.example/p)\n"
    assert compare(parse(menu), parse(TERMS), history(menu, TERMS, before_stood_hours=400.0)).hold_hours == 0


def test_a_removed_clause_that_had_been_gone_before_is_flapping():
    before = parse(TERMS + AUDIO_RULES)
    lines = {block.line_digest for block in before.blocks} - {block.line_digest for block in parse(TERMS).blocks}
    after = parse(TERMS.replace("\n\n## 4. Fees", "\n\nMenu\n\n## 4. Fees"))
    known = compare(before, after, Context(lines_once_gone=lines))
    assert (known.label, known.rule) == ("flapping", "returned_clauses")
    assert compare(before, after, Context()).label != "flapping"


def test_menus_around_a_document_come_and_go_unnoticed_but_clauses_beside_them_do_not():
    menu = "".join(
        f"* {line}\n"
        for line in (
            "Skip to content",
            "Sign in",
            "About us",
            "Careers",
            "Hot Teas",
            "Cold Cuts",
            "Gift Cards",
            "Press",
            "Investors",
        )
    )
    words = "\n\nBy printing you agree that the paper, the ink and all the other things remain with us for good.\n"
    document = (
        "# Rules\n\nYou keep all rights to the drawings that you upload, print, sell or give to other members.\n"
        + words
    )
    assert judged(menu + document, document).rule == "page_frame"
    assert judged(menu + document, document.replace("keep all", "keep no")).is_alertable


@pytest.mark.parametrize(
    "page",
    [
        "# 404\n\nSeite nicht gefunden", "Page introuvable", "Página no encontrada\n\nVolver al inicio",
        "Pagina non trovata",
        "Pagina niet gevonden", "Página não encontrada", "Sie werden weitergeleitet zu papertrail.example",
        "Redirigiendo a otra página de la web", "Verify you are human\n\nThis may take a few seconds",
        "Veuillez vous connecter pour continuer", "502 Bad Gateway and nothing else here",
    ],
)  # fmt: skip
def test_error_redirect_and_login_pages_of_several_languages_are_failed_captures(page):
    comparison = judged(TERMS, page)
    assert (comparison.label, comparison.rule) == ("extraction", "failed_capture")


def test_a_clause_less_in_a_short_document_is_not_held():
    short = "\n\n".join(["We keep your drawings.", "You pay us one euro a week.", "We do not sell your drawings."])
    assert judged(short, short.rpartition("\n\n")[0]).is_alertable
