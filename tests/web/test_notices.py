"""The mails about plans: told before and after, with what stays active, at most once, and only while they are true."""

import email
import email.policy
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections

from accounts.models import ApiKey, Notice, User
from accounts.retrying import LEASE
from accounts.services.api_keys import create_api_key
from accounts.services.notices import RETRIES, WELCOME, claim_next, owe
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.models import Subscription
from billing.plans import Tier
from billing.services.apply import apply
from billing.services.cause import Cause, CauseKind
from billing.services.grants import grant_tier
from billing.services.lapses import end_due_grants, end_due_lapses, end_due_trials
from billing.services.notices import owe_reminders
from billing.services.trials import start_trial
from billing.subscription_state import SubscriptionState
from web.account_mail import sending
from web.account_mail.sending import send_due_notices

DAY = timedelta(days=1)
STRIPE, Status = Subscription.Source.STRIPE, Subscription.Status
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = LOCMEM
    mail.outbox = []


@pytest.fixture
def watcher_of(make_user, make_platform, now):
    """A person who watches so many platforms, which were added while the tier allowed it."""

    def make(count, *, before=None, **fields):
        user = make_user(**fields)
        (before or (lambda user: grant_tier(user=user, tier=Tier.PROFESSIONAL, until=None, now=now - DAY)))(user)
        for number in range(count):
            platform = make_platform(f"{user.pk.hex[:6]}-{number:02}", name=f"Platform {number:02}")
            watch_platform(watchlist=default_watchlist(user, now), platform=platform, now=now)
        return user

    return make


def trial(now):
    return lambda user: start_trial(user=user, now=now)


def pay(user, now, **fields):
    state = SubscriptionState(
        **{"source": STRIPE, "tier": Tier.WATCHER, "status": Status.ACTIVE, "started_at": now, "interval": "month"}
        | {"current_period_end": now + 30 * DAY}
        | fields
    )
    return apply(user=user, source=STRIPE, state=state, cause=Cause(CauseKind.EVENT, "evt"), now=now)


def leave(user, now):
    return apply(user=user, source=STRIPE, state=None, cause=Cause(CauseKind.EVENT, "evt_gone"), now=now)


def tick(now):
    """The duties of one tick: the subjects of what they sent."""
    sent = len(mail.outbox)
    for duty in (end_due_trials, end_due_grants, end_due_lapses, owe_reminders, send_due_notices):
        duty(now)
    return [message.subject for message in mail.outbox[sent:]]


@pytest.mark.dated
def test_a_trial_is_told_at_its_start_before_its_end_and_at_its_end_once_each(watcher_of, now):
    watcher_of(3, before=trial(now))
    told = [(hour, subject) for hour in range(0, 24 * 20, 6) for subject in tick(now + timedelta(hours=hour))]
    assert told == [
        (0, "Your Professional trial has started"),
        (24 * 11, "Your Professional trial ends on 25 March 2026"),
        (24 * 14, "Your Professional trial has ended"),
    ]


def test_before_and_after_the_fall_the_mail_lists_what_stays_and_what_does_not(watcher_of, now):
    user = watcher_of(30, before=trial(now))
    tick(now)
    for at in (now + 12 * DAY, now + 15 * DAY):
        tick(at)
        body = mail.outbox[-1].body
        active, inactive = body.split("nactive (29):")
        assert "Platform 00" in active
        assert "Platform 01" not in active
        assert "Platform 01" in inactive
        assert "Platform 20" in inactive
        assert "Platform 21" not in inactive
        assert "and 9 more" in inactive
        assert "/account/choose/" in body
        assert body.count("Platform ") == 21
        html = mail.outbox[-1].alternatives[0][0]
        assert html.count("Platform ") == 21
    assert mail.outbox[-1].to == [user.email]


@pytest.mark.dated
def test_times_are_told_on_the_persons_clocks(watcher_of, now):
    watcher_of(1, before=trial(now), timezone="Pacific/Kiritimati")
    tick(now + 11 * DAY)
    assert mail.outbox[-1].subject == "Your Professional trial ends on 26 March 2026"
    assert "00:30 (Pacific/Kiritimati)" in mail.outbox[-1].body


