"""How a mail tells a change: each thing once, no mark of Markdown, no quotation cut within what changed."""

import re
from dataclasses import replace

import pytest

from alerts.mail.excerpts import excerpts
from alerts.mail.lines import clipped, clipped_between_quotations
from alerts.mail.rendering import earlier_words, render_alert, render_digest
from alerts.mail.samples import fictional_changes
from alerts.mail.wording import CLAUSES_A_CATEGORY, count_words
from billing.entitlements import Depth
from governance.reading import StatementView, WhyView, published_at_url, whys_of

pytestmark = pytest.mark.pure

MARKED = (
    "* **You** may _not_ share [your key](https://acme.example/keys?a=1) with `others`\\*.",
    "* **You** may share [your key](https://acme.example/keys?b=2) with `others`\\*.",
)


def one():
    return fictional_changes()[0]


def clause(before, after, **fields):
    sentence = fields.pop("sentence", "Security: the clause changed.")
    return replace(one().provisions[0], before_quote=before, after_quote=after, sentence=sentence, **fields)


def bodies(*clauses, **fields):
    view = replace(one(), provisions=clauses, statements=(), why_it_may_matter=(), **fields)
    mail = render_alert([view], depth=Depth.SUMMARY)
    return mail.text, re.sub(r"</?(?:ins|del|bdi)[^>]*>|[\u2066-\u2069]", "", mail.html)


def test_quotations_are_shown_without_the_marks_of_markdown():
    for body in bodies(clause(*MARKED)):
        assert "“You may not share your key with others*.”" in body
        assert "“You may share your key with others*.”" in body


def test_a_row_of_a_table_is_shown_with_its_cells_apart():
    text, _ = bodies(clause(None, "| __cf_bm | counts \\_visits | 1 day |"))
    assert "“__cf_bm · counts _visits · 1 day”" in text


@pytest.mark.parametrize("long", [False, True])
def test_no_clause_is_told_twice(long):
    tail = " and so on for all of our users everywhere" * 12 if long else ""
    sentence = f"Retention and deletion: “30 days” became “60 days”{tail}."
    wordings = (f"We keep it for 30 days{tail}.", f"We keep it for 60 days{tail}.")
    for body in bodies(clause(*wordings, sentence=sentence)):
        assert body.count("became “60 days”") <= 2  # once in the mail and once in the preheader
        assert body.count("We keep it for 60 days") == 1


def test_a_clause_that_the_headline_quotes_is_not_said_again():
    sentence = "Retention and deletion, under “Logs”: “30 days” became “60 days”."
    headline = "Acme Terms: lengthens a period from “30 days” to “60 days” (retention and deletion)"
    for body in bodies(clause("Kept for 30 days.", "Kept for 60 days.", sentence=sentence), headline=headline):
        assert "became" not in body
        assert "Retention and deletion, under “Logs”" in body
        assert "“Kept for 60 days.”" in body


def test_a_statement_is_told_whole_and_once():
    statement = replace(one().statements[0], code="rewritten", sentence="The document was rewritten " * 8)
    view = replace(one(), statements=(statement,))
    mail = render_alert([view], depth=Depth.SUMMARY)
    assert mail.text.count("The document was rewritten The document") == 4


