"""The SMTP transport against a real server on loopback: what is taken, refused, postponed and left in doubt."""

import socket
import threading
import uuid
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller

from alerts.delivery.transports.base import BatchLetter, Recipient, SendVerdict, Unreachable
from alerts.delivery.transports.smtp import SmtpTransport


def mail_to(address="ana@example.com", text="Text.\r\n.dot\r\n", name="Ana"):
    letter = BatchLetter(batch_id=1, kind="alert", subject="Subject", text=text, html="<p>Ä</p>")
    links = "https://x.example/u/", "https://x.example/f/"
    return letter, Recipient(uuid.uuid4(), datetime(2026, 3, 11, tzinfo=UTC), name, address, *links)


class Recorder:
    """Takes what comes; a reply of the test's for an address or at the end of the text."""

    def __init__(self):
        self.envelopes, self.rcpt_replies, self.data_reply, self.connections = [], {}, "250 queued as 1", 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.rcpt_replies:
            return self.rcpt_replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        return self.data_reply


@pytest.fixture
def server(settings):
    recorder = Recorder()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = unused.getsockname()
    controller = Controller(recorder, hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
    controller.start()
    settings.EMAIL_TIMEOUT = 2
    yield recorder
    controller.stop()


def send(transport, mail):
    letter, recipient = mail
    return transport.send(letter, [recipient], attempt=uuid.uuid4())


def test_many_messages_go_over_one_connection(server):
    with SmtpTransport() as transport:
        outcomes = [send(transport, mail_to(f"p{n}@example.com")) for n in range(3)]
    assert {outcome.verdict for outcome in outcomes} == {SendVerdict.ACCEPTED}
    assert outcomes[0].provider_id == "queued as 1"
    assert [e.rcpt_tos for e in server.envelopes] == [["p0@example.com"], ["p1@example.com"], ["p2@example.com"]]
    assert server.envelopes[0].mail_from == "alerts@clausewatch.example"
    assert b"\r\n..dot" not in server.envelopes[0].content
    assert b"\r\n.dot" in server.envelopes[0].content
    assert server.connections == 1


def test_an_international_domain_goes_as_punycode(server):
    with SmtpTransport() as transport:
        assert send(transport, mail_to("ana@bücher.example", name="Änne")).verdict is SendVerdict.ACCEPTED
    assert server.envelopes[0].rcpt_tos == ["ana@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("550 no such person", SendVerdict.REFUSED),
        ("450 greylisted", SendVerdict.POSTPONED),
        ("421 closing", SendVerdict.POSTPONED),
    ],
)
def test_a_refused_recipient_is_told_apart_and_the_next_message_goes(server, reply, verdict):
    server.rcpt_replies["ana@example.com"] = reply
    with SmtpTransport() as transport:
        outcome = send(transport, mail_to())
        assert outcome.verdict is verdict
        assert reply.split()[1] in outcome.detail
        assert send(transport, mail_to("bea@example.com")).verdict is SendVerdict.ACCEPTED


@pytest.mark.parametrize(("reply", "verdict"), [("554 spam", SendVerdict.REFUSED), ("452 full", SendVerdict.POSTPONED)])
def test_an_answer_to_the_text_is_definite(server, reply, verdict):
    server.data_reply = reply
    with SmtpTransport() as transport:
        assert send(transport, mail_to()).verdict is verdict
        server.data_reply = "250 OK"
        assert send(transport, mail_to()).verdict is SendVerdict.ACCEPTED


def test_a_server_that_is_not_there_is_unreachable(settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = unused.getsockname()
        with pytest.raises(Unreachable), SmtpTransport():
            pass


class Rude:
    """A server that speaks a script and then closes the connection without a word."""

    def __init__(self, replies):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(10)
        self.address, self._replies = self._listener.getsockname(), replies
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        connection, _ = self._listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 here\r\n")
            for reply in self._replies:
                line = lines.readline()
                if reply is None:  # the text: read it to its end and say nothing
                    while line and line != b".\r\n":
                        line = lines.readline()
                    return
                connection.sendall(reply)

    def stop(self):
        self._thread.join(timeout=120)
        self._listener.close()


@pytest.mark.parametrize(
    ("replies", "verdict"),
    [
        ([b"250 here\r\n"], SendVerdict.POSTPONED),  # lost at MAIL FROM
        ([b"250 here\r\n", b"250 OK\r\n"], SendVerdict.POSTPONED),  # lost at RCPT TO
        (
            [b"250 here\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go\r\n", None],
            SendVerdict.UNKNOWN,
        ),  # lost after the text
    ],
)
def test_a_dropped_connection_is_in_doubt_only_once_the_text_has_begun(settings, replies, verdict):
    server = Rude(replies)
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.address
    settings.EMAIL_TIMEOUT = 2
    with SmtpTransport() as transport:
        outcome = send(transport, mail_to())
    server.stop()
    assert outcome.verdict is verdict


@pytest.mark.django_db
def test_an_alert_goes_out_by_smtp_with_its_headers(
    server, settings, make_user, make_platform, watch, make_change, run, now
):
    settings.EMAIL_TRANSPORT = "smtp"
    user, platform = make_user(tier="watcher"), make_platform()
    watch(user, platform)
    make_change(platform, published_at=now)
    assert run(now)["sent"] == 1
    (envelope,) = server.envelopes
    assert envelope.rcpt_tos == [user.email]
    assert b"\r\nList-Unsubscribe: <http://testserver/unsubscribe/" in envelope.content
    assert run(now)["sent"] == 0
