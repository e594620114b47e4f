"""Lists and clauses of real documents are read as somebody read them by hand. Their texts are not ours and not here."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from governance.analysis.objection_periods import objection_periods
from governance.analysis.sub_processors.changes import changes_between
from governance.analysis.sub_processors.reading import sub_processors_in

BUNDLE = Path(__file__).resolve().parents[5] / "shared" / "data" / "genai-eu-versions.bundle"
pytestmark = [
    pytest.mark.pure,
    pytest.mark.skipif(not BUNDLE.exists(), reason=f"the collection of real texts is not at ../shared/data ({BUNDLE})"),
]
FIRST_CLAUDE, LATER_CLAUDE, LAST_CLAUDE = "d49b848", "997482a", "1abb8f4"
ENGLISH_LLAMA, GERMAN_LLAMA = "d40b629", "cc96d6e"


@pytest.fixture(scope="module")
def terms(tmp_path_factory):
    """The data processing terms of a service, as a commit of the collection has them."""
    clone = tmp_path_factory.mktemp("bundle") / "clone.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", BUNDLE, clone], check=True, capture_output=True)

    def read(service, commit="HEAD", name="Data Processor Agreement"):
        command = ["git", "-C", clone, "show", f"{commit}:{service}/{name}.md"]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")

    return read


@pytest.mark.parametrize(
    ("service", "commit", "rows", "with_purpose", "with_country"),
    [
        ("Claude.ai", FIRST_CLAUDE, 14, 14, 11),
        ("Claude.ai", LATER_CLAUDE, 10, 10, 7),
        ("Claude.ai", LAST_CLAUDE, 10, 10, 6),
        ("Llama API", ENGLISH_LLAMA, 32, 0, 32),
        ("Llama API", GERMAN_LLAMA, 32, 0, 32),
        ("Llama API", "800f908", 0, 0, 0),  # the site said that it was out of order
        ("Le Chat", "HEAD", 0, 0, 0),
        ("Vibe", "HEAD", 0, 0, 0),
        ("ChatGPT", "HEAD", 0, 0, 0),
        ("Perplexity", "HEAD", 0, 0, 0),
    ],
)
def test_each_row_of_a_real_list_is_read_and_nothing_else(terms, service, commit, rows, with_purpose, with_country):
    text = terms(service, commit)
    found = sub_processors_in(text)
    assert (len(found.rows), found.unread) == (rows, ())
    assert sum(row.purpose is not None for row in found.rows) == with_purpose
    assert sum(len(row.countries) == 1 for row in found.rows) == with_country
    assert all(text[row.entity.start : row.entity.end] == row.entity.words for row in found.rows)


def test_what_differs_between_two_real_lists_is_told(terms):
    lists = [sub_processors_in(terms("Claude.ai", commit)).rows for commit in (FIRST_CLAUDE, LATER_CLAUDE, LAST_CLAUDE)]
    kinds = [Counter(change.kind.value for change in changes_between(*pair)) for pair in (lists[:2], lists[1:])]
    assert kinds == [{"removed": 4}, {"added": 3, "removed": 3}]


def test_the_same_list_in_another_language_is_the_same(terms):
    english, german = (sub_processors_in(terms("Llama API", commit)).rows for commit in (ENGLISH_LLAMA, GERMAN_LLAMA))
    assert changes_between(english, german) == []


@pytest.mark.parametrize(
    ("service", "name", "periods"),
    [
        ("ChatGPT", "Data Processor Agreement", [("objection", 30, "day", "receipt")]),
        ("Claude.ai", "Data Processor Agreement", [("objection", 15, "day", "notice")]),
        ("Vibe", "Data Processor Agreement", 2 * [("objection", 10, "day", "notice")]),
        (
            "Perplexity",
            "Data Processor Agreement",
            [("objection", 10, "business_day", "notice"), ("objection", 5, "business_day", "receipt")],
        ),
        ("Llama API", "Data Processor Agreement", []),
        ("ChatGPT", "Privacy Policy", []),
        ("Claude.ai", "Privacy Policy", []),
    ],
)
def test_the_periods_of_real_terms_are_read(terms, service, name, periods):
    found = [one for line in terms(service, name=name).split("\n") for one in objection_periods(line)]
    assert [(one.kind, one.length, one.unit, one.runs_from) for one in found] == periods
