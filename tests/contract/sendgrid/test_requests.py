"""What the transport asks of SendGrid, and what it knows to be refused and doesn't ask."""

import re
import uuid
from dataclasses import replace

import pytest
from django.core.mail import EmailMessage, send_mail

from accounts.outgoing import MaybeAccepted, NotAccepted, OptionalMail
from alerts.delivery.sending import deliver_due
from alerts.delivery.transports.base import SendVerdict
from alerts.delivery.transports.sendgrid import transport
from alerts.delivery.transports.sendgrid.transport import SendGridBackend, SendGridTransport
from alerts.models import Attempt, Batch, Message
from tests.contract.mail_send_rules import faults_of
from tests.contract.sendgrid.letters import LETTER, people, person, send


def test_a_thousand_people_are_one_valid_request(server):
    assert send(*people(1000)).verdict is SendVerdict.ACCEPTED
    (payload,) = server.requests
    assert faults_of(payload) == []
    assert len(server.accepted) == 1000


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["alert", "digest"])
def test_each_subscription_mail_carries_what_mailbox_providers_ask_for(server, make_user, enqueue, settings, now, kind):
    settings.BASE_URL = "https://clausewatch.example"
    users = [
        make_user(display_name=name) for name in ("Ana", "", "Åsa; -unsubscribe_url-, \u202e <b>", 'O\'Neil & "Co"')
    ]
    enqueue(*users)
    Batch.objects.update(kind=kind)
    deliver_due(now)
    (payload,) = server.requests
    assert len(server.accepted) == 4
    tokens = set()
    for mail in payload["personalizations"]:
        headers = {**payload.get("headers", {}), **mail["headers"]}
        assert headers.keys() == {
            *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
            *("Message-ID", "Auto-Submitted"),
        }
        assert headers["Message-ID"].startswith(f"<{mail['custom_args']['cw_message']}@")
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"  # RFC 8058, section 3.1
        (url,) = re.fullmatch(r"<(https://clausewatch\.example/[^<>,\s]+)>", headers["List-Unsubscribe"]).groups()
        assert mail["substitutions"]["-unsubscribe_url-"] == url
        tokens.add(url)
    assert len(tokens) == 4
    assert {mail["custom_args"]["cw_message"] for mail in payload["personalizations"]} == {
        str(pk) for pk in Message.objects.values_list("pk", flat=True)
    }
    assert payload["custom_args"]["cw_attempt"] == str(Attempt.objects.get().pk)
    assert payload["categories"] == [kind]
    # Whatever a person calls themselves, nothing of ours is left to be filled in by their name.
    for mail in payload["personalizations"]:
        assert "-unsubscribe_url-" not in mail["substitutions"].get("-recipient_name-", "")


def test_the_request_says_what_was_agreed(server, settings):
    settings.EMAIL_REPLY_TO = "help@clausewatch.example"
    ana, attempt = person(name="O’Ana; <b>, -unsubscribe_url-"), uuid.uuid4()
    with SendGridTransport() as transport:
        outcome = transport.send(LETTER, [ana], attempt=attempt)
    (payload,) = server.requests
    (envelope,) = payload["personalizations"]
    assert outcome.provider_id
    assert payload["custom_args"] == {"cw_attempt": str(attempt), "cw_kind": "alert", "cw_batch": "7"}
    assert envelope["custom_args"] == {**payload["custom_args"], "cw_message": str(ana.message_id)}
    assert envelope["headers"] == ana.headers
    assert envelope["to"] == [{"email": "ana@example.com", "name": "O’Ana <b> -unsubscribe_url-"}]
    assert payload["reply_to"] == {"email": "help@clausewatch.example"}
    assert [part["type"] for part in payload["content"]] == ["text/plain", "text/html"]
    assert not any(setting["enable"] for setting in payload["tracking_settings"].values())
    assert payload["content"][1]["value"] == "<p>-html_recipient_name-</p>-unsubscribe_url-"
    substitutions = envelope["substitutions"]
    assert substitutions["-unsubscribe_url-"] == "https://x.example/u/"
    assert "-preferences_url-" not in substitutions  # the letter has no such word
    assert "&lt;b&gt;" in substitutions["-html_recipient_name-"]
    assert "-unsubscribe_url-" not in substitutions["-recipient_name-"]


