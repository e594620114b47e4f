"""What a team of a Professional has: a watched platform with long names, and a page of each kind of what it keeps."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from alerts.reviewing.reviews import begin_review, sign_off
from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.models import Change, Document
from tests.browser.test_pages import LONG
from tests.histories import THIRD_TEXT


@dataclass
class Team:
    """Who is signed in, by which cookies, and the paths of the pages by a short name."""

    user: User
    document: Document
    changes: list[Change]
    cookies: dict[str, str]
    paths: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def team(make_user, make_platform, make_document, make_history, collection, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    now, user = datetime.now(UTC), make_user(tier="professional", timezone="America/New_York")
    platform = make_platform("lumenfold", name=f"Lumenfold {LONG}", is_demonstration=True)
    document = make_document(platform, title=f"Terms of {LONG}", collection=collection)
    more = "".join(f"\n## Part {n}\n\nWe keep record number {n} for {n + 1} days.\n" for n in range(3))
    watch_platform(watchlist=default_watchlist(user, now), platform=platform, now=now - timedelta(days=30))
    texts = (
        f"{THIRD_TEXT.replace('binding arbitration', 'the courts')}{more}",
        f"{THIRD_TEXT}\nThese terms take effect on {now + timedelta(days=20):%-d %B %Y}.\n",
        THIRD_TEXT.replace("you may opt out", f"you may not opt out of {LONG}"),
    )
    make_history(document, texts=texts)
    changes = list(Change.objects.order_by("pk"))
    client = Client()
    client.force_login(user)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    found = Team(user, document, changes, cookies)
    found.paths = _reviews(found, now)
    return found


def _reviews(team: Team, now: datetime) -> dict[str, str]:
    given = {"assignee": "Grace Hopper", "due_date": now.date() - timedelta(days=2)}
    begun, _ = begin_review(user=team.user, change=team.changes[0], given=given, now=now)
    decided = {"decision": "object", "reason": f"It binds us to {LONG}.", "decided_by": "Ada", "decided_at": now}
    paths = {
        "reviews": "/reviews/",
        "review": f"/reviews/{begun.pk}/",
        "sign-off-early": f"/reviews/{begun.pk}/sign-off/",
    }
    if len(team.changes) > 1:
        done, _ = begin_review(user=team.user, change=team.changes[1], given=decided, now=now)
        sign_off(review=done, name="Ada Lovelace", now=now)
        paths["review-signed"] = f"/reviews/{done.pk}/"
    return paths
