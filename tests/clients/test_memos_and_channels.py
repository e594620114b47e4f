"""The client's methods for memos and for channels, against the API as it runs."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from clausewatch_client import ApiError, MemoFailed
from django.utils import timezone

from alerts.channels import posting
from alerts.channels.sending import deliver_to_channels
from alerts.memos.making import make_due_memos
from alerts.models import Batch, ChannelDelivery, Memo
from governance.models import Change
from tests.local_web import dialling
from tests.local_web.answers import Answer
from tests.local_web.server import LocalWeb

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def change(settings, tmp_path, make_document, make_history):
    settings.DATA_DIR = tmp_path / "data"
    make_history(make_document())
    return Change.objects.order_by("pk").last()


@pytest.fixture
def client(client_of, make_user):
    return client_of(make_user(tier="professional"))


@pytest.fixture
def slept(monkeypatch):
    """The pauses of the client; in each a worker makes the memos that wait."""
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        make_due_memos(timezone.now() + MINUTE)

    monkeypatch.setattr("clausewatch_client.client.time.sleep", sleep)
    return pauses


@pytest.fixture
def receiver(monkeypatch):
    with dialling.nothing_else(), LocalWeb({"hooks.example": {"*": Answer(b"who are you", 403)}}) as web:
        monkeypatch.setattr(posting, "guarded_transport", lambda resolver: web.transport())
        yield web


def test_a_memo_is_asked_for_waited_for_and_downloaded(client, change, slept):
    asked = client.ask_for_memo("json", change=change.public_id)
    assert (asked["state"], asked["kind"]) == ("waiting", "change")
    assert client.ask_for_memo("json", change=change.public_id)["id"] == asked["id"]
    memo = client.wait_for_memo(asked["id"])
    assert (memo["state"], len(slept)) == ("ready", 1)
    file = client.memo_file(memo["id"])
    assert hashlib.sha256(file).hexdigest() == memo["sha256"]
    assert json.loads(file)["number"] == memo["number"]
    assert [one["id"] for one in client.memos()] == [memo["id"]]
    assert client.remove_memo(memo["id"]) is None
    assert list(client.memos()) == []


def test_the_evidence_of_a_memo_is_a_zip(client, change, slept):
    memo = client.wait_for_memo(client.ask_for_memo("evidence", document=change.document.public_id)["id"])
    file = client.memo_file(memo["id"])
    assert hashlib.sha256(file).hexdigest() == memo["sha256"]
    assert {"memo.pdf", "memo.json", "verify.py"} <= {
        name.rpartition("/")[2] for name in zipfile.ZipFile(io.BytesIO(file)).namelist()
    }


def test_a_memo_that_is_late_or_could_not_be_made_is_said(client, change, slept):
    asked = client.ask_for_memo("markdown", change=change.public_id)
    with pytest.raises(ApiError) as early:
        client.memo_file(asked["id"])
    assert (early.value.status, early.value.code) == (409, "memo_not_ready")
    with pytest.raises(TimeoutError, match=asked["number"]):
        client.wait_for_memo(asked["id"], seconds=0)
    assert slept == []
    Memo.objects.update(state=Memo.State.FAILED, failure="The text is too large.")
    with pytest.raises(MemoFailed, match="too large"):
        client.wait_for_memo(asked["id"])


def test_a_channel_is_added_and_tested_and_the_fate_of_the_test_is_shown(client, receiver):
    made = client.add_channel("webhook", "https://hooks.example/in", name="Vendor desk")
    assert made["secret"].startswith("whsec_")
    assert [(one["id"], one["name"], one.get("secret")) for one in client.channels()] == [
        (made["id"], "Vendor desk", None)
    ]
    delivery = client.test_channel(made["id"])
    assert client.test_channel(made["id"])["id"] == delivery["id"]
    deliver_to_channels(ChannelDelivery.objects.get().created_at + MINUTE)
    assert [one["id"] for one in client.deliveries(made["id"], state="pending")] == [delivery["id"]]
    assert list(client.deliveries(made["id"], state="sent")) == []
    shown = client.delivery(made["id"], delivery["id"])
    assert (shown["type"], shown["try_count"]) == ("channel.test", 1)
    assert shown["tries"][0]["detail"] == "HTTP 403: who are you"
    assert client.remove_channel(made["id"]) is None
    assert list(client.channels()) == []


def test_a_channel_is_changed_paused_resumed_and_sent_its_deliveries_again(client, receiver):
    watch = client.watch_category("retention")
    channel = client.add_channel("webhook", "https://hooks.example/in")["id"]
    changed = client.change_channel(channel, name="Vendor desk", category_watches=[watch["id"]])
    assert (changed["name"], changed["category_watches"]) == ("Vendor desk", [watch["id"]])
    delivery = client.test_channel(channel)
    deliver_to_channels(ChannelDelivery.objects.get().created_at + MINUTE)
    assert client.pause_channel(channel)["state"] == "paused"
    with pytest.raises(ApiError) as paused:
        client.test_channel(channel)
    assert paused.value.code == "channel_not_active"
    assert client.resume_channel(channel)["state"] == "active"
    Batch.objects.update(state=Batch.State.FAILED)
    assert client.replay(channel, deliveries=[delivery["id"]]) == 1
    Batch.objects.update(state=Batch.State.FAILED)
    assert client.replay(channel, since="2020-01-01T00:00:00Z", until="2100-01-01T00:00:00Z") == 1
    assert client.replay(channel, since="2020-01-01T00:00:00Z", until="2020-01-02T00:00:00Z") == 0
    with pytest.raises(ApiError) as both:
        client.replay(channel, deliveries=[delivery["id"]], since="2020-01-01T00:00:00Z")
    assert both.value.status == 400


def test_a_category_is_watched_changed_paused_and_left(client):
    watch = client.watch_category("ai_training_use", cadence="weekly", document_types=["terms-of-service"])
    assert (watch["category"], watch["cadence"], watch["paused"]) == ("ai_training_use", "weekly", False)
    assert client.watch_category("ai_training_use")["id"] == watch["id"]
    with pytest.raises(ApiError) as differs:
        client.watch_category("ai_training_use", cadence="daily")
    assert differs.value.code == "category_watch_differs"
    changed = client.change_category_watch(watch["id"], paused=True, min_severity="high")
    assert (changed["paused"], changed["min_severity"], changed["cadence"]) == (True, "high", "weekly")
    assert [one["id"] for one in client.category_watches()] == [watch["id"]]
    assert client.unwatch_category(watch["id"]) is None
    assert list(client.category_watches()) == []


def test_what_is_part_of_professional_is_said_to_others(client_of, make_user):
    watcher = client_of(make_user(tier="watcher"))
    for refused in (watcher.memos, watcher.channels, watcher.category_watches):
        with pytest.raises(ApiError) as answer:
            list(refused())
        assert (answer.value.code, answer.value.more["required_tier"]) == ("tier_required", "professional")
