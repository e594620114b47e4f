"""What clauses and changes are about: fictional clauses of every category, what decided, and what stays open."""

import json

import pytest

from governance.comparison import Context, categories, compare, headline, parse
from governance.comparison.predictions import predict
from governance.comparison.weighing.categorise import (
    LEAST_MARGIN,
    MODEL_PATH,
    Categoriser,
    categoriser_from,
    shipped_categoriser,
    stored_model,
)
from governance.comparison.weighing.category_features import Passage
from governance.comparison.weighing.subjects import HEADING_LENGTH, subject_name
from governance.comparison.weighing.taxonomy import DATA, EFFECTIVE_DATE, label_category
from tests.governance.comparison.counting import within_lines

CLAUSES = [
    ("data_collection", "We collect your name, e-mail address and the device you use."),
    ("data_collection", "When you visit, we receive your IP address and the type of your browser."),
    (
        "data_use_purposes",
        "We use your information to provide the service; the legal basis is our legitimate interest.",
    ),
    ("ai_training_use", "We do not use your drawings to train our models."),
    ("ai_training_use", "You can opt out of the training of machine learning models with your posts."),
    ("data_sharing", "We share your address with our affiliates and with vendors who deliver for us."),
    ("data_sharing", "We do not sell your personal data to third parties."),
    ("retention", "We keep your data for 30 days after you close your account."),
    ("retention", "We keep it 90 days."),
    ("retention", "Server logs are deleted after six months."),
    ("international_transfer", "Data of people in Europe is stored in Singapore under standard contractual clauses."),
    ("children_age", "You must be at least 16 years old, or have the consent of a parent."),
    ("user_rights", "You have the right to access, correct and delete your personal data."),
    ("user_rights", "You may lodge a complaint with a data protection authority."),
    ("tracking_cookies", "This cookie remembers your language for one year."),
    ("advertising_targeting", "Our partners use your interests to show you personalised ads."),
    ("security", "We encrypt what you upload and tell you of any data breach."),
    ("law_enforcement_access", "We disclose records to the police on receipt of a search warrant or subpoena."),
    (
        "data_processing_terms",
        "The processor engages a sub-processor only on documented instructions of the controller.",
    ),
    ("user_content_licence", "You grant us a worldwide, royalty-free licence to host and display your content."),
    ("ip_ownership", "All right, title and interest in the software remain with us."),
    ("copyright_complaints", "Send a takedown notice under the DMCA if a drawing infringes your copyright."),
    (
        "account_eligibility",
        "Choose a strong password and keep your login credentials to yourself when you create an account.",
    ),
    ("account_termination", "We may suspend or terminate your account if you break these rules."),
    ("service_scope", "The beta features are available in Freedonia only and are not part of the free plan."),
    ("payment_refund_autorenew", "Your subscription renews every month and fees are not refunded."),
    ("creator_monetisation", "Creators earn a share of the ad revenue once they join the partner program."),
    ("unilateral_change", "We may change these terms at any time at our sole discretion."),
    ("notice_of_change", "We will notify you by e-mail 30 days before changes take effect."),
    ("dispute_resolution_arbitration", "Any dispute is settled by binding arbitration before one arbitrator."),
    ("class_action_waiver", "You waive the right to a jury trial and to take part in a class action."),
    ("governing_law", "These terms are governed by the laws of Freedonia and its courts have exclusive jurisdiction."),
    ("liability_limitation", "Our liability for indirect damages is limited to one hundred dollars."),
    ("warranty_disclaimer", "The service is provided as is, without warranty of any kind."),
    ("indemnity", "You will indemnify us and hold us harmless against claims of third parties."),
    ("third_party_services", "Third-party apps and links to other websites have terms of their own."),
    ("prohibited_use", "You may not scrape the service, reverse engineer it or spread malware."),
    ("csam_child_safety", "We remove child sexual abuse material and report it."),
    ("disinformation_deepfakes", "Label AI-generated pictures and do not post deepfakes of real people."),
    ("hate_violence_harassment", "Hate speech, threats of violence and bullying are not allowed."),
    ("adult_sexual_content", "Nudity and sexually explicit pictures are not allowed."),
    ("regulated_goods_fraud", "Weapons, drugs and gambling are prohibited here, and so are scams."),
    ("high_risk_ai_use", "Do not use the model for social scoring or mass surveillance."),
    ("content_moderation_appeal", "You can appeal when our moderators remove a post."),
    ("ad_content_rules", "Ads must not mislead, and the landing page must match the ad."),
    ("ranking_transparency", "The main parameters of our recommender system decide the order of the feed."),
    ("api_developer_obligations", "Developers must keep API keys secret and stay within their rate limits."),
    ("downstream_flowdown", "Make sure that your end users accept this policy and answer for what they do."),
    ("marketplace_seller", "Sellers ship within two days of an order and describe each listing truthfully."),
    ("accessibility", "We aim to conform to WCAG and support screen readers."),
    ("export_sanctions", "Export controls and sanctions apply; people in embargoed countries have no access."),
    ("contact_entity", "The service is offered by Papertrail Limited, registered office 1 Main Street, Freedonia."),
    ("biometric_data", "With your consent we make a face template to recognise you by your biometric identifiers."),
    (
        "automated_decisions",
        "Decisions based solely on automated processing, such as profiling, are reviewed by a human if you ask.",
    ),
    ("marketing_communications", "You can unsubscribe from our newsletter and other promotional emails at any time."),
    ("other", "Welcome to Papertrail!"),
    ("other", "If a part of these terms is invalid, the rest stays in force."),
    ("other", "Lorem ipsum dolor sit amet, consectetur adipiscing elit."),
    ("other", "Back to top"),
    ("other", "The weather was fine that day and the hills were green."),
    ("other", ""),
]
UNCLEAR = [text for category, text in CLAUSES if category == "other"]
BEFORE = "# Rules\n\nBe kind to the people you meet here and on the way to it, and help them where you can.\n"
HOSTILE = {
    "empty": "",
    "blank": " \n\t ",
    "NUL": "we keep\x00your data\x00",
    "lone surrogate": "keep \ud800 days",
    "right to left": "\u202eatad ruoy peek ew\u202c",
    "zero width": "ke\u200bep for 30 da\u200bys " * 50,
    "emoji": "🎭🔒🍪 " * 2_000,
    "one long word": "retention" * 50_000,
    "many words": "we share your data with cookies under the age of thirteen " * 20_000,
    "only numbers": "1 2 3 4 5 6 7 8 9 10 " * 10_000,
    "markup": "<script>cookie</script>" * 5_000,
    "many scripts": "Ω數據данныеبيانات " * 3_000,
}


