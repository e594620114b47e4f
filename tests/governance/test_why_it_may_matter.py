"""The table of why a change may matter: whole, neutral, and cited where it states law."""

import json
import re
from pathlib import Path

import pytest

from governance.comparison import categories
from governance.comparison.weighing.consequences import DIRECTIONS, consequence_rank, every_why, why_it_may_matter
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
        assert {"added", "removed", "modified"} <= set(row) <= set(DIRECTIONS), category
        for told in row.values():
            assert {"sentence"} <= set(told) <= {"sentence", "citations"}
            for citation in told.get("citations", ()):
                assert set(citation) == {"regulation", "ref"}


@pytest.mark.parametrize("why", every_why(), ids=lambda why: f"{why.category}-{why.direction}")
def test_each_is_one_neutral_sentence_that_cites_what_it_states_of_law(why):
    assert re.fullmatch(r"[A-Z].{20,230}\.", why.sentence)
    assert not re.search(r"[.!?] [A-Z]", why.sentence)
    assert not JUDGING.search(why.sentence)
    assert bool(SPEAKS_OF_LAW.search(why.sentence)) == bool(why.citations)


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
    assert why_it_may_matter("data_sharing", "modified", "party_added").direction == "widened"
    assert why_it_may_matter("data_sharing", "added", "party_added").direction == "added"
    assert why_it_may_matter("data_sharing", "moved", "moved") is None
    assert why_it_may_matter("of a later taxonomy", "added", "") is None


def test_disputes_money_and_data_come_before_notices_and_dates():
    ranked = sorted((category.id for category in categories()), key=consequence_rank)
    order = ["dispute_resolution_arbitration", "payment_refund_autorenew", "data_sharing", "children_age",
             "contact_entity", "effective_date", "other"]  # fmt: skip
    assert sorted(order, key=ranked.index) == order
