"""Category watches over the API, by the link of a mail, to channels, in the log of reviews and by two at once."""

import re

import pytest
from django.test import Client

from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes
from alerts.models import Alert, CategoryWatch, ChannelDelivery
from alerts.owed.fan_out import fan_out_due
from alerts.reviewing.unreviewed import unreviewed_changes, unreviewed_counts
from alerts.watching import category_watches
from alerts.watching.alert_feeds import make_alert_feed
from alerts.watching.category_watches import CategoryWishes, TooManyCategoryWatches
from alerts.watching.watchlists import default_watchlist
from governance.comparison import categories
from governance.models import ChangeCategory, ProvisionChange
from governance.models.changes import Severity
from governance.record.changes import severities_of

pytestmark = pytest.mark.django_db

WATCHES = "/api/v1/category-watches/"
RETENTION, SHARING = "retention", "data_sharing"


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def client(api, person):
    return api(person)


def test_a_category_is_watched_listed_changed_and_left(client):
    made = client.post(WATCHES, {"category": RETENTION, "min_severity": "medium", "document_types": ["privacy-policy"]})
    assert made.status_code == 201
    watch = made.json()
    assert (watch["category"], watch["cadence"], watch["min_severity"]) == (RETENTION, "same_day", "medium")
    assert (watch["document_types"], watch["paused"]) == (["privacy-policy"], False)
    assert client.get(WATCHES).json()["results"] == [watch]
    one = f"{WATCHES}{watch['id']}/"
    changed = client.patch(one, {"cadence": "daily", "document_types": [], "paused": True})
    assert changed.json() == {**watch, "cadence": "daily", "document_types": [], "paused": True}
    assert client.get(one).json() == changed.json()
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404


def test_asking_twice_is_asking_once_and_other_settings_are_a_conflict(client):
    made = client.post(WATCHES, {"category": RETENTION, "cadence": "daily"})
    for same in ({"category": RETENTION, "cadence": "daily"}, {"category": RETENTION}):
        again = client.post(WATCHES, same)
        assert (again.status_code, again.json()) == (200, made.json())
    for other in ({"cadence": "weekly"}, {"min_severity": "high"}, {"document_types": ["privacy-policy"]}):
        refused = client.post(WATCHES, {"category": RETENTION, **other})
        assert (refused.status_code, refused.json()["code"]) == (409, "category_watch_differs")
        assert refused.json()["category_watch"] == made.json()["id"]
    assert CategoryWatch.objects.get().cadence == "daily"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"category": "no_such_category"},
        {"category": RETENTION, "document_types": ["no-such-type"]},
        {"category": RETENTION, "cadence": "hourly"},
        {"category": RETENTION, "platform": "acme"},
    ],
)
def test_what_is_unknown_is_refused(client, body):
    assert client.post(WATCHES, body).status_code == 400
    assert not CategoryWatch.objects.exists()


def test_the_category_of_a_watch_is_not_changed(client):
    made = client.post(WATCHES, {"category": RETENTION}).json()
    assert client.patch(f"{WATCHES}{made['id']}/", {"category": SHARING}).status_code == 400


def test_the_limit_is_told_with_a_code_and_removing_one_makes_room(client, person, watch_category):
    names = [category.id for category in categories()]
    for name in names[: category_watches.MOST_CATEGORY_WATCHES]:
        watch_category(person, name)
    last = names[category_watches.MOST_CATEGORY_WATCHES]
    refused = client.post(WATCHES, {"category": last})
    assert refused.status_code == 409
    assert refused.json() == {
        "detail": "20 category watches is as many as you can have; remove one.",
        "code": "category_watches_full",
        "limit": 20,
    }
    assert client.post(WATCHES, {"category": names[0]}).status_code == 200
    CategoryWatch.objects.filter(category=names[0]).delete()
    assert client.post(WATCHES, {"category": last}).status_code == 201


def test_a_stranger_sees_nothing_of_it(client, api, make_user):
    made = client.post(WATCHES, {"category": RETENTION}).json()
    other = api(make_user(tier="professional"))
    assert other.get(WATCHES).json()["results"] == []
    for answer in (
        other.get(f"{WATCHES}{made['id']}/"),
        other.patch(f"{WATCHES}{made['id']}/", {"paused": True}),
        other.delete(f"{WATCHES}{made['id']}/"),
    ):
        assert answer.status_code == 404
    assert CategoryWatch.objects.filter(paused=False).exists()


def test_a_lower_plan_can_only_remove_it(client, person):
    made = client.post(WATCHES, {"category": RETENTION}).json()
    person.subscriptions.all().delete()
    assert client.get(WATCHES).json()["code"] == "tier_required"
    assert client.patch(f"{WATCHES}{made['id']}/", {"paused": True}).status_code == 403
    assert client.delete(f"{WATCHES}{made['id']}/").status_code == 204


def told(person, change, now):
    fan_out_due(now)
    return Alert.objects.get(user=person, change=change)


def test_the_inbox_and_the_feed_carry_it(client, api, person, watch_category, make_platform, make_change, now):
    watch_category(person, RETENTION)
    change = make_change(make_platform(), published_at=now, categories=[RETENTION])
    alert = told(person, change, now)
    assert client.get(f"/api/v1/alerts/{alert.pk}/").json()["category_watches"] == [RETENTION]
    token = make_alert_feed(user=person, now=now)
    assert change.public_id in api().get(f"/api/v1/feeds/{token}.json").content.decode()


