"""What the operator gives, by command or in the admin, and that it ends when it was to end."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from billing import entitlements
from billing.entitlements import Tier
from billing.models import EntitlementChange, Subscription, Trial
from billing.services.grants import grant_tier
from billing.services.lapses import end_due_grants
from billing.services.trials import start_trial

DAY = timedelta(days=1)


def set_tier(*words):
    out = StringIO()
    call_command("set_tier", *words, stdout=out)
    return out.getvalue()


def test_a_grant_lasts_until_its_end_and_ends_once(make_user, now):
    user = make_user()
    grant_tier(user=user, tier=Tier.WATCHER, until=now + DAY, now=now)
    assert entitlements.for_user(user, now).tier is Tier.WATCHER
    assert entitlements.for_user(user, now + DAY).tier is Tier.FREE
    assert end_due_grants(now + DAY / 2) == {"grants_ended": 0}
    assert end_due_grants(now + DAY) == {"grants_ended": 1}
    assert end_due_grants(now + DAY) == {"grants_ended": 0}
    assert entitlements.for_user(user, now).tier is Tier.FREE  # the clock went back; the end did not


def test_granting_again_replaces_what_was_granted(make_user, now):
    user = make_user()
    grant_tier(user=user, tier=Tier.PROFESSIONAL, until=now + DAY, now=now)
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now)
    assert entitlements.for_user(user, now).tier is Tier.FREE
    grant_tier(user=user, tier=Tier.WATCHER, until=None, now=now)
    held = entitlements.for_user(user, now + 999 * DAY)
    assert (held.tier, held.until) == (Tier.WATCHER, None)
    assert Subscription.objects.count() == 1


def test_free_twice_is_free_once(make_user, now):
    user = make_user()
    assert grant_tier(user=user, tier=Tier.FREE, until=None, now=now) is None
    grant_tier(user=user, tier=Tier.WATCHER, until=None, now=now)
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now)
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now + DAY)
    assert Subscription.objects.get().ended_at == now


def test_free_ends_the_grant_and_leaves_a_running_trial(make_user, now):
    user = make_user()
    start_trial(user=user, now=now)
    grant_tier(user=user, tier=Tier.WATCHER, until=None, now=now)
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now)
    assert entitlements.for_user(user, now).source == "trial"


def test_a_grant_leaves_what_another_source_says(make_user, now):
    user = make_user()
    Subscription.objects.create(
        user=user, source="stripe", tier="watcher", status="active", started_at=now, updated_at=now
    )
    grant_tier(user=user, tier=Tier.PROFESSIONAL, until=None, now=now)
    grant_tier(user=user, tier=Tier.FREE, until=None, now=now)
    held = entitlements.for_user(user, now)
    assert (held.tier, held.source) == (Tier.WATCHER, "stripe")


def test_the_command_grants_and_says_what_is_so_now(make_user):
    user = make_user("Reader@Example.com".lower())
    assert set_tier("READER@example.com", "watcher") == "reader@example.com is on watcher.\n"
    assert entitlements.for_user(user, datetime.now(UTC)).tier is Tier.WATCHER
    day = datetime.now(UTC).date() + timedelta(days=30)
    assert "is on professional until" in set_tier(user.email, "professional", "--until", day.isoformat())
    until = Subscription.objects.get().current_period_end
    assert until == datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY
    assert set_tier(user.email, "free") == "reader@example.com is on free.\n"


def test_the_command_says_when_something_higher_stays(make_user):
    user = make_user()
    start_trial(user=user, now=datetime.now(UTC))
    assert "stays on professional" in set_tier(user.email, "free")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nobody@example.com", "watcher"], "Nobody signs in"),
        (["reader@example.com", "gold"], "no tier 'gold'"),
        (["reader@example.com", "watcher", "--until", "2020-01-01"], "is past"),
        (["reader@example.com", "watcher", "--until", "31/12/2030"], "not a date"),
        (["reader@example.com", "watcher", "--until", "9999-12-31"], "too late"),
        (["reader@example.com", "watcher", "--until", ""], "not a date"),
        (["reader@example.com", "free", "--until", "2999-01-01"], "no end"),
    ],
)
def test_the_command_refuses_with_a_sentence(make_user, words, complaint):
    make_user("reader@example.com")
    with pytest.raises(CommandError, match=complaint):
        set_tier(*words)
    assert Subscription.objects.count() == 0


@pytest.fixture
def operator(make_user, client):
    client.force_login(make_user("operator@example.com", is_staff=True, is_superuser=True))
    return client


def test_the_operator_grants_in_the_admin_through_the_same_service(operator, make_user):
    user = make_user("reader@example.com")
    form = {"email": "Reader@example.com", "wanted_tier": "watcher", "until": ""}
    answer = operator.post("/admin/billing/subscription/add/", form)
    assert answer.status_code == 302, answer.context["errors"]
    assert entitlements.for_user(user, datetime.now(UTC)).source == "operator"
    assert operator.post("/admin/billing/subscription/add/", {**form, "wanted_tier": "free"}).status_code == 302
    assert entitlements.for_user(user, datetime.now(UTC)).tier is Tier.FREE


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody@example.com"},
        {"wanted_tier": "gold"},
        {"until": "2020-01-01"},
        {"until": "9999-12-31"},
        {"wanted_tier": "free"},
        {"email": ""},
    ],
)
def test_the_admin_refuses_a_wrong_grant_in_the_form(operator, make_user, wrong):
    make_user("reader@example.com")
    form = {"email": "reader@example.com", "wanted_tier": "watcher", "until": "", **wrong}
    answer = operator.post("/admin/billing/subscription/add/", form)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize("model", ["subscription", "trial", "entitlementchange"])
def test_history_is_listed_searched_and_never_edited(operator, make_user, django_assert_max_num_queries, now, model):
    for _ in range(30):
        user = make_user(tier="free" if model == "trial" else "watcher")
        if model == "trial":
            start_trial(user=user, now=now)
    with django_assert_max_num_queries(9):
        listed = operator.get(f"/admin/billing/{model}/")
    assert listed.status_code == 200
    assert operator.get(f"/admin/billing/{model}/?q={user.pk}").status_code == 200
    assert operator.get(f"/admin/billing/{model}/?q=person-3").status_code == 200
    rows = {"trial": Trial, "subscription": Subscription, "entitlementchange": EntitlementChange}[model].objects
    row = rows.filter(**{"person" if model == "entitlementchange" else "user": user}).get()
    assert operator.get(f"/admin/billing/{model}/{row.pk}/change/").status_code == 200
    for action in ("change", "delete"):
        assert operator.post(f"/admin/billing/{model}/{row.pk}/{action}/", {"post": "yes"}).status_code == 403
