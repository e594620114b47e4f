"""A mail begins with the point: what is about captures or says nothing comes after it or is left out."""

from dataclasses import replace

import pytest

from alerts.mail.rendering import render_alert
from alerts.mail.samples import fictional_changes
from alerts.mail.wording import left_out_words
from billing.entitlements import Depth
from governance.reading import StatementView, WhyView

pytestmark = pytest.mark.pure


def text_of(**changes):
    view = replace(fictional_changes()[0], **changes)
    return render_alert([view], depth=Depth.SUMMARY).text


def test_that_a_capture_is_good_again_is_told_after_the_first_clause():
    said = "This is the first good capture after a failed one."
    body = text_of(statements=(StatementView("first_good_capture", said),))
    assert body.index("See the change:") < body.index(said)


def test_that_no_category_fits_is_no_reason_why_a_change_matters():
    whys = (WhyView("other", "Other", "added", "Nothing fits."), WhyView("security", "Security", "added", "It fits."))
    body = text_of(why_it_may_matter=whys)
    assert "It fits." in body
    assert "Nothing fits." not in body


def test_a_heading_with_a_colon_is_told_whole_where_the_headline_says_the_rest():
    view = fictional_changes()[0]
    sentence = "Security, under “Keys: how we keep them”: added “We lock the door at night”."
    told = replace(view.provisions[0], sentence=sentence)
    body = text_of(provisions=(told,), headline="Acme Terms: adds “We lock the door at night” (security)")
    assert "* Security, under “Keys: how we keep them”\n" in body


def test_what_is_shown_and_what_is_left_out_are_together_what_is_counted():
    view = fictional_changes()[0]
    clause, heading = replace(view.provisions[0], provisions=3), replace(view.provisions[0], provisions=0)
    assert left_out_words([clause] * 4 + [heading] * 2, [clause, heading]).startswith("9 more changed provisions: ")
    assert left_out_words([clause] * 4 + [heading] * 2, [clause, heading]).endswith("; 1 more changed line")
    assert left_out_words([clause, heading], [clause]) == "1 more changed line"
    counts = {"added": 0, "removed": 0, "modified": 12, "moved": 0}
    body = text_of(provisions=tuple(replace(clause, label=str(n)) for n in range(4)), counts=counts)
    assert "12 modified" in body or "12 provisions modified" in body
    assert "And 6 more changed provisions" in body  # two of a category are shown


def test_the_nearest_heading_over_a_clause_is_shown_whole():
    path = (
        "Privacy Policy of the guild of the owls",
        "Additional rights in your state",
        "Rights to opt out of the sale",
    )
    told = replace(fictional_changes()[0].provisions[0], heading_path=path, label="")
    assert "severity · … › Rights to opt out of the sale\n" in text_of(provisions=(told,))


def test_words_that_only_stand_elsewhere_are_not_listed_as_added():
    clause = fictional_changes()[0].provisions[0]
    sentence = "Data sharing: “answer your letters” stood elsewhere in the document before."
    told = replace(clause, before_quote="We sing.", after_quote="We sing; (b) answer your letters.", sentence=sentence)
    assert "Words: " not in text_of(provisions=(told,))