def about(clause, **around):
    return shipped_categoriser().categorise(Passage(clause, **around))


@pytest.mark.parametrize(("category", "clause"), CLAUSES)
def test_a_plain_clause_gets_its_category(category, clause):
    assert about(clause) == category


def test_every_category_that_clauses_can_have_is_tried_above():
    assert {row.id for row in categories()} - {EFFECTIVE_DATE} == {category for category, _ in CLAUSES}


def test_no_clause_tried_here_is_one_the_model_was_trained_on():
    examples = json.loads((DATA / "category_examples.json").read_text(encoding="utf-8"))
    assert not {text for texts in examples.values() for text in texts} & {text for _, text in CLAUSES}


def test_an_unclear_clause_is_other_whatever_leads_by_a_little():
    torn = Passage("Please share the tools of the house with those who come after you.")
    best, lead = shipped_categoriser().ranked(torn)
    assert best != "other"
    assert 0 < lead < LEAST_MARGIN
    assert shipped_categoriser().explain(torn).category == "other"
    assert about("Ask before you use it at school.") == "other"
    assert [about(clause) for clause in UNCLEAR] == ["other"] * len(UNCLEAR)


def test_a_heading_names_the_category_of_a_clause_that_does_not():
    clause = "The period is thirty days in most cases."
    assert about(clause) == "other"
    assert about(clause, headings=("Privacy", "How long we keep your data")) == "retention"


