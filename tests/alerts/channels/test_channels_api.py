"""Channels over the API: added, chosen per list, tested, paused, renewed, replayed and removed."""

from datetime import timedelta

import pytest

from alerts.api.channel_deliveries import MOST_TRIES
from alerts.channels.keeping import MOST_CHANNELS
from alerts.channels.sending import deliver_to_channels
from alerts.models import Attempt, Batch, Channel, ChannelDelivery, Message
from alerts.watching.watchlists import default_watchlist
from tests.alerts.channels.conftest import TAKEN, asked_of, states
from tests.local_web.answers import Answer

pytestmark = pytest.mark.django_db
CHANNELS = "/api/v1/channels/"
URL = "https://hooks.example/services/T0001/secret-part-of-it"


@pytest.fixture
def client(api, watcher):
    return api(watcher, by="session")


@pytest.fixture
def made(client):
    answer = client.post(CHANNELS, {"kind": "webhook", "url": URL, "name": "Vendor desk"})
    assert answer.status_code == 201, answer.json()
    return answer.json()


def one(made):
    return f"{CHANNELS}{made['id']}/"


def test_a_channel_is_made_with_a_secret_that_is_shown_once_and_an_address_that_never_is(client, made, watcher):
    assert made["secret"].startswith("whsec_")
    assert made["url"] == "https://hooks.example/…"
    assert made["watchlists"] == [str(default_watchlist(watcher, watcher.created_at).pk)]
    row = Channel.objects.get()
    assert "secret-part" not in f"{row.encrypted_url}{row.shown_url}{row.encrypted_secret}"
    for answer in (client.get(CHANNELS).json()["results"][0], client.get(one(made)).json()):
        assert answer == {name: value for name, value in made.items() if name != "secret"}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "webhook"}, "url"),
        ({"kind": "pigeon", "url": URL}, "kind"),
        ({"kind": "webhook", "url": "http://hooks.example/"}, "url"),
        ({"kind": "webhook", "url": "https://127.0.0.1/"}, "url"),
        ({"kind": "webhook", "url": URL, "name": "two\nlines"}, "name"),
        ({"kind": "webhook", "url": URL, "watchlists": ["5d6bf5bc-6a35-4d0e-8c5f-2a7b6f0c9d11"]}, "watchlists"),
        ({"kind": "webhook", "url": URL, "secret": "whsec_mine"}, "secret"),
    ],
)
def test_what_no_channel_can_be_made_of_is_refused_by_field(client, sent, field):
    answer = client.post(CHANNELS, sent)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert "secret-part" not in answer.content.decode()
    assert not Channel.objects.exists()


def test_a_stranger_s_lists_and_channels_are_unknown(client, made, api, make_user):
    stranger = api(make_user(tier="professional"), by="session")
    own = stranger.post(CHANNELS, {"kind": "webhook", "url": URL}).json()
    assert client.patch(one(made), {"watchlists": own["watchlists"]}).status_code == 400
    for path in ("", "deliveries/"):
        assert stranger.get(f"{one(made)}{path}").status_code == 404
    for path in ("secret/", "test/", "replay/"):
        assert stranger.post(f"{one(made)}{path}", {}).status_code == 404
    assert stranger.patch(one(made), {"name": "mine"}).status_code == 404
    assert stranger.delete(one(made)).status_code == 404


def test_no_person_has_more_channels_than_anybody_may(client, watcher, now):
    Channel.objects.bulk_create(
        Channel(user=watcher, kind="webhook", encrypted_url="x", encrypted_secret="x", made_at=now)
        for _ in range(MOST_CHANNELS)
    )
    answer = client.post(CHANNELS, {"kind": "webhook", "url": URL})
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (409, "channels_full", MOST_CHANNELS)


def test_a_test_message_is_posted_and_its_fate_is_shown(client, made, web, now):
    answer = client.post(f"{one(made)}test/", {})
    assert answer.status_code == 201
    again = client.post(f"{one(made)}test/", {})
    assert (again.status_code, again.json()["id"]) == (200, answer.json()["id"])
    web.site["hooks.example"]["*"] = Answer(b"who are you", 403)
    deliver_to_channels(now + timedelta(days=365))  # later than the request, whatever day it is
    assert asked_of(web) == []  # its week is over by then
    delivery = ChannelDelivery.objects.get()
    at = delivery.created_at
    client.post(f"{one(made)}replay/", {"deliveries": [str(delivery.pk)]})
    deliver_to_channels(at + timedelta(minutes=1))
    shown = client.get(f"{one(made)}deliveries/{delivery.pk}/").json()
    assert (shown["type"], shown["change"], shown["state"], shown["attempts"]) == ("channel.test", None, "pending", 1)
    assert shown["reason"] == shown["tries"][0]["detail"] == "HTTP 403: who are you"
    assert shown["tries"][0]["outcome"] == "postponed"
    assert shown["webhook_id"] == asked_of(web)[0].headers["webhook-id"]
    assert shown["next_attempt_at"] is not None
    assert shown["event"]["data"]["headline"] == "This is a test message from Clausewatch."
    web.site["hooks.example"]["*"] = TAKEN
    assert client.post(f"{one(made)}test/", {}).status_code == 200  # it is tried at once
    deliver_to_channels(at + timedelta(minutes=2))
    assert client.get(f"{one(made)}deliveries/{delivery.pk}/").json()["state"] == "sent"


