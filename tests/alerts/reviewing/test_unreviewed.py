"""Changes that were told and not decided on: which count, and whom a mail tells of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.delivery.sending import deliver_due
from alerts.mail.placeholders import UNREVIEWED_COUNT
from alerts.models import Batch, Review
from alerts.owed.fan_out import fan_out_due
from alerts.reviewing.reviews import begin_review, change_review
from alerts.reviewing.unreviewed import LOOKED_BACK, unreviewed_changes, unreviewed_counts
from alerts.watching import watchlists
from alerts.watching.unsubscribing import mute
from alerts.watching.watchlists import Wishes
from billing.entitlements import Tier
from billing.services.grants import grant_tier

pytestmark = pytest.mark.django_db
SAID = "you have not decided on: "


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def platform(make_platform):
    return make_platform("acme")


@pytest.fixture
def watched(person, watch, platform, now):
    return watch(person, platform, at=now - timedelta(days=200))


def count_of(user, now):
    counted = unreviewed_counts([user.pk], now).get(user.pk, 0)
    assert counted == unreviewed_changes(user.pk, now).count()
    return counted


def decide(user, change, now, decision="accept"):
    review, _ = begin_review(user=user, change=change, given={}, now=now)
    return change_review(review=review, given={"decision": decision}, now=now)


def test_told_changes_count_until_they_are_decided_on(person, watched, platform, make_change, now):
    told = [make_change(platform, published_at=now - timedelta(days=age)) for age in (1, 2, 3)]
    make_change(platform, published_at=now, label="cosmetic", is_alertable=False)
    make_change(platform, published_at=None)
    digest_only = make_change(platform, published_at=now, label="editorial", is_alertable=False)
    assert set(unreviewed_changes(person.pk, now)) == {*told, digest_only}
    begin_review(user=person, change=told[0], given={"assignee": "Ada"}, now=now)
    assert count_of(person, now) == 4
    review = decide(person, told[0], now)
    assert count_of(person, now) == 3
    change_review(review=review, given={"decision": ""}, now=now)
    assert count_of(person, now) == 4


def test_only_what_was_published_since_it_was_watched_and_in_the_last_90_days_counts(
    person, watch, watched, platform, make_platform, make_change, now
):
    make_change(platform, published_at=now - LOOKED_BACK)
    make_change(platform, published_at=now - LOOKED_BACK + timedelta(seconds=1))
    later = make_platform("later")
    watch(person, later, at=now - timedelta(days=10))
    make_change(later, published_at=now - timedelta(days=11))
    make_change(later, published_at=now - timedelta(days=9))
    assert count_of(person, now) == 2


def test_what_is_muted_paused_filtered_or_over_the_cap_does_not_count(person, watched, platform, make_change, now):
    make_change(platform, published_at=now)
    mute(user=person, platform_ids=[platform.pk], now=now)
    assert count_of(person, now) == 0


def test_filters_and_pauses_of_a_list_count(person, watched, platform, make_change, now):
    make_change(platform, published_at=now, severity=1)
    watchlist = watched.watchlist
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(min_severity=2), now=now)
    assert count_of(person, now) == 0
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(min_severity=1), now=now)
    assert count_of(person, now) == 1
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(paused=True), now=now)
    assert count_of(person, now) == 0


def test_a_platform_on_two_lists_counts_once_and_others_decide_for_themselves(
    person, make_user, watch, watched, platform, make_change, now
):
    second = watchlists.create_watchlist(user=person, wishes=Wishes(name="Other"), now=now)
    watch(person, platform, at=now - timedelta(days=1), watchlist=second)
    other = make_user(tier="professional")
    watch(other, platform, at=now - timedelta(days=5))
    change = make_change(platform, published_at=now - timedelta(hours=2))
    decide(other, change, now)
    assert (count_of(person, now), count_of(other, now)) == (1, 0)


def test_many_people_are_counted_in_one_statement(
    make_user, watch, platform, make_change, now, django_assert_num_queries
):
    people = [make_user(tier="professional") for _ in range(5)]
    for user in people:
        watch(user, platform, at=now - timedelta(days=2))
    for _ in range(3):
        make_change(platform, published_at=now)
    with django_assert_num_queries(1):
        assert unreviewed_counts([user.pk for user in people], now) == {user.pk: 3 for user in people}


def test_me_and_the_list_tell_it_with_the_review_log_only(
    api, person, make_user, watch, watched, platform, make_change, now
):
    change = make_change(platform, published_at=now)
    assert api(person).get("/api/v1/me/").json()["unreviewed_changes"] == 1
    listed = api(person).get("/api/v1/reviews/unreviewed/").json()["results"]
    assert [row["id"] for row in listed] == [change.public_id]
    for tier in ("free", "watcher"):
        lower = make_user(tier=tier)
        watch(lower, platform)
        assert api(lower).get("/api/v1/me/").json()["unreviewed_changes"] is None
        refused = api(lower).get("/api/v1/reviews/unreviewed/")
        assert (refused.status_code, refused.json()["required_tier"]) == (403, "professional")
    assert api().get("/api/v1/reviews/unreviewed/").status_code == 401


def test_an_alert_tells_each_person_their_own_number_and_only_with_the_review_log(
    person, make_user, watch, watched, platform, make_change, now, run, mails, text_of, html_of
):
    busy, lower = make_user(tier="professional"), make_user(tier="watcher")
    for user in (busy, lower):
        watch(user, platform, at=now - timedelta(days=100))
    before = make_change(platform, published_at=now - timedelta(days=5))
    decide(busy, before, now)
    run(now - timedelta(days=4))
    make_change(platform, published_at=now)
    run(now)
    told = {user.email: mails(user)[-1] for user in (person, busy, lower)}
    assert f"{SAID}2. See them:" in text_of(told[person.email])
    assert f"{SAID}1. See them:" in text_of(told[busy.email])
    assert f"{SAID}2. <a href=" in html_of(told[person.email])
    assert "http://testserver/reviews/" in text_of(told[busy.email])
    assert "decided on" not in text_of(told[lower.email]) + html_of(told[lower.email])
    assert "unreviewed" not in text_of(told[lower.email]) + html_of(told[lower.email])


def test_the_digest_tells_it_too_and_people_share_its_body(
    person, make_user, watch, watched, platform, make_change, now, run, mails, text_of
):
    busy = make_user(tier="professional")
    watch(busy, platform, at=now - timedelta(days=200))
    change = make_change(platform, published_at=now - timedelta(days=2), is_alertable=False)
    decide(busy, change, now - timedelta(days=1))
    run(now + timedelta(days=7))
    digests = {user.email: [m for m in mails(user) if "digest" in m["Subject"].lower()] for user in (person, busy)}
    assert f"{SAID}1. See them:" in text_of(digests[person.email][-1])
    assert f"{SAID}0. See them:" in text_of(digests[busy.email][-1])
    assert Batch.objects.filter(kind="digest").values("content").distinct().count() == 1


def test_a_batch_that_tells_it_costs_one_statement_more_and_no_other_does(make_user, watch, platform, make_change, now):
    for tier in ("professional", "professional", "watcher", "watcher"):
        watch(make_user(tier=tier), platform, at=now - timedelta(days=1))
    make_change(platform, published_at=now)
    fan_out_due(now)
    telling = Batch.objects.filter(state="pending", content__text__contains=UNREVIEWED_COUNT).count()
    assert 0 < telling < Batch.objects.filter(state="pending").count()
    with CaptureQueriesContext(connection) as queries:
        deliver_due(now)
    assert sum("WITH told (user_id, change_id)" in query["sql"] for query in queries) == telling


def test_a_person_who_was_granted_less_since_has_no_number(person, watched, platform, make_change, now, api):
    make_change(platform, published_at=now)
    grant_tier(user=person, tier=Tier.WATCHER, until=None, now=now)
    assert api(person).get("/api/v1/me/").json()["unreviewed_changes"] is None
    assert Review.objects.count() == 0