def test_the_title_of_the_document_tells_what_short_clauses_are_about():
    clause = "Titles use normal capital letters and proper grammar."
    assert about(clause, title="Community Rules") == "other"
    assert about(clause, title="Advertising Policy") == "ad_content_rules"


def test_the_changed_words_count_more_than_the_rest_of_the_clause():
    clause = "The processor acts on documented instructions of the controller and may train its models."
    assert about(clause) == "data_processing_terms"
    assert about(clause, changed="may train its models") == "ai_training_use"


def test_neighbours_speak_for_a_clause_that_says_little():
    clause = "It leaves the house within two days."
    neighbours = ("Sellers pay a commission on each listing.", "The merchant ships the order to the buyer.")
    assert about(clause) == "other"
    found = shipped_categoriser().explain(Passage(clause, headings=("Shops",), neighbours=neighbours))
    assert found.category == "marketplace_seller"
    assert "neighbour" in {one.place for one in found.evidence}


def test_a_category_is_explained_by_the_words_that_decided_it():
    passage = Passage("We keep server logs for 30 days.", headings=("Retention",))
    found = shipped_categoriser().explain(passage)
    assert found.category == "retention"
    assert {one.place for one in found.evidence} >= {"clause", "heading"}
    assert all(one.weight > 0 for one in found.evidence)
    assert found.evidence == tuple(sorted(found.evidence, key=lambda one: -one.weight))
    said = " ".join(one.words for one in found.evidence).lower()
    assert {"keep", "logs", "retention"} <= set(said.replace(",", "").split())


def test_evidence_is_all_there_is_beside_the_bias():
    passage = Passage("You may not scrape it, nor may others.", changed="scrape", headings=("Scraping",))
    shipped = shipped_categoriser()
    model = Categoriser(dict.fromkeys(shipped.bias, 0), shipped.places, _tables_of("prohibited_use"))
    assert sum(one.weight for one in model.explain(passage).evidence) == pytest.approx(model.ranked(passage)[1])


