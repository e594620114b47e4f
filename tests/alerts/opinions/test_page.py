"""The page behind a mail's link to say what one thinks of a change: for one mail, and recording on POST only."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from alerts.models import Message, Opinion
from alerts.opinions.opinion_links import LINK_GOOD_FOR
from governance.models.changes import Severity

pytestmark = pytest.mark.django_db


def test_the_link_in_an_alert_asks_and_records_nothing_when_it_is_opened(told, link_in, client):
    alert = told()
    for ask in (client.get, client.head):
        answer = ask(link_in(alert.user))
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
    assert not Opinion.objects.exists()


def test_the_page_shows_the_headline_and_nothing_that_a_plan_withholds_nor_whom_it_is_of(told, link_in, client):
    alert = told(headline="Acme changed its fees", clauses=[("ancient zebra", "modern quagga")])
    page = client.get(link_in(alert.user)).content.decode()
    assert "Acme changed its fees" in page
    assert "noindex" in page
    assert not any(word in page for word in ("zebra", "quagga", "A provision was", alert.user.email))


def test_a_person_says_what_they_think_without_signing_in_and_may_change_it(told, link_in):
    alert = told()
    client, path = Client(enforce_csrf_checks=True), link_in(alert.user)
    said = client.post(path, {"verdict": "not_worth_telling", "note": "A heading."})
    assert said.status_code == 200
    assert "no-store" in said.headers["Cache-Control"]
    page = said.content.decode()
    assert "Thank you" in page
    assert "You said: it was not worth telling." in page
    assert Opinion.objects.get().note == "A heading."
    assert client.post(path, {"verdict": "should_be_higher"}).status_code == 200
    opinion = Opinion.objects.get()
    assert (opinion.user, opinion.verdict, opinion.note) == (alert.user, "should_be_higher", "")
    back = client.post(path, {"take_back": "yes"})
    assert "The answer is taken back." in back.content.decode()
    assert not Opinion.objects.exists()


def test_a_digest_has_a_link_for_each_change_with_the_third_answer(told_in_digest, link_in, client):
    entry = told_in_digest()
    path = link_in(entry.digest.user)
    assert entry.change.public_id in path
    page = client.get(path).content.decode()
    assert "should_be_sooner" in page
    assert "should_be_higher" not in page
    assert client.post(path, {"verdict": "should_be_sooner"}).status_code == 200
    assert Opinion.objects.get().told_in == "digest"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"verdict": ""},
        {"verdict": "boring"},
        {"verdict": "should_be_sooner"},
        {"verdict": "right", "note": "x" * 501},
        {"verdict": "right", "note": "a\x00b"},
        {"verdict": "right", "note": "two\nlines"},
    ],
)
def test_what_is_no_answer_changes_nothing(told, link_in, client, body):
    answer = client.post(link_in(told().user), body)
    assert answer.status_code == 400
    assert not Opinion.objects.exists()


def test_a_link_opens_the_changes_of_its_mail_and_no_other(told, link_in, client):
    one, other = told(), told()
    token = link_in(one.user).split("/")[2]
    for change in (other.change.public_id, "CW-C-999999", "CW-V-000001", "nonsense", "%00"):
        for ask in (client.get, client.post):
            assert ask(f"/feedback/{token}/{change}/", {"verdict": "right"}).status_code in (400, 404)
    assert not Opinion.objects.exists()


def test_a_link_of_another_purpose_or_with_another_signature_opens_nothing(told, link_in, client):
    alert = told()
    token, change = link_in(alert.user).split("/")[2:4]
    message = Message.objects.get()
    unsubscribe = signing.Signer(sep=".", salt="alerts.unsubscribe").sign(message.pk.hex)
    for forged in (unsubscribe, token[:-1], token + "x", message.pk.hex, "x", "." + token):
        answer = client.post(f"/feedback/{forged}/{change}/", {"verdict": "right"})
        assert answer.status_code == 404
        assert "Nothing was changed" in answer.content.decode()
    assert not Opinion.objects.exists()


def test_the_links_of_old_mails_open(told, link_in):
    """The salt is written out here: another one would end every link that was ever mailed."""
    alert = told()
    token = signing.Signer(sep=".", salt="alerts.opinion").sign(alert.message_id.hex)
    assert link_in(alert.user) == f"/feedback/{token}/{alert.change.public_id}/"


def test_a_link_ends_after_a_quarter_of_a_year_and_with_the_account(told, link_in, client):
    alert = told()
    path = link_in(alert.user)
    Message.objects.update(created_at=alert.created_at - LINK_GOOD_FOR + timedelta(seconds=1))
    assert client.get(path).status_code == 200
    Message.objects.update(created_at=alert.created_at - LINK_GOOD_FOR)
    assert client.post(path, {"verdict": "right"}).status_code == 404
    Message.objects.update(created_at=alert.created_at)
    type(alert.user).objects.update(is_active=False)
    assert client.post(path, {"verdict": "right"}).status_code == 404
    assert not Opinion.objects.exists()


def test_a_link_is_closed_while_the_account_is_being_deleted_and_open_again_if_that_is_undone(
    told, link_in, client, now
):
    alert = told()
    path = link_in(alert.user)
    people = type(alert.user).objects
    people.update(erase_at=now + timedelta(days=14))
    for ask in (client.get, client.post):
        assert ask(path, {"verdict": "right"}).status_code == 404
    assert not Opinion.objects.exists()
    people.update(erase_at=None)
    assert client.get(path).status_code == 200


def test_what_was_told_as_high_is_not_asked_to_be_higher(told, link_in, client, mails, text_of):
    alert = told(severity=Severity.HIGH)
    assert "weighed more" not in text_of(mails(alert.user)[-1])
    assert "should_be_higher" not in client.get(link_in(alert.user)).content.decode()


def test_no_log_line_holds_the_token(told, link_in, client, caplog):
    alert = told()
    path = link_in(alert.user)
    token = path.split("/")[2]
    with caplog.at_level("INFO"):
        client.get(path)
        client.post(path, {"verdict": "right"})
        client.get(path.rstrip("/") + "x/")
        client.get(f"/feedback/{token}/")
    assert "/feedback/***" in caplog.text
    assert token not in caplog.text
    assert token[:32] not in caplog.text
