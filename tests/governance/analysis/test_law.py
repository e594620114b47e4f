"""The tables of law resolve, and say by a day what applies."""

from datetime import date, timedelta

import pytest

from governance.analysis import law
from governance.analysis.law import LegalStanding, engagements, regulations, tables_version
from governance.comparison import categories

pytestmark = pytest.mark.pure


def test_each_category_but_the_last_engages_something_and_each_reference_resolves():
    ids = {category.id for category in categories()}
    assert set(engagements()) == ids - {"other"}
    for category, found in engagements().items():
        assert found, category
        assert all(one.articles and one.rationale for one in found)
        exposures = [law.EXPOSURES.index(one.exposure) for one in found]
        assert exposures == sorted(exposures, reverse=True)


def test_each_regulation_is_engaged_by_something():
    used = {one.regulation.id for found in engagements().values() for one in found}
    assert used == set(regulations())


def test_an_article_without_a_source_is_marked():
    gdpr = regulations()["gdpr"]
    assert len(gdpr.articles) > 10
    assert {article.is_source_checked for article in gdpr.articles.values()} == {True, False}


AI_ACT = [
    (date(2024, 7, 31), LegalStanding.NOT_YET),
    (date(2024, 8, 1), LegalStanding.IN_STAGES),
    (date(2026, 12, 1), LegalStanding.IN_STAGES),
    (date(2030, 1, 1), LegalStanding.IN_FORCE),
]


@pytest.mark.parametrize(("day", "standing"), AI_ACT)
def test_a_regulation_in_stages_stands_by_the_day(day, standing):
    assert regulations()["eu_ai_act"].standing_on(day) == standing


def test_a_lapsed_one_applied_until_its_day():
    lapsed = regulations()["eu_csam_derogation"]
    last = lapsed.in_force_until - timedelta(days=1)
    assert lapsed.standing_on(last) != LegalStanding.LAPSED
    assert lapsed.standing_on(lapsed.in_force_until) == LegalStanding.LAPSED
    assert lapsed.standing_sentence(lapsed.in_force_until) == "It lapsed on 3 April 2026."


def test_one_that_is_enacted_applies_from_its_date_on():
    enacted = regulations()["us_co_admt"]
    assert enacted.standing_on(date(2026, 12, 31)) == LegalStanding.NOT_YET
    assert enacted.standing_sentence(date(2026, 12, 31)) == "It does not apply yet. From 1 January 2027: Takes effect."
    assert enacted.standing_on(date(2027, 1, 1)) == LegalStanding.IN_FORCE


def test_entry_into_force_and_application_are_told_apart_where_the_table_does():
    said = {
        (key, day): regulations()[key].standing_sentence(day)
        for key in ("eu_dsa", "eu_data_act", "eu_geoblocking", "us_inform", "eu_ai_act")
        for day in (date(2023, 7, 1), date(2026, 11, 30))
    }
    assert said["eu_dsa", date(2023, 7, 1)] == (
        "It does not apply yet. It has been in force since 16 November 2022. From 17 February 2024: Full application."
    )
    assert said["eu_dsa", date(2026, 11, 30)] == (
        "It has been in force since 16 November 2022 and has applied since 17 February 2024."
    )
    assert said["eu_data_act", date(2026, 11, 30)].startswith(
        "It has been in force since 11 January 2024 and has applied since 12 September 2025. From 12 January 2027: "
    )
    assert said["eu_geoblocking", date(2023, 7, 1)] == "It has applied since 3 December 2018."
    assert said["us_inform", date(2026, 11, 30)] == "It has been in force since 27 June 2023."
    # Some of it applied before its general application.
    assert "has applied since" not in said["eu_ai_act", date(2026, 11, 30)]


def test_a_date_of_which_the_table_does_not_say_what_it_is_is_called_its_main_date():
    for key in ("gdpr", "eu_dma", "eu_nis2", "eu_dora"):
        said = regulations()[key].standing_sentence(date(2026, 11, 30))
        assert said.startswith("It is in force. Its main date in our table is "), key
        assert "since" not in said
    later = regulations()["uk_gdpr_dpa"].standing_sentence(date(2020, 6, 1))
    assert later.startswith("It does not apply yet. Its main date in our table is 1 January 2021.")
    assert regulations()["us_export_sanctions"].standing_sentence(date(2026, 3, 1)) == "It is in force."


@pytest.mark.parametrize("regulation", regulations().values(), ids=lambda one: one.id)
def test_each_sentence_is_whole_and_judges_nobody(regulation):
    for day in (date(2000, 1, 1), date(2026, 3, 1), date(2040, 1, 1)):
        sentence = regulation.standing_sentence(day)
        assert sentence.startswith("It ")
        assert sentence.endswith(".")
        assert ".." not in sentence


def test_the_version_of_the_tables_names_their_day_and_their_bytes():
    day, _, digest = tables_version().rpartition("-")
    assert date.fromisoformat(day) == max(one.as_of for one in regulations().values())
    assert len(digest) == 12
