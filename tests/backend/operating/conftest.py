"""A site on which everything is wrong that the operator's pages know of, with several rows of each kind."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from accounts.models import Notice
from alerts.delivery.pausing import pause_sending
from alerts.models import (
    AccountMailFailure,
    Alert,
    Attempt,
    Batch,
    Channel,
    Content,
    DigestSchedule,
    FanOut,
    Feedback,
    ListedAddress,
    Memo,
    Message,
    Opinion,
    Suppression,
    WatchCertificate,
)
from billing.models import BillingAccount, EntitlementChange, LateCharge, RefusedWebhooks, StripeEvent, Subscription
from billing.models import Trial as TrialOfOurs
from billing.models.ledger import EntitlementChangeQuerySet
from governance.models import Capture, CaptureHealth, CaptureHost, HeldReading
from tests.alerts.conftest import make_change  # noqa: F401

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOSTILE = "<script>x</script>"


@pytest.fixture
def trouble(request, now):
    """Make everything wrong, so many times each."""

    def make(times=1):
        for part in (_deliveries, _before_mail, _money, _reading, _files):
            part(request.getfixturevalue, now, times)

    return make


def _deliveries(fixture, now, times):
    content, _ = Content.objects.get_or_create(
        key="k", defaults={"kind": "alert", "subject": HOSTILE, "html": "h", "text": "t", "created_at": now}
    )
    pause_sending(kinds=["digest"], by=HOSTILE, reason=HOSTILE, now=now - DAY)
    make_user = fixture("make_user")
    for number in range(times):
        user = make_user()
        for kind in Message.Kind.values:
            for state in Batch.State.values:
                is_over = state in ("sent", "failed", "held", "withheld")
                for ended in (2 * HOUR, 3 * DAY, 9 * DAY) if is_over else (None,):
                    batch = Batch.objects.create(
                        kind=kind, content=content, state=state, not_before=now - HOUR, created_at=now - 10 * DAY,
                        finished_at=now - ended if ended else None,
                        attempt=user.pk if state == "sending" else None,
                        lease_until=now if state == "sending" else None,
                    )  # fmt: skip
                    for outcome in ("accepted", "refused", ""):
                        started_at = now - (ended or HOUR)
                        transport = "sendgrid" if number % 2 else "file"
                        Attempt.objects.create(batch=batch, transport=transport, started_at=started_at, outcome=outcome)
            Batch.objects.create(
                kind=kind, content=content, state="pending", not_before=now + HOUR, created_at=now - HOUR
            )
        message = Message.objects.create(user=user, kind="alert", batch=batch, created_at=now)
        for place, kind in enumerate(Feedback.Kind.values):
            Feedback.objects.create(message=message, kind=kind, at=now - place * DAY)
        address = f"{number}-{user.email}"
        Suppression.objects.create(address=address, reason="bounced", source=HOSTILE, at=now)
        ListedAddress.objects.create(
            address=address, owed_at=now - DAY, not_before=now - DAY, given_up_at=now - HOUR, reason=HOSTILE
        )
        AccountMailFailure.objects.create(id=f"f{user.pk}", user=user, kind="bounced", at=now - HOUR)
        AccountMailFailure.objects.create(id=f"g{user.pk}", user=user, kind="bounced", at=now - 2 * DAY)
        for state in Notice.State.values:
            Notice.objects.create(
                user=user, kind=f"about-{state}", about_at=now, state=state, not_before=now - HOUR,
                created_at=now - DAY, finished_at=now - DAY if state == "failed" else None,
                lease_until=now if state == "sending" else None,
            )  # fmt: skip
        for state, why, since in (
            ("active", "", 2 * HOUR),
            ("active", "", timedelta(minutes=5)),
            ("paused", "", None),
            ("disabled", "failing", 6 * DAY),
        ):
            Channel.objects.create(
                user=user, kind="slack", name=HOSTILE, shown_url=HOSTILE, state=state, disabled_because=why,
                made_at=now - 9 * DAY, failing_since=now - since if since else None,
            )  # fmt: skip


def _before_mail(fixture, now, times):
    make_user, make_platform, change_of = fixture("make_user"), fixture("make_platform"), fixture("make_change")
    for _ in range(times):
        user, leaving = make_user(), make_user(is_active=False)
        late, told, old = (
            change_of(make_platform(name=HOSTILE), published_at=now - HOUR, headline=HOSTILE) for _ in range(3)
        )
        FanOut.objects.create(change=told, begun_at=now - DAY, done_at=now - DAY, alert_count=100)
        FanOut.objects.create(change=old, begun_at=now - 100 * DAY, done_at=now - 100 * DAY, alert_count=100)
        Alert.objects.create(user=user, change=late, created_at=now - HOUR)
        for of in (user, leaving):
            DigestSchedule.objects.create(user=of, cadence="weekly", period_start=now - 8 * DAY, due_at=now - HOUR)
        for change in (told, old):
            Opinion.objects.create(
                user=user, change=change, told_in="alert", verdict="not_worth_telling", said_at=now, note=HOSTILE,
                label=change.label, rule="test", is_alertable=True, severity=1, severity_rule="test",
            )  # fmt: skip


def _money(fixture, now, times):
    make_user = fixture("make_user")
    for number in range(times):
        user = make_user()
        for outcome in StripeEvent.Outcome.values:
            StripeEvent.objects.create(
                id=f"evt_{user.pk}_{outcome}", type=HOSTILE, created_at=now, is_live=True, received_at=now - HOUR,
                outcome=outcome, not_before=now, error=HOSTILE,
            )  # fmt: skip
        account = BillingAccount.objects.create(user=user, created_at=now, synchronised_at=now - DAY, notes="several")
        BillingAccount.objects.create(user=make_user(), created_at=now)
        LateCharge.objects.create(id=f"in_{user.pk}", account=account, amount=9, currency="eur", outcome="left", at=now)
        RefusedWebhooks.objects.create(date=now.date(), reason=f"reason {number} of {times}", count=7)
        for ends_at, ended_at in ((now + DAY, None), (now + 10 * DAY, None), (now - 40 * DAY, now - 40 * DAY)):
            TrialOfOurs.objects.create(user=make_user(), started_at=now - 50 * DAY, ends_at=ends_at, ended_at=ended_at)
        for source, interval in (("stripe", "month"), ("operator", "")):
            Subscription.objects.create(
                user=user, source=source, tier="watcher", status="active", started_at=now - DAY, interval=interval,
                updated_at=now,
            )  # fmt: skip
        _ledger(user, now)


def _ledger(user, now):
    held = {"from_tier": "free", "from_source": "", "from_status": "", "recorded_at": now, "person": user}
    rows: EntitlementChangeQuerySet = EntitlementChange.objects.all()
    for at, tier, source, status, cause in (
        (now - 60 * DAY, "professional", "trial", "trialing", "trial"),
        (now - 40 * DAY, "watcher", "stripe", "active", "event"),
        (now - 10 * DAY, "professional", "stripe", "active", "event"),
    ):
        rows.create(subject=str(user.pk), at=at, to_tier=tier, to_source=source, to_status=status, cause=cause, **held)


def _reading(fixture, now, times):
    make_document, make_platform = fixture("make_document"), fixture("make_platform")
    for number in range(times):
        for state, verdict, days in (
            ("verified", "", 0), ("failing", "timeout", 9), ("failing", "timeout", 2), ("blocked", "refused", 30),
        ):  # fmt: skip
            document = make_document(make_platform(name=HOSTILE), title=HOSTILE, last_verified_at=now - days * DAY)
            CaptureHealth.objects.create(
                document=document, state=state, verdict=verdict, since=now - days * DAY,
                failing_since=now - days * DAY if verdict else None, reason=HOSTILE,
            )  # fmt: skip
        make_document(make_platform(), last_verified_at=now - 90 * DAY)  # of a collection: not read by us
        CaptureHost.objects.create(
            name=f"{HOSTILE}-{number}-{times}",
            delay=timedelta(seconds=9),
            next_allowed_at=now,
            first_due_at=now - 3 * HOUR,
        )
        capture = Capture.objects.create(
            document=document, captured_at=now, judged_at=now, extractor_version=1, state="verified"
        )
        for decision in ("", "accepted"):
            HeldReading.objects.create(
                document=document, cause="collection", capture=capture, difference_count=1, held_at=now - DAY,
                decision=decision, decided_at=now if decision else None,
            )  # fmt: skip


def _files(fixture, now, times):
    for _ in range(times):
        user, document = fixture("make_user")(), fixture("make_document")()
        for state in ("failed", "waiting"):
            Memo.objects.create(
                user=user, kind="document", format="pdf", document=document, asked_at=now - DAY, state=state,
                failure=HOSTILE,
            )  # fmt: skip
            WatchCertificate.objects.create(
                user=user, since=now - DAY, until=now, request_sha256=state, asked_at=now - DAY, state=state,
                failure=HOSTILE,
            )  # fmt: skip


@pytest.fixture
def all_duties_ran(now):
    """Each duty ended well a moment ago."""
    from backend.duties import DUTIES

    cache.set_many({f"duty_run:{duty.name}": now.timestamp() for duty in DUTIES})
