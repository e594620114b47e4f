"""What is stored of a change as a whole, with the dates that only the record knows."""

from governance.models import Change
from governance.record.reclassification import reclassify
from tests.governance.comparison.texts import AUDIO_RULES, ERROR_PAGE, TERMS, with_date


def said(version):
    return {row["code"]: row["sentence"] for row in Change.objects.get(to_version=version).statements}


def test_the_first_good_capture_names_the_day_of_the_last_one(make_history):
    versions = make_history(texts=(TERMS, ERROR_PAGE, TERMS.replace("30 days", "90 days")))
    day = versions[0].captured_at
    assert f"first good capture since {day.day} {day:%B %Y};" in said(versions[2])["first_good_capture"]


def test_a_return_names_the_day_of_the_text_it_returned_to(make_history):
    versions = make_history(texts=(TERMS, TERMS + AUDIO_RULES, with_date(TERMS, "May 4, 2026")))
    day = versions[0].captured_at
    assert said(versions[2])["returned"] == f"The document returned to the text of {day.day} {day:%B %Y}."


def test_nothing_is_said_of_the_clauses_of_a_failed_capture(make_history):
    assert said(make_history(texts=(TERMS, ERROR_PAGE))[1]) == {}


def test_the_most_important_provision_change_is_the_first(make_history):
    after = with_date(
        TERMS.replace("keeps you signed in", "keeps you here").replace("30 days", "90 days"), "May 4, 2026"
    )
    rows = list(make_history(texts=(TERMS, after))[1].change.provision_changes.order_by("position"))
    assert (rows[0].severity_rule, rows[0].category) == ("period_raised", "retention")
    assert [row.severity_rule for row in rows][-1] == "stated_date"


def test_what_is_stored_is_what_a_second_run_says(make_history):
    versions = make_history(texts=(TERMS, TERMS.replace("30 days", "90 days"), TERMS))
    assert reclassify(document=versions[0].document) == []
    Change.objects.update(statements=[])
    assert reclassify(document=versions[0].document) == []  # corrected, and nothing a reader looks for differs
    assert said(versions[1])["counts"] == "1 provision modified."
