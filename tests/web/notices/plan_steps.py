"""What happens to a person's plan: a trial, a payment, a cancellation, and the duties of one tick."""

from datetime import timedelta

from django.core import mail

from billing.models import Subscription
from billing.plans import Tier
from billing.services.apply import apply
from billing.services.cause import Cause, CauseKind
from billing.services.lapses import end_due_grants, end_due_lapses, end_due_trials
from billing.services.notices import owe_reminders
from billing.services.trials import start_trial
from billing.subscription_state import SubscriptionState
from web.account_mail.sending_notices import send_due_notices

DAY = timedelta(days=1)

STRIPE, Status = Subscription.Source.STRIPE, Subscription.Status


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
