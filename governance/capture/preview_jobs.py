"""Previews that are asked for in the admin or over the API: rows that a duty works on, and that are looked at later."""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from governance.capture.adding import NotToBeAdded, Proposal, add_document, platform_to_read
from governance.capture.browser.program import why_no_browser
from governance.capture.declarations.sources import BadDeclaration
from governance.capture.fetching_loop import OpenFetcher, clock_from
from governance.capture.out_of_turn import Sleep
from governance.capture.previewing import LONGEST, NotPreviewed, Preview, preview
from governance.models import Document, DocumentPreview

AT_ONCE = 10
# No preview is begun later in a round, so that the last one ends before its worker has to.
CLAIMED_FOR = timedelta(minutes=1)
# The clocks of two hosts may be five minutes apart.
LEASE = LONGEST + timedelta(minutes=7)
MOST_ATTEMPTS = 3
KEPT_FOR = timedelta(days=7)
LETTERS_SHOWN = 100_000
# Each page is fetched twice, with its host's pause between: more take longer than a job may.
MOST_PAGES = 4


def check_proposal(proposal: Proposal) -> None:
    """Raise BadDeclaration or NotToBeAdded for what can't be shown, or can't be read from then on."""
    proposal.checked()
    platform_to_read(proposal.platform_name)
    if len(proposal.addresses) > MOST_PAGES:
        raise BadDeclaration(f"More than {MOST_PAGES} pages take too long here: use the command add_document.")


def ask_for_preview(proposal: Proposal, *, by: str, now: datetime) -> DocumentPreview:
    """Store that somebody would like to see a document, and return the row. Raises BadDeclaration and NotToBeAdded."""
    check_proposal(proposal)
    proposal = proposal.as_asked()
    return DocumentPreview.objects.create(**asdict(proposal), asked_at=now, asked_by=by)


def look_again(row: DocumentPreview, *, by: str, now: datetime) -> DocumentPreview:
    """Ask for the same preview anew, and return the new row. Raises BadDeclaration and NotToBeAdded."""
    return ask_for_preview(Proposal.of(vars(row)), by=by, now=now)


def run_previews(
    now: datetime,
    *,
    open_fetcher: OpenFetcher,
    in_browser: bool = False,
    browser: str = "",
    sleep: Sleep = time.sleep,
    clock: Callable[[], datetime] | None = None,
) -> dict[str, int]:
    """Fetch for previews that wait, the oldest first, for some minutes at most; return counts of what they came to."""
    clock = clock or clock_from(now)
    counts = {"read": 0, "failed": 0}
    ends_at = now + CLAIMED_FOR
    for _ in range(AT_ONCE):
        row = _claimed(clock(), in_browser=in_browser) if clock() < ends_at else None
        if row is None:
            break
        try:
            if row.attempt_count > MOST_ATTEMPTS:
                raise NotPreviewed("It was tried three times, and each time something broke. See the log.")
            if in_browser and (missing := why_no_browser(browser)):
                raise NotPreviewed(missing)
            found = preview(Proposal.of(vars(row)), open_fetcher=open_fetcher, clock=clock, sleep=sleep)
        except (NotPreviewed, BadDeclaration) as error:
            DocumentPreview.objects.filter(pk=row.pk).update(
                state=DocumentPreview.State.FAILED, reason=str(error)[:500], read_at=clock(), lease_until=None
            )
            counts["failed"] += 1
        else:
            _store(row, found, clock())
            counts["read"] += 1
    return counts


def add_previewed(
    preview_id: UUID, *, accepts_warnings: bool, by: str, now: datetime
) -> tuple[Document, DocumentPreview]:
    """Let a document that was looked at be read from now on; return it and its preview.

    Adding twice is adding once. Raises NotToBeAdded where it was not good, or is odd and that is not accepted.
    """
    with transaction.atomic():
        row = DocumentPreview.objects.select_for_update().get(pk=preview_id)
        if row.state == DocumentPreview.State.ADDED:
            if row.document is None:
                raise NotToBeAdded("It was added, and is no longer there.")
            return row.document, row
        if row.state == DocumentPreview.State.WAITING:
            raise NotToBeAdded("It was not fetched yet.")
        if not row.is_good:
            raise NotToBeAdded(row.reason or "It is not good.")
        if row.warnings and not accepts_warnings:
            raise NotToBeAdded("Something is odd about it, which is to be accepted first.")
        try:
            document = add_document(Proposal.of(vars(row)), now=now)
        except BadDeclaration as error:
            raise NotToBeAdded(str(error)) from error
        row.state, row.document = DocumentPreview.State.ADDED, document
        row.added_at, row.added_by = now, by
        row.save(update_fields=["state", "document", "added_at", "added_by"])
    return document, row


def forget_previews(now: datetime) -> int:
    """Delete previews older than a week, and return their number."""
    return DocumentPreview.objects.filter(asked_at__lt=now - KEPT_FOR).delete()[0]


def _claimed(now: datetime, *, in_browser: bool) -> DocumentPreview | None:
    """Lease the oldest preview that waits and that nobody works on; None if there is none."""
    free = DocumentPreview.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now),
        state=DocumentPreview.State.WAITING,
        in_browser=in_browser,
    )
    with transaction.atomic():
        row = free.select_for_update(skip_locked=True).order_by("asked_at", "pk").first()
        if row is not None:
            row.lease_until, row.attempt_count = now + LEASE, row.attempt_count + 1
            row.save(update_fields=["lease_until", "attempt_count"])
    return row


def _store(row: DocumentPreview, found: Preview, now: datetime) -> None:
    DocumentPreview.objects.filter(pk=row.pk).update(
        state=DocumentPreview.State.READ,
        lease_until=None,
        read_at=now,
        is_good=found.verdict.is_good,
        verdict=found.verdict.code,
        reason=found.verdict.reason[:500],
        warnings=found.warnings,
        page_title=_storable(found.title)[:300],
        text=_storable(found.text)[:LETTERS_SHOWN],
        word_count=len(found.text.split()),
    )


def _storable(text: str) -> str:
    """Return the text without what no database takes."""
    return text.replace("\0", "")
