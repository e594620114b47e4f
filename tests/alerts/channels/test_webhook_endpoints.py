"""Webhook endpoints are the channels of the kind webhook, under the same ids and the same rules."""

import pytest

from alerts.channels.sending import deliver_to_channels
from alerts.models import Channel
from tests.alerts.channels.conftest import asked_of

pytestmark = pytest.mark.django_db
ENDPOINTS, CHANNELS = "/api/v1/webhook-endpoints/", "/api/v1/channels/"
URL = "https://hooks.example/endpoint"


@pytest.fixture
def client(api, watcher):
    return api(watcher, by="session")


@pytest.fixture
def made(client):
    answer = client.post(ENDPOINTS, {"url": URL, "name": "Vendor desk"})
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_an_endpoint_is_a_channel_of_the_kind_webhook_and_has_a_secret(client, made):
    assert (made["kind"], made["secret"][:6]) == ("webhook", "whsec_")
    shown = client.get(f"{CHANNELS}{made['id']}/").json()
    assert shown == {name: value for name, value in made.items() if name != "secret"}
    assert shown["watchlists"]
    assert client.get(ENDPOINTS).json()["results"] == [shown]
    assert client.get(f"{ENDPOINTS}{made['id']}/").json() == shown


def test_an_endpoint_is_paused_and_removed(client, made):
    path = f"{ENDPOINTS}{made['id']}/"
    assert client.patch(path, {"paused": True}).json()["state"] == "paused"
    assert client.post(f"{path}test/", {}).json()["code"] == "channel_not_active"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert not Channel.objects.exists()


def test_a_test_of_an_endpoint_is_posted_and_among_its_deliveries(client, made, web, now):
    path = f"{ENDPOINTS}{made['id']}/"
    tested = client.post(f"{path}test/", {})
    assert tested.status_code == 201
    deliver_to_channels(Channel.objects.get().deliveries.get().created_at)
    (row,) = client.get(f"{path}deliveries/").json()["results"]
    assert (row["id"], row["state"]) == (tested.json()["id"], "sent")
    assert [asked.headers["webhook-id"] for asked in asked_of(web)] == [row["webhook_id"]]
    assert client.get(f"{path}deliveries/", {"state": "pending"}).json()["results"] == []


@pytest.mark.parametrize("kind", ["slack", "teams", "discord"])
def test_a_channel_of_another_kind_is_unknown_here(client, watcher, make_channel, kind):
    path = f"{ENDPOINTS}{make_channel(watcher, kind=kind).pk}/"
    assert client.get(ENDPOINTS).json()["results"] == []
    answers = (
        *(client.get(path), client.patch(path, {"paused": True}), client.delete(path)),
        *(client.post(f"{path}test/", {}), client.get(f"{path}deliveries/")),
    )
    assert {answer.status_code for answer in answers} == {404}
    assert Channel.objects.get().state == "active"


@pytest.mark.parametrize("kind", ["webhook", "slack"])
def test_an_endpoint_is_told_no_kind(client, kind):
    answer = client.post(ENDPOINTS, {"url": URL, "kind": kind})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["kind"])


def test_a_stranger_s_endpoint_is_unknown(made, api, make_user):
    stranger, path = api(make_user(tier="professional"), by="session"), f"{ENDPOINTS}{made['id']}/"
    answers = (stranger.get(path), stranger.patch(path, {"name": "mine"}), stranger.delete(path))
    assert {answer.status_code for answer in answers} == {404}
    assert stranger.get(ENDPOINTS).json()["results"] == []
