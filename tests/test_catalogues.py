"""Translations are whole: each entry has its words, with the same parts, and is in the compiled file as it stands."""

import re
from collections import Counter

import pytest
from django.conf import settings

from tests.catalogues import ROOT, catalogues, compiled, entries

pytestmark = pytest.mark.pure
_PARTS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|<[^<>]*>")
SOURCES = catalogues()
NAMES = [str(source.relative_to(ROOT)) for source in SOURCES]


def test_each_app_that_has_a_catalogue_has_one_of_each_language():
    languages = {code for code, _ in settings.LANGUAGES} - {"en"}
    for app in {source.parents[3].name for source in SOURCES}:
        assert {source.parents[1].name for source in SOURCES if source.parents[3].name == app} == languages, app
    assert any(source.parents[3].name == "web" for source in SOURCES)


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_no_entry_is_empty_or_fuzzy(source):
    bad = [one.message for one in entries(source) if one.is_fuzzy or not one.translations or not all(one.translations)]
    assert bad == []


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_the_compiled_file_is_what_its_source_says(source):
    """If not: `manage.py compilemessages`."""
    assert compiled(source) == {one.message: one.translations for one in entries(source)}


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_each_translation_has_the_parts_of_its_message(source):
    """Its placeholders, and its elements with their addresses. A form for one thing may leave its number out."""
    wrong = []
    for one in entries(source):
        for words in one.translations:
            known = [parts(text) for text in (one.message, one.plural) if text]
            if parts(words) not in known and not (one.plural and parts(words) <= known[-1]):
                wrong.append((one.message, words))
    assert wrong == []


def parts(text):
    return Counter(_PARTS.findall(text))
