"""The whole analysis of a text: nothing is silently left out, and each sentence has its rule and its source."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from governance.analysis.diligence import diligence_actions
from governance.analysis.diligence_rules import RULES
from governance.analysis.exposure import exposure_of
from governance.analysis.institutional import analyse
from governance.analysis.law import engagements, regulations
from governance.analysis.precedents import STATUSES, close_precedents, precedents
from governance.analysis.risk_questions import questions_of_categories
from governance.analysis.standpoint import ROLES, Standpoint, jurisdictions, roles_of_regulations
from tests.governance.analysis.clauses import changed, clause, text_of
from tests.governance.analysis.judgement_words import JUDGEMENTS_BESIDE_TABLES, sentences_of

pytestmark = pytest.mark.pure
DAY = date(2026, 11, 30)
NO_ANSWERS = (
    "The text is not searched for an answer to this.",
    "An answer in the text is not read with certainty.",
    "Our rules find no answer in the text.",
)
EVERYTHING = {category: ["CW-P-000001"] for category in engagements()}


def every_text():
    return text_of(
        *(
            clause(f"We may do this, such as {number}.", category, f"CW-P-{number:06d}")
            for number, category in enumerate(engagements(), start=1)
        )
    )


def test_what_a_standpoint_leaves_out_is_named_with_its_reason():
    whole = exposure_of(EVERYTHING, Standpoint(), DAY)
    assert {one.regulation.id for one in whole.in_view} == set(regulations())
    assert whole.left_out == ()
    for place in jurisdictions():
        for role in ROLES:
            some = exposure_of(EVERYTHING, Standpoint((place,), (role,)), DAY)
            ids = [one.regulation.id for one in (*some.in_view, *some.left_out)]
            assert sorted(ids) == sorted(regulations())
            assert all(one.stated.sentence for one in some.left_out)


def test_a_role_leaves_out_only_what_the_table_says_binds_others():
    found = exposure_of(EVERYTHING, Standpoint(roles=("financial_entity",)), DAY)
    out = {one.regulation.id for one in found.left_out}
    assert out == {key for key, row in roles_of_regulations().items() if "financial_entity" not in row.roles}
    kept = next(one for one in found.in_view if one.regulation.id == "us_ca_ccpa")
    assert kept.roles.rule == "role_not_said"


def test_the_states_are_of_the_country_and_federal_law_of_each_state():
    for chosen, seen in (("US", {"US", "US-CA", "US-IL"}), ("US-CA", {"US", "US-CA"}), ("EU", {"EU"})):
        found = {place for place in ("US", "US-CA", "US-IL", "EU") if Standpoint((chosen,)).is_in_jurisdiction(place)}
        assert found == seen


def test_what_nobody_saw_in_a_source_is_said():
    found = exposure_of({"data_collection": ["CW-P-000001"]}, Standpoint(("CA",)), DAY)
    (only,) = found.in_view
    assert only.unchecked is not None
    for row in only.engaged_by:
        for article in row.articles:
            assert article.is_source_checked or article.reference in only.unchecked.sentence


def test_the_standing_is_that_of_the_day():
    before, after = (
        exposure_of({"automated_decisions": ["x"]}, Standpoint(("US-CO",)), day)
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    )
    standings = [{one.regulation.id: one.standing for one in found.in_view}["us_co_admt"] for found in (before, after)]
    assert standings == ["not_yet_applicable", "in_force"]


def test_a_lapsed_regulation_comes_last():
    found = exposure_of(EVERYTHING, Standpoint(), DAY)
    assert found.in_view[-1].regulation.id == "eu_csam_derogation"


def test_precedents_are_ordered_by_closeness_with_what_no_longer_stands_last():
    found = close_precedents(
        categories={"ai_training_use", "children_age"},
        regulations={"gdpr"},
        sector="ai_services",
        standpoint=Standpoint(("EU",)),
        day=DAY,
    )
    stands = [one.precedent.no_longer_stands for one in found]
    assert stands == sorted(stands)
    assert {one.precedent.id for one in found if one.precedent.no_longer_stands} >= {"garante-openai-2024"}
    labels = [one.stated.sentence for one in found if one.precedent.no_longer_stands]
    assert all(label.startswith(("Annulled. ", "Superseded. ")) for label in labels)
    shared = [len(one.same_categories) for one in found if not one.precedent.no_longer_stands]
    assert shared == sorted(shared, reverse=True)


def test_no_precedent_is_shown_for_a_day_before_it():
    later = max(precedents(), key=lambda one: one.day)
    for day, is_shown in ((later.day, True), (later.day - timedelta(days=1), False), (date.min, False)):
        found = close_precedents(
            categories=later.categories, regulations=(), sector="", standpoint=Standpoint(), day=day
        )
        assert any(one.precedent is later for one in found) is is_shown
        assert all(one.precedent.latest <= day for one in found)
    # Of a year only, its last day is the first that is surely not before it.
    assert {one.latest.month for one in precedents() if one.dated.isdigit()} == {12}


def test_any_day_can_be_asked_for():
    for day in (date.min, date.max):
        assert analyse(every_text(), Standpoint(), day).day == day


def test_a_status_stands_before_any_amount():
    assert {one.status for one in precedents()} <= STATUSES.keys()
    for one in close_precedents(categories=engagements(), regulations=(), sector="", standpoint=Standpoint(), day=DAY):
        said = one.stated.sentence
        assert "status: " in said
        assert one.precedent.amount == "" or said.index("status: ") < said.index(one.precedent.amount)
    assert {one.jurisdiction for one in precedents()} >= {"IE", "US"}
    assert {one.place for one in precedents() if one.jurisdiction in ("IE", "FR", "DE")} == {"EU"}


def test_each_action_has_evidence_and_each_rule_an_action():
    actions = {one.id for rows in diligence_actions().values() for one in rows}
    assert len(actions) == 216
    assert set(RULES) <= actions


@pytest.mark.parametrize(
    ("action", "category", "text", "is_answered"),
    [
        ("retention.4", "retention", "After you close your account we keep your letters for thirty days.", True),
        ("retention.4", "retention", "We keep your letters for as long as is necessary for us.", False),
        # A schedule, a count and a scope are asked for, and no part of them.
        ("retention.1", "retention", "Letters that you delete are removed from our shelves within thirty days.", False),
        ("copyright_complaints.4", "copyright_complaints",
         "We close the boxes of repeat infringers where this is appropriate.", False),
        ("third_party_services.2", "third_party_services",
         "We are not responsible for third parties, and their own terms hold for them.", False),
        ("ai_training_use.2", "ai_training_use", "You can opt out of training our owls in your settings.", False),
        ("ai_training_use.2", "ai_training_use",
         "If you opt out, only letters not already used are kept out of training.", True),
        ("contact_entity.1", "contact_entity", "Notices to us are sent by post to Owl Post Ltd at its address.", False),
        ("contact_entity.1", "contact_entity", "These terms are an agreement between you and Owl Post Ltd.", True),
        ("governing_law.1", "governing_law", "This agreement is governed by the laws of Ruritania alone.", True),
        ("governing_law.1", "governing_law", "12.3 Governing Law and Venue.", False),
        ("liability_limitation.1", "liability_limitation", "Our liability will not exceed ten crowns a year.", True),
        ("liability_limitation.1", "liability_limitation",
         "We are not liable for losses, including but not limited to loss of letters.", False),
        ("international_transfer.2", "international_transfer",
         "“Adequacy Decision” means a decision on which a transfer is based.", False),
        ("data_processing_terms.2", "data_processing_terms",
         "You may object to a new sub-processor within 30 days of our notice.", True),
    ],
)  # fmt: skip
def test_what_the_text_answers_is_quoted(action, category, text, is_answered):
    one = clause(f"**1.** {text}", category)
    found = next(row for row in analyse(text_of(one), Standpoint(), DAY).actions if row.action.id == action)
    assert found.is_answered is is_answered
    if is_answered:
        assert found.answer.quotation is not None
        assert found.answer.quotation.text in one.words.text
        assert found.answer.rule == RULES[action].id
    else:
        assert found.answer.sentence in NO_ANSWERS
        assert (found.answer.sentence == NO_ANSWERS[0]) == (action not in RULES)


def test_a_change_rates_what_it_changed_and_is_answered_from_the_whole_text():
    kept = clause("We delete your letters thirty days after you close your account.", "retention", "CW-P-000009", 500)
    change = changed("We keep letters for you.", "We may keep letters for you.", "retention")
    text = text_of(change.clause, kept, changes=(change,), is_of_change=True)
    found = analyse(text, Standpoint(), DAY)
    assert [one.provision for one in found.clauses] == ["CW-P-000001"]
    assert [one.change for one in found.ratings] == [change]
    answer = next(row.answer for row in found.actions if row.action.id == "retention.4")
    assert answer.quotation == kept.words


def test_a_change_of_nothing_that_is_rated_says_nothing():
    found = analyse(text_of(clause("We may do this.", "retention"), is_of_change=True), Standpoint(), DAY)
    assert (found.clauses, found.ratings, found.actions, found.precedents) == ((), (), (), ())


def test_the_same_is_said_each_time():
    one, other = (repr(analyse(every_text(), Standpoint(), DAY)) for _ in range(2))
    assert one == other


def test_ratings_come_highest_first_and_none_twice():
    found = analyse(every_text(), Standpoint(), DAY).ratings
    assert {one.category for one in found} == set(questions_of_categories())
    assert all(one.weight >= other.weight for one, other in pairwise(found))


def test_each_sentence_has_a_source_and_none_judges():
    for standpoint in (Standpoint(), Standpoint(("IN",), ("advertiser",))):
        stated = list(sentences_of(analyse(every_text(), standpoint, DAY)))
        assert len(stated) > 1_000
        for one in stated:
            assert one.rule
            assert one.reference
            assert (
                one.quotation
                or one.source != "text"
                or one.rule in ("effect_not_stated", "no_rule", "categories_unsure", *_UNANSWERED)
            )
            if one.rule == "engagement":
                assert re.search(r"engag", one.sentence, re.IGNORECASE), one
                assert not re.search(r"violat|breaches|compliant", one.sentence, re.IGNORECASE), one
            elif one.rule != "same_category":  # that is the table's own account of a decision
                assert not re.search(JUDGEMENTS_BESIDE_TABLES, re.sub(r"“[^”]*”", "", one.sentence), re.IGNORECASE), one


_UNANSWERED = {rule.id for rule in RULES.values()}
