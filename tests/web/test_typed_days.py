"""Days as people type them where a browser has no calendar."""

from datetime import date

import pytest
from django import forms
from django.test import Client
from django.utils import translation

from web.pages.form_fields import DayField, day_typed


@pytest.mark.parametrize(
    ("language", "typed", "day"),
    [
        ("en", "2026-11-12", date(2026, 11, 12)),
        ("de", "2026-11-12", date(2026, 11, 12)),
        ("de", "12.11.2026", date(2026, 11, 12)),
        ("de", "3.4.2026", date(2026, 4, 3)),
        ("de", " 12. November 2026 ", date(2026, 11, 12)),
        ("de", "3. märz 2026", date(2026, 3, 3)),
        ("en", "3 March 2026", date(2026, 3, 3)),
    ],
)
def test_a_day_is_understood_however_it_is_typed(language, typed, day):
    with translation.override(language):
        assert DayField().clean(typed) == day
        assert day_typed(typed) == day.isoformat()


@pytest.mark.parametrize(
    "typed", ["31. Februar 2026", "12. Brumaire 2026", "11/12/2026", "3. March 2026", "1" * 10_000]
)
def test_what_is_no_day_is_refused_as_before(typed):
    with translation.override("de"):
        with pytest.raises(forms.ValidationError):
            DayField().clean(typed)
        assert day_typed(typed) == typed


@pytest.mark.django_db
def test_a_timeline_is_narrowed_by_days_that_are_typed_in_german(make_user, make_platform):
    make_platform("acme")
    reader = Client()
    reader.force_login(make_user(tier="professional", locale="de"))
    narrowed = reader.get("/platforms/acme/timeline/", {"since": "2. März 2026", "until": "12.11.2026"})
    assert "Nichts dieser Art ist geschehen." in narrowed.content.decode()
    wrong = reader.get("/platforms/acme/timeline/", {"since": "2. März 2026", "until": "1.3.2026"}).content.decode()
    assert "Das Ende liegt vor dem Anfang." in wrong
