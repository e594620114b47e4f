"""A person asks for a memo, or has one removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from alerts.models import Memo, Watchlist
from governance.models import Change, Document, Platform, Version

MOST_MEMOS = 200
MOST_WAITING = 10
MOST_EVIDENCE = 20  # a bundle is some fifty times as large as a memo
LONGEST_PERIOD = timedelta(days=366)


class TooManyMemos(Exception):
    """The person has as many memos or evidence bundles as anybody may, or as many that wait."""

    code = "memos_full"

    def __init__(self, limit: int, said: str) -> None:
        super().__init__(said % {"limit": limit})
        self.limit = limit


class NotForAMemo(ValueError):
    """No memo can be made of what was sent; `field` is what is wrong, and the message says it to the person."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


class MemoNotReady(Exception):
    """The file is not made yet, or could not be."""

    code = "memo_not_ready"

    def __init__(self, memo: Memo) -> None:
        failed = memo.state == Memo.State.FAILED
        super().__init__(f"It could not be made. {memo.failure}".strip() if failed else "It is still being made.")
        self.state = memo.state


@dataclass(frozen=True, slots=True)
class ComparisonWish:
    """The platforms to be compared in a category, in the order of the columns."""

    category: str
    platforms: tuple[Platform, ...]
    document_type: str = ""


@dataclass(frozen=True, slots=True)
class MemoWish:
    """What a memo is to be about and as what file; one of document, change, comparison and watchlist is given."""

    format: str
    paper: str = Memo.Paper.A4
    document: Document | None = None
    change: Change | None = None
    comparison: ComparisonWish | None = None
    watchlist: Watchlist | None = None
    since: datetime | None = None
    until: datetime | None = None


def ask_for_memo(*, user: User, wish: MemoWish, now: datetime) -> tuple[Memo, bool]:
    """Ask for a memo; return it, and whether it was asked for now: while one waits, the same again is that one.

    Raises NotForAMemo and TooManyMemos.
    """
    row = _row(user, wish, now)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        own = Memo.objects.filter(user=user)
        waiting = own.filter(state=Memo.State.WAITING)
        for known in waiting:
            if _asks_the_same(known, row):
                return known, False
        if waiting.count() >= MOST_WAITING:
            said = _("%(limit)s memos are being made for you; wait until one is ready.")
            raise TooManyMemos(MOST_WAITING, said)
        if own.count() >= MOST_MEMOS:
            raise TooManyMemos(MOST_MEMOS, _("%(limit)s memos are as many as you can have; remove one."))
        if row.format == Memo.Format.EVIDENCE and own.filter(format=row.format).count() >= MOST_EVIDENCE:
            said = _("%(limit)s evidence bundles are as many as you can have; remove one.")
            raise TooManyMemos(MOST_EVIDENCE, said)
        row.save(force_insert=True)
        return row, True


def own_memos(user_id: UUID) -> "QuerySet[Memo]":
    """Return what a person asked for, without the files."""
    return Memo.objects.filter(user=user_id).defer("packed")


def _row(user: User, wish: MemoWish, now: datetime) -> Memo:
    row = Memo(user=user, format=wish.format, paper=wish.paper, asked_at=now)
    if wish.format == Memo.Format.DOCX and wish.change is None:
        raise NotForAMemo("format", _("A marked-up DOCX can be made of a change only."))
    if wish.watchlist is None:
        if wish.since or wish.until:
            raise NotForAMemo("since", _("A period belongs to the memo of a watchlist."))
        if wish.comparison is not None:
            asked = wish.comparison
            row.kind, row.category, row.document_type = Memo.Kind.COMPARISON, asked.category, asked.document_type
            row.platforms = [platform.pk for platform in asked.platforms]
            return row
        if wish.document and not Version.objects.filter(document=wish.document, is_good=True).exists():
            raise NotForAMemo("document", _("No good version of this document is recorded yet."))
        row.kind = Memo.Kind.CHANGE if wish.change else Memo.Kind.DOCUMENT
        row.document, row.change = wish.document, wish.change
        return row
    if wish.since is None or wish.until is None:
        missing = "since" if wish.since is None else "until"
        raise NotForAMemo(missing, _("The memo of a watchlist needs its period."))
    if wish.until > now:
        raise NotForAMemo("until", _("This is in the future."))
    if wish.since >= wish.until:
        raise NotForAMemo("since", _("This is not before the end of the period."))
    if wish.until - wish.since > LONGEST_PERIOD:
        raise NotForAMemo("since", _("The period is longer than %(most)s days.") % {"most": LONGEST_PERIOD.days})
    row.kind, row.since, row.until = Memo.Kind.WATCHLIST, wish.since, wish.until
    row.watchlist_name = wish.watchlist.name
    row.platforms = sorted(wish.watchlist.items.values_list("platform", flat=True))
    if not row.platforms:
        raise NotForAMemo("watchlist", _("There is no platform on this watchlist."))
    return row


def _asks_the_same(one: Memo, other: Memo) -> bool:
    what = ("kind", "format", "paper", "document_id", "change_id", "category", "document_type")
    names = (*what, "watchlist_name", "platforms", "since", "until")
    return all(getattr(one, name) == getattr(other, name) for name in names)
