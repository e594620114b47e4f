"""What a Professional does on pages by two requests at once."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from alerts.models import Baseline, Review

PAGES_OF_A_TEAM = (
    "changes/<str:public_id>/review/",
    "reviews/<uuid:review_id>/",
    "reviews/<uuid:review_id>/sign-off/",
)
_BEGIN, _DECIDE, _SIGN = PAGES_OF_A_TEAM


def team_page_acts(user: User, act: Callable[..., Any]) -> dict[tuple[str, str], Any]:
    """Each page with what is done by it: a review is begun, another one decided on and signed off once."""
    review, begun = Review.objects.get(user=user), Review.objects.filter(user=user)
    document = Baseline.objects.get(user=user).document
    change = document.changes.get()
    decided = {"decision": "object", "reason": "It is large.", "decided_by": "Ada"}
    pages = (
        (_BEGIN, f"/changes/{change.public_id}/review/", {}, lambda: begun.filter(change=change).count() == 1),
        (_DECIDE, f"/reviews/{review.pk}/", decided, lambda: begun.filter(decision="object").count() == 1),
        (
            _SIGN,
            f"/reviews/{review.pk}/sign-off/",
            {"name": "Grace"},
            lambda: begun.filter(signed_off_by="Grace").exists(),
        ),
    )
    return {("POST", route): act("POST", path, body, ({302},), holds, form=True) for route, path, body, holds in pages}
