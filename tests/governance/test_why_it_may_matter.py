"""The table of why a change may matter: whole, neutral, and cited where it states law."""

import json
import re
from pathlib import Path

import pytest

from governance.comparison import categories
from governance.comparison.weighing.consequences import DIRECTIONS, consequence_rank, every_why, why_it_may_matter
from governance.comparison.weighing.severity import QUANTITIES
from governance.comparison.weighing.taxonomy import DATA

pytestmark = pytest.mark.pure
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "regulations.json"
JUDGING = re.compile(
    r"\b(?:violat\w*|breach(?:es|ed)|illegal\w*|unlawful\w*|infringes?|complian\w*|must|should|abus\w*|worse\w*|better|"
    r"unfair\w*|outrageous|dangerous|worry\w*|beware)\b",
    re.IGNORECASE,
)
SPEAKS_OF_LAW = re.compile(r"\b(?:GDPR|DSA|Directive|Regulation|Act|U\.S\.C\.|in the EU|in the US|(?:EU|US) law)\b")


def test_every_category_has_a_sentence_for_each_way_a_clause_can_change():
    table = json.loads((DATA / "why_it_may_matter.json").read_text(encoding="utf-8"))
    assert set(table) == {"note", "categories"}
    assert set(table["categories"]) == {category.id for category in categories()}
    for category, row in table["categories"].items():
        assert {"added", "modified"} <= set(row) <= set(DIRECTIONS), category
        for direction, told in row.items():
            assert {"sentence"} <= set(told) <= {"sentence", "citations", "figures"}
            assert ("figures" in told) == (direction in ("raised", "lowered"))
            assert set(told.get("figures", ())) <= set(QUANTITIES)
            for citation in told.get("citations", ()):
                assert set(citation) == {"regulation", "ref"}


@pytest.mark.parametrize("why", every_why(), ids=lambda why: f"{why.category}-{why.direction}")
def test_each_is_one_neutral_sentence_that_cites_what_it_states_of_law(why):
    assert re.fullmatch(r"[A-Z].{20,230}\.", why.sentence)
    assert not re.search(r"[.!?] [A-Z]", why.sentence)
    assert not JUDGING.search(why.sentence)
    assert bool(SPEAKS_OF_LAW.search(why.sentence)) == bool(why.citations)


def test_of_a_clause_without_a_sure_category_only_that_is_said():
    told = {why.sentence for why in every_why() if why.category == "other"}
    assert told == {"The category of this clause is not certain enough to be told."}


def test_what_is_cited_is_an_article_that_a_source_supports():
    regulations = {row["id"]: row for row in json.loads((DATA / "regulations.json").read_text(encoding="utf-8"))}
    cited = {(citation.regulation, citation.ref) for why in every_why() for citation in why.citations}
    assert cited
    for regulation, ref in cited:
        assert ref in regulations[regulation]["articles_verified"]
        assert ref in {article["ref"] for article in regulations[regulation]["key_articles"]}


@pytest.mark.skipif(not SHARED.exists(), reason=f"the table of statutes is not at ../shared/data ({SHARED})")
def test_the_cited_articles_stand_in_the_shared_table_too():
    regulations = {row["id"]: row for row in json.loads(SHARED.read_text(encoding="utf-8"))}
    for why in every_why():
        for citation in why.citations:
            assert regulations[citation.regulation]["official_url"] == citation.url
            assert citation.ref in {article["ref"] for article in regulations[citation.regulation]["key_articles"]}


def test_the_direction_is_that_of_the_rule_and_else_that_of_the_clause():
    told = why_it_may_matter("retention", "modified", "period_raised")
    assert (told.direction, "higher figure" in told.sentence) == ("raised", True)
    assert why_it_may_matter("retention", "modified", "duty_added").direction == "modified"
    assert why_it_may_matter("security", "modified", "period_raised").direction == "modified"
    assert why_it_may_matter("data_sharing", "modified", "party_added").direction == "modified"
    assert why_it_may_matter("data_sharing", "added", "prohibition_added").direction == "added"
    assert why_it_may_matter("data_sharing", "moved", "moved") is None
    assert why_it_may_matter("of a later taxonomy", "added", "duty_added") is None


def test_a_higher_figure_is_told_where_the_sentence_is_about_such_a_figure():
    assert why_it_may_matter("children_age", "modified", "age_lowered").direction == "lowered"
    assert why_it_may_matter("children_age", "modified", "period_lowered").direction == "modified"


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("modified", "wording_modified"),  # "explains to you" became "explains"
        ("added", "wording_added"),  # a label, a time of day, an example
        ("added", "heading_added"),
        ("modified", "heading_modified"),
        ("modified", "number_changed"),  # of a page
        ("modified", "day_changed"),
        ("modified", "term_added"),
        ("added", "service_closes"),
        ("added", "company_named"),
    ],
)
def test_nothing_is_told_where_no_rule_says_what_happened(kind, rule):
    assert why_it_may_matter("payment_refund_autorenew", kind, rule) is None


def test_that_a_company_is_named_is_told_of_the_entity_and_contacts():
    assert why_it_may_matter("contact_entity", "added", "company_named").direction == "added"


@pytest.mark.parametrize("rule", ["prohibition_removed", "right_removed", "wording_removed"])
def test_nothing_is_told_of_a_clause_that_went_since_another_may_say_the_same(rule):
    assert why_it_may_matter("user_rights", "removed", rule) is None


@pytest.mark.parametrize("why", every_why(), ids=lambda why: f"{why.category}-{why.direction}")
def test_no_sentence_says_what_a_single_clause_states_or_lacks(why):
    assert not re.search(r"\b[Ss]uch a clause\b|\b(?:no longer named|further)\b|\bmay say nothing\b", why.sentence)


def test_disputes_money_and_data_come_before_notices_and_dates():
    ranked = sorted((category.id for category in categories()), key=consequence_rank)
    order = ["dispute_resolution_arbitration", "payment_refund_autorenew", "data_sharing", "children_age",
             "contact_entity", "effective_date", "other"]  # fmt: skip
    assert sorted(order, key=ranked.index) == order