def test_of_many_attempts_the_newest_are_shown_and_all_are_counted(client, made, now):
    client.post(f"{one(made)}test/", {})
    delivery = ChannelDelivery.objects.get()
    Attempt.objects.bulk_create(
        Attempt(batch=delivery.batch, transport="webhook", started_at=now + timedelta(minutes=each), detail=str(each))
        for each in range(MOST_TRIES + 3)
    )
    shown = client.get(f"{one(made)}deliveries/{delivery.pk}/").json()
    assert [each["detail"] for each in shown["tries"]] == [str(each) for each in range(3, MOST_TRIES + 3)]
    assert shown["try_count"] == MOST_TRIES + 3


def test_a_paused_channel_is_not_tested(client, made):
    assert client.patch(one(made), {"paused": True}).json()["state"] == "paused"
    answer = client.post(f"{one(made)}test/", {})
    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (409, "channel_not_active", "paused")
    assert client.patch(one(made), {"paused": False}).json()["state"] == "active"


def test_a_secret_is_renewed_once_a_day(client, made):
    answer = client.post(f"{one(made)}secret/", {})
    assert answer.status_code == 201
    assert answer.json()["secret"] != made["secret"]
    again = client.post(f"{one(made)}secret/", {})
    assert (again.status_code, again.json()["code"]) == (409, "rotation_open")
    assert again.json()["former_secret_until"] == answer.json()["former_secret_until"]


def test_deliveries_are_listed_newest_first_and_by_state(client, watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    changes = [tell(now + timedelta(minutes=minute)) for minute in range(3)]
    deliver_to_channels(now + timedelta(minutes=2))
    web.site["hooks.example"]["*"] = Answer(status=500)
    tell(now + timedelta(minutes=5))
    deliver_to_channels(now + timedelta(minutes=5))
    path = f"{CHANNELS}{channel.pk}/deliveries/"
    page = client.get(path, {"page_size": 3}).json()
    assert [row["change"] for row in page["results"]][1:] == [changes[2].public_id, changes[1].public_id]
    rest = client.get(page["next"]).json()
    assert [row["change"] for row in rest["results"]] == [changes[0].public_id]
    assert [row["state"] for row in client.get(path, {"state": "pending"}).json()["results"]] == ["pending"]
    assert client.get(path, {"state": "lost"}).status_code == 400


def test_a_range_is_replayed_under_the_same_ids(client, watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    for day in range(4):
        tell(now + timedelta(days=day))
        deliver_to_channels(now + timedelta(days=day))
    first = [asked.headers["webhook-id"] for asked in asked_of(web)]
    sent = {"since": now + timedelta(days=1), "until": now + timedelta(days=3)}
    answer = client.post(f"{CHANNELS}{channel.pk}/replay/", sent)
    assert (answer.status_code, answer.json()) == (200, {"replayed": 2})
    assert states(channel) == ["sent", "pending", "pending", "sent"]
    Batch.objects.filter(state="pending").update(not_before=now)
    deliver_to_channels(now + timedelta(days=4))
    assert [asked.headers["webhook-id"] for asked in asked_of(web)][4:] == first[1:3]
    assert states(channel) == ["sent"] * 4


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "deliveries"),
        ({"deliveries": []}, "deliveries"),
        ({"since": "2026-03-01T00:00:00Z"}, "until"),
        ({"since": "2026-03-02T00:00:00Z", "until": "2026-03-01T00:00:00Z"}, "since"),
        ({"deliveries": ["5d6bf5bc-6a35-4d0e-8c5f-2a7b6f0c9d11"], "since": "2026-03-01T00:00:00Z"}, "deliveries"),
        ({"deliveries": ["x"]}, "deliveries.0"),
    ],
)
def test_what_does_not_say_what_to_replay_is_refused(client, made, sent, field):
    answer = client.post(f"{one(made)}replay/", sent)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_deliveries_of_another_channel_are_not_replayed(client, watcher, make_channel, tell, web, now):
    channel, other = make_channel(watcher), make_channel(watcher, host="other.example")
    tell(now)
    deliver_to_channels(now)
    (theirs,) = other.deliveries.all()
    answer = client.post(f"{CHANNELS}{channel.pk}/replay/", {"deliveries": [str(theirs.pk)]})
    assert answer.json() == {"replayed": 0}


def test_a_removed_channel_takes_everything_with_it_on_any_plan(client, watcher, make_channel, tell, web, now):
    channel = make_channel(watcher)
    tell(now)
    deliver_to_channels(now)
    watcher.subscriptions.all().delete()
    path = f"{CHANNELS}{channel.pk}/"
    assert client.get(path).status_code == 403
    assert client.delete(path).status_code == 204
    assert not Channel.objects.exists()
    assert not ChannelDelivery.objects.exists()
    assert not Message.objects.filter(kind="channel").exists()
    assert not Batch.objects.filter(kind="channel").exists()
    assert not Attempt.objects.filter(transport="webhook").exists()


def test_a_list_of_channels_costs_as_much_whatever_their_number(
    client, watcher, make_channel, django_assert_max_num_queries, django_assert_num_queries
):
    make_channel(watcher)
    # One of them for the category watches of all channels.
    with django_assert_max_num_queries(8) as of_one:
        assert len(client.get(CHANNELS).json()["results"]) == 1
    for _ in range(9):
        make_channel(watcher)
    with django_assert_num_queries(len(of_one)):
        assert len(client.get(CHANNELS).json()["results"]) == 10
