"""The SendGrid transport against a server that keeps the documented rules: what each answer and failure means."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.core.mail import EmailMessage, send_mail

from accounts.outgoing import MaybeAccepted, NotAccepted
from alerts.delivery.sending import deliver_due
from alerts.delivery.transports.base import BatchLetter, Recipient, SendVerdict, Unreachable
from alerts.delivery.transports.sendgrid import transport
from alerts.delivery.transports.sendgrid.transport import SendGridTransport
from alerts.models import Attempt, Batch, Content, Message
from tests import messages
from tests.contract.mail_send_rules import faults_of, faults_of_request, read_strictly
from tests.contract.sendgrid_server import KEY, MailSend

State = Batch.State
LETTER = BatchLetter(
    batch_id=7,
    kind="alert",
    subject="News",
    text="Dear -recipient_name-",
    html="<p>-recipient_name-</p>-unsubscribe_url-",
)


@pytest.fixture
def server(settings):
    settings.EMAIL_TRANSPORT, settings.SENDGRID_API_KEY = "sendgrid", KEY
    running = MailSend()
    settings.SENDGRID_API_HOST = running.address
    yield running
    running.stop()


@pytest.fixture
def enqueue(now):
    """One batch of a message to each of these people."""

    def put(*users):
        content = Content.objects.create(
            key=uuid.uuid4().hex, kind="alert", subject="News", html=LETTER.html, text=LETTER.text, created_at=now
        )
        messages.enqueue(kind="alert", people=[(u.pk, content.pk) for u in users], batch_size=1000, now=now)

    return put


def person(address="ana@example.com", name="Ana", **fields):
    fields = {"unsubscribe_url": "https://x.example/u/"} | fields
    return Recipient(uuid.uuid4(), datetime(2026, 3, 11, tzinfo=UTC), name, address, **fields)


def send(*people, letter=LETTER):
    with SendGridTransport() as transport:
        return transport.send(letter, people, attempt=uuid.uuid4())


def people(count):
    return [person(f"p{n}@example.com") for n in range(count)]


def test_a_thousand_people_are_one_valid_request(server):
    assert send(*people(1000)).verdict is SendVerdict.ACCEPTED
    (payload,) = server.requests
    assert faults_of(payload) == []
    assert len(server.accepted) == 1000


@pytest.mark.parametrize(
    "wrong",
    [
        {"personalizations": []},
        {"personalizations": [{"to": [{"email": f"p{n}@example.com"}]} for n in range(1001)]},
        {"personalizations": [{"to": [{"email": "a@example.com"}]}, {"to": [{"email": "A@example.com"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com", "name": "A; B"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "headers": {"Subject": "x"}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "custom_args": {"cw_message": 1}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "substitutions": {"-a-": "x" * 10_000}}]},
        {"from": {"email": "a@example.com", "name": "Ä"}},
        {"subject": ""},
        {"content": [{"type": "text/html", "value": "a"}, {"type": "text/plain", "value": "a"}]},
        {"categories": ["alert", "alert"]},
        {"custom_args": {"cw_batch": 7}},
        {"message_id": "x"},
        {"personalizations": {}},
        {"personalizations": [{"to": [{"email": f"p{n}@example.com"} for n in range(1001)]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "cc": [{"email": "a@example.com"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "cc": [{"email": "nobody"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com", "mail": "a@example.com"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com\nX: y"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "headers": {"List Id": "x"}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "headers": {"X-Name": "Ä"}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "headers": {"X-Name": "a\r\nBcc: b"}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "substitutions": {"-a-": 1}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "substitutions": {"-a-": "ä" * 5_000}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "custom_args": {"a": "x" * 9_990}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "categories": ["alert"]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "send_at": 4_000_000_000}]},
        {"personalizations": [{"to": []}]},
        {"headers": {"X-SG-EID": "x"}},
        {"headers": {"X-Number": 1}},
        {"subject": 7},
        {"content": [{"type": "text/plain", "value": ""}]},
        {"content": [{"type": "text/plain", "value": "a", "charset": "utf-8"}]},
        {"categories": [str(n) for n in range(11)]},
        {"categories": ["x" * 256]},
        {"categories": "alert"},
        {"send_at": "now"},
        {"send_at": 4_000_000_000},
        {"batch_id": 7},
        {"asm": {"groups_to_display": [1]}},
        {"asm": {"group_id": 1, "groups_to_display": list(range(26))}},
        {"tracking_settings": {"click_tracking": {"enabled": False}}},
        {"tracking_settings": {"open_tracking": {"enable": "no"}}},
        {"reply_to": {"email": "a@example.com"}, "reply_to_list": [{"email": "b@example.com"}]},
    ],
)
def test_the_server_refuses_what_the_documents_refuse(server, wrong):
    assert send(person()).verdict is SendVerdict.ACCEPTED
    assert faults_of(server.requests[0] | wrong) != []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"{}"),
        ({"Content-Type": "text/plain"}, b"{}"),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"{}"),
        ({"Content-Type": "application/json"}, b" " * 30_000_000),
    ],
)
def test_the_server_refuses_a_request_that_is_not_as_documented(headers, body):
    assert faults_of_request(headers, body) != []


@pytest.mark.parametrize("body", [b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{"a": "\xff"}', b'{"a": 1'])
def test_the_server_reads_nothing_but_json(body):
    with pytest.raises(ValueError):
        read_strictly(body)


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


def test_many_requests_go_over_one_connection(server):
    with SendGridTransport() as transport:
        for _ in range(20):
            assert transport.send(LETTER, people(3), attempt=uuid.uuid4()).verdict is SendVerdict.ACCEPTED
    assert (server.connections, len(server.requests)) == (1, 20)


@pytest.mark.parametrize(
    ("fault", "verdict", "accepted"),
    [
        ("drop before", SendVerdict.UNKNOWN, 0),
        ("drop after", SendVerdict.UNKNOWN, 1),
        (500, SendVerdict.UNKNOWN, 0),
        (503, SendVerdict.UNKNOWN, 0),
        (400, SendVerdict.REFUSED, 0),
        (413, SendVerdict.REFUSED, 0),
        (408, SendVerdict.POSTPONED, 0),
    ],
)
def test_each_failure_has_its_meaning(server, fault, verdict, accepted):
    server.faults = [fault]
    assert send(person()).verdict is verdict
    assert len(server.accepted) == accepted


def test_a_server_that_takes_too_long_leaves_a_doubt(server, monkeypatch):
    monkeypatch.setattr(transport, "REQUEST_SECONDS", 1)
    server.faults = [("delay", 2)]
    assert send(person()).verdict is SendVerdict.UNKNOWN


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_a_provider_that_lets_nobody_in_is_unreachable(server, status):
    server.faults = [status]
    with pytest.raises(Unreachable):
        send(person())


def test_a_server_that_is_not_there_is_unreachable(server):
    server.stop()
    with pytest.raises(Unreachable):
        send(person())


def test_a_connection_lost_between_requests_is_opened_again(server):
    with SendGridTransport() as transport:
        assert transport.send(LETTER, [person()], attempt=uuid.uuid4()).verdict is SendVerdict.ACCEPTED
        server.faults = ["drop before"]
        assert transport.send(LETTER, [person()], attempt=uuid.uuid4()).verdict is SendVerdict.UNKNOWN
        assert transport.send(LETTER, [person()], attempt=uuid.uuid4()).verdict is SendVerdict.ACCEPTED


@pytest.mark.parametrize(
    "headers",
    [
        lambda at: {"Retry-After": "600"},
        lambda at: {"Retry-After": format_datetime(at, usegmt=True)},
        lambda at: {"X-RateLimit-Reset": str(int(at.timestamp()))},
    ],
)
def test_too_many_requests_say_how_long_to_wait(server, headers):
    server.faults = [(429, headers(datetime.now(UTC) + timedelta(seconds=600)))]
    with pytest.raises(Unreachable) as caught:
        send(person())
    assert timedelta(seconds=590) < caught.value.pause <= timedelta(seconds=600)


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


@pytest.mark.django_db
def test_a_key_that_no_header_can_hold_is_no_doubt_and_is_nowhere_stored(
    server, settings, make_user, enqueue, now, caplog
):
    users = [make_user() for _ in range(3)]
    enqueue(*users)
    settings.SENDGRID_API_KEY = f"{KEY}-of-the-secret-store\n"
    deliver_due(now)
    batch = Batch.objects.get()
    assert (batch.state, server.requests) == (State.PENDING, [])
    stored = " ".join([batch.reason, *Attempt.objects.values_list("detail", flat=True), caplog.text])
    assert KEY not in stored
    settings.SENDGRID_API_KEY = KEY
    deliver_due(now + timedelta(hours=2))
    assert len(server.accepted) == 3


@pytest.mark.django_db
def test_a_letter_that_can_not_be_written_is_no_doubt(server, make_user, enqueue, now, monkeypatch):
    def break_down(payload):
        raise TypeError("str is not valid UTF-8: surrogates not allowed")

    enqueue(make_user())
    monkeypatch.setattr(transport.payloads, "as_json", break_down)
    deliver_due(now)
    assert Batch.objects.get().state == State.PENDING


@pytest.mark.django_db
def test_whatever_an_error_says_no_secret_of_it_is_stored(server, settings, make_user, enqueue, now, monkeypatch):
    settings.EMAIL_HOST_PASSWORD = "correct horse battery"

    def break_down(*arguments, **options):
        raise RuntimeError("{'Authorization': 'Bearer SG.test-and-more'} correct horse battery b'Basic dXNlcjpwYXNz'")

    enqueue(make_user())
    monkeypatch.setattr(transport.KeptAliveConnection, "request", break_down)
    deliver_due(now)
    stored = Batch.objects.get().reason + Attempt.objects.get().detail
    assert "RuntimeError" in stored
    assert not any(secret in stored for secret in ("SG.test", "horse", "dXNlcjpwYXNz"))


@pytest.mark.django_db
@pytest.mark.parametrize("names_the_person", [True, False])
def test_one_bad_address_holds_up_nobody(server, make_user, enqueue, now, names_the_person):
    server.names_the_person_at_fault = names_the_person
    users = [make_user() for _ in range(100)]
    server.refused_addresses = {users[37].email}
    enqueue(*users)
    deliver_due(now)
    assert sorted(p["to"][0]["email"] for p in server.accepted) == sorted({u.email for u in users} - {users[37].email})
    failed = Batch.objects.get(state=State.FAILED)
    assert [m.user_id for m in failed.messages.all()] == [users[37].pk]
    assert Message.objects.count() == 100
    assert set(Batch.objects.values_list("state", flat=True)) == {State.SENT, State.FAILED}
    assert Attempt.objects.count() <= 20


@pytest.mark.django_db
def test_a_429_postpones_as_long_as_it_says_and_stops_the_drain(server, make_user, enqueue, now):
    enqueue(make_user())
    enqueue(make_user())
    server.faults = [(429, {"Retry-After": "7200"})]
    deliver_due(now)
    waiting = Batch.objects.get(attempt_count=1)
    assert waiting.not_before >= now + timedelta(hours=2)
    assert server.accepted == []
    assert Batch.objects.filter(state=State.PENDING).count() == 2


@pytest.mark.django_db
def test_a_doubt_is_never_posted_again_by_itself(server, make_user, enqueue, now):
    enqueue(make_user())
    server.faults = ["drop after"]
    deliver_due(now)
    deliver_due(now + timedelta(minutes=10))
    assert Batch.objects.get().state == State.UNCERTAIN
    assert len(server.accepted) == 1


@pytest.mark.django_db
def test_the_daily_limit_sends_what_it_leaves_and_the_rest_tomorrow(server, settings, make_user, enqueue):
    settings.SENDGRID_DAILY_LIMIT = 3
    now = datetime.now(UTC)
    enqueue_at = [make_user() for _ in range(5)]
    enqueue(*enqueue_at)
    Batch.objects.update(not_before=now)
    deliver_due(now)
    assert len(server.accepted) == 3
    rest = Batch.objects.get(state=State.PENDING)
    assert rest.messages.count() == 2
    assert rest.not_before.date() > now.date()
    deliver_due(now)
    assert len(server.accepted) == 3
