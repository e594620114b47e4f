"""Regulations in the API: public, by a day, and honest about what was not checked."""

import pytest

from governance.analysis.law import engagements, regulations

pytestmark = pytest.mark.django_db


def rows(api, **query):
    answer = api().get("/api/v1/regulations/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_all_regulations_are_on_one_page_for_everybody(api):
    found = rows(api)
    assert [row["id"] for row in found] == list(regulations())
    standings = {row["standing"] for row in rows(api, at="2026-03-01")}
    assert standings == {"in_force", "in_force_in_stages", "not_yet_applicable"}


def test_each_filter_keeps_what_it_names(api):
    assert {row["jurisdiction"] for row in rows(api, jurisdiction="US-CA")} == {"US-CA"}
    assert {row["id"] for row in rows(api, category="retention")} == {
        one.regulation.id for one in engagements()["retention"]
    }
    assert [row["id"] for row in rows(api, standing="lapsed", at="2026-03-01")] == []
    assert [row["id"] for row in rows(api, standing="lapsed", at="2026-05-01")] == ["eu_csam_derogation"]
    assert rows(api, category="other") == []


@pytest.mark.parametrize("query", ["jurisdiction=XX", "category=burnt", "standing=burnt", "at=soon", "burnt=1"])
def test_what_a_filter_does_not_know_is_refused(api, query):
    assert api().get(f"/api/v1/regulations/?{query}").status_code == 400


def test_a_regulation_says_its_articles_and_what_engages_it(api):
    shown = api().get("/api/v1/regulations/gdpr/?at=2026-03-01").json()
    assert shown["standing_sentence"] == "It is in force. Its main date in our table is 25 May 2018."
    known = {article["reference"]: article for article in shown["articles"]}
    assert known["Art. 17"]["title"] == "Erasure"
    assert {article["is_source_checked"] for article in shown["articles"]} == {True, False}
    retention = next(one for one in shown["engaged_by"] if one["category"] == "retention")
    assert set(retention["articles"]) <= set(known)
    assert retention["exposure"] == "high"
    assert "engages" in retention["rationale"]
    assert api().get("/api/v1/regulations/none/").status_code == 404
    assert api().get("/api/v1/regulations/gdpr/?at=soon").status_code == 400
