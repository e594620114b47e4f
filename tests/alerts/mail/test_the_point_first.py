"""A mail begins with the point: what is about captures or says nothing comes after it or is left out."""

from dataclasses import replace

import pytest

from alerts.mail.rendering import render_alert
from alerts.mail.samples import fictional_changes
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
