"""What hostile servers answer ends as health or as a version, and keeps no other page from being read."""

import pytest

from governance.capture import rounds
from governance.capture.records import storable
from governance.models import Fetch, Version
from tests.governance.capture.site import CLAUSES, policy
from tests.local_web import Answer, html, redirect, text

pytestmark = pytest.mark.django_db
CLAUSES_IN_HTML = "</p><p>".join(CLAUSES)
CLAUSES_AS_TEXT = "\n\n".join(CLAUSES)
PLAIN = (("Content-Type", "text/plain"),)


def test_what_a_database_cannot_hold_is_replaced():
    assert storable("a\0b\ud800c") == "a\ufffdb?c"


@pytest.mark.parametrize(
    ("value", "health"),
    [("a\0b", ("failing", "protocol")), ("a\x01b", ("verified", "")), ("\xe9\xff", ("verified", ""))],
)
@pytest.mark.parametrize("name", ["Server", "ETag"])
def test_odd_signs_in_headers(watched, name, value, health):
    web = watched()
    web.site["owl.example"]["/terms"] = policy().with_headers((name, value))
    document = web.document()
    web.read()
    assert web.health(document) == health


@pytest.mark.parametrize(
    "answer",
    [
        text(f"Terms\0 of Service\n\n{CLAUSES_AS_TEXT}\0"),
        html(f"<title>a\0b</title><main><h1>Te\0rms</h1><p>x\0y {CLAUSES_IN_HTML}"),
        html(f"<title>a&#0;b&#xd800;</title><main><h1>Te&#0;rms</h1><p>x&#xdfff;y {CLAUSES_IN_HTML}"),
        html(f"<title>&#1;&#x80;&#xFFFF;</title><main><h1>Terms</h1><p>&#xFFFE; {CLAUSES_IN_HTML}"),
        Answer(b"\xed\xa0\x80" + CLAUSES_AS_TEXT.encode(), headers=PLAIN),
    ],
)
def test_odd_signs_in_texts(watched, answer):
    web = watched({"owl.example": {"/terms": answer}})
    document = web.document()
    web.read()
    changed = Answer(answer.body.replace(b"3 coins", b"9\0 coins"), headers=answer.headers)
    web.site["owl.example"]["/terms"] = changed
    web.pass_time(hours=6)
    web.read()
    assert web.health(document) == ("verified", "")
    assert Version.objects.count() == 2


@pytest.mark.parametrize("to", ["/te\0rms", "http://owl.example/\xe9\x80", "//owl.example\0.evil/"])
def test_odd_signs_in_the_address_that_a_redirect_names(watched, to):
    web = watched({"owl.example": {"/terms": redirect(to)}})
    document = web.document()
    web.read()
    assert web.health(document) in (("failing", "protocol"), ("failing", "address"))


def test_a_page_that_cannot_be_written_down_keeps_no_other_from_being_read(watched, monkeypatch):
    web = watched({"owl.example": {"/terms": policy()}, "elk.example": {"/terms": policy(title="Terms of Elks")}})
    first, second = web.document(), web.document("Terms of Elks", host="elk.example")
    real = rounds._stored

    def stored(page, outcome, *others):
        if page.host.name == "owl.example":
            raise ValueError("nobody expected this")
        return real(page, outcome, *others)

    monkeypatch.setattr(rounds, "_stored", stored)
    with pytest.raises(ValueError, match="nobody expected this"):
        web.read_once()
    assert [fetch.page.host.name for fetch in Fetch.objects.select_related("page__host")] == ["elk.example"]
    monkeypatch.undo()
    web.pass_time(minutes=11)
    web.read()
    assert web.health(first) == web.health(second) == ("verified", "")
