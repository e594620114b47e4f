"""What category watches owe the same day: who is told of what, once, and what the mail says of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from alerts.models import Alert, CategoryWatch, Message, Watchlist
from alerts.owed.fan_out import fan_out_due
from alerts.owed.same_day_alerts import compose_due_alerts
from alerts.watching import watchlists
from alerts.watching.category_watches import CategoryWishes, change_category_watch
from alerts.watching.unsubscribing import mute
from alerts.watching.watchlists import Wishes
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models import Change
from governance.models.changes import Severity

pytestmark = pytest.mark.django_db

AI, RETENTION, SHARING = "ai_training_use", "retention", "data_sharing"


def owed(user):
    return {alert.change_id: alert.by_categories for alert in Alert.objects.filter(user=user)}


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def platform(make_platform):
    return make_platform("acme")


def test_a_change_of_the_category_is_owed_whatever_the_platform(
    person, watch_category, make_platform, make_change, now
):
    watch_category(person, RETENTION)
    told = [make_change(make_platform(), published_at=now, categories=[AI, RETENTION]) for _ in range(2)]
    make_change(make_platform(), published_at=now, categories=[AI])
    assert fan_out_due(now) == {"changes": 3, "alerts": 2, "messages": 1, "failed": 0}
    assert owed(person) == {change.pk: RETENTION for change in told}
    assert fan_out_due(now)["alerts"] == 0


def test_the_severity_of_the_category_s_own_clauses_counts_and_not_that_of_the_change(
    person, watch_category, platform, make_change, now
):
    watch_category(person, RETENTION, min_severity=Severity.MEDIUM)
    fields = {"published_at": now, "severity": Severity.HIGH}
    make_change(platform, categories={AI: Severity.HIGH, RETENTION: Severity.LOW}, **fields)
    told = make_change(platform, categories={AI: Severity.HIGH, RETENTION: Severity.MEDIUM}, **fields)
    fan_out_due(now)
    assert owed(person) == {told.pk: RETENTION}


def test_clauses_that_provide_what_they_did_are_no_change_of_the_category(
    person, watch_category, platform, make_change, now
):
    watch_category(person, RETENTION)
    make_change(platform, published_at=now, categories={AI: Severity.HIGH, RETENTION: None})
    fan_out_due(now)
    assert owed(person) == {}


def test_who_watches_the_platform_and_two_of_its_categories_gets_one_alert(
    person, watch, watch_category, platform, make_change, now
):
    watch(person, platform)
    for category in (RETENTION, AI):
        watch_category(person, category)
    both = make_change(platform, published_at=now, categories=[RETENTION, AI])
    by_list = make_change(platform, published_at=now, categories=[SHARING])
    assert fan_out_due(now) == {"changes": 2, "alerts": 2, "messages": 1, "failed": 0}
    assert owed(person) == {both.pk: f"{AI} {RETENTION}", by_list.pk: ""}


@pytest.mark.parametrize("wishes", [{"paused": True}, {"cadence": "weekly"}, {"document_types": ["privacy-policy"]}])
def test_what_is_paused_weekly_or_of_another_document_type_owes_nothing_the_same_day(
    person, watch_category, platform, make_change, now, wishes
):
    watch_category(person, RETENTION, **wishes)
    make_change(platform, published_at=now, categories=[RETENTION])
    fan_out_due(now)
    assert owed(person) == {}


def test_a_document_type_that_is_asked_for_is_told(person, watch_category, platform, make_change, now):
    watch_category(person, RETENTION, document_types=["privacy-policy"])
    told = make_change(platform, published_at=now, categories=[RETENTION], document_type="privacy-policy")
    fan_out_due(now)
    assert owed(person) == {told.pk: RETENTION}


def test_a_backfill_a_held_change_and_what_is_not_alertable_alert_nobody(
    person, watch_category, platform, make_change, now
):
    watch_category(person, RETENTION)
    make_change(platform, published_at=None, categories=[RETENTION])
    held = {"held_until": now + timedelta(days=1), "awaits_publication": True}
    waiting = make_change(platform, published_at=None, categories=[RETENTION], **held)
    make_change(platform, published_at=now, categories=[RETENTION], is_alertable=False)
    fan_out_due(now)
    assert owed(person) == {}
    later = now + timedelta(days=1)
    Change.objects.filter(pk=waiting.pk).update(confirmed_at=later, published_at=later, awaits_publication=False)
    fan_out_due(later)
    assert owed(person) == {waiting.pk: RETENTION}


def test_only_what_was_published_after_the_watch_was_made_is_owed(person, watch_category, platform, make_change, now):
    watch_category(person, RETENTION, at=now)
    make_change(platform, published_at=now - timedelta(minutes=6), categories=[RETENTION])
    told = make_change(platform, published_at=now, categories=[RETENTION])
    fan_out_due(now)
    assert owed(person) == {told.pk: RETENTION}


@pytest.mark.parametrize("tier", [Tier.FREE, Tier.WATCHER])
def test_a_downgrade_keeps_the_watch_and_tells_nothing_and_an_upgrade_resumes_it(
    person, watch_category, platform, make_change, now, tier
):
    watch_category(person, RETENTION)
    person.subscriptions.all().delete()
    if tier is not Tier.FREE:
        grant_tier(user=person, tier=tier, until=None, now=now)
    make_change(platform, published_at=now, categories=[RETENTION])
    fan_out_due(now)
    assert owed(person) == {}
    assert CategoryWatch.objects.filter(user=person).exists()
    grant_tier(user=person, tier=Tier.PROFESSIONAL, until=None, now=now)
    told = make_change(platform, published_at=now, categories=[RETENTION])
    fan_out_due(now)
    assert owed(person) == {told.pk: RETENTION}


def test_a_muted_platform_brings_nothing_by_a_category_either(
    person, watch, watch_category, platform, make_platform, make_change, now
):
    watch(person, platform)
    watch_category(person, RETENTION)
    mute(user=person, platform_ids=[platform.pk], now=now - timedelta(minutes=1))
    make_change(platform, published_at=now, categories=[RETENTION])
    told = make_change(make_platform(), published_at=now, categories=[RETENTION])
    fan_out_due(now)
    assert owed(person) == {told.pk: RETENTION}


@pytest.mark.parametrize("has_list", [False, True])
def test_an_alert_that_waits_is_not_mailed_once_all_that_tells_it_is_paused(
    person, watch, watch_category, platform, make_change, now, has_list
):
    held = watch_category(person, RETENTION)
    watchlist = watchlists.default_watchlist(person, now)
    if has_list:
        watch(person, platform)
    person.quiet_from, person.quiet_until = now.hour, (now.hour + 1) % 24
    person.save()
    make_change(platform, published_at=now, categories=[RETENTION])
    fan_out_due(now)
    person.quiet_from = person.quiet_until = None
    person.save()
    change_category_watch(watch=held, wishes=CategoryWishes(paused=True), now=now)
    if has_list:
        assert compose_due_alerts_dry(now) == 1  # by the list
        watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(paused=True), now=now)
    assert compose_due_alerts(now + timedelta(hours=2)) == {"messages": 0, "alerts": 0}
    change_category_watch(watch=held, wishes=CategoryWishes(paused=False), now=now)
    assert compose_due_alerts(now + timedelta(hours=2)) == {"messages": 1, "alerts": 1}


def test_a_watch_that_did_not_tell_an_alert_does_not_send_it_either(person, watch_category, platform, make_change, now):
    held = watch_category(person, RETENTION)
    watch_category(person, AI)
    watch_category(person, SHARING, min_severity=Severity.HIGH)
    person.quiet_from, person.quiet_until = now.hour, (now.hour + 1) % 24
    person.save()
    make_change(platform, published_at=now, categories={RETENTION: Severity.LOW, AI: None, SHARING: Severity.LOW})
    fan_out_due(now)
    assert list(owed(person).values()) == [RETENTION]
    change_category_watch(watch=held, wishes=CategoryWishes(paused=True), now=now)
    assert compose_due_alerts(now + timedelta(hours=2)) == {"messages": 0, "alerts": 0}


def compose_due_alerts_dry(now):
    """How many alerts would be mailed now."""
    from alerts.owed.same_day_alerts import _due_alerts

    return _due_alerts(now + timedelta(hours=2)).count()


def test_the_mail_says_by_which_watch_it_comes_and_quotes_its_clauses_first(
    person, watch_category, platform, make_change, now, run, mails, text_of, html_of
):
    watch_category(person, RETENTION)
    clauses = [("We share old.", "We share new."), ("We keep it 30 days.", "We keep it 90 days.")]
    make_change(
        platform,
        published_at=now,
        clauses=clauses,
        categories={SHARING: Severity.HIGH, RETENTION: Severity.MEDIUM},
        clause_categories=[SHARING, RETENTION],
    )
    run(now)
    (mail,) = mails(person)
    text, html = text_of(mail), " ".join(html_of(mail).split())
    assert "By your category watch: Retention and deletion" in text
    assert "By your category watch: Retention and deletion" in html
    assert 0 < text.index("We keep it 90 days.") < text.index("We share new.")
    assert "You get this because a category watch of yours asks for same-day alerts." in text


def test_the_mail_of_who_watches_the_platform_alone_says_nothing_of_categories(
    make_user, watch, watch_category, person, platform, make_change, now, run, mails, text_of
):
    watcher = make_user(tier="watcher")
    watch(watcher, platform)
    watch_category(person, RETENTION)
    make_change(platform, published_at=now, categories=[RETENTION])
    run(now)
    assert "category" not in text_of(mails(watcher)[0])
    assert "By your category watch" in text_of(mails(person)[0])


def test_a_mail_of_both_kinds_says_so(person, watch, watch_category, make_platform, make_change, now, run, mails):
    listed = make_platform()
    watch(person, listed)
    watch_category(person, RETENTION)
    make_change(listed, published_at=now, categories=[SHARING])
    make_change(make_platform(), published_at=now, categories=[RETENTION])
    run(now)
    text = mails(person)[0].get_body(("plain",)).get_content()
    assert "2 policy changes that you watch for" in text
    assert "You get this because a watchlist and a category watch of yours ask for same-day alerts." in text


def test_three_categories_at_most_are_named_so_that_bodies_stay_few(
    make_user, watch_category, platform, make_change, now
):
    names = [AI, SHARING, RETENTION, "security"]
    for last in ("security", "tracking_cookies"):
        user = make_user(tier="professional")
        for category in (*names[:3], last):
            watch_category(user, category)
    make_change(platform, published_at=now, categories=[*names, "tracking_cookies"])
    assert fan_out_due(now)["messages"] == 2
    assert Message.objects.values("batch__content").distinct().count() == 1


@pytest.fixture
def many_watch_the_category(now):
    """Make so many Professionals who watch retention."""

    def make(number):
        from billing.models import Subscription

        users = User.objects.bulk_create(
            User(email=f"c{n}-{User.objects.count()}@example.com", password="!") for n in range(number)
        )
        grant = {"source": "operator", "tier": "professional", "status": "active"}
        before = now - timedelta(days=1)
        Subscription.objects.bulk_create(
            Subscription(user=user, started_at=before, updated_at=before, **grant) for user in users
        )
        CategoryWatch.objects.bulk_create(
            CategoryWatch(user=user, category=RETENTION, created_at=before) for user in users
        )
        return users

    return make


def test_people_are_served_part_by_part_although_nobody_watches_the_platform(
    many_watch_the_category, platform, make_change, now, monkeypatch
):
    from alerts.owed import fan_out as module

    monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 2)
    monkeypatch.setattr(module, "MOST_PEOPLE_AT_ONCE", 2)
    parts, write = [], module.NewAlerts.write

    def count_parts(gathered, *args, **options):
        parts.append(gathered)
        return write(gathered, *args, **options)

    monkeypatch.setattr(module.NewAlerts, "write", count_parts)
    many_watch_the_category(5)
    make_change(platform, published_at=now, categories=[RETENTION])
    assert fan_out_due(now) == {"changes": 1, "alerts": 5, "messages": 5, "failed": 0}
    assert len(parts) == 3


def test_the_statements_are_as_many_for_one_as_for_many(many_watch_the_category, platform, make_change, now):
    counts = []
    for number in (1, 30):
        many_watch_the_category(number)
        make_change(platform, published_at=now + timedelta(hours=len(counts)), categories=[RETENTION])
        with CaptureQueriesContext(connection) as statements:
            assert fan_out_due(now + timedelta(hours=len(counts)))["alerts"] == User.objects.count()
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.postgres
def test_the_watchers_of_a_category_are_found_by_index(many_watch_the_category, platform, make_change, now):
    from alerts.owed.fan_out import _owed_by_categories

    many_watch_the_category(500)
    change = make_change(platform, published_at=now, categories=[RETENTION])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO alerts_categorywatch (id, user_id, category, cadence, min_severity, paused, created_at) "
            "SELECT gen_random_uuid(), user_id, 'other-' || n, cadence, min_severity, paused, created_at "
            "FROM alerts_categorywatch CROSS JOIN generate_series(1, 100) AS n"
        )
        cursor.execute("ANALYZE alerts_categorywatch; ANALYZE governance_changecategory; ANALYZE governance_change")
    plan = _owed_by_categories(Change.objects.filter(pk__in=[change.pk]), now).explain()
    assert "watchers_of_a_category" in plan


def test_a_list_of_the_same_platform_that_filters_does_not_hide_what_the_category_tells(
    person, watch, watch_category, platform, make_change, now
):
    watch(person, platform)
    watchlist = Watchlist.objects.get(user=person)
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(min_severity=Severity.HIGH), now=now)
    watch_category(person, RETENTION)
    told = make_change(platform, published_at=now, categories=[RETENTION])
    fan_out_due(now)
    assert owed(person) == {told.pk: RETENTION}
