"""Two requests at once on everything that creates or changes something: each gets an answer, and none is a 5xx.

Every route of the site with a method that changes something is walked. One that is not asked below must be named with
the reason, so that a new one can't be forgotten.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.services.deletion import request_deletion
from alerts.agreements.baselines import pin
from alerts.certifying.asking import ask_for_certificate
from alerts.memos.asking import MemoWish, ask_for_memo
from alerts.models import (
    Alert,
    AlertFeed,
    Baseline,
    Digest,
    DigestEntry,
    Memo,
    Opinion,
    PlatformRequest,
    Review,
    RiskAnswers,
    Unsubscription,
    Vendor,
    VendorList,
    WatchCertificate,
    WatchItem,
    Watchlist,
)
from alerts.opinions.opinion_links import opinion_links
from alerts.reviewing.reviews import begin_review
from alerts.vendors.lists import import_vendors
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.models import Trial
from governance.models import Change, Document, DocumentPreview, Platform
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.backend.channel_acts import category_watch_acts, channel_acts
from tests.backend.page_acts import PAGES_OF_A_PERSON, page_acts
from tests.backend.routes import fill, routes
from tests.messages import message_to

NOW = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
PASSWORD = "a long passphrase 42"
ELSEWHERE = {
    "_allauth/": "allauth's own endpoints: tests/accounts",
    "accounts/": "the pages of the same: tests/accounts",
    "api/v1/api-keys/": "tests/accounts/test_api_keys.py",
    "account/not-me/": "the way back of a security mail: tests/web/security_mails/test_taking_back.py",
    "webhooks/": "posted by vendors: tests/billing, tests/alerts/delivery/mail_events",
    "dev/": "shows mails, changes nothing",
}
PAGES_THAT_CHANGE = (
    *("unsubscribe/<str:token>/", "account/choose/<str:token>/", "account/keep/<str:token>/"),
    "feedback/<str:token>/<str:public_id>/",
    *PAGES_OF_A_PERSON,
)
"""Pages have no list of methods; a page that takes a POST is named here or is found to refuse one."""


OF_OPERATORS = "api/v1/document-previews/"


@dataclass
class Act:
    """What is sent twice, which answers are right, and what must hold afterwards."""

    method: str
    path: str
    body: Any = None
    statuses: tuple[set[int], ...] = ({200},)
    holds: Callable[[], bool] = lambda: True
    form: bool = False


@pytest.fixture
def person(transactional_db, make_user, make_document):
    user, document = make_user(tier="professional", password=PASSWORD), make_document()
    for day, text in enumerate(("You may copy nothing.", "We sell your data to anybody.")):
        when = NOW - timedelta(days=30 - day)
        data = f"# Terms\n\n## Use\n\n{text}\n".encode()
        record_version(Recorded(document=document, data=data, captured_at=when, published_at=when), now=when)
    watch_platform(watchlist=default_watchlist(user, NOW), platform=document.platform, now=NOW)
    pin(user=user, document=document, version=None, agreed_at=NOW.date(), now=NOW)
    message = message_to(user, datetime.now(UTC))
    Alert.objects.create(user=user, change=Change.objects.get(), message=message, created_at=NOW)
    digest = Digest.objects.create(
        user=user, cadence="weekly", period_start=NOW, period_end=NOW + timedelta(days=7), created_at=NOW
    )
    DigestEntry.objects.create(digest=digest, change=Change.objects.get())
    return user


def acts(user, make_user, make_platform) -> dict[tuple[str, str], Act]:
    """Each route and method with what is done by it."""
    watchlist, item, alert = user.watchlists.get(), WatchItem.objects.get(), Alert.objects.get()
    entry, said = DigestEntry.objects.get(), {"verdict": "not_worth_telling"}
    entries = f"/api/v1/digests/{entry.digest_id}/entries/{entry.change.public_id}/feedback/"
    extra = Watchlist.objects.create(user=user, name="Extra", created_at=NOW)
    platform, successor = make_platform("bolt"), make_platform("successor")
    Platform.objects.filter(pk=item.platform_id).update(successor=successor)
    lists, items = "/api/v1/watchlists/", f"/api/v1/watchlists/{watchlist.pk}/items/"
    leaving = make_user("leaving@example.com", password=PASSWORD)
    request_deletion(user=leaving, password=PASSWORD, now=datetime.now(UTC))
    previews, answers = "/api/v1/document-previews/", f"/api/v1/platforms/{item.platform.slug}/answers/"
    looked_at = DocumentPreview.objects.create(
        platform_name="Owl Post",
        title="Terms",
        addresses=["http://owl.example/terms"],
        asked_at=NOW,
        state=DocumentPreview.State.READ,
        is_good=True,
    )
    local = settings.BASE_URL
    baseline, other = Baseline.objects.get(), _another_change(platform)
    decided = {"decision": "accept", "reason": "It is small.", "decided_by": "Ada", "decided_at": NOW}
    review, _ = begin_review(user=user, change=other, given=decided, now=NOW)
    agreed = {"document": baseline.document.public_id, "agreed_at": "2026-03-11", "reference": "C-1"}
    memo, _ = ask_for_memo(user=user, wish=MemoWish("json", document=baseline.document), now=NOW)
    memos, asked = "/api/v1/memos/", {"document": baseline.document.public_id, "format": "pdf"}
    one, vendor_list = "api/v1/watchlists/<uuid:watchlist_id>/", "api/v1/vendor-lists/<uuid:list_id>/"
    period = {"since": NOW - timedelta(days=3), "until": NOW, "now": NOW}
    documents = [baseline.document]
    certificate, _ = ask_for_certificate(user=user, documents=documents, of_watchlist=False, **period)
    vendors, _ = import_vendors(user=user, name="Vendors", data=b"name,url\nOwl,owl.example\n", now=NOW)
    of_vendors = f"/api/v1/vendor-lists/{vendors.pk}"
    others = channel_acts(user, Act, NOW) | category_watch_acts(user, Act, NOW)
    others |= page_acts(user, Act, watched=item.platform, other=platform, leaving=leaving)
    return others | {
        ("POST", "api/v1/alerts/feed/"): Act(
            "POST", "/api/v1/alerts/feed/", {}, ({201},), lambda: AlertFeed.objects.count() == 1
        ),
        ("DELETE", "api/v1/alerts/feed/"): Act("DELETE", "/api/v1/alerts/feed/", None, ({204},)),
        ("POST", "api/v1/memos/"): Act("POST", memos, asked, ({201, 200},), lambda: Memo.objects.count() == 2),
        ("DELETE", "api/v1/memos/<uuid:memo_id>/"): Act("DELETE", f"{memos}{memo.pk}/", None, ({204}, {204, 404})),
        ("POST", "api/v1/watchlists/"): Act("POST", lists, {"name": "Both"}, ({201},)),
        ("PATCH", one): Act("PATCH", f"{lists}{extra.pk}/", {"name": "New", "min_severity": "high"}),
        ("DELETE", one): Act("DELETE", f"{lists}{extra.pk}/", None, ({204}, {204, 404})),
        ("POST", f"{one}items/"): Act(
            "POST",
            items,
            {"platform": platform.slug},
            ({201, 200},),
            lambda: WatchItem.objects.filter(platform=platform).count() == 1,
        ),
        ("PATCH", f"{one}items/<uuid:item_id>/"): Act(
            "PATCH",
            f"{items}{item.pk}/",
            {"platform": successor.slug},
            ({200},),
            lambda: list(WatchItem.objects.values_list("platform", flat=True)) == [successor.pk],
        ),
        ("DELETE", f"{one}items/<uuid:item_id>/"): Act("DELETE", f"{items}{item.pk}/", None, ({204}, {204, 404})),
        ("POST", f"{one}items/<uuid:item_id>/activate/"): Act("POST", f"{items}{item.pk}/activate/", {}),
        ("POST", "api/v1/platform-requests/"): Act(
            "POST",
            "/api/v1/platform-requests/",
            {"name": "Owl Post", "url": "https://owl.example/"},
            ({201, 200},),
            lambda: PlatformRequest.objects.count() == 1,
        ),
        ("POST", "api/v1/baselines/"): Act(
            "POST",
            "/api/v1/baselines/",
            agreed,
            ({201}, {200, 201}),
            lambda: Baseline.objects.filter(reference="C-1").count() == 1,
        ),
        ("DELETE", "api/v1/baselines/<uuid:baseline_id>/"): Act(
            "DELETE", f"/api/v1/baselines/{baseline.pk}/", None, ({204}, {204, 404})
        ),
        ("POST", "api/v1/reviews/"): Act(
            "POST",
            "/api/v1/reviews/",
            {"change": entry.change.public_id, "assignee": "Ada"},
            ({201}, {200, 201}),
            lambda: Review.objects.filter(change=entry.change).count() == 1,
        ),
        ("PATCH", "api/v1/reviews/<uuid:review_id>/"): Act(
            "PATCH", f"/api/v1/reviews/{review.pk}/", {"reason": "It is very small."}
        ),
        ("POST", "api/v1/reviews/<uuid:review_id>/sign-off/"): Act(
            "POST", f"/api/v1/reviews/{review.pk}/sign-off/", {"name": "Grace"}, ({200}, {200, 409})
        ),
        ("POST", "api/v1/certificates/"): Act(
            "POST",
            "/api/v1/certificates/",
            {"documents": [baseline.document.public_id], "since": "2026-03-01", "until": "2026-03-09"},
            ({201}, {200, 201}),
            lambda: WatchCertificate.objects.exclude(pk=certificate.pk).count() == 1,
        ),
        ("DELETE", "api/v1/certificates/<uuid:certificate_id>/"): Act(
            "DELETE", f"/api/v1/certificates/{certificate.pk}/", None, ({204}, {204, 404})
        ),
        ("POST", "api/v1/deadlines/feed/"): Act("POST", "/api/v1/deadlines/feed/", {}, ({201},)),
        ("DELETE", "api/v1/deadlines/feed/"): Act("DELETE", "/api/v1/deadlines/feed/", None, ({204},)),
        ("POST", "api/v1/vendor-lists/"): Act(
            "POST",
            "/api/v1/vendor-lists/",
            {"name": "Both", "csv": "name\nBolt\n"},
            ({201}, {200, 201}),
            lambda: VendorList.objects.filter(name="Both").count() == 1 and Vendor.objects.count() == 2,
        ),
        ("DELETE", vendor_list): Act("DELETE", f"{of_vendors}/", None, ({204}, {204, 404})),
        ("POST", f"{vendor_list}watchlist/"): Act(
            "POST",
            f"{of_vendors}/watchlist/",
            {},
            ({201}, {200, 201}),
            lambda: Watchlist.objects.filter(name="Vendors").count() == 1,
        ),
        ("POST", f"{vendor_list}requests/"): Act(
            "POST", f"{of_vendors}/requests/", {}, ({200},), lambda: PlatformRequest.objects.count() == 1
        ),
        ("PUT", "api/v1/platforms/<str:slug>/answers/"): Act(
            "PUT", answers, {"retention.1": "yes"}, ({200},), lambda: RiskAnswers.objects.count() == 1
        ),
        ("DELETE", "api/v1/platforms/<str:slug>/answers/"): Act("DELETE", answers, None, ({204},)),
        ("POST", "api/v1/document-previews/"): Act(
            "POST", previews, {"platform": "Owl", "type": "Terms", "urls": ["http://owl.example/terms"]}, ({202},)
        ),
        ("POST", "api/v1/document-previews/<uuid:preview_id>/add/"): Act(
            "POST",
            f"{previews}{looked_at.pk}/add/",
            {},
            ({200},),
            lambda: Document.objects.filter(platform__name="Owl Post").count() == 1,
        ),
        ("POST", "api/v1/alerts/<uuid:alert_id>/read/"): Act("POST", f"/api/v1/alerts/{alert.pk}/read/", {}),
        ("POST", "api/v1/alerts/<uuid:alert_id>/feedback/"): _said(f"/api/v1/alerts/{alert.pk}/feedback/", said),
        ("DELETE", "api/v1/alerts/<uuid:alert_id>/feedback/"): Act(
            "DELETE", f"/api/v1/alerts/{alert.pk}/feedback/", None, ({204},)
        ),
        ("POST", "api/v1/digests/<uuid:digest_id>/entries/<str:change_id>/feedback/"): _said(entries, said),
        ("DELETE", "api/v1/digests/<uuid:digest_id>/entries/<str:change_id>/feedback/"): Act(
            "DELETE", entries, None, ({204},)
        ),
        ("POST", "feedback/<str:token>/<str:public_id>/"): Act(
            "POST",
            f"{opinion_links()(alert.message_id)}{alert.change.public_id}/".removeprefix(local),
            said,
            ({200},),
            lambda: Opinion.objects.count() == 1,
            form=True,
        ),
        ("PATCH", "api/v1/me/"): Act(
            "PATCH",
            "/api/v1/me/",
            {"digest_hour": 9, "unsubscribed_from": ["alerts"], "muted_platforms": [item.platform.slug]},
            ({200},),
            lambda: Unsubscription.objects.filter(user=user).count() == 1,
        ),
        ("DELETE", "api/v1/me/"): Act("DELETE", "/api/v1/me/", {"password": PASSWORD}, ({202}, {202, 401})),
        ("POST", "api/v1/me/undo-deletion/"): Act("POST", "/api/v1/me/undo-deletion/", {}),
        ("POST", "api/v1/subscription/trial/"): Act(
            "POST", "/api/v1/subscription/trial/", {}, ({409},), lambda: not Trial.objects.exists()
        ),
        ("POST", "api/v1/subscription/checkout/"): Act(
            "POST", "/api/v1/subscription/checkout/", {"tier": "watcher", "interval": "month"}, ({409},)
        ),
        ("POST", "api/v1/subscription/portal/"): Act("POST", "/api/v1/subscription/portal/", {}, ({409},)),
    }


def _another_change(platform: Platform) -> Change:
    document = Document.objects.create(platform=platform, document_type="terms-of-service", title="Terms")
    for day, text in enumerate(("We keep your data for a day.", "We keep your data for a year.")):
        when = NOW - timedelta(days=30 - day)
        data = f"# Terms\n\n## Use\n\n{text}\n".encode()
        record_version(Recorded(document=document, data=data, captured_at=when, published_at=when), now=when)
    return Change.objects.get(document=document)


def _said(path: str, said: dict[str, str]) -> Act:
    return Act("POST", path, said, ({201}, {200, 201}), lambda: Opinion.objects.count() == 1)


def to_be_asked() -> list[tuple[str, str]]:
    found = []
    for route, pattern in routes():
        if route.startswith(tuple(ELSEWHERE)):
            continue
        view = getattr(pattern.callback, "view_class", None)
        names = ["POST"] if view is None and route in PAGES_THAT_CHANGE else []
        names += [name for name in ("POST", "PUT", "PATCH", "DELETE") if view and hasattr(view, name.lower())]
        found += [(name, route) for name in names]
    return found


def test_a_page_that_is_not_named_refuses_a_post(client, db):
    for route, pattern in routes():
        if route.startswith(tuple(ELSEWHERE)) or route in PAGES_THAT_CHANGE or hasattr(pattern.callback, "view_class"):
            continue
        assert client.post(fill(route)).status_code in (403, 405), route


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("method", "route"), to_be_asked(), ids=lambda value: value)
def test_of_two_requests_at_once_each_gets_an_answer(person, make_user, make_platform, method, route):
    act = acts(person, make_user, make_platform)[method, route]
    client = Client(raise_request_exception=False)
    if route.startswith(OF_OPERATORS):
        person.is_staff = person.is_superuser = True
        person.save()
    client.force_login(person)
    token, start = client.session.session_key, Barrier(2)

    def ask(_):
        mine = Client(raise_request_exception=False)
        start.wait()
        try:
            if act.form:
                mine.cookies[settings.SESSION_COOKIE_NAME] = token
                return mine.post(act.path, act.body).status_code
            body, kind = json.dumps(act.body) if act.body is not None else "", "application/json"
            headers = {"X-Session-Token": token}
            return mine.generic(act.method, act.path, body, content_type=kind, headers=headers).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(ask, range(2)))
    assert set(statuses) <= set().union(*act.statuses), statuses
    assert not set(statuses).isdisjoint(act.statuses[0]), statuses
    assert act.holds()
