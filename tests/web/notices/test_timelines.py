"""Whatever happens in whatever order, with sweeps that come late and workers that die: who falls is told, and once."""

import contextlib
import os
from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Notice, User
from accounts.retrying import LEASE
from accounts.services.notices import claim_next
from billing.entitlements import for_user
from billing.models import EntitlementChange, Subscription
from billing.plans import Tier
from billing.services.apply import apply
from billing.services.cause import Cause, CauseKind
from billing.services.grants import grant_tier
from billing.services.trials import AlreadySubscribed, TrialAlreadyUsed, start_trial
from billing.subscription_state import SubscriptionState
from tests.web.notices.plan_steps import tick
from web.account_mail import about_plans

EXAMPLES = int(os.environ.get("NOTICE_EXAMPLES", "25"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STRIPE, Status = Subscription.Source.STRIPE, Subscription.Status
PAID = st.sampled_from([Tier.WATCHER, Tier.PROFESSIONAL])

steps = st.one_of(
    st.tuples(st.just("trial")),
    st.tuples(st.just("grant"), st.sampled_from([*Tier]), st.integers(1, 20)),
    st.tuples(st.just("subscribe"), PAID),
    st.tuples(st.just("fail")),
    st.tuples(st.just("recover")),
    st.tuples(st.just("cancel_later")),
    st.tuples(st.just("resume")),
    st.tuples(st.just("downgrade_later")),
    st.tuples(st.just("gone")),
    st.tuples(st.just("crash")),
    st.tuples(st.just("nothing")),
)
timelines = st.lists(st.tuples(steps, st.integers(0, 24 * 9), st.booleans()), min_size=1, max_size=14)


class Payer:
    """What a payment provider holds of the person."""

    def __init__(self, user):
        self.user, self.state = user, {}

    def tell(self, now, **changes):
        self.state |= changes
        state = SubscriptionState(source=STRIPE, interval="month", **self.state) if self.state else None
        apply(user=self.user, source=STRIPE, state=state, cause=Cause(CauseKind.EVENT, "evt"), now=now)

    def do(self, step, words, now):
        if step == "subscribe":
            self.state = {"started_at": now, "cancel_at": None, "scheduled_tier": None}
            period = {"current_period_end": now + 30 * DAY, "lapses_at": now + 33 * DAY}
            self.tell(now, tier=words[0], status=Status.ACTIVE, **period)
        elif step == "gone":
            self.state = {}
            self.tell(now)
        elif not self.state:
            return
        elif step == "fail" and self.state["status"] == Status.ACTIVE:
            self.tell(now, status=Status.PAST_DUE, lapses_at=now + 7 * DAY)
        elif step == "recover":
            period = {"current_period_end": now + 30 * DAY, "lapses_at": now + 33 * DAY}
            self.tell(now, status=Status.ACTIVE, cancel_at=None, scheduled_tier=None, **period)
        elif step == "cancel_later":
            self.tell(now, cancel_at=self.state["current_period_end"], lapses_at=self.state["current_period_end"])
        elif step == "resume":
            self.tell(now, cancel_at=None, lapses_at=self.state["current_period_end"] + 3 * DAY)
        elif step == "downgrade_later" and self.state["tier"] is Tier.PROFESSIONAL:
            self.tell(now, scheduled_tier=Tier.WATCHER)


def happen(user, payer, step, words, now):
    if step == "trial":
        with contextlib.suppress(TrialAlreadyUsed, AlreadySubscribed):
            start_trial(user=user, now=now)
    elif step == "grant":
        grant_tier(user=user, tier=words[0], until=None if words[0] is Tier.FREE else now + words[1] * DAY, now=now)
    elif step == "crash":
        # And the worker dies; once a mail, since one that two died of is given up (test_lost_answers).
        if not Notice.objects.filter(state="sending").exists():
            claim_next(now)
    else:
        payer.do(step, words, now)


def is_paying(user, now):
    row = Subscription.objects.filter(user=user, source=STRIPE).first()
    return row is not None and row.is_active(now)


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(timeline=timelines)
def test_who_falls_is_told_once_and_who_has_paid_hears_nothing_of_a_trial(
    timeline, make_user, now, settings, monkeypatch
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    # Wording and looks are tested elsewhere, and take longest.
    monkeypatch.setattr(
        "web.account_mail.sending_notices.render_letter",
        lambda letter: (letter.subject, "", "\n".join(letter.paragraphs)),
    )
    User.objects.all().delete()
    mail.outbox = []
    user = make_user("timeline@example.com")
    payer = Payer(user)
    known = Tier.FREE
    for (step, *words), hours, is_swept in [*timeline, (("nothing",), 24 * 60, True)]:
        now += hours * HOUR
        happen(user, payer, step, words, now)
        if not is_swept:
            continue
        held = for_user(user, now).tier
        subjects = tick(now)
        now += LEASE + HOUR / 60
        subjects += tick(now)  # what a dead worker had claimed
        if held is for_user(user, now).tier and held.rank < known.rank:
            assert subjects, f"a fall from {known} to {held} that nobody told"
        if is_paying(user, now):
            assert not [subject for subject in subjects if "trial" in subject]
        known = for_user(user, now).tier
    states = Counter(Notice.objects.values_list("state", flat=True))
    assert set(states) <= {"sent", "dropped"}
    assert len(mail.outbox) == states["sent"]
    falls = [
        line.pk
        for line in EntitlementChange.objects.filter(person=user)
        if Tier(line.to_tier).rank < Tier(line.from_tier).rank
    ]
    told = Notice.objects.filter(
        kind__in=["trial_ended", "grant_ended", "lapsed", "subscription_ended", "plan_changed"]
    )
    assert told.count() >= len(set(EntitlementChange.objects.filter(pk__in=falls).values_list("at", flat=True)))
    assert set(Notice.objects.values_list("kind", flat=True)) <= set(about_plans.NoticeKind)
