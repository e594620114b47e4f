"""The placeholders in a shared body that are filled in for each person. `guard` keeps them out of other text."""

import re
from collections.abc import Mapping
from functools import cache

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import pgettext

NAME, UNSUBSCRIBE_URL, PREFERENCES_URL = "-recipient_name-", "-unsubscribe_url-", "-preferences_url-"
# The beginning of an address; a change's public id and a slash come after it.
OPINIONS_URL = "-opinions_url-"
# How many changes the person has not decided on: in bodies for people with the review log.
UNREVIEWED_COUNT = "-unreviewed_count-"
WORDS = (NAME, UNSUBSCRIBE_URL, PREFERENCES_URL, OPINIONS_URL, UNREVIEWED_COUNT)
# What stands for the name in HTML where a provider does the filling and pastes one value per word, escaped or not. The
# addresses of our pages are the same in both.
NAME_IN_HTML = "-html_recipient_name-"
_ANY = re.compile("|".join(map(re.escape, WORDS)))
_RESERVED = re.compile("|".join(map(re.escape, (*WORDS, NAME_IN_HTML))))


@cache
def instead_of_a_name(language: str) -> str:
    """Return what stands in a greeting in this language for somebody who gave no name."""
    with translation.override(language):
        return pgettext("after Hello, instead of a name", "there")


def guard(text: str) -> str:
    """Return text from outside with an invisible character in every placeholder, so nothing is filled in there."""
    return _RESERVED.sub(lambda found: found[0][:1] + "\u2060" + found[0][1:], text)


def with_html_words(body: str) -> str:
    """Return the HTML with the placeholder for the name replaced by its HTML variant."""
    return body.replace(NAME, NAME_IN_HTML)


def fill_text(body: str, values: Mapping[str, str]) -> str:
    return _ANY.sub(lambda found: values[found[0]], body)


def fill_html(body: str, values: Mapping[str, str]) -> str:
    return _ANY.sub(lambda found: escape(values[found[0]]), body)
