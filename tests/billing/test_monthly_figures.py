"""The monthly figures, against ledgers written by hand and against one that the services wrote."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from billing.models import EntitlementChange
from billing.plans import Tier
from billing.services.apply import apply
from billing.services.cause import Cause, CauseKind
from billing.services.lapses import end_due_trials
from billing.services.monthly_figures import Revenue, figures_of
from billing.services.trials import start_trial
from tests.billing.test_ledger import STRIPE, pay

NOVEMBER = date(2026, 11, 1)
FREE, TRIAL, PAID = ("free", "free", "free"), ("professional", "trial", "trialing"), ("watcher", "stripe", "active")
PRO, OVERDUE = ("professional", "stripe", "active"), ("watcher", "stripe", "past_due")
LEFT, GIVEN = ("free", "stripe", "canceled"), ("watcher", "operator", "active")


@pytest.fixture
def ledger(db):
    """Write a person's lines: (month, day, what they hold from then on, cause, interval)."""

    def write(subject, *lines):
        before = FREE
        for month, day, holding, *more in lines:
            cause, interval = (*more, "")[:2] if more else ("event", "")
            EntitlementChange.objects.create(
                subject=subject,
                at=datetime(2026, month, day, tzinfo=UTC),
                recorded_at=datetime(2026, month, day, tzinfo=UTC),
                from_tier=before[0],
                from_source=before[1],
                from_status=before[2],
                to_tier=holding[0],
                to_source=holding[1],
                to_status=holding[2],
                interval=interval,
                cause=cause,
            )
            before = holding

    return write


def counted(day=NOVEMBER):
    figures = figures_of(day)
    return figures.trials_started, figures.trials_converted, figures.churned, figures.total_cents


def test_an_empty_ledger_has_figures(db):
    assert counted() == (0, 0, 0, 0)
    assert set(figures_of(NOVEMBER).revenue) == {Tier.WATCHER, Tier.PROFESSIONAL}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(11, 3, TRIAL, "trial")], (1, 0, 0, 0)),
        ([(10, 31, TRIAL, "trial")], (0, 0, 0, 0)),
        ([(12, 1, TRIAL, "trial")], (0, 0, 0, 0)),
        ([(11, 3, TRIAL, "trial"), (11, 17, FREE, "sweep")], (1, 0, 0, 0)),
        ([(11, 3, TRIAL, "trial"), (11, 9, PAID)], (1, 1, 0, 1900)),
        # After the trial, a month later: a conversion of the month in which it was paid.
        ([(10, 1, TRIAL, "trial"), (10, 15, FREE, "sweep"), (11, 9, PRO)], (0, 1, 0, 9900)),
        ([(10, 1, PAID)], (0, 0, 0, 1900)),  # without a trial: no conversion
        ([(9, 1, TRIAL, "trial"), (9, 9, PAID), (10, 9, LEFT), (11, 9, PAID)], (0, 0, 0, 1900)),  # came back
        ([(10, 1, PAID), (11, 9, LEFT)], (0, 0, 1, 0)),
        ([(11, 1, PAID), (11, 9, LEFT)], (0, 0, 1, 0)),
        ([(10, 1, PAID), (10, 9, LEFT)], (0, 0, 0, 0)),  # churn of October
        ([(10, 1, PAID), (12, 1, LEFT)], (0, 0, 0, 1900)),  # churn of December
        ([(10, 1, PAID), (11, 9, LEFT), (11, 20, PAID)], (0, 0, 0, 1900)),  # came back in the month
        ([(10, 1, PAID), (11, 9, OVERDUE)], (0, 0, 0, 1900)),
        ([(10, 1, PAID), (11, 9, OVERDUE), (11, 16, LEFT, "sweep")], (0, 0, 1, 0)),
        ([(10, 1, PAID), (11, 9, FREE, "erasure")], (0, 0, 1, 0)),
        ([(10, 1, PAID), (11, 9, PRO)], (0, 0, 0, 9900)),  # an upgrade
        ([(10, 1, PRO), (11, 9, PAID)], (0, 0, 0, 1900)),  # a downgrade is no churn
        ([(10, 1, GIVEN, "operator"), (11, 9, FREE, "operator")], (0, 0, 0, 0)),
        ([(10, 1, PRO, "event", "year")], (0, 0, 0, 8250)),
        ([(10, 1, PAID, "event", "year")], (0, 0, 0, 1583)),
        # A subscription that Stripe itself gives for a trial pays nothing yet.
        ([(11, 1, ("professional", "stripe", "trialing")), (12, 1, PRO)], (0, 0, 0, 0)),
    ],
)
def test_one_persons_lines_come_to(ledger, lines, expected):
    ledger("one", *lines)
    assert counted() == expected


def test_people_are_added_up_and_never_mixed(ledger):
    ledger("a", (10, 1, PAID))
    ledger("b", (11, 2, TRIAL, "trial"))
    ledger("c", (11, 2, PAID))
    ledger("b", (11, 5, PRO))
    ledger("a", (11, 5, LEFT))
    figures = figures_of(NOVEMBER)
    assert (figures.trials_started, figures.trials_converted, figures.churned) == (1, 1, 1)
    assert figures.revenue == {Tier.WATCHER: Revenue(1, 1900), Tier.PROFESSIONAL: Revenue(1, 9900)}


def test_december_ends_with_the_year(ledger):
    ledger("a", (12, 31, TRIAL, "trial"))
    assert counted(date(2026, 12, 9))[0] == 1
    assert counted(date(2027, 1, 1))[0] == 0


@pytest.mark.dated
def test_the_ledger_of_the_services_gives_the_same(make_user, now):
    """March: two trials, one pays; one who paid leaves. An erased person still counts."""
    tried, paid, left = make_user(), make_user(), make_user()
    start_trial(user=tried, now=now)
    start_trial(user=paid, now=now)
    pay(paid, now + timedelta(days=1), tier=Tier.PROFESSIONAL)
    pay(left, now - timedelta(days=60))
    apply(user=left, source=STRIPE, state=None, cause=Cause(CauseKind.EVENT), now=now)
    end_due_trials(now + timedelta(days=300))  # seen in the next year, ended in March
    expected = (2, 1, 1, 9900)
    assert counted(now.date()) == expected
    left.delete()
    assert counted(now.date()) == expected
    assert counted(date(2026, 2, 1)) == (0, 0, 0, 1900)


def test_the_command_prints_them_for_people_and_programs(ledger):
    ledger("a", (10, 1, PAID))
    ledger("b", (11, 2, TRIAL, "trial"), (11, 9, PRO, "event", "year"))
    out = StringIO()
    call_command("billing_figures", "--month", "2026-11", stdout=out)
    assert out.getvalue().splitlines()[1:] == [
        "Trials started: 1",
        "Trials converted: 1",
        "Churned: 0",
        "MRR watcher: 19.00 USD of 1 people",
        "MRR professional: 82.50 USD of 1 people",
        "MRR: 101.50 USD",
    ]
    out = StringIO()
    call_command("billing_figures", "--month", "2026-11", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "month": "2026-11",
        "trials_started": 1,
        "trials_converted": 1,
        "churned": 0,
        "currency": "usd",
        "mrr": {"watcher": {"people": 1, "cents": 1900}, "professional": {"people": 1, "cents": 8250}},
        "mrr_cents": 10150,
    }
    call_command("billing_figures", stdout=StringIO())


@pytest.mark.parametrize("text", ["2026-13", "November", "2026", "2026-11-01", ""])
def test_what_is_no_month_is_refused(db, text):
    with pytest.raises((CommandError, SystemExit)):
        call_command("billing_figures", "--month", text)
