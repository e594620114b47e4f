"""Tells people once of a change of the law that clauses they watch engage with high exposure. Part of Professional."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from accounts.models import User
from accounts.services.notices import owe_many
from accounts.verified_addresses import verified_user_ids
from alerts.models import LawTelling, WatchedPlatform
from alerts.watching.concerned import categories_of, concerned_clauses, concerned_in_view, counted_by_platform
from alerts.watching.mail_preferences import unwanted
from billing.entitlements import Feature, has_feature
from governance.models import Document, LawChange, Provision

LAW_PREFIX = "law_changed:"
_PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LawNews:
    """What a mail says of a change of the law: its sentences, and how many clauses it is about on each platform."""

    public_id: str
    sentences: tuple[str, ...]
    platforms: tuple[tuple[str, int], ...]


@transaction.atomic
def tell_due(now: datetime) -> dict[str, int]:
    """Owe the mail about the oldest material change of the law to the next people; return how many.

    Whether they still watch something of it is asked again when the mail is written.
    """
    finished = LawTelling.objects.filter(law_change=OuterRef("pk"), finished_at__isnull=False)
    due = LawChange.objects.filter(~Exists(finished), is_material=True).order_by("pk").first()
    if due is None:
        return {"law_told": 0}
    LawTelling.objects.bulk_create([LawTelling(law_change=due)], ignore_conflicts=True)
    telling = LawTelling.objects.select_for_update().get(law_change=due)
    if telling.finished_at is not None:
        return {"law_told": 0}
    people = _next_people(due, telling.reached, now)
    facts = {user_id: {"law_change": str(due.pk)} for user_id in people}
    owe_many(kind=f"{LAW_PREFIX}{due.pk}", about_at=due.detected_at, facts=facts, now=now)
    if len(people) < _PEOPLE_AT_ONCE:
        telling.finished_at = now
    else:
        telling.reached = people[-1]
    telling.save()
    return {"law_told": len(people)}


def _next_people(change: LawChange, reached: UUID | None, now: datetime) -> list[UUID]:
    engaging = Provision.objects.in_force().filter(category__in=categories_of(change.concerned, exposure="high"))
    documents = Document.objects.exclude(state=Document.State.RETIRED).filter(platform=OuterRef("platform"))
    with_clauses = documents.filter(Exists(engaging.filter(document=OuterRef("pk"))))
    watched = WatchedPlatform.objects.filter(~unwanted(now), Exists(with_clauses), muted_at=None, user=OuterRef("pk"))
    people = User.objects.filter(
        has_feature(Feature.INSTITUTIONAL_ANALYSIS, now, user="pk"),
        Exists(watched),
        is_active=True,
        erase_at=None,
        pk__in=Subquery(verified_user_ids()),
    )
    if reached is not None:
        people = people.filter(pk__gt=reached)
    return list(people.order_by("pk").values_list("pk", flat=True)[:_PEOPLE_AT_ONCE])


def law_news(*, user: User, facts: dict[str, str], now: datetime) -> LawNews | None:
    """Return what the mail is to say; None if nothing that the person watches is concerned in their view any more.

    Nor is there anything to say to who has not the feature by now, or is sent neither alerts nor digests.
    """
    change = LawChange.objects.filter(pk=int(facts["law_change"])).first()
    wanted = WatchedPlatform.objects.filter(~unwanted(now), user=user).exists()
    entitled = User.objects.filter(has_feature(Feature.INSTITUTIONAL_ANALYSIS, now, user="pk"), pk=user.pk).exists()
    if change is None or not wanted or not entitled:
        return None
    high = [row for row in concerned_in_view(change, user) if row["exposure"] == "high"]
    platforms = tuple(counted_by_platform(concerned_clauses(high, user=user, now=now)))
    return LawNews(change.public_id, tuple(change.sentences), platforms) if platforms else None
