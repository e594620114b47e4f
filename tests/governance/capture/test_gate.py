"""What is no document is never taken for one, and what is one is never kept back."""

from datetime import timedelta

import pytest

from governance.capture.gate.attempts import AttemptState, DocumentReading, Known, PageAnswer
from governance.capture.gate.checks import CaptureAttempt, is_settled_in_time, judge_attempt
from governance.comparison import parse

pytestmark = pytest.mark.pure
ADDRESS = "https://acme.example/legal/terms"
SENTENCE = "You agree that Acme may change the price of the service, and that we tell you of it thirty days before. "
TEXT = "# Terms of Service\n\n" + "\n\n".join(
    f"{n}. {SENTENCE}It is clause number {n} of our terms." for n in range(1, 30)
)
OTHER = "# Recipes\n\n" + "Take two eggs and some flour, stir it well, and bake the cake in the oven until brown. " * 40
REWRITTEN = "# Terms of Service\n\n" + "Everything was written anew by our lawyers, who agree with the law. " * 60
FRENCH = (
    "# Conditions\n\n"
    + "Vous acceptez que nous pouvons modifier le prix du service dans les conditions prévues par la loi. " * 40
)
KNOWN = Known(markdown=TEXT, title="Terms – Acme", language="English", word_counts=(700, 710, 705), link_share=0.02)
SHELL = '<html><div id="root"></div><script src=app.js></script></html>'
ASKED = "You need to enable JavaScript to run this app."


def attempt(markdown=TEXT, *, known=KNOWN, answer=None, has_browser=False, **reading):
    reading = {"title": "Terms – Acme", "first_heading": "Terms of Service", "link_share": 0.02} | reading
    answers = [answer or PageAnswer(ADDRESS, ADDRESS)]
    return CaptureAttempt(answers, DocumentReading(markdown=markdown, **reading), known, "English", has_browser)


def verdict(*args, **options):
    found = judge_attempt(attempt(*args, **options))
    return found.state.value, found.code


def answering(status, *, outcome="status", markup="", **more):
    return PageAnswer(ADDRESS, ADDRESS, outcome=outcome, reason="said so", status=status, markup=markup, **more)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT[: 2 * len(TEXT) // 3],
        TEXT.replace("price", "fee").replace("thirty", "ninety"),
        REWRITTEN,
    ],
)
def test_a_document_that_was_cut_or_rewritten_is_left_to_the_comparison(text):
    assert verdict(text) == ("verified", "")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("dns", "failing"), ("tls", "failing"), ("timeout", "failing"), ("truncated", "failing"), ("robots", "blocked")],
)
def test_no_answer_has_the_code_of_what_went_wrong(outcome, state):
    assert verdict(answer=answering(None, outcome=outcome)) == (state, outcome)


def test_one_page_that_is_missing_of_several_decides():
    answers = [PageAnswer(ADDRESS, ADDRESS), answering(500)]
    assert judge_attempt(CaptureAttempt(answers, DocumentReading(markdown=TEXT), KNOWN)).code == "status"


@pytest.mark.parametrize(
    ("status", "markup", "expected"),
    [
        (404, "", ("failing", "missing")),
        (410, "", ("failing", "missing")),
        (403, "", ("blocked", "refused")),
        (451, "", ("blocked", "refused")),
        (429, "", ("failing", "later")),
        (503, "", ("failing", "later")),
        (503, "<script src=/cdn-cgi/challenge-platform/x>", ("blocked", "refused")),
        (500, "", ("failing", "status")),
        (202, "", ("failing", "status")),
        (204, "", ("failing", "status")),
        (206, "", ("failing", "status")),
    ],
)
def test_answers_that_are_no_page(status, markup, expected):
    assert verdict(answer=answering(status, markup=markup)) == expected


def test_a_robots_txt_that_could_not_be_had_is_a_failure_and_no_prohibition():
    assert verdict(answer=answering(503, outcome="robots_away")) == ("failing", "robots_away")


@pytest.mark.parametrize(
    ("hours", "attempts", "routes", "has_browser", "state"),
    [
        (72, 5, 1, False, "gone"),
        (71, 9, 1, False, "failing"),
        (90, 4, 1, False, "failing"),
        (90, 9, 1, True, "failing"),
        (90, 9, 2, True, "gone"),
    ],
)
def test_what_is_missing_for_three_days_on_every_route_is_gone(hours, attempts, routes, has_browser, state):
    known = Known(failing_for=timedelta(hours=hours), attempts_failed=attempts, routes_failed=routes)
    assert verdict(known=known, answer=answering(404), has_browser=has_browser)[0] == state


