"""What matters whatever a clause is filed under: a service that closes, another company, data on health, a summary."""

import pytest

from governance.comparison import compare, headline, parse
from governance.comparison.weighing.notable_clauses import notable

pytestmark = pytest.mark.pure

START = "# Terms\n\nThese terms hold for the guild of the owls and for its painters.\n\n"


def of(text, before=""):
    return compare(parse(START + before), parse(START + text))


def told(comparison):
    return headline("Acme", "Terms", comparison).partition(": ")[2]


@pytest.mark.parametrize(
    "clause",
    [
        "The site will be permanently closed on 1 July 2027.",
        "Our service will shut down on 1 July 2027 and you can take your drawings with you.",
        "Dans le cadre de la fermeture du site le 1er juillet 2027, les dessins ne sont plus montrés à personne.",
    ],
)
def test_that_the_service_closes_is_high_and_told_first(clause):
    comparison = of(f"You must pay for towers.\n\n{clause}\n")
    assert (comparison.severity, comparison.severity_rule) == ("high", "service_closes")
    assert clause[:25] in told(comparison)


@pytest.mark.parametrize(
    "clause",
    [
        "If the service is closed on a day such as 1 July 2027, you are told.",
        "We may close the site, and the service may be discontinued.",
        "The shop will be closed on 1 July 2027.",
    ],
)
def test_that_a_service_may_close_one_day_is_no_closing(clause):
    assert of(f"{clause}\n").severity_rule != "service_closes"


def test_another_contracting_company_is_no_slight_change_and_is_quoted():
    clause = (
        "## About us\n\nThe songs and drawings which members get under these terms in the towers are offered by {}.\n"
    )
    comparison = of(clause.format("Owl House Ltd"), clause.format("Quill Ltd"))
    assert (comparison.severity, comparison.severity_rule) == ("medium", "company_named")
    added = of(clause.format("Owl House Ltd"), "## About us\n\n")
    assert "Owl House Ltd" in told(added)


def test_a_representative_that_is_appointed_comes_before_other_words():
    rights = "## Rights\n\nMembers in the {} may complain to the authority about their personal data.\n\n"
    appointed = "## Contact\n\nOwlsafe has been appointed as our representative for data protection matters.\n"
    comparison = of(rights.format("Union or the Kingdom") + appointed, rights.format("Union"))
    assert told(comparison).startswith("adds “Owlsafe has been appointed")


def test_data_on_health_come_before_other_data():
    data = "## Data\n\nWe collect the names of the owls that you draw.\n\nWe collect the songs that you sing.\n\n{}"
    health = "We collect health data that you enter into the log.\n"
    comparison = of(data.format(health), "## Data\n\n")
    assert "health" in comparison.differences[0].sentence


def test_a_summary_of_the_document_comes_after_its_clauses():
    rule = "## Rules\n\nEach tower is counted by us for the drawings that it keeps.\n\n"
    summary = "## Page summary\n\n* You must count owls in each tower.\n* You may not sing in a tower.\n"
    comparison = of(rule, summary)
    assert told(comparison).startswith("adds ")
    assert "counted by us" in told(comparison)


def test_a_word_put_right_comes_after_what_changed():
    before = "## Fees\n\nYou pay for the listof towers with your card.\n\nWe ship to many other towers abroad.\n"
    after = before.replace("listof towers", "list of towers").replace(" many other", " some")
    assert "many other" in told(of(after, before))


LISTED = """## Our service providers

The following companies help us with the owls:

| Company | What for |
|---|---|
| Quill Mail | Letters |
| Inkwell | Drawings |
{}"""


def rule_of(text, before=""):
    (difference,) = of(text, before).differences
    return notable(difference.before, difference.after)


@pytest.mark.parametrize("heading", ["Our service providers", "Vendors", "Sous-traitants", "Dienstleister"])
def test_whoever_newly_stands_in_a_list_of_providers_is_no_slight_change(heading):
    listed = LISTED.replace("Our service providers", heading)
    comparison = of(listed.format("| Fenwick | Newsletters |\n"), listed.format(""))
    assert comparison.severity == "medium"
    assert set(comparison.categories) <= {"data_processing_terms", "data_sharing"}
    assert rule_of(listed.format("| Fenwick | Newsletters |\n"), listed.format("")) == "company_named"


def test_a_provider_that_gave_way_to_another_is_newly_named_and_one_in_full_is_not():
    before = LISTED.format("| Fenwick | Payments |\n")
    for name, rule in (("Otterpay", "company_named"), ("Fenwick Money", "")):
        assert rule_of(before.replace("Fenwick", name), before) == rule


def test_a_row_of_another_list_names_no_provider():
    elsewhere = LISTED.replace("Our service providers", "Our owls").replace("companies help us", "owls live")
    assert rule_of(elsewhere.format("| Fenwick | Towers |\n"), elsewhere.format("")) == ""


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("We share it with Barnix, who acts as our data processor.", "Quillo", "company_named"),
        ("We may place limits on your drawings.", "your drawings or suspend your account", "sanction_added"),
    ],
)
def test_another_recipient_and_a_new_sanction_are_no_slight_changes(old, new, rule):
    after = old.replace("Barnix" if rule == "company_named" else "your drawings", new)
    comparison = of(f"{after}\n", f"{old}\n")
    assert notable(comparison.differences[0].before, comparison.differences[0].after) == rule
    assert comparison.severity == "medium"


def test_that_processors_were_added_is_no_slight_change():
    comparison = of("On 4 May we added two sub-processors: Barnix and Quillo.\n")
    assert notable(None, comparison.differences[0].after) == "company_named"


def test_what_the_reader_may_do_to_an_account_is_no_sanction():
    old, new = (
        "You find your drawings in the tower.",
        "You find your drawings in the tower, and how to close your account.",
    )
    comparison = of(f"{new}\n", f"{old}\n")
    assert notable(comparison.differences[0].before, comparison.differences[0].after) == ""
