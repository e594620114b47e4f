"""Somebody who asks, and one of everything that a path can name."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_django
import time_machine
from django.db import transaction
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services.api_keys import create_api_key
from alerts.agreements.baselines import pin
from alerts.certifying.asking import ask_for_certificate
from alerts.channels.events import TEST, make_test_event
from alerts.channels.keeping import ChannelWishes, add_channel
from alerts.channels.owing import owe_one
from alerts.deadlines.calendar_feed import make_feed
from alerts.memos.asking import MemoWish, ask_for_memo
from alerts.reviewing.reviews import begin_review
from alerts.vendors.lists import import_vendors
from alerts.watching.category_watches import CategoryWishes, watch_category
from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.comparison import categories
from governance.law_record import follow_law
from governance.models import Change, Document, LawChange, Platform, Provision
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.backend.api.endpoints import Endpoint
from tests.conftest import AS_OF, WEDNESDAY, person_with


@pytest.fixture(scope="module")
def everything(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[tuple[User, dict[str, str]]]:
    """Somebody, and the names of what is theirs, as every test of the module finds them: its own rows are taken back
    to a savepoint. So they are written once for hundreds of tests.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(AS_OF or WEDNESDAY, tick=False):
            person = person_with("somebody@example.com", tier="professional")
            names = one_of_everything(person)
        with django_db_blocker.block():
            yield person, names
        transaction.set_rollback(True)


@pytest.fixture
def person(everything: tuple[User, dict[str, str]], db: None, request: pytest.FixtureRequest) -> User:
    """Somebody who may call the endpoint: an operator, where it is for those."""
    person = User.objects.get(pk=everything[0].pk)
    endpoint = getattr(request.node, "callspec", None) and request.node.callspec.params.get("endpoint")
    if endpoint and endpoint.is_for_operators:
        person.is_staff = person.is_superuser = True
        person.save()
    return person


@pytest.fixture
def client(person: Any, api: Callable[..., APIClient]) -> APIClient:
    return api(person, by="session")


@pytest.fixture
def names(
    everything: tuple[User, dict[str, str]], make_document: Callable[..., Any], endpoint: Endpoint
) -> dict[str, str]:
    """What the path can name, so that a body or a query gets past the 404: one of each kind, of the person."""
    if "/compare/" in endpoint.route:
        return {"two platforms": ",".join(make_document().platform.slug for _ in range(2))}
    return everything[1] if "<" in endpoint.route else {}


def one_of_everything(person: User) -> dict[str, str]:
    """Write one of each kind that a path can name, of the person, and return what it is named by."""
    now = datetime.now(UTC)
    platform = Platform.objects.create(slug="named", name="Named", sector="social", search_text="named")
    document = Document.objects.create(platform=platform, document_type="terms-of-service", title="Terms of service")
    for day, text in enumerate(("You may copy nothing.", "You may copy everything, and sell your data to anybody.")):
        data = f"# Terms\n\n## Use\n\n{text}\n".encode()
        when = now - timedelta(days=30 - day)
        version = record_version(Recorded(document=document, data=data, captured_at=when, published_at=when), now=when)
    watchlist = default_watchlist(person, now)
    item, _ = watch_platform(watchlist=watchlist, platform=document.platform, now=now)
    key, _ = create_api_key(user=person, name="CI", scopes=["read"], expires_at=None, now=now)
    review, _ = begin_review(user=person, change=Change.objects.get(), given={}, now=now)
    memo, _ = ask_for_memo(user=person, wish=MemoWish("json", document=document), now=now)
    baseline, _ = pin(user=person, document=document, version=version, agreed_at=now.date(), now=now)
    follow_law(datetime(2026, 11, 30, tzinfo=UTC))
    follow_law(datetime(2026, 12, 2, tzinfo=UTC))
    since = now - timedelta(days=9)
    certificate, _ = ask_for_certificate(
        user=person, documents=[document], of_watchlist=False, since=since, until=now - timedelta(days=1), now=now
    )
    wishes = ChannelWishes(url="https://hooks.example/")
    channel, _ = add_channel(user=person, kind="webhook", wishes=wishes, now=now)
    watch, _ = watch_category(user=person, category="retention", wishes=CategoryWishes(), now=now)
    event = make_test_event(channel_id=channel.pk, now=now)
    vendors, _ = import_vendors(user=person, name="Vendors", data=b"name\nOwl Post\n", now=now)
    return {
        "category-watches": str(watch.pk),
        "channels": str(channel.pk),
        "webhook-endpoints": str(channel.pk),
        "deliveries": str(owe_one(channel=channel, content=event, event_type=TEST, now=now).pk),
        "certificates": str(certificate.pk),
        "deadlines": make_feed(user=person, now=now),
        "vendor-lists": str(vendors.pk),
        "baselines": str(baseline.pk),
        "reviews": str(review.pk),
        "platforms": document.platform.slug,
        "categories": categories()[0].id,
        "regulations": "gdpr",
        "memos": str(memo.pk),
        "law-changes": LawChange.objects.get().public_id,
        "documents": document.public_id,
        "versions": version.public_id,
        "changes": Change.objects.get().public_id,
        "provisions": Provision.objects.first().public_id,
        "watchlists": str(watchlist.pk),
        "items": str(item.pk),
        "api-keys": str(key.pk),
    }