def _tables_of(category):
    """The weights that speak for one category, where they are positive."""
    return {
        table: {word: {category: row[category]} for word, row in rows.items() if row.get(category, 0) > 0}
        for table, rows in shipped_categoriser().tables.items()
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_makes_it_fail_or_take_more_than_linear_time(name):
    text = HOSTILE[name]
    passage = Passage(text, changed=text, headings=(text, text), title=text, neighbours=(text, text))
    found = within_lines(200_000, lambda: shipped_categoriser().explain(passage))
    assert found.category in {row.id for row in categories()}


def test_three_regulatory_categories_are_given_to_clauses_and_folded_for_the_labels():
    clauses = dict(CLAUSES)
    for category in ("biometric_data", "automated_decisions", "marketing_communications"):
        before, after = BEFORE, f"{BEFORE}\n{clauses[category]}\n"
        assert compare(parse(before), parse(after)).categories == (category,)
        row = predict({"id": "1", "kind": "change", "sources": 1, "path": "A/B.md", "before": before, "after": after})
        assert [one["category"] for one in row["provisions"]] == [label_category(category)] != [category]


def changed_by(added):
    return compare(parse(BEFORE), parse(BEFORE + "".join(f"\n{clause}\n" for clause in added)))


PROHIBITED = [f"You may not scrape part {number} of the service with bots or spread malware." for number in range(80)]
ARBITRATION = "Any dispute is settled by binding arbitration before one arbitrator."


def test_a_small_change_is_about_every_category_in_it():
    comparison = changed_by([*PROHIBITED[:4], ARBITRATION])
    assert set(comparison.main_categories) == {"prohibited_use", "dispute_resolution_arbitration"}


def test_a_change_of_many_clauses_is_mainly_about_what_several_of_them_are_about():
    comparison = changed_by([*PROHIBITED, ARBITRATION])
    assert set(comparison.categories) == {"prohibited_use", "dispute_resolution_arbitration"}
    assert comparison.main_categories == ("prohibited_use",)


def test_other_is_a_main_category_only_where_nothing_else_is_known():
    unclear = "The hills of Freedonia are green and its rivers are long and quiet."
    assert changed_by([unclear]).main_categories == ("other",)
    both = changed_by([unclear, ARBITRATION])
    assert set(both.categories) == {"other", "dispute_resolution_arbitration"}
    assert both.main_categories == ("dispute_resolution_arbitration",)


def test_where_nothing_is_sure_the_likeliest_category_names_the_class_of_the_change_and_no_sentence(monkeypatch):
    monkeypatch.setattr(Categoriser, "ranked", lambda *_: ("retention", 0.1))
    comparison = changed_by(["The hills of Freedonia are green and its rivers are long and quiet."])
    assert (comparison.categories, comparison.main_categories) == (("other",), ("retention",))
    assert "etention" not in comparison.differences[0].sentence
    assert "etention" not in headline("Acme", "Terms", comparison)


def test_at_most_six_categories_are_named_of_a_change():
    of_each = [
        ARBITRATION,
        PROHIBITED[0],
        "You must be at least 13 years old and have the consent of a parent.",
        "We use cookies and similar technologies to track you.",
        "We share your personal data with our advertising partners.",
        "Your subscription renews automatically and fees are not refundable.",
        "We keep your personal data for 90 days and then delete it.",
        "You indemnify us and hold us harmless against all claims of third parties.",
    ]
    assert len(changed_by(of_each).main_categories) == 6


def test_a_stamp_with_a_time_of_day_is_no_effective_date():
    stamped, dated = (changed_by([f"* {moment}"]).categories for moment in ("2026-01-31T13:23:21Z", "May 4, 2026"))
    assert EFFECTIVE_DATE not in stamped
    assert dated == (EFFECTIVE_DATE,)


def test_a_withdrawn_announcement_is_about_notice_of_change_like_the_announcement():
    banner = "We have revised what is below, and it goes into effect on May 4, 2026, for all who are here."
    before = "# Terms\n\nBe kind to the people you meet.\n"
    with_banner = before.replace("Be kind", f"{banner}\n\nBe kind")
    assert compare(parse(before), parse(with_banner)).categories == ("notice_of_change",)
    assert compare(parse(with_banner), parse(before)).categories == ("notice_of_change",)


def test_the_model_file_is_small_sorted_and_read_back_as_it_was_written():
    text = MODEL_PATH.read_text(encoding="utf-8")
    assert len(text) < 300_000
    model = json.loads(text)
    assert model["categories"] == sorted({row.id for row in categories()} - {EFFECTIVE_DATE})
    assert stored_model(categoriser_from(model)) == text
    for table in model["tables"].values():
        assert list(table) == sorted(table)


@pytest.mark.parametrize(
    ("category", "headings", "name"),
    [
        ("retention", ("Terms", "How long"), "Retention and deletion"),
        ("other", ("Terms", "Lost **feathers**"), "Lost feathers"),
        ("other", (), "Other"),
        ("other", ("Owls " * 40,), "Owls Owls"),
    ],
)
def test_a_clause_of_no_category_is_named_by_the_heading_of_its_section(category, headings, name):
    told = subject_name(category, headings)
    assert told.startswith(name)
    assert len(told) <= HEADING_LENGTH + 1


def test_a_clause_of_two_subjects_is_of_that_of_the_sentence_that_changed():
    keeps = "You keep all rights in the content that you upload."
    promise, reversal = (f"We {what} use your content to train machine learning models." for what in ("do not", "may"))
    top = f"# Terms of Service\n\n## 3. Your content\n\n{keeps}"
    context = Context(document_title="Terms of Service")
    told = compare(parse(f"{top} {promise}"), parse(f"{top} {reversal}"), context)
    assert [difference.category for difference in told.differences] == ["ai_training_use"]
