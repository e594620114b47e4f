"""What a team of a Professional has: a watched platform with long names, and a page of each kind of what it keeps."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from alerts.agreements.baselines import pin
from alerts.memos.asking import MemoWish, ask_for_memo
from alerts.models import Memo
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
    of_change, of_document = f"/changes/{changes[1].public_id}/", f"/documents/{document.public_id}/"
    found.paths = {"analysis": f"{of_document}analysis/", "change-analysis": f"{of_change}analysis/"}
    found.paths |= _reviews(found, now) | _agreements(found, now) | _memos(found, now)
    return found


def _agreements(team: Team, now: datetime) -> dict[str, str]:
    first = team.document.versions.order_by("sequence").first()
    given = {"version": first, "agreed_at": first.captured_at.date(), "reference": f"C-{LONG}", "note": "Signed."}
    baseline, _ = pin(user=team.user, document=team.document, now=now, **given)
    return {
        "baselines": "/baselines/",
        "baseline": f"/baselines/{baseline.pk}/?view=side",
        "baseline-delete": f"/baselines/{baseline.pk}/delete/",
        "agree": f"/documents/{team.document.public_id}/agree/",
    }


def _memos(team: Team, now: datetime) -> dict[str, str]:
    wishes = {
        "memo-waiting": MemoWish("pdf", document=team.document),
        "memo-failed": MemoWish("markdown", document=team.document),
        "memo-ready": MemoWish("json", change=team.changes[0]),
    }
    found = {name: ask_for_memo(user=team.user, wish=wish, now=now)[0].pk for name, wish in wishes.items()}
    Memo.objects.filter(pk=found["memo-waiting"]).update(progress=40)
    Memo.objects.filter(pk=found["memo-failed"]).update(state="failed", failure=f"The text of {LONG} is gone.")
    made = {"packed": b"", "sha256": "a" * 64, "size_bytes": 12_345, "title": f"Memo of {LONG}", "made_with": "json"}
    Memo.objects.filter(pk=found["memo-ready"]).update(state="ready", made_at=now, **made)
    paths = {name: f"/memos/{key}/" for name, key in found.items()}
    return {"deadlines": "/deadlines/", "memos": "/memos/", "memo-ask": "/memos/ask/", **paths}


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
