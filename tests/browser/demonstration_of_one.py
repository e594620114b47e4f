"""The demonstration, and somebody who has one of each kind of what the site keeps for people."""

from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.test import Client

from accounts.models import User
from alerts.agreements.baselines import pin
from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes
from alerts.memos.asking import MemoWish, ask_for_memo
from alerts.models import Alert, Digest, DigestEntry
from alerts.reviewing.reviews import begin_review
from alerts.watching.category_watches import CategoryWishes, watch_category
from alerts.watching.watchlists import Wishes, create_watchlist, default_watchlist, watch_platform
from governance.models import Change, Platform
from tests.messages import message_to


def cookies_of_somebody(user: User) -> dict[str, str]:
    """Load the demonstration, let this person watch and keep some of it, and return the cookies of their session."""
    call_command("load_demo", verbosity=0)
    now = datetime.now(UTC)
    watchlist = default_watchlist(user, now)
    for platform in Platform.objects.order_by("pk")[:3]:
        watch_platform(watchlist=watchlist, platform=platform, now=now - timedelta(days=30))
    create_watchlist(user=user, wishes=Wishes(name="Vendors of the shop"), now=now)
    watch_category(user=user, category="ai_training_use", wishes=CategoryWishes(), now=now)
    changes = list(Change.objects.filter(label__in=Change.REPORTED_LABELS).order_by("-detected_at")[:3])
    _told(user, changes, now)
    document = changes[0].document
    begin_review(user=user, change=changes[0], given={"assignee": "Grace Hopper"}, now=now)
    first = document.versions.order_by("sequence").first()
    assert first is not None
    day = first.captured_at.date()
    pin(user=user, document=document, version=first, agreed_at=day, reference="Contract 7", note="", now=now)
    ask_for_memo(user=user, wish=MemoWish("json", document=document), now=now)
    wishes = ChannelWishes(url="https://hooks.example/in", name="Our room", watchlists=[watchlist])
    channel, _ = keeping.add_channel(user=user, kind="webhook", wishes=wishes, now=now)
    keeping.test_channel(channel=channel, now=now)
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def _told(user: User, changes: list[Change], now: datetime) -> None:
    week = {"period_start": now - timedelta(days=7), "period_end": now, "created_at": now}
    digest = Digest.objects.create(user=user, cadence="weekly", unverified=[], unverified_count=0, **week)
    for change in changes:
        Alert.objects.create(user=user, change=change, created_at=now, message=message_to(user, now))
        DigestEntry.objects.create(digest=digest, change=change)