@pytest.mark.parametrize("paid_after", [0, 12, 13.9])
@pytest.mark.parametrize("tier", [Tier.WATCHER, Tier.PROFESSIONAL])
def test_no_mail_of_the_trial_goes_to_somebody_who_has_paid(watcher_of, now, paid_after, tier):
    user = watcher_of(3, before=trial(now))
    tick(now)
    Notice.objects.all().delete()
    owe_reminders(now + paid_after * DAY)  # owed already when the person pays
    pay(user, now + paid_after * DAY, tier=tier, current_period_end=now + 60 * DAY)
    subjects = [subject for day in range(12, 20) for subject in tick(now + day * DAY)]
    assert not [subject for subject in subjects if "trial" in subject]


def test_a_mail_that_is_owed_and_no_longer_true_is_dropped_and_says_why(watcher_of, now):
    user = watcher_of(3, before=trial(now))
    tick(now)
    end_due_trials(now + 14 * DAY)
    pay(user, now + 14 * DAY, tier=Tier.PROFESSIONAL)
    assert tick(now + 14 * DAY) == ["You are on Professional now"]
    dropped = Notice.objects.get(kind="trial_ended")
    assert (dropped.state, dropped.reason) == ("dropped", "professional by stripe, active")


@pytest.mark.dated
def test_somebody_who_paid_long_ago_is_told_of_the_trials_end_too(watcher_of, now):
    def come_back(user):
        pay(user, now - 90 * DAY)
        leave(user, now - 60 * DAY)
        start_trial(user=user, now=now)

    watcher_of(3, before=come_back)
    told = [subject for day in range(20) for subject in tick(now + day * DAY)]
    assert told[-2:] == ["Your Professional trial ends on 25 March 2026", "Your Professional trial has ended"]