@pytest.mark.parametrize("media_type", ["image/png", "application/json", "application/octet-stream"])
def test_what_is_no_text_is_no_document(media_type):
    assert verdict(answer=PageAnswer(ADDRESS, ADDRESS, media_type=media_type)) == ("failing", "media_type")


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        ("https://www.acme.example/legal/terms/", ("verified", "")),
        ("http://acme.example/legal/terms?lang=en", ("verified", "")),
        ("https://acme.example/en/terms-of-use", ("verified", "")),
        ("https://acme.example/", ("suspect", "front_page")),
        ("https://acme.example/login?next=/terms", ("blocked", "wall")),
        ("https://consent.acme.example/m?continue=x", ("blocked", "wall")),
        ("https://other.example/legal/terms", ("suspect", "other_site")),
        ("https://legal.acme.example/terms", ("verified", "")),
    ],
)
def test_where_it_leads_is_looked_at(final, expected):
    assert verdict(REWRITTEN, answer=PageAnswer(ADDRESS, final)) == expected
    known = Known(**{**{name: getattr(KNOWN, name) for name in KNOWN.__slots__}, "final_addresses": frozenset([final])})
    if expected[1] in ("front_page", "other_site"):
        assert verdict(REWRITTEN, known=known, answer=PageAnswer(ADDRESS, final)) == ("verified", "")


@pytest.mark.parametrize("final", ["https://other.example/legal/terms", "https://acme.example/"])
def test_the_text_of_the_document_is_the_document_wherever_it_is(final):
    assert verdict(answer=PageAnswer(ADDRESS, final)) == ("verified", "")
    assert verdict(TEXT.replace("price", "fee"), answer=PageAnswer(ADDRESS, final)) == ("verified", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"CF-Mitigated": "challenge"},
        {"x-vercel-mitigated": "challenge"},
        {"x-datadome": "captcha"},
        {"x-amzn-waf-action": "captcha"},
    ],
)
def test_a_wall_that_says_so_is_one_whatever_it_shows(headers):
    assert verdict(answer=PageAnswer(ADDRESS, ADDRESS, headers=headers)) == ("blocked", "wall")


@pytest.mark.parametrize("headers", [{"x-datadome": "protected"}, {"server": "cloudflare"}, {"x-iinfo": "1-2"}])
def test_the_header_of_a_guard_that_let_us_in_is_none(headers):
    assert verdict(answer=PageAnswer(ADDRESS, ADDRESS, headers=headers)) == ("verified", "")


@pytest.mark.parametrize(
    ("markup", "code"),
    [("<script src='https://hcaptcha.com/1/api.js'>", "wall"), ("<input type=password>", "sign_in")],
)
def test_a_marker_counts_in_a_thin_page_only(markup, code):
    answer = PageAnswer(ADDRESS, ADDRESS, markup=markup)
    assert verdict("Please prove that you are no robot, and wait here for a moment. " * 5, answer=answer)[1] == code
    assert verdict(answer=answer) == ("verified", "")


@pytest.mark.parametrize(("has_browser", "state"), [(False, "needs_browser"), (True, "failing")])
def test_the_empty_frame_of_an_application_needs_a_browser(has_browser, state):
    answer = PageAnswer(ADDRESS, ADDRESS, markup=SHELL)
    options = {"answer": answer, "has_browser": has_browser}
    assert verdict("", failure="Nothing matches.", **options) == (state, "needs_scripts")
    assert verdict("Loading our terms of service, please wait. " * 3, **options) == (state, "needs_scripts")


@pytest.mark.parametrize(("has_browser", "state"), [(False, "needs_browser"), (True, "failing")])
@pytest.mark.parametrize("known", [KNOWN, Known()])
def test_a_page_that_only_asks_for_scripts_needs_a_browser_and_is_no_error_page(known, has_browser, state):
    answer = PageAnswer(ADDRESS, ADDRESS, markup=f"<noscript>{ASKED}</noscript>{SHELL}")
    options = {"answer": answer, "has_browser": has_browser, "known": known}
    assert verdict(ASKED, title="Acme", **options) == (state, "needs_scripts")
    assert verdict(f"# Acme\n\n{ASKED}\n\nTerms of Acme", **options) == (state, "needs_scripts")
    assert verdict(f"# Access denied\n\nYou have been blocked by us.\n\n{ASKED}", **options)[1] == "error_page"


def test_a_refused_connection_is_no_refusal_and_robots_txt_that_is_away_forbids_nothing():
    assert verdict(answer=answering(None, outcome="refused")) == ("failing", "no_connection")


REFRESH = '<meta http-equiv="refresh" content="0; url=https://acme.example/new">'


@pytest.mark.parametrize("text", ["", "We have moved our terms of service elsewhere. " * 8])
def test_where_a_page_leads_on_to_by_itself_is_said(text):
    found = judge_attempt(attempt(text, answer=PageAnswer(ADDRESS, ADDRESS, markup=REFRESH)))
    assert found.reason.endswith(" It leads on to https://acme.example/new.")
    assert "leads on" not in judge_attempt(attempt(text)).reason


