"""Receivers that misbehave: nothing is lost, nothing is followed, and nothing leaks."""

from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime

import pytest
import structlog

from alerts.channels import posting
from alerts.channels.addresses import NotForAChannel, checked_address, rule
from alerts.channels.sending import deliver_to_channels
from alerts.models import Attempt, Channel, ChannelDelivery
from outbound.client import GuardedTransport
from outbound.guard import Guard
from outbound.ip_addresses import Endpoint
from tests.alerts.channels.conftest import TAKEN, asked_of, states
from tests.local_web import dialling
from tests.local_web.answers import Answer, in_turn, redirect, unavailable
from tests.local_web.server import LocalWeb

pytestmark = pytest.mark.django_db
PRIVATE = ("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.9", "::1", "fd00::1", "100.64.0.1", "0.0.0.0")


def last_attempt():
    return Attempt.objects.order_by("-started_at").first()


@pytest.mark.parametrize(
    ("answer", "outcome", "said"),
    [
        (Answer(status=500), "postponed", "HTTP 500"),
        (Answer(b"no such room", 404), "postponed", "HTTP 404: no such room"),
        (Answer(b"bad", 400), "postponed", "HTTP 400: bad"),
        (redirect("https://other.example/stolen", 302), "postponed", "HTTP 302: redirects are not followed."),
        (redirect("https://other.example/stolen", 308), "postponed", "HTTP 308: redirects are not followed."),
        (redirect("http://169.254.169.254/latest/meta-data/", 307), "postponed", "redirects are not followed."),
        (Answer(raw=b"HTTP/1.1 2"), "unknown", "broke off"),
        (Answer(raw=b""), "unknown", "broke off"),
        (Answer(raw=b"SSH-2.0-OpenSSH_9.2\r\n"), "unknown", "not HTTP"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000), "unknown", "not HTTP"),
        (Answer(b"x" * 100, 500, cut_after=3), "postponed", "HTTP 500"),
    ],
)
def test_what_is_not_taken_is_told_again_and_the_reason_is_shown(
    watcher, make_channel, tell, web, now, answer, outcome, said
):
    channel = make_channel(watcher)
    web.site["hooks.example"]["*"] = in_turn(answer, TAKEN)
    tell(now)
    assert deliver_to_channels(now)["postponed"] == 1
    assert last_attempt().outcome == outcome
    assert said in last_attempt().detail
    assert states(channel) == ["pending"]
    assert asked_of(web, "other.example") == []
    assert deliver_to_channels(now + timedelta(minutes=1))["sent"] == 1
    assert len({asked.headers["webhook-id"] for asked in asked_of(web)}) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("how", [{}, {"cut_after": 2}, {"framing": "close"}])
def test_any_of_2xx_is_success_even_if_the_body_breaks_off(watcher, make_channel, tell, web, now, status, how):
    make_channel(watcher)
    web.site["hooks.example"]["*"] = Answer(b"" if status == 204 else b"accepted", status, **how)
    tell(now)
    assert deliver_to_channels(now)["sent"] == 1


def test_a_slow_receiver_is_given_up_on_and_told_again_under_the_same_id(
    watcher, make_channel, tell, web, now, monkeypatch
):
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 0.3)
    channel = make_channel(watcher)
    slow = Answer(b"ok", wait=5)
    dripping = Answer(b"ok", headers=(("X-A", "1"), ("X-B", "2")), slow_headers=0.2)
    web.site["hooks.example"]["*"] = in_turn(slow, dripping, TAKEN)
    tell(now)
    for minutes in (0, 1):
        assert deliver_to_channels(now + timedelta(minutes=minutes))["postponed"] == 1
        assert last_attempt().outcome == "unknown"
    assert deliver_to_channels(now + timedelta(minutes=5))["sent"] == 1
    assert len({asked.headers["webhook-id"] for asked in asked_of(web)}) == 1
    assert states(channel) == ["sent"]


def test_a_body_that_drips_after_a_success_does_not_undo_it(watcher, make_channel, tell, web, now, monkeypatch):
    monkeypatch.setattr(posting, "BODY_SECONDS", 0.2)
    make_channel(watcher)
    web.site["hooks.example"]["*"] = Answer(b"x" * 50, drip=(1, 0.1))
    tell(now)
    assert deliver_to_channels(now)["sent"] == 1


def test_a_receiver_where_nobody_listens_and_a_name_without_an_address(watcher, make_channel, tell, web, now):
    make_channel(watcher, host="other.example")
    make_channel(watcher, host="unknown.example")
    web.down.add("other.example")
    tell(now)
    assert deliver_to_channels(now)["postponed"] == 2
    assert sorted(Attempt.objects.values_list("detail", flat=True)) == [
        "Nobody takes the connection.",
        "The name has no address.",
    ]


def test_a_wrong_certificate_is_told_nothing(watcher, make_channel, tell, now, monkeypatch):
    with dialling.nothing_else(), LocalWeb({"hooks.example": {"*": TAKEN}}, certified=["wrong.example"]) as web:
        monkeypatch.setattr(posting, "guarded_transport", lambda resolver: web.transport())
        make_channel(watcher)
        tell(now)
        assert deliver_to_channels(now)["postponed"] == 1
        assert web.asked == []
    assert last_attempt().detail == "The certificate can't be trusted, or the encryption failed."