def test_one_address_is_filled_in_by_one_word(server):
    body = "Preferences: -preferences_url- Leave: -unsubscribe_url- Answer: -opinions_url-x/"
    with SendGridTransport() as transport:
        transport.send(replace(LETTER, text=body, html=f"<p>{body}</p>"), people(2), attempt=uuid.uuid4())
    (payload,) = server.requests
    for part in payload["content"]:
        assert "Preferences: -unsubscribe_url- Leave: -unsubscribe_url- Answer: -opinions_url-x/" in part["value"]
    for mail in payload["personalizations"]:
        filled_in = mail["substitutions"].keys() - {"-recipient_name-", "-html_recipient_name-"}
        assert filled_in == {"-unsubscribe_url-", "-opinions_url-"}


def test_many_requests_go_over_one_connection(server):
    with SendGridTransport() as transport:
        for _ in range(20):
            assert transport.send(LETTER, people(3), attempt=uuid.uuid4()).verdict is SendVerdict.ACCEPTED
    assert (server.connections, len(server.requests)) == (1, 20)


def test_an_address_twice_goes_apart(server):
    first, second = person("ana@example.com"), person("Ana@Example.com")
    outcome = send(first, second)
    assert (outcome.verdict, outcome.apart, server.requests) == (SendVerdict.DIVIDED, {second.message_id}, [])


@pytest.mark.parametrize("name", ["x" * 6000, "Ana"])
def test_what_is_known_to_be_refused_is_not_asked(server, name):
    bad = person("änne@example.com" if name == "Ana" else "ana@example.com", name=name)
    assert send(bad).verdict is SendVerdict.REFUSED
    assert send(bad, person("bea@example.com")).apart == {bad.message_id}
    assert server.requests == []


def test_a_request_over_the_limit_is_halved_before_it_is_made(server, monkeypatch):
    monkeypatch.setattr(transport.payloads, "MOST_BYTES", 3000)
    outcome = send(*people(10))
    assert (outcome.verdict, len(outcome.apart), server.requests) == (SendVerdict.DIVIDED, 5, [])


def test_a_mail_that_nobody_waits_for_goes_past_none_of_sendgrids_lists(server):
    SendGridBackend().send_messages([OptionalMail("News", "text", None, ["ana@example.com"])])
    assert "mail_settings" not in server.requests[0]


def test_codes_and_resets_go_by_sendgrid_too(server, settings):
    settings.EMAIL_BACKEND = "alerts.delivery.transports.sendgrid.transport.SendGridBackend"
    assert send_mail("Your code", "123", None, ["ana@example.com"], html_message="<b>123</b>") == 1
    assert server.requests[0]["custom_args"] == {"cw_kind": "account"}
    assert server.requests[0]["mail_settings"] == {
        f"bypass_{name}_management": {"enable": True} for name in ("bounce", "spam", "unsubscribe")
    }
    for fault, expected in (
        (500, MaybeAccepted),
        ("drop after", MaybeAccepted),
        (401, NotAccepted),
        (429, NotAccepted),
    ):
        server.faults = [fault]
        with pytest.raises(expected):
            send_mail("Your code", "123", None, ["ana@example.com"])


def test_the_headers_of_a_mail_about_an_account_go_with_it(server, settings):
    settings.EMAIL_BACKEND = "alerts.delivery.transports.sendgrid.transport.SendGridBackend"
    notice = uuid.uuid4()
    headers = {"Message-ID": f"<{notice}@clausewatch.example>", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(
        "Your plan", "Text", None, ["ana@example.com"], headers={**headers, "Reply-To": "x@y.example"}
    )
    message.send()
    assert server.requests[0]["headers"] == headers
    assert server.requests[0]["custom_args"] == {"cw_kind": "account", "cw_message": str(notice)}