def test_an_answer_after_a_redirect_says_where_it_led():
    answer = PageAnswer(ADDRESS, "https://acme.example/gone", outcome="status", reason="", status=410)
    assert judge_attempt(attempt(answer=answer)).reason.endswith("It leads on to https://acme.example/gone.")


def test_a_selection_that_brings_nothing_is_a_failure_and_never_a_version():
    assert verdict("", failure="Nothing matches.") == ("failing", "selection")
    assert verdict("Short.") == ("failing", "empty")
    assert verdict("", failure="It was scanned.", is_scanned=True) == ("failing", "scanned")


def test_far_less_than_before_is_looked_at_again():
    assert verdict(TEXT[:1_200]) == ("suspect", "thin")
    small = Known(markdown=TEXT[:1_200], title="Terms – Acme", language="English", word_counts=(220, 225))
    assert verdict(TEXT[:1_200], known=small) == ("verified", "")


@pytest.mark.parametrize("said", ["404 – Page not found", "Something went wrong", "Page introuvable", "Access denied"])
def test_an_error_that_is_answered_like_a_page_is_one(said):
    page = f"# {said}\n\n" + "Go back to our terms of service and search there. " * 4
    state, code = verdict(page, title=said, first_heading=said)
    assert (state, code) == ("failing", "error_page")


def test_a_policy_that_speaks_of_errors_is_none():
    assert verdict(TEXT + "\n\nIf the page is not found, or something went wrong, we may show an error 404.") == (
        "verified",
        "",
    )


def test_another_language_is_looked_at_again():
    assert verdict(FRENCH) == ("suspect", "language")
    french = Known(markdown=FRENCH, title="Conditions", language="French", word_counts=(700,))
    assert verdict(FRENCH, known=french) == ("verified", "")


def test_another_document_is_looked_at_again_and_a_new_title_is_none():
    assert verdict(OTHER, title="Recipes of the week") == ("suspect", "other_document")
    named = Known(**{**{name: getattr(KNOWN, name) for name in KNOWN.__slots__}, "first_heading": "Terms of Service"})
    assert verdict(OTHER, known=named, first_heading="Recipes") == ("suspect", "other_document")
    assert verdict(TEXT, title="Something else entirely") == ("verified", "")


def test_a_first_capture_must_read_like_a_document():
    first = Known()
    assert verdict(known=first) == ("verified", "")
    assert verdict(OTHER, known=first) == ("suspect", "no_document")
    assert verdict(TEXT[:300], known=first) == ("suspect", "thin")


def test_links_in_place_of_a_text_and_letters_in_a_wrong_code_are_looked_at_again():
    assert verdict(link_share=0.7) == ("suspect", "links")
    assert verdict(replaced_share=0.01) == ("suspect", "letters")
    assert verdict(TEXT.replace("thirty", "cafÃ© â€™")) == ("suspect", "letters")


def test_the_text_of_another_document_of_the_platform_is_looked_at_again():
    digest = parse(TEXT).digest
    twin = Known(markdown=TEXT, title="Terms – Acme", word_counts=(700,), sibling_digests=frozenset([digest]))
    assert verdict(known=twin) == ("suspect", "sibling")
    own = Known(markdown=TEXT, word_counts=(700,), sibling_digests=frozenset([digest]), own_digests=frozenset([digest]))
    assert verdict(known=own) == ("verified", "")


def test_only_what_may_be_the_document_is_settled_in_time():
    assert is_settled_in_time("thin")
    others = ("wall", "error_page", "missing", "selection", "links", "language", "other_document", "")
    assert not any(map(is_settled_in_time, others))


@pytest.mark.parametrize(
    ("text", "more", "code"),
    [(TEXT, {"link_share": 0.7}, "links"), (FRENCH, {}, "language"), (OTHER, {"title": "Recipes"}, "other_document")],
)
def test_what_never_settles_is_named_before_what_does(text, more, code):
    known = Known(markdown=REWRITTEN, title="Terms – Acme", language="English", word_counts=(700,))
    moved = PageAnswer(ADDRESS, "https://acme.example/")
    found = judge_attempt(attempt(text, known=known, answer=moved, **more))
    assert found.code == code
    assert found.reason.startswith("It leads to the front page")


def test_every_reason_is_a_sentence():
    attempts = [
        attempt("", failure="Nothing matches."),
        attempt(OTHER, title="x"),
        attempt(TEXT[:300]),
        attempt(link_share=1),
    ]
    for found in map(judge_attempt, attempts):
        assert found.state != AttemptState.VERIFIED
        assert found.reason[0].isupper()
        assert found.reason.endswith(".")
