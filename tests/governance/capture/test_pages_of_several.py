"""A document of several pages is none while one of them is something else, and is one when one of them is edited."""

import pytest

from governance.capture.gate.attempts import BETWEEN_PAGES, DocumentReading, Known, PageAnswer
from governance.capture.gate.checks import CaptureAttempt, judge_attempt

pytestmark = pytest.mark.pure
ADDRESSES = [f"https://acme.example/legal/{number}" for number in range(3)]
SIGN_IN = "<form><input type=password></form>"
SIGN_IN_TEXT = "# Sign in\n\nPlease sign in to go on, or make an account of your own for nothing at all."


def part(number, count=20):
    said = f"You agree that Acme may change part {number} of the service, and that we tell you of it before."
    return f"# Terms of Service, part {number}\n\n" + "\n\n".join(
        f"{clause}. {said} It is clause number {clause}." for clause in range(1, count)
    )


TALE = "# How the harbour was built\n\n" + "The heron stood in the reeds and watched the boats come home. " * 60
GERMAN = (
    "# Terms of Service, part 2\n\n" + "Wir verarbeiten Ihre Daten nur, soweit es nötig ist, und löschen sie. " * 60
)


def verdict(*pages, before=None, markup="", first=False):
    before = [part(number) for number in range(3)] if before is None else before
    text, known = BETWEEN_PAGES.join(pages), BETWEEN_PAGES.join(before)
    answers = [PageAnswer(address, address) for address in ADDRESSES[: len(pages)]]
    answers[-1] = PageAnswer(ADDRESSES[len(pages) - 1], ADDRESSES[len(pages) - 1], markup=markup)
    attempt = CaptureAttempt(
        answers,
        DocumentReading(markdown=text, title="Terms – Acme", first_heading="Terms of Service, part 0"),
        Known() if first else Known(markdown=known, title="Terms – Acme", language="English", word_counts=(1_200,)),
        "English",
    )
    return judge_attempt(attempt)


@pytest.mark.parametrize(
    ("last", "markup", "state", "code"),
    [
        (TALE, "", "suspect", "other_document"),
        (GERMAN, "", "suspect", "language"),
        (SIGN_IN_TEXT, SIGN_IN, "blocked", "sign_in"),
        ("# Page not found\n\nSorry about that.", "", "failing", "error_page"),
        ("Loading.", "", "failing", "empty"),
        (part(2, count=4), "", "suspect", "thin"),
    ],
)
def test_one_page_that_is_something_else_is_health(last, markup, state, code):
    found = verdict(part(0), part(1), last, markup=markup)
    assert (found.state.value, found.code) == (state, code)
    assert ADDRESSES[2] in found.reason
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("last", "code"), [(TALE, "other_document"), (GERMAN, "language"), ("# Page not found", "error_page")]
)
def test_a_short_page_is_looked_at_too(last, code):
    assert verdict(part(0), part(1), last, before=[part(0), part(1), part(2, count=3)]).code == code
    assert verdict(part(0), part(1), part(2, count=2), before=[part(0), part(1), part(2, count=4)]).is_good


def test_a_page_that_was_edited_or_cut_by_a_third_is_left_to_the_comparison():
    assert verdict(part(0), part(1), part(2).replace("We tell", "We may tell")).is_good
    assert verdict(part(0), part(1), part(2, count=14)).is_good
    assert verdict(part(0), part(1), part(2), markup=SIGN_IN).is_good


def test_a_page_that_never_had_many_words_may_be_written_anew():
    short = "# Imprint\n\nAcme is at home in the harbour, and answers letters within a week of their arrival."
    assert verdict(part(0), part(1), "# Imprint\n\nAcme moved.", before=[part(0), part(1), short]).is_good


def test_pages_that_cannot_be_told_apart_are_looked_at_together():
    assert verdict(part(0), part(1), before=[part(number) for number in range(3)]).is_good
    assert verdict(part(0), part(1), TALE, first=True).is_good