@contextmanager
def leading_to(address, monkeypatch):
    """The product's own rule, with names that lead to this address."""

    async def resolve(host, port):
        return [Endpoint("93.184.215.14", port), Endpoint(address, port)]

    transports = []

    def transport(resolver):
        transports.append(GuardedTransport(Guard(resolve=resolve, allow=rule()), tls=posting._tls()))
        return transports[-1]

    monkeypatch.setattr(posting, "guarded_transport", transport)
    with dialling.nothing_else() as refused:
        yield refused


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_private_network_is_never_dialled(
    watcher, make_channel, tell, now, monkeypatch, address
):
    make_channel(watcher)
    tell(now)
    with leading_to(address, monkeypatch) as refused:
        assert deliver_to_channels(now)["postponed"] == 1
    assert refused == []
    assert last_attempt().detail == "The name leads to an address that is not on the public internet."
    assert address not in last_attempt().detail


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/x",
        "https://hooks.example:8443/x",
        "https://user:secret@hooks.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.0.0.1/x",
        "https://0x7f.1/x",
        "https://localhost/x",
        "https://intranet/x",
        "https://hooks.local/x",
        "https://metadata.google.internal/x",
        "https://2130706433/",
        "ftp://hooks.example/",
        "https://hooks.example/\r\nX: y",
        "https:///nobody",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_no_channel_may_have_is_refused(url):
    with pytest.raises(NotForAChannel) as refused:
        checked_address(url)
    assert "secret" not in str(refused.value)


def test_a_receiver_on_this_machine_needs_the_operator_s_word(settings):
    with pytest.raises(NotForAChannel):
        checked_address("http://127.0.0.1:8123/x")
    settings.CHANNEL_DEVELOPMENT_HOSTS = [("127.0.0.1", 8123)]
    assert str(checked_address("http://127.0.0.1:8123/x")) == "http://127.0.0.1:8123/x"
    with pytest.raises(NotForAChannel):
        checked_address("http://127.0.0.1:8124/x")
    assert not rule()(Endpoint("127.0.0.1", 8124))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("0", 0), (timedelta(minutes=30), 1800), (-timedelta(days=9), 0)],
)
def test_a_receiver_that_asks_for_a_pause_gets_it(watcher, make_channel, tell, web, now, header, seconds):
    channel = make_channel(watcher)
    if isinstance(header, timedelta):
        header = format_datetime(now + header, usegmt=True)
    web.site["hooks.example"]["*"] = in_turn(unavailable(429, header), TAKEN)
    tell(now)
    tell(now)
    assert deliver_to_channels(now) == {"sent": 0, "postponed": 1, "given_up": 0, "taken_back": 0}
    channel.refresh_from_db()
    assert channel.resting_until >= now + timedelta(seconds=8)  # a pause of none would be a loop without end
    if seconds:
        assert deliver_to_channels(now + timedelta(seconds=seconds - 2))["sent"] == 0
        assert channel.resting_until >= now + timedelta(seconds=seconds)
    later = now + timedelta(seconds=seconds * 1.2 + 13)
    deliver_to_channels(later)
    assert states(channel) == ["sent", "sent"]


@pytest.mark.parametrize("header", ["soon", "-5", "99999999999999999999", "1e9", "", "Thu, 99 Foo 2026"])
def test_a_pause_that_makes_no_sense_holds_nothing_up_for_more_than_a_day(
    watcher, make_channel, tell, web, now, header
):
    channel = make_channel(watcher)
    web.site["hooks.example"]["*"] = in_turn(unavailable(503, header), TAKEN)
    tell(now)
    deliver_to_channels(now)
    deliver_to_channels(now + timedelta(hours=28))
    assert states(channel) == ["sent"]


def test_what_a_receiver_says_is_shown_on_one_line_and_without_the_address(watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    said = b"no \x1b[31mroom\r\nat /services/T00000001/secret-part-of-it or https://hooks.example/services/T00000001"
    web.site["hooks.example"]["*"] = Answer(said, 404)
    tell(now)
    deliver_to_channels(now)
    detail = last_attempt().detail
    assert "secret-part-of-it" not in detail
    assert "T00000001" not in detail
    assert detail.isprintable()
    assert ChannelDelivery.objects.get(channel=channel).batch.reason == detail


def test_no_log_holds_an_address_a_secret_or_what_was_said(watcher, make_channel, tell, web, now, caplog, monkeypatch):
    channel = make_channel(watcher)
    answers = (
        Answer(b"secret-of-the-receiver", 500),
        Answer(raw=b"secret-of-the-receiver"),
        redirect("https://other.example/secret-part-of-it"),
        Answer(b"", 410),
    )
    web.site["hooks.example"]["*"] = in_turn(*answers)
    tell(now)
    caplog.set_level("DEBUG")
    with structlog.testing.capture_logs() as logs:
        for hours in range(0, 40, 10):
            deliver_to_channels(now + timedelta(hours=hours))
        monkeypatch.setattr(posting.Poster, "post", _broken)
        Channel.objects.update(state="active", disabled_because="", resting_until=None)
        deliver_to_channels(now + timedelta(hours=50))
    assert len(asked_of(web)) == 4
    written = f"{logs} {caplog.text} {list(Attempt.objects.values_list('detail', flat=True))}"
    assert "channel_not_reached" in written
    for secret in ("secret-part-of-it", channel.secret, channel.secret.removeprefix("whsec_"), "/services/"):
        assert secret not in written
    assert "secret-of-the-receiver" not in f"{logs} {caplog.text}"


def _broken(self, request, *, now):
    raise RuntimeError(f"{request.url} {request}")


def test_one_receiver_that_is_down_holds_no_other_up(watcher, make_channel, tell, web, now):
    down, up = make_channel(watcher), make_channel(watcher, host="other.example")
    web.site["hooks.example"]["*"] = Answer(status=500)
    for _ in range(5):
        tell(now)
    assert deliver_to_channels(now) == {"sent": 5, "postponed": 1, "given_up": 0, "taken_back": 0}
    assert states(up) == ["sent"] * 5
    assert len(asked_of(web)) == 1  # the others wait until it has rested
    assert set(states(down)) == {"pending"}