@pytest.mark.parametrize("limit", [80, 150, 240, 600])
@pytest.mark.parametrize("lead", [0, 30, 100, 700])
@pytest.mark.parametrize("length", [1, 5, 12])
def test_an_excerpt_never_ends_within_changed_words(limit, lead, length):
    shared, tail = "".join(f"s{n:02} " for n in range(lead // 4)), "".join(f" t{n:03}" for n in range(240))
    old, new = (" ".join(f"{word}{n}" for n in range(length)) for word in ("gone", "fresh"))
    before, after = f"{shared}{old}{tail} then", f"{shared}{new}{tail} now"
    for whole, excerpt, words in zip((before, after), excerpts(before, after, limit=limit), (old, new), strict=True):
        assert excerpt.text in whole
        assert words in excerpt.text
        assert next(piece.text for piece in excerpt.pieces if piece.is_changed) == words
        assert len(excerpt.text) <= 2 * limit


def test_a_later_change_that_would_be_cut_is_left_out_whole():
    before = "We keep 30 days. " + "It is so. " * 6 + "They may use all of the data of old users. " + "It is so. " * 20
    after = before.replace("30", "60").replace("all of the data of old users", "some of what new people gave us")
    for excerpt in excerpts(before, after, limit=100):
        assert excerpt.cut_after
        assert not {"old users", "gave us", "all of", "some of"} & {piece.text for piece in excerpt.pieces}
        assert excerpt.text.rstrip().endswith(("It is so.", "They may use"))


@pytest.mark.parametrize("length", range(20, 110, 7))
def test_a_headline_is_cut_between_the_things_it_says(length):
    headline = "Acme Terms: raises a period from “30 days” to “90 days” (retention); adds “and our partners” (sharing)"
    shown = clipped_between_quotations(headline, length)
    assert len(shown) <= length
    assert shown == headline or shown.endswith(("…", "…”"))
    if length >= 40:
        assert shown.count("“") == shown.count("”")


def test_a_few_clauses_of_each_category_are_told_and_the_others_counted_by_category():
    def made(number, category, name):
        return clause(None, f"Clause {category} {number}.", category=category, category_name=name)

    many = [made(n, "security", "Security") for n in range(9)] + [made(n, "other", "Other") for n in range(2)]
    for body in bodies(*many):
        assert body.count("Clause security") == CLAUSES_A_CATEGORY
        assert body.count("Clause other") == 2
        assert "7 more changed provisions: security (7)" in body


def test_the_first_clause_of_a_mail_is_the_weightiest_as_in_its_headline():
    def made(number, category, kind, severity):
        sides = (f"Old {category} {number}.", None) if kind == "removed" else (None, f"New {category} {number}.")
        fields = {"category": category, "category_name": category, "severity_rule": "rule_added", "severity": severity}
        return clause(*sides, kind=kind, **fields)

    weighty = [made(0, "payment_refund_autorenew", "removed", "high")]
    many = [made(n, "advertiser_rules", "added", "medium") for n in range(30)]
    for body in bodies(*weighty, *many, headline="Acme Terms: removes a clause on payments"):
        assert body.index("Old payment_refund_autorenew 0.") < body.index("New advertiser_rules 0.")


def test_an_announcement_that_the_headline_tells_is_no_statement_too():
    said = [StatementView("announced", "The text announces other terms as of 1 July 2026.")]
    for headline, times in (("Acme Terms: announces a change as of 1 July 2026", 0), ("Acme Terms: adds “x”", 1)):
        view = replace(one(), statements=tuple(said), headline=headline)
        assert render_alert([view], depth=Depth.SUMMARY).text.count("announces other terms") == times


@pytest.mark.parametrize("length", range(12, 90, 3))
def test_what_is_cut_ends_with_a_whole_word_and_no_mark_before_the_ellipsis(length):
    text = "Acme Terms: adds “and, our (trusted) partners - or others” to clauses; removes “owls, foxes” of A/B"
    for shown in (clipped(text, length), clipped_between_quotations(text, length)):
        kept = shown.removesuffix("…”").removesuffix("…")
        assert len(shown) <= length
        assert text.startswith(kept)
        assert kept[-1].isalnum() or kept[-1] in ")”"
        assert not (kept[-1].isalnum() and text[len(kept)].isalnum())


def test_words_that_only_look_changed_and_points_beside_them_are_not_named():
    text, _ = bodies(clause("We keep it for 30 days, or so, in a box.", "We keep it\u00a0for 60 days, or so in a box."))
    assert "“30” became “60”" in text
    assert "“,”" not in text


def test_the_document_is_linked_where_the_platform_publishes_it():
    text, html = bodies(clause(*MARKED), source_url="https://acme.example/privacy?a=1&b=2")
    assert "https://acme.example/privacy?a=1&b=2" in text
    assert 'href="https://acme.example/privacy?a=1&amp;b=2"' in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_an_address_that_would_be_filled_in_is_no_link():
    for body in bodies(clause(*MARKED), source_url="https://acme.example/-unsubscribe_url-"):
        assert "acme.example/-unsub" not in body


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://acme.example/x", "//acme.example/x", "/privacy", "",
        "https://acme.example/ x", 'https://acme.example/"onclick="x', "https://acme.example/<b>", "https://localhost/x",
        "https://acme.example@evil.example/", "https://acme.example/\u202egnp", "https://acme.example/\nBcc: x",
        "http://[::1", "https://acme.example/" + "x" * 600, "HTTPS\t://acme.example",
    ],
)  # fmt: skip
def test_only_a_plain_address_of_the_web_is_a_link(address):
    assert published_at_url([address]) == ""
    assert published_at_url([address, "https://acme.example/terms"]) == "https://acme.example/terms"


def test_why_it_may_matter_is_said_once_a_category_and_direction_and_only_with_the_summary():
    whys = whys_of(
        [("retention", "modified", "period_raised")] * 3 + [("gone", "added", ""), ("security", "moved", "moved")]
    )
    assert [(why.category, why.direction) for why in whys] == [("retention", "raised")]
    view = replace(one(), why_it_may_matter=(*whys, WhyView("x", "Evil <b>", "added", "A sentence.")))
    for body in (render_alert([view], depth=Depth.SUMMARY).text, render_alert([view], depth=Depth.SUMMARY).html):
        assert "Why it may matter" in body
        assert whys[0].sentence in body
    short = replace(view, provisions=(), statements=(), why_it_may_matter=())
    free = render_digest([short], cadence="weekly", period="A week", depth=Depth.HEADLINE)
    assert "Why it may matter" not in free.text + free.html


def test_counts_in_mails_have_a_mark_of_thousands():
    counts = {"added": 2_001, "removed": 1, "modified": 12_000, "moved": 0}
    assert count_words(counts) == "2,001 provisions added, 1 removed, 12,000 modified"
    assert earlier_words(1_200)[0].startswith("1,200 of these are")
