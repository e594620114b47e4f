"""Tells people once that a document they watch can't be read, and once that it can be read again.

Both are owed as rows first. A person gets at most one mail a day about what fails: it names all that is owed by then.
Nothing is owed or told while very many hosts fail at once, since then it is us.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Notice
from accounts.services.notices import owe_many
from accounts.verified_addresses import verified_user_ids
from alerts.models import UnreadDocument, WatchedPlatform
from alerts.watching.audience import covering, left_meanwhile, monitored_items
from alerts.watching.mail_preferences import unwanted
from governance.capture.health.verdicts import meaning_of
from governance.capture.outages import is_our_own_outage
from governance.models import CaptureHealth, CaptureState, Document
from governance.monitoring import is_unread, unread_to_tell

DOCUMENT_UNREAD = "document_unread"
DOCUMENT_READ_AGAIN = "document_read_again"
ONE_MAIL_IN = timedelta(hours=24)
_DOCUMENTS_AT_ONCE = 100
ROWS_AT_ONCE = 5_000
PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class UnreadView:
    """A document as a mail names it. `since` is when it was last read, or first tried; `said` is why it isn't."""

    name: str
    since: datetime
    said: str


def tell_due(now: datetime) -> dict[str, int]:
    """Owe the mails about documents that can't be read, and about those that can be again; return the counts."""
    told_again = _tell_of_recovery(now)
    if is_our_own_outage(now):
        return {"unread_owed": 0, "unread_told": 0, "read_again_told": told_again}
    return {"unread_owed": _owe(now), "unread_told": _tell(now), "read_again_told": told_again}


def _owe(now: datetime) -> int:
    """Write who is to be told of each document that has failed for long enough, some thousands at a time."""
    count = 0
    longest_first = unread_to_tell(now).order_by("failing_since", "pk").values_list("pk", flat=True)
    for document_id in list(longest_first[:_DOCUMENTS_AT_ONCE]):
        count += _owe_of(document_id, now, ROWS_AT_ONCE - count)
        if count >= ROWS_AT_ONCE:
            break
    return count


@transaction.atomic
def _owe_of(document_id: int, now: datetime, limit: int) -> int:
    health = unread_to_tell(now).select_for_update(of=("self",)).filter(pk=document_id).first()
    if health is None:  # it was read in the meantime
        return 0
    watchers = covering(monitored_items(now), Document.objects.filter(pk=document_id), now)
    reached = UnreadDocument.objects.filter(document=document_id).order_by("-user_id").values_list("user_id", flat=True)
    if last := reached.first():
        watchers = watchers.filter(watchlist__user__gt=last)
    people = watchers.order_by("watchlist__user").values_list("watchlist__user", flat=True).distinct()
    user_ids = list(people[:limit])
    UnreadDocument.objects.bulk_create(
        [UnreadDocument(user_id=user_id, document_id=document_id, owed_at=now) for user_id in user_ids],
        ignore_conflicts=True,
        batch_size=500,
    )
    if len(user_ids) < limit:
        health.told_at = now
        health.save(update_fields=["told_at"])
    return len(user_ids)


@transaction.atomic
def _tell(now: datetime) -> int:
    """Owe a mail each to the next people; return the number of documents that these mails name."""
    owed = UnreadDocument.objects.filter(told_at=None)
    still = Document.objects.filter(is_unread(now), pk=OuterRef("document"))
    owed.filter(~Exists(still) | left_meanwhile("document__platform")).delete()
    lately = UnreadDocument.objects.filter(user=OuterRef("user"), told_at__gt=now - ONE_MAIL_IN)
    due = owed.filter(~unwanted(now), ~Exists(lately), user__is_active=True, user__erase_at=None)
    due = due.filter(user__in=verified_user_ids())
    people = list(due.order_by("user").values_list("user", flat=True).distinct()[:PEOPLE_AT_ONCE])
    rows = _locked(owed.filter(user__in=people))
    _owe_mails(DOCUMENT_UNREAD, rows, now)
    UnreadDocument.objects.filter(pk__in=[pk for pk, *_ in rows]).update(told_at=now)
    return len(rows)


@transaction.atomic
def _tell_of_recovery(now: datetime) -> int:
    """Owe a mail each to people who were told, of what can be read again, and forget that they were told."""
    is_read = Q(document__health__state=CaptureState.VERIFIED)
    is_over = Q(document__health=None) | Q(document__state=Document.State.RETIRED)
    told = UnreadDocument.objects.filter(told_at__isnull=False)
    rows = _locked(told.filter(is_read | is_over))
    never_sent = Notice.objects.filter(
        user=OuterRef("user"),
        kind=DOCUMENT_UNREAD,
        about_at=OuterRef("told_at"),
        state__in=(Notice.State.DROPPED, Notice.State.FAILED),
    )
    to_tell = told.filter(is_read, ~unwanted(now), ~Exists(never_sent), pk__in=[pk for pk, *_ in rows])
    to_tell = to_tell.exclude(left_meanwhile("document__platform"))
    to_tell = to_tell.filter(user__is_active=True, user__erase_at=None, user__in=verified_user_ids())
    telling = list(to_tell.values_list("pk", "user_id", "document_id"))
    _owe_mails(DOCUMENT_READ_AGAIN, telling, now)
    UnreadDocument.objects.filter(pk__in=[pk for pk, *_ in rows]).delete()
    return len(telling)


def _locked(rows: "QuerySet[UnreadDocument]") -> list[tuple[int, UUID, int]]:
    """Lock the next rows by person, and return the key, person and document of each."""
    found = rows.order_by("user", "pk").select_for_update(of=("self",), skip_locked=True)
    return list(found.values_list("pk", "user_id", "document_id")[:ROWS_AT_ONCE])


def _owe_mails(kind: str, rows: Iterable[tuple[int, UUID, int]], now: datetime) -> None:
    documents_of: dict[UUID, list[int]] = defaultdict(list)
    for _, user_id, document_id in rows:
        documents_of[user_id].append(document_id)
    facts = {user_id: {"documents": ",".join(map(str, ids))} for user_id, ids in documents_of.items()}
    owe_many(kind=kind, about_at=now, facts=facts, now=now)


def still_unread(*, user_id: UUID, facts: dict[str, str], now: datetime) -> list[UnreadView]:
    """Return what is still to be told of a mail's documents: those that can't be read by now, the longest first.

    That is nothing to who is sent neither alerts nor digests by now.
    """
    return _views(user_id, facts, CaptureHealth.objects.filter(is_unread(now, at="document__")), now)


def read_again(*, user_id: UUID, facts: dict[str, str], now: datetime) -> list[UnreadView]:
    """Return which of a mail's documents are read again by now, in the same way."""
    return _views(user_id, facts, CaptureHealth.objects.filter(state=CaptureState.VERIFIED), now)


def _views(user_id: UUID, facts: dict[str, str], health: "QuerySet[CaptureHealth]", now: datetime) -> list[UnreadView]:
    of_platform = WatchedPlatform.objects.filter(user=user_id, muted_at=None, platform=OuterRef("document__platform"))
    wanted = of_platform.filter(~unwanted(now))
    rows = health.filter(Exists(wanted), pk__in=[int(key) for key in facts["documents"].split(",")])
    return [
        UnreadView(
            f"{row.document.platform.name} · {row.document.title}",
            row.failing_since or row.since,
            meaning_of(row.verdict).said if row.verdict else "",
        )
        for row in rows.select_related("document__platform").order_by("failing_since", "pk")
    ]
