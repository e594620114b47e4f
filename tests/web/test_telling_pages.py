"""The pages of what a person is told: the inbox, past digests, channels and feeds."""

import re
from datetime import timedelta
from html import unescape

import pytest

from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes
from alerts.deadlines.calendar_feed import feed_made_at
from alerts.models import Alert, AlertFeed, Batch, Channel, ChannelDelivery, Digest, DigestEntry, Opinion
from alerts.watching.alert_feeds import make_alert_feed
from alerts.watching.watchlists import default_watchlist
from tests.messages import message_to
from tests.web.test_watching_pages import HOSTILE, page_of, said

pytestmark = pytest.mark.django_db
URL = "https://hooks.example/services/secret-part"


@pytest.fixture
def make_channel(now):
    """A channel of the person for their default list."""

    def make(user, **wishes):
        wishes = {"url": URL, "watchlists": [default_watchlist(user, now)], **wishes}
        return keeping.add_channel(user=user, kind="webhook", wishes=ChannelWishes(**wishes), now=now)[0]

    return make


@pytest.fixture
def alerted(make_user, make_platform, make_document, make_history, now):
    """Somebody with an alert of a platform whose name is hostile, and the alert."""
    user = make_user(tier="watcher", timezone="Asia/Tokyo")
    change = make_history(make_document(make_platform("acme", name=HOSTILE)))[1].change
    return user, Alert.objects.create(user=user, change=change, created_at=now, message=message_to(user, now))


@pytest.mark.dated
def test_the_inbox_is_narrowed_and_its_times_are_the_person_s(signed_in, alerted):
    user, alert = alerted
    client, headline = signed_in(user), f"/changes/{alert.change.public_id}/"
    shown = page_of(client, "/alerts/")
    assert headline in shown
    assert HOSTILE not in shown
    assert 'title="Asia/Tokyo">11 March 2026, 19:30<' in shown
    assert "The mail is written and not sent yet." in shown
    assert "models without your consent" not in shown
    for query in ("unread=on", "platform=acme", "severity=high", "unread=on&platform=acme&severity=high"):
        assert headline in page_of(client, f"/alerts/?{query}")
    for query in ("severity=low", "platform=other", f"after={alert.pk}"):
        assert headline not in page_of(client, f"/alerts/?{query}")
    answer = client.post(f"/alerts/{alert.pk}/read/?severity=high", follow=True)
    assert answer.redirect_chain == [("/alerts/?severity=high", 302)]
    assert headline not in page_of(client, "/alerts/?unread=on")
    assert '<span class="mark">New</span>' not in page_of(client, "/alerts/")
    assert client.post(f"/alerts/{alert.pk}/read/", {"open": "yes"})["Location"] == headline


