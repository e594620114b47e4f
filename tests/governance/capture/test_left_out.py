"""Terms of a page that we don't read are never left out without a word: an operator is told, with the first words."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from governance.capture.adding import Proposal
from governance.capture.extraction.page import extract_html
from governance.capture.gate.left_out import said_of_left_out
from governance.capture.preview_jobs import ask_for_preview, run_previews
from governance.models import Capture, Change, DocumentPreview, Version
from tests.governance.capture.made_pages import ADDRESS, made_pages
from tests.governance.capture.site import CLAUSES, policy

WAIVER = (
    "You agree that any dispute with the owl house is settled by a single arbiter, and you waive the right to a class "
    "action against us."
)
SAID = "Left out 26 words that read like terms: “You agree that any dispute with the owl house…”"
PLACES = {
    "a part after main": f"<div class=more><p>{WAIVER}</p></div>",
    "a footer": f"<footer><p>{WAIVER}</p><a href=/>Home</a></footer>",
    "an aside": f"<aside>{WAIVER}</aside>",
    "a header": f"<header>{WAIVER}</header>",
    "words in bold": f"<footer><p>{WAIVER.replace('dispute', '<b>dispute</b>').replace('waive', '<i>waive</i>')}",
    "a dialog": f"<dialog><p>{WAIVER}</p></dialog>",
    "a part with the role of a dialog": f"<div role=dialog>{WAIVER}</div>",
    "noscript": f"<noscript><p>{WAIVER}</p></noscript>",
    "a frame": f"<iframe srcdoc='<p>{WAIVER}</p>'></iframe>",
    "a drawing": f"<svg><text>{WAIVER}</text></svg>",
    "a menu": f"<nav><p>{WAIVER}</p><a href=/a>A</a></nav>",
    "a part of a help centre": f"<div class=article-footer>{WAIVER}</div>",
}
BESIDE = {
    "a line of a footer": "<footer><p>© 2026 Owl Post. All rights reserved. Terms of Service and Policy</p></footer>",
    "teasers": "<div><p>Owls of the northern barn tell warm tales to all who come by on winter evenings.</p></div>",
    "consent to cookies": (
        "<div id=onetrust-banner><p>We use cookies and you agree to our policy by using the service; you may not need "
        "any account for that, and your rights stay.</p><button>Accept</button></div>"
    ),
    "what the text says, too": f"<noscript><p>{CLAUSES[0]}</p><p>{CLAUSES[1]}</p></noscript>",
    "a script": f"<script>const said = '{WAIVER}'</script><style>/* {WAIVER} */</style>",
    "links": "".join(
        f"<nav><a href=/{n}>What you agree to, and must and may not do with your account</a></nav>" for n in "abc"
    ),
}


def page(beside):
    return policy().body.decode().replace("<footer>", f"{beside}<footer>")


def said_of(html_text):
    return said_of_left_out(extract_html(html_text, address=ADDRESS).left_out)


@pytest.mark.pure
@pytest.mark.parametrize("place", PLACES)
def test_terms_outside_of_what_is_read_are_named_with_their_first_words(place):
    assert said_of(page(PLACES[place])) == SAID


@pytest.mark.pure
@pytest.mark.parametrize("beside", BESIDE)
def test_what_frames_a_page_is_not_named(beside):
    assert said_of(page(BESIDE[beside])) == ""


@pytest.mark.pure
def test_terms_in_a_field_are_read():
    found = extract_html(page(f"<textarea readonly>{WAIVER}</textarea>").replace("main", "div"), address=ADDRESS)
    assert WAIVER in found.markdown
    assert found.left_out == ()


@pytest.mark.pure
def test_of_the_made_pages_nothing_is_named():
    assert {page.name: said for page in made_pages() if (said := said_of(page.html))} == {}


@pytest.mark.pure
def test_a_page_can_not_make_the_message_long_or_break_its_line():
    hostile = "You agree\u202e that our rights\n\n<b>" + "and your rights may not be sold " * 90_000
    found = extract_html(page(f"<footer><p>{hostile}</p></footer>" * 3), address=ADDRESS)
    assert sum(map(len, found.left_out)) <= 20_000
    said = said_of_left_out(found.left_out)
    assert said.startswith("Left out ")
    assert said.isprintable()
    assert len(said) < 200


@pytest.mark.django_db
def test_an_operator_reads_it_in_the_preview(watched):
    web = watched({"owl.example": {"/terms": type(policy())(page(PLACES["a footer"]).encode(), 200, policy().headers)}})
    row = ask_for_preview(
        Proposal(platform_name="Owl Post", title="Terms of Service", addresses=("http://owl.example/terms",)),
        by="olga@example.com",
        now=web.now,
    )
    run_previews(web.now, open_fetcher=web.open, sleep=web.sleep, clock=lambda: web.now)
    assert DocumentPreview.objects.get(pk=row.pk).warnings == [SAID]


@pytest.mark.django_db
def test_it_stands_with_the_health_of_a_document_as_long_as_it_is_so(watched, client, django_user_model):
    web = watched()
    document = web.document()
    web.site["owl.example"]["/terms"] = type(policy())(page(PLACES["a dialog"]).encode(), 200, policy().headers)
    for _ in range(2):
        web.read()
        web.pass_time(hours=6)
    assert [capture.warnings for capture in Capture.objects.all()] == [[SAID], [SAID]]
    assert f"odd: {document.public_id} Owl Post · Terms of Service: {SAID}" in status()
    operator = django_user_model.objects.create_superuser("olga@example.com", "x" * 20)
    client.force_login(operator)
    shown = client.get(reverse("admin:governance_capturehealth_change", args=[document.pk]))
    assert "Left out 26 words" in shown.content.decode()
    web.site["owl.example"]["/terms"] = policy()
    web.read()
    assert "odd:" not in status()
    assert (Version.objects.count(), Change.objects.count()) == (1, 0)


def status():
    out = StringIO()
    call_command("capture_status", stdout=out)
    return out.getvalue()
