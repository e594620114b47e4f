"""Finds which of a person's documents could not be verified lately or can't be read, so a digest can say so."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days_in_words import day_in_words
from alerts.mail.lines import clipped
from alerts.models import WatchItem
from alerts.watching.audience import covering
from governance.document_standings import DocumentStanding, document_standings, documents_not_verified
from governance.models import Document, Platform

LATELY = timedelta(days=7)  # before the end of the period; a source is looked at about daily
DOCUMENTS_LISTED = PLATFORMS_LISTED = 8
LONGEST_NAME = 26  # the line is cut at 300 characters


@dataclass(frozen=True, slots=True)
class Unverified:
    """The documents that a digest can't vouch for.

    `documents` are the first of them: the longest unverified first, retired ones last; `left_out` is the number of the
    others. `lines` say it in the mail: first, in one line, platforms that were never captured, then the documents of
    the others.
    """

    documents: tuple[DocumentStanding, ...] = ()
    left_out: int = 0
    lines: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.documents) + self.left_out

    def stored(self) -> list[dict[str, object]]:
        """Return the form that `Digest.unverified` stores: ids, and what was known of them then."""
        return [
            {"document": d.id, "state": d.state, "last_verified_at": _iso(d.last_verified_at)} for d in self.documents
        ]


class Watched(NamedTuple):
    """The unverified documents, and platforms without a known document, of the digests with one period end, by id.

    `language` is that of the lines about them.
    """

    document_ids: tuple[int, ...]
    unknown_ids: tuple[int, ...]
    period_end: datetime
    language: str = "en"


def documents_to_verify(items: "QuerySet[WatchItem]", since: datetime, now: datetime) -> "QuerySet[WatchItem]":
    """Return each item once for each unverified document that it covers, with the document at `platform__documents`."""
    return covering(items, documents_not_verified(since=since, now=now), now)


def items_without_documents(items: "QuerySet[WatchItem]", since: datetime) -> "QuerySet[WatchItem]":
    """Return items of platforms that were known before then and have no known document."""
    documents = Document.objects.filter(platform=OuterRef("platform_id"))
    return items.filter(~Exists(documents), platform__created_at__lt=since)


def unverified_documents(watched: Collection[Watched], now: datetime) -> dict[Watched, Unverified]:
    """Return what could not be verified within LATELY of each end or can't be read now, by two queries at most."""
    standings = document_standings({document_id for one in watched for document_id in one.document_ids}, now)
    unknown = {key for one in watched for key in one.unknown_ids}
    names = dict(Platform.objects.filter(pk__in=unknown).values_list("pk", "name")) if unknown else {}
    found = {}
    for one in watched:
        since = one.period_end - LATELY
        own = [standings[i] for i in one.document_ids if i in standings and not _was_verified(standings[i], since)]
        with translation.override(one.language):
            found[one] = _bounded(own, [names[key] for key in one.unknown_ids if key in names])
    return found


def _was_verified(document: DocumentStanding, since: datetime) -> bool:
    verified_at = document.last_verified_at
    is_read = not document.is_retired and document.unread_since is None
    return is_read and verified_at is not None and verified_at >= since


def _bounded(documents: Iterable[DocumentStanding], unknown: Iterable[str]) -> Unverified:
    ordered = sorted(documents, key=_urgency)
    never = sorted({document.platform_name for document in ordered if not document.is_platform_captured} | {*unknown})
    others = [document for document in ordered if document.is_platform_captured]
    return Unverified(
        documents=tuple(ordered[:DOCUMENTS_LISTED]),
        left_out=max(len(ordered) - DOCUMENTS_LISTED, 0),
        lines=(*_never_captured(never), *_listed(others)),
    )


def _never_captured(names: Sequence[str]) -> Iterator[str]:
    if not names:
        return
    shown = [clipped(name, LONGEST_NAME) for name in names[:PLATFORMS_LISTED]]
    if (more := len(names) - PLATFORMS_LISTED) > 0:
        shown.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    told = ngettext(
        "%(count)s of your platforms has never been captured, and nothing can be noticed there: %(names)s",
        "%(count)s of your platforms have never been captured, and nothing can be noticed there: %(names)s",
        len(names),
    )
    yield told % {"count": len(names), "names": ", ".join(shown)}


def _listed(documents: Sequence[DocumentStanding]) -> Iterator[str]:
    yield from map(_line, documents[:DOCUMENTS_LISTED])
    if len(documents) > DOCUMENTS_LISTED:
        more = len(documents) - DOCUMENTS_LISTED
        yield ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}


def _urgency(document: DocumentStanding) -> tuple[bool, datetime, str, str, int]:
    never = datetime.min.replace(tzinfo=UTC)
    names = (document.platform_name, document.title)
    return document.is_retired, document.last_verified_at or never, *names, document.id


def _line(document: DocumentStanding) -> str:
    verified_at = document.last_verified_at
    parts = []
    if document.is_retired:
        parts.append(_("retired, no longer published or tracked"))
    if document.unread_since:
        since = _("its site no longer has it since %(day)s") if document.is_gone else _("can't be read since %(day)s")
        parts.append(since % {"day": day_in_words(document.unread_since.astimezone(UTC))})
    if verified_at:
        parts.append(_("last verified %(day)s") % {"day": day_in_words(verified_at.astimezone(UTC))})
    else:
        parts.append(_("never verified"))
    return f"{document.platform_name} · {document.title}: {'; '.join(parts)}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
