"""What a Professional does on pages by two requests at once."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from alerts.models import Baseline, Memo, PlatformRequest, Review, RiskAnswers, VendorList, Watchlist
from alerts.reviewing.reviews import fingerprint_of

PAGES_OF_A_TEAM = (
    "changes/<str:public_id>/review/",
    "reviews/<uuid:review_id>/",
    "reviews/<uuid:review_id>/sign-off/",
    "documents/<str:public_id>/agree/",
    "baselines/<uuid:baseline_id>/delete/",
    "memos/ask/",
    "memos/<uuid:memo_id>/delete/",
    "deadlines/calendar/",
    "deadlines/calendar/end/",
    "platforms/<str:slug>/answers/",
    "platforms/<str:slug>/answers/delete/",
    "vendors/",
    "vendors/<uuid:list_id>/delete/",
    "vendors/<uuid:list_id>/requests/",
    "vendors/<uuid:list_id>/watchlist/",
)
_BEGIN, _DECIDE, _SIGN, _AGREE, _FORGET, _ASK, _REMOVE, _CALENDAR, _END, *_OF_VENDORS = PAGES_OF_A_TEAM
_ANSWER, _UNANSWER, _BRING, _DROP, _REQUEST, _WATCH = _OF_VENDORS


def team_page_acts(user: User, act: Callable[..., Any]) -> dict[tuple[str, str], Any]:
    """Each page with what is done by it: a review, an agreement and a memo are begun once, and others ended."""
    reviews, agreed, memos = (model.objects.filter(user=user) for model in (Review, Baseline, Memo))
    review, baseline, memo = reviews.get(), agreed.get(), memos.get()
    document = baseline.document
    change = document.changes.get()
    decided = {"decision": "object", "reason": "It is large.", "decided_by": "Ada"}
    pages = (
        (_BEGIN, f"/changes/{change.public_id}/review/", {}, lambda: reviews.filter(change=change).count() == 1),
        (_DECIDE, f"/reviews/{review.pk}/", decided, lambda: reviews.filter(decision="object").count() == 1),
        (
            _SIGN,
            f"/reviews/{review.pk}/sign-off/",
            {"name": "Grace", "shown": fingerprint_of(review)},
            lambda: reviews.filter(signed_off_by="Grace").exists(),
        ),
        (
            _AGREE,
            f"/documents/{document.public_id}/agree/",
            {"agreed_at": "2026-03-10", "reference": "C-2"},
            lambda: agreed.filter(reference="C-2").count() == 1,
        ),
        (
            _ASK,
            f"/memos/ask/?document={document.public_id}",
            {"format": "markdown", "paper": "a4"},
            lambda: memos.filter(format="markdown").count() == 1,
        ),
    )
    gone = ({302}, {302, 404})
    return {
        ("POST", route): act("POST", path, body, ({302},), holds, form=True) for route, path, body, holds in pages
    } | {
        ("POST", _FORGET): act(
            "POST", f"/baselines/{baseline.pk}/delete/", {}, gone, lambda: not agreed.exists(), form=True
        ),
        ("POST", _CALENDAR): act("POST", "/deadlines/calendar/", {}, ({200},), form=True),
        ("POST", _END): act("POST", "/deadlines/calendar/end/", {}, ({302},), form=True),
        ("POST", _REMOVE): act("POST", f"/memos/{memo.pk}/delete/", {}, gone, lambda: not memos.exists(), form=True),
        **_acts_with_vendors(user, act, document.platform.slug),
    }


def _acts_with_vendors(user: User, act: Callable[..., Any], slug: str) -> dict[tuple[str, str], Any]:
    """A form without a file is refused twice: the list itself is brought along twice over the API."""
    vendors = VendorList.objects.filter(user=user)
    listed, of_answers = f"/vendors/{vendors.get().pk}/", f"/platforms/{slug}/answers/"
    return {
        ("POST", _ANSWER): act(
            *("POST", of_answers, {"retention.1": "yes"}, ({302},), lambda: RiskAnswers.objects.count() == 1), form=True
        ),
        ("POST", _UNANSWER): act("POST", f"{of_answers}delete/", {}, ({302},), form=True),
        ("POST", _BRING): act("POST", "/vendors/", {"name": "Both"}, ({400},), form=True),
        ("POST", _DROP): act(
            "POST", f"{listed}delete/", {}, ({302}, {302, 404}), lambda: not vendors.exists(), form=True
        ),
        ("POST", _REQUEST): act(
            *("POST", f"{listed}requests/", {}, ({302},), lambda: PlatformRequest.objects.count() == 1), form=True
        ),
        ("POST", _WATCH): act(
            *("POST", f"{listed}watchlist/", {}, ({302},)),
            lambda: Watchlist.objects.filter(name="Vendors").count() == 1,
            form=True,
        ),
    }
