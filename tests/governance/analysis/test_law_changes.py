"""What changes in the law while no text does: days of the tables, and what other tables state differently."""

import copy
from datetime import date

from governance.analysis.law import engagements, regulations
from governance.analysis.law_changes import dates_between, differences_from, engaging, law_as_known


def test_the_days_between_are_those_of_the_tables_the_last_included():
    (found,) = dates_between(date(2026, 12, 1), date(2026, 12, 2))
    assert (found.regulation.id, found.day) == ("eu_ai_act", date(2026, 12, 2))
    (sentence,) = found.sentences
    assert sentence.startswith("EU AI Act, 2 December 2026: Art. 50(2) marking")
    assert dates_between(date(2026, 12, 2), date(2026, 12, 2)) == []
    lapses = dates_between(date(2026, 4, 2), date(2026, 4, 3))
    assert [one.regulation.id for one in lapses] == ["eu_csam_derogation"]


def test_a_regulation_without_dates_of_its_own_begins_once():
    first = regulations()["gdpr"].in_force_since
    (found,) = [one for one in dates_between(date(2018, 5, 24), first) if one.regulation.id == "gdpr"]
    assert found.sentences == (f"{regulations()['gdpr'].short_name}, 25 May 2018: its main date in our table.",)


def test_the_same_tables_differ_in_nothing():
    assert differences_from(law_as_known()) == []


def test_a_regulation_that_was_not_known_is_one_difference_with_all_that_engages_it():
    before = copy.deepcopy(law_as_known())
    del before["regulations"]["eu_dora"]
    for rows in before["engagements"].values():
        rows.pop("eu_dora", None)
    (found,) = differences_from(before)
    assert found.sentence == f"{regulations()['eu_dora'].short_name} was added to our tables."
    assert found.concerned == engaging("eu_dora")
    assert found.concerned


def test_other_dates_exposures_articles_and_mappings_are_each_a_difference():
    before = copy.deepcopy(law_as_known())
    before["regulations"]["us_co_admt"]["dates"] = []
    before["engagements"]["retention"]["gdpr"] = {"articles": ["Art. 5"], "exposure": "high"}
    before["engagements"]["retention"]["us_coppa"]["exposure"] = "low"
    del before["engagements"]["retention"]["br_lgpd"]
    before["engagements"]["retention"]["us_ada"] = {"articles": [], "exposure": "low"}
    before["regulations"]["gone"] = {"name": "Gone Act"}
    sentences = [one.sentence for one in differences_from(before)]
    names = {name: regulation.short_name for name, regulation in regulations().items()}
    assert sentences == [
        f"{names['us_co_admt']}: our tables now state differently its dates of application.",
        "Gone Act is no longer in our tables.",
        f"{names['gdpr']} and the category retention: the articles in our tables are Art. 5, Art. 13 and Art. 17 now.",
        f"{names['us_coppa']} and the category retention: the exposure in our tables is high now; it was low.",
        f"Our tables now map the category retention to {names['br_lgpd']}.",
        f"Our tables no longer map the category retention to {names['us_ada']}.",
    ]


def test_each_engagement_of_a_regulation_is_found_the_highest_first():
    found = engaging("gdpr")
    assert len(found) == sum(one.regulation.id == "gdpr" for rows in engagements().values() for one in rows)
    assert [one.exposure for one in found] == sorted(
        (one.exposure for one in found), key=["high", "medium", "low"].index
    )