def test_the_inbox_is_paged_by_the_last_alert_seen_also_when_that_was_read_since(
    signed_in,
    make_user,
    make_document,
    make_history,
    now,
    django_assert_max_num_queries,
):
    user = make_user(tier="watcher")
    for number in range(16):
        for version in make_history(make_document())[1:]:
            Alert.objects.create(user=user, change=version.change, created_at=now - timedelta(minutes=number // 2))
    client, seen, path = signed_in(user), [], "/alerts/?unread=on"
    while path:
        with django_assert_max_num_queries(15):
            shown = page_of(client, path)
        seen += [part.split("/")[0] for part in shown.split('href="/alerts/')[1:] if part[0] not in '?"']
        older = re.search(r'rel="next" href="([^"]+)"', shown)
        path = f"/alerts/{unescape(older[1])}" if older else ""
        Alert.objects.filter(pk__in=seen).update(read_at=now)
    assert len(seen) == len(set(seen)) == 32


def test_an_answer_is_given_changed_and_taken_back(signed_in, alerted):
    user, alert = alerted
    client, path = signed_in(user), f"/alerts/{alert.pk}/"
    assert client.post(path, {"verdict": "should_be_sooner"}).status_code == 400
    assert "Choose one of the answers." in client.post(path, {}).content.decode()
    assert "You said: it was not worth telling." in said(client, path, {"verdict": "not_worth_telling", "note": "Old."})
    assert 'value="Old."' in page_of(client, path)
    said(client, path, {"take_back": "yes"})
    assert not Opinion.objects.exists()


def test_without_alerts_the_inbox_says_what_is_missing(signed_in, make_user):
    assert "Part of Watcher" in page_of(signed_in(make_user()), "/alerts/")
    assert "No alert yet." in page_of(signed_in(make_user(tier="watcher")), "/alerts/")


def test_past_digests_show_their_period_and_what_they_told(signed_in, alerted, make_document, now):
    user, alert = alerted
    unread = {"document": make_document(title=HOSTILE).pk, "state": "active", "last_verified_at": None}
    digest = Digest.objects.create(
        user=user,
        cadence="weekly",
        period_start=now - timedelta(days=7),
        period_end=now,
        created_at=now,
        unverified=[unread, {**unread, "document": 10**6}],
        unverified_count=2,
    )
    client, path = signed_in(user), f"/digests/{digest.pk}/"
    assert "Nothing changed in this period" in page_of(client, path)
    DigestEntry.objects.create(digest=digest, change=alert.change)
    assert "There was nothing to tell, so there was no mail." in page_of(client, "/digests/")
    shown = page_of(client, path)
    assert alert.change.public_id in shown
    assert "2 documents could not be verified" in shown
    assert HOSTILE not in shown
    entry = f"{path}changes/{alert.change.public_id}/"
    assert alert.change.public_id in page_of(client, entry)
    said(client, entry, {"verdict": "right"})
    assert Opinion.objects.get().told_in == "alert"
    assert client.get(f"{path}changes/CW-C-999999/").status_code == 404


def test_another_person_s_alerts_digests_and_channels_are_unknown(signed_in, alerted, make_user, make_channel, now):
    user, alert = alerted
    digest = Digest.objects.create(
        user=user, cadence="weekly", period_start=now - timedelta(days=7), period_end=now, created_at=now
    )
    channel = make_channel(user)
    test, _ = keeping.test_channel(channel=channel, now=now)
    pages = [f"/alerts/{alert.pk}/", f"/digests/{digest.pk}/", f"/channels/{channel.pk}/deliveries/{test.pk}/"]
    pages += [f"/channels/{channel.pk}/{end}" for end in ("", "settings/", "secret/", "delete/")]
    acts = [f"/alerts/{alert.pk}/", f"/alerts/{alert.pk}/read/"]
    acts += [f"/channels/{channel.pk}/{end}/" for end in ("settings", "pause", "secret", "delete", "test", "replay")]
    stranger = signed_in(make_user(tier="professional"))
    assert {stranger.get(path).status_code for path in pages} == {404}
    assert {stranger.post(path, {"verdict": "right"}).status_code for path in acts} == {404}
    forged = signed_in(user, enforce_csrf_checks=True)
    assert {forged.post(path, {}).status_code for path in [*acts, "/feeds/alerts/", "/channels/new/"]} == {403}


def test_a_webhook_is_set_up_and_its_secret_is_shown_once(signed_in, make_user, now):
    user = make_user(tier="professional")
    client, body = signed_in(user), {"kind": "webhook", "name": HOSTILE, "url": "http://hooks.example/x"}
    default = default_watchlist(user, now)
    refused = client.post("/channels/new/", body)
    assert refused.status_code == 400
    assert '<a href="#id_url">Address: The address must begin with https://.</a>' in refused.content.decode()
    made = client.post("/channels/new/", {**body, "url": URL, "watchlists": [str(default.pk)]})
    channel = Channel.objects.get()
    assert 'value="whsec_' in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert list(channel.watchlist_choices.values_list("watchlist", flat=True)) == [default.pk]
    for path in ("/channels/", f"/channels/{channel.pk}/", f"/channels/{channel.pk}/settings/"):
        shown = page_of(client, path)
        assert "https://hooks.example/…" in shown
        assert all(word not in shown for word in ("whsec_", "secret-part", HOSTILE))
    renewed = client.post(f"/channels/{channel.pk}/secret/").content.decode()
    assert 'value="whsec_' in renewed
    assert "the former one still counts" in said(client, f"/channels/{channel.pk}/secret/")
    theirs = default_watchlist(make_user(), now)
    other = client.post("/channels/new/", {**body, "url": URL, "watchlists": [str(theirs.pk)]})
    assert other.status_code == 400


@pytest.mark.dated
def test_a_channel_keeps_its_address_is_paused_tested_replayed_and_removed(signed_in, make_user, make_channel, now):
    user = make_user(tier="professional")
    client, channel = signed_in(user), make_channel(user)
    path, address = f"/channels/{channel.pk}/", channel.encrypted_url
    said(client, f"{path}settings/", {"name": "Room", "url": "", "has_boxes": "True"})
    said(client, f"{path}pause/", {"paused": "yes"})
    channel.refresh_from_db()
    assert (channel.name, channel.encrypted_url, channel.state) == ("Room", address, "paused")
    assert not channel.watchlist_choices.exists()
    assert "This channel is paused or disabled." in said(client, f"{path}test/")
    said(client, f"{path}pause/", {"paused": "no"})
    assert "Look again" in said(client, f"{path}test/")
    test = ChannelDelivery.objects.get()
    Batch.objects.update(state="failed", finished_at=now, reason=HOSTILE)
    shown = page_of(client, f"{path}?state=failed")
    assert "Given up" in shown
    assert HOSTILE not in shown
    assert "1 delivery is sent again." in said(client, f"{path}replay/", {"delivery": str(test.pk)})
    Batch.objects.update(state="sent")
    assert "The test was taken: the channel works." in page_of(client, f"{path}deliveries/{test.pk}/")
    assert "1 delivery is sent again." in said(client, f"{path}replay/", {"since": "2026-03-11", "until": "2026-03-11"})
    assert client.post(f"{path}replay/", {"since": "2026-03-12", "until": "2026-03-11"}).status_code == 400
    assert "0 deliveries are sent again." in said(client, f"{path}replay/", {"delivery": "none"})
    said(client, f"{path}delete/")
    assert not Channel.objects.exists()


def test_channels_are_gated_and_those_that_were_kept_can_be_removed(signed_in, make_user, make_channel):
    user = make_user(tier="watcher")
    client, channel = signed_in(user), make_channel(user, name="Room")
    shown = page_of(client, "/channels/")
    assert "Part of Professional" in shown
    assert "Room" in shown
    assert "hooks.example" not in shown
    path = f"/channels/{channel.pk}/"
    assert {client.get(f"{path}{end}").status_code for end in ("", "settings/", "secret/")} == {302}
    for end in ("pause/", "secret/", "test/", "replay/", "settings/"):
        sent = {"paused": "yes", "since": "2026-03-11", "until": "2026-03-11"}
        assert "so nothing was changed" in said(client, f"{path}{end}", sent)
    client.post("/channels/new/", {"kind": "webhook", "url": URL})
    assert (Channel.objects.get().state, ChannelDelivery.objects.count()) == ("active", 0)
    said(client, f"{path}delete/")
    assert not Channel.objects.exists()


def test_a_private_feed_is_made_replaced_and_ended_by_its_plan(signed_in, make_user, now):
    free, user = make_user(), make_user(tier="watcher")
    make_alert_feed(user=free, now=now)
    shown = page_of(signed_in(free), "/feeds/")
    assert "Your feed is kept, and leads nowhere" in shown
    signed_in(free).post("/feeds/alerts/end/")
    client = signed_in(user)
    assert page_of(client, "/feeds/").count("Part of Professional") == 1
    assert client.post("/feeds/deadlines/").status_code == 302
    assert feed_made_at(user) is None
    made = client.post("/feeds/alerts/").content.decode()
    address = made.split('value="http')[1].split('"')[0].split("/api/")[1]
    assert client.get(f"/api/{address}").status_code == 200
    assert address not in page_of(client, "/feeds/")
    assert "The address that you have leads nowhere from then on" in page_of(client, "/feeds/alerts/")
    client.post("/feeds/alerts/")
    assert client.get(f"/api/{address}").status_code == 404
    said(client, "/feeds/alerts/end/")
    assert not AlertFeed.objects.exists()
    professional = signed_in(make_user(tier="professional"))
    assert ".ics" in professional.post("/feeds/deadlines/").content.decode()