@pytest.mark.dated
def test_a_failed_payment_is_told_at_once_before_grace_ends_and_when_it_has_ended(watcher_of, now):
    user = watcher_of(5, before=lambda user: pay(user, now))
    assert tick(now) == ["You are on Watcher now"]
    overdue = {"status": Status.PAST_DUE, "lapses_at": now + 8 * DAY, "current_period_end": now + 31 * DAY}
    told = []
    for hour in range(24, 24 * 12, 6):
        at = now + timedelta(hours=hour)
        pay(user, at, **overdue)  # each try fails again
        told += [(hour // 24, subject) for subject in tick(at)]
    assert told == [
        (1, "A payment for Watcher failed"),
        (6, "Watcher ends on 19 March 2026 unless a payment succeeds"),
        (8, "Your plan is now Free because no payment was received"),
    ]


def test_a_payment_that_is_made_up_for_is_told_and_no_end_of_grace(watcher_of, now):
    user = watcher_of(5, before=lambda user: pay(user, now))
    tick(now)
    pay(user, now + DAY, status=Status.PAST_DUE, lapses_at=now + 8 * DAY)
    owe_reminders(now + 7 * DAY)
    pay(user, now + 7 * DAY)
    assert tick(now + 7 * DAY) == ["Your payment went through"]
    assert [s for day in range(8, 12) for s in tick(now + day * DAY)] == []


def test_a_payment_that_fails_twice_for_one_period_is_told_once(watcher_of, now):
    user, period = watcher_of(1, before=lambda user: pay(user, now)), {"current_period_end": now + 30 * DAY}
    tick(now)
    told = []
    for day, fields in enumerate([{"status": Status.PAST_DUE, "lapses_at": now + 9 * DAY}, {}] * 2, start=1):
        pay(user, now + day * DAY, **period, **fields)
        told += tick(now + day * DAY)
    assert told == ["A payment for Watcher failed", "Your payment went through"]


@pytest.mark.dated
def test_a_cancellation_is_told_when_it_is_made_and_when_it_takes_effect(watcher_of, now):
    user = watcher_of(5, before=lambda user: pay(user, now))
    tick(now)
    end = now + 30 * DAY
    for day in (1, 2):
        pay(user, now + day * DAY, cancel_at=end, lapses_at=end)
    assert tick(now + 2 * DAY) == ["Your Watcher subscription ends on 10 April 2026"]
    assert "Becomes inactive (4)" in mail.outbox[-1].body
    leave(user, end)
    leave(user, end + DAY)
    assert [s for day in range(30, 34) for s in tick(now + day * DAY)] == ["Your Watcher subscription has ended"]
    assert "Inactive (4)" in mail.outbox[-1].body


@pytest.mark.dated
def test_a_scheduled_downgrade_is_told_with_what_the_lower_plan_covers(watcher_of, now):
    user = watcher_of(12, before=lambda user: pay(user, now, tier=Tier.PROFESSIONAL))
    tick(now)
    pay(user, now + DAY, tier=Tier.PROFESSIONAL, scheduled_tier=Tier.WATCHER)
    assert tick(now + DAY) == ["You change from Professional to Watcher on 11 April 2026"]
    assert "Becomes inactive (2)" in mail.outbox[-1].body
    pay(user, now + 30 * DAY, tier=Tier.WATCHER)
    assert tick(now + 30 * DAY) == ["You are on Watcher now"]


@pytest.mark.dated
def test_the_end_of_a_grant_is_told_before_and_after(watcher_of, now):
    user = watcher_of(3)
    grant_tier(user=user, tier=Tier.WATCHER, until=now + 20 * DAY, now=now)
    told = [s for day in range(22) for s in tick(now + day * DAY)]
    assert told == [
        "Your Professional plan has ended",  # the operator's new word replaced it
        "Your Watcher plan ends on 31 March 2026",
        "Your Watcher plan has ended",
    ]
    assert "operator can grant" in mail.outbox[-1].body


def test_after_a_long_downtime_only_what_is_true_is_told(watcher_of, now):
    watcher_of(3, before=trial(now))
    assert tick(now + 90 * DAY) == ["Your Professional trial has ended"]
    assert tick(now + 91 * DAY) == []


def test_a_mail_that_can_not_be_sent_is_tried_again_and_stops_no_other(watcher_of, now, monkeypatch):
    poor, fine = (watcher_of(1, before=trial(now)) for _ in range(2))
    real = sending.letter_of

    def broken(notice, at):
        if notice.user_id == poor.pk:
            raise ConnectionRefusedError("nobody home")
        return real(notice, at)

    monkeypatch.setattr(sending, "letter_of", broken)
    tick(now)
    assert [message.to for message in mail.outbox] == [[fine.email]]
    waiting = Notice.objects.get(user=poor)
    assert (waiting.state, waiting.attempt_count, waiting.reason) == ("pending", 1, "ConnectionRefusedError")
    assert tick(now) == []
    monkeypatch.undo()
    assert len(tick(now + DAY)) == 1
    Notice.objects.filter(user=poor).update(state="pending", attempt_count=RETRIES.most_attempts - 1)
    monkeypatch.setattr(sending, "letter_of", broken)
    tick(now + DAY)
    assert Notice.objects.get(user=poor).state == "failed"


def test_what_a_worker_left_half_done_is_sent_by_the_next(watcher_of, now):
    watcher_of(1, before=trial(now))
    assert claim_next(now) is not None  # and then its worker died
    assert tick(now) == []
    assert tick(now + LEASE + timedelta(seconds=1)) == ["Your Professional trial has started"]
    (message,) = mail.outbox
    assert str(Notice.objects.get().pk) in message.extra_headers["Message-ID"]


def test_in_files_the_mail_is_whole(watcher_of, now, settings, tmp_path):
    settings.EMAIL_BACKEND = "alerts.delivery.transports.file.EmlFileBackend"
    settings.MAIL_DIR = tmp_path
    watcher_of(2, before=trial(now))
    tick(now + 15 * DAY)
    (path,) = tmp_path.glob("*.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "Your Professional trial has ended"
    assert "List-Unsubscribe" not in message
    assert message.get_body(("html",)) is not None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_sends_each_mail(watcher_of, now):
    from concurrent.futures import ThreadPoolExecutor

    for _ in range(12):
        watcher_of(1, before=trial(now))

    def work(_):
        try:
            owe_reminders(now + 12 * DAY)
            return send_due_notices(now + 12 * DAY)["notices_sent"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        sent = sum(pool.map(work, range(6)))
    assert sent == 24
    assert Notice.objects.filter(state="sent").count() == 24


# --- Mails about accounts


def test_a_new_person_is_welcomed_once_and_told_of_each_key(client, db, settings, now):
    sign_up = {"email": "new@example.com", "password": "a long passphrase 42"}
    answer = client.post("/_allauth/app/v1/auth/signup", sign_up, content_type="application/json")
    assert send_due_notices(now)["notices_sent"] == 0  # nobody has shown to have the address
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.outbox[-1].body, re.M)[1]
    headers = {"X-Session-Token": answer.json()["meta"]["session_token"]}
    verified = client.post(
        "/_allauth/app/v1/auth/email/verify", {"key": code}, content_type="application/json", headers=headers
    )
    assert verified.status_code == 200
    mail.outbox = []
    for minutes, name in ((1, "CI"), (12, "Laptop\r\nBcc: a@example.com")):
        at = now + timedelta(minutes=minutes)
        create_api_key(user=User.objects.get(), name=name, scopes=["read"], expires_at=None, now=at)
        for _ in range(2):
            send_due_notices(at)
    subjects = [message.subject for message in mail.outbox]
    assert subjects == ["Welcome to Clausewatch", *["A new API key was made for your account"] * 2]
    assert "“Laptop Bcc: a@example.com”" in mail.outbox[2].body
    for key, message in zip(ApiKey.objects.order_by("created_at"), mail.outbox[1:], strict=True):
        assert key.prefix in message.body
        assert key.secret_sha256 not in message.body


# --- The page that the mails link to


def link(user, now):
    from web.links import choose_url

    return choose_url(user.pk).removeprefix("http://testserver")


def order(user):
    return [row.platform.name for row in user.watched_platforms.select_related("platform").order_by("position")]


def test_by_the_link_the_person_chooses_without_signing_in(watcher_of, client, now):
    user = watcher_of(3)
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now)
    path = link(user, now)
    shown = client.get(path)
    html = shown.content.decode()
    assert html.index("Platform 00") < html.index("Platform 02")
    assert html.count(">Active<") == 1
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    slug = user.watched_platforms.get(position=3).platform.slug
    assert client.post(path, {"platform": slug}).status_code == 302
    assert order(user) == ["Platform 02", "Platform 00", "Platform 01"]
    assert client.post(path, {"platform": "never-watched"}).status_code == 302
    assert order(user)[0] == "Platform 02"


def test_a_link_that_was_not_made_here_shows_nothing(watcher_of, client, now):
    user = watcher_of(1)
    path = link(user, now)
    for wrong in (f"/account/choose/{user.pk.hex}/", path.replace(".", ".x", 1), "/account/choose/x/"):
        for method in (client.get, client.post):
            answer = method(wrong)
            assert answer.status_code == 404
            assert "Platform" not in answer.content.decode().replace("platforms", "")
    user.is_active = False
    user.save()
    assert client.get(path).status_code == 404


def test_who_starts_the_trial_at_once_is_welcomed_on_it(make_user, now):
    user = make_user()
    owe(user=user, kind=WELCOME, about_at=now, now=now)
    start_trial(user=user, now=now)
    mail.outbox = []
    send_due_notices(now)
    welcome = next(message for message in mail.outbox if message.subject == "Welcome to Clausewatch")
    text = " ".join(welcome.body.split())
    assert "You are on Professional: any number of platforms with same-day alerts." in text
    assert "on Free" not in text
    assert "free to try" not in text