def test_the_link_of_a_mail_pauses_this_watch_alone_and_undoes_it(
    person, watch, watch_category, make_platform, make_change, now, run, mails, text_of
):
    platform = make_platform("acme")
    watch(person, platform)
    held, other = watch_category(person, RETENTION), watch_category(person, SHARING)
    make_change(platform, published_at=now, categories={RETENTION: Severity.LOW, SHARING: None})
    run(now)
    link = re.search(r"Unsubscribe: \S+?(/unsubscribe/\S+)", text_of(mails(person)[0]))[1]
    page = Client().get(link).content.decode()
    assert "Retention and deletion" in page
    assert "Data sharing" not in page  # which the mail did not tell of
    answer = Client().post(link, {"scope": f"category:{RETENTION}", "action": "unsubscribe"})
    assert "Your watch of the category “Retention and deletion” is paused." in answer.content.decode()
    held.refresh_from_db()
    other.refresh_from_db()
    assert (held.paused, other.paused, default_watchlist(person, now).paused) == (True, False, False)
    Client().post(link, {"scope": f"category:{RETENTION}", "action": "subscribe"})
    held.refresh_from_db()
    assert not held.paused


@pytest.mark.parametrize("is_on_a_list_too", [False, True])
def test_its_channel_is_told_once(
    client, person, watch, watch_category, make_platform, make_change, now, is_on_a_list_too
):
    platform = make_platform()
    held = watch_category(person, RETENTION, cadence="weekly")
    body = {"kind": "webhook", "url": "https://hooks.example/", "category_watches": [str(held.pk)]}
    if is_on_a_list_too:
        watch(person, platform)
        body["watchlists"] = [str(default_watchlist(person, now).pk)]
    made = client.post("/api/v1/channels/", body)
    assert (made.status_code, made.json()["category_watches"]) == (201, [str(held.pk)])
    assert len(made.json()["watchlists"]) == is_on_a_list_too
    change = make_change(platform, published_at=now, categories=[RETENTION])
    make_change(make_platform(), published_at=now, categories=[SHARING])
    fan_out_due(now)
    assert list(ChannelDelivery.objects.values_list("change", flat=True)) == [change.pk]
    answer = client.patch(f"/api/v1/channels/{made.json()['id']}/", {"category_watches": [], "watchlists": []})
    assert answer.json()["category_watches"] == []


def test_a_channel_takes_no_watch_of_somebody_else(client, make_user, watch_category):
    held = watch_category(make_user(tier="professional"), RETENTION)
    body = {"kind": "webhook", "url": "https://hooks.example/", "category_watches": [str(held.pk)]}
    assert client.post("/api/v1/channels/", body).status_code == 400


def test_a_watch_that_was_deleted_meanwhile_is_left_out_of_a_channel(person, watch_category, now):
    held = watch_category(person, RETENTION)
    CategoryWatch.objects.all().delete()
    wishes = ChannelWishes(url="https://hooks.example/", category_watches=[held])
    channel, _ = keeping.add_channel(user=person, kind="webhook", wishes=wishes, now=now)
    assert not channel.category_choices.exists()


def test_what_it_tells_waits_for_a_decision_once(person, watch, watch_category, make_platform, make_change, now):
    platform = make_platform()
    watch(person, platform)
    watch_category(person, RETENTION)
    found = [make_change(one, published_at=now, categories=[RETENTION]) for one in (platform, make_platform())]
    make_change(make_platform(), published_at=now, categories=[SHARING])
    assert set(unreviewed_changes(person.pk, now)) == set(found)
    assert unreviewed_counts([person.pk], now) == {person.pk: 2}


def test_the_record_stores_the_severity_of_what_a_category_s_clauses_provide():
    rows = [
        ProvisionChange(category=RETENTION, severity=Severity.MEDIUM, severity_rule="quantity"),
        ProvisionChange(category=RETENTION, severity=Severity.LOW, severity_rule="added"),
        ProvisionChange(category=SHARING, severity=Severity.HIGH, severity_rule="grammar"),
        ProvisionChange(category=SHARING, severity=Severity.LOW, severity_rule="moved"),
    ]
    assert severities_of(rows) == {RETENTION: Severity.MEDIUM}


def test_a_real_comparison_stores_it(make_history):
    make_history()
    clauses = {(row.change_id, row.category): row.severity for row in ProvisionChange.objects.order_by("severity")}
    stored = {(row.change_id, row.category): row.severity for row in ChangeCategory.objects.exclude(severity=None)}
    assert stored
    assert stored.items() <= clauses.items()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sixteen_requests_at_once_make_one_watch(person, now, at_once):
    def ask():
        return category_watches.watch_category(user=person, category=RETENTION, wishes=CategoryWishes(), now=now)[1]

    assert sorted(at_once(*[ask] * 16)) == [False] * 15 + [True]
    assert CategoryWatch.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_against_many_at_once(person, now, at_once, monkeypatch):
    monkeypatch.setattr(category_watches, "MOST_CATEGORY_WATCHES", 3)

    def ask(name):
        try:
            category_watches.watch_category(user=person, category=name, wishes=CategoryWishes(), now=now)
        except TooManyCategoryWatches:
            return "full"
        return "made"

    results = at_once(*[lambda name=name: ask(name) for name in [one.id for one in categories()][:12]])
    assert (results.count("made"), CategoryWatch.objects.count()) == (3, 3)
