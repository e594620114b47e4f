"""A person's answers to the risk questions, one set for each platform."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from alerts.models import RiskAnswers
from governance.models import Platform


def answers_of(user_id: UUID, platform_id: int) -> dict[str, str]:
    """Return what the person answered about a platform, by question."""
    found = RiskAnswers.objects.filter(user=user_id, platform=platform_id).values_list("answers", flat=True).first()
    return found or {}


def answers_by_platform(user_id: UUID, platform_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return what the person answered about each of these platforms, in one query."""
    rows = RiskAnswers.objects.filter(user=user_id, platform__in=platform_ids)
    return dict(rows.values_list("platform", "answers"))


def set_answers(*, user: User, platform: Platform, answers: Mapping[str, str | None], now: datetime) -> dict[str, str]:
    """Put these answers in the place of those before, and return them; what is None is not answered."""
    given = {question: answer for question, answer in answers.items() if answer is not None}
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        RiskAnswers.objects.update_or_create(
            user=user, platform=platform, defaults={"answers": given, "answered_at": now}
        )
    return given


def change_answers(
    *, user: User, platform: Platform, answers: Mapping[str, str | None], now: datetime
) -> dict[str, str]:
    """Change these answers, leave the others, and return all; what is None is not answered any more."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        return set_answers(
            user=user, platform=platform, answers={**answers_of(user.pk, platform.pk), **answers}, now=now
        )


def forget_answers(*, user: User, platform: Platform) -> None:
    """Delete what the person answered about a platform."""
    RiskAnswers.objects.filter(user=user, platform=platform).delete()
