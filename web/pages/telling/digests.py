"""Past digests: their periods, what each told, and what the person thinks of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.models import User
from alerts.inbox import Delivery, delivery_of, with_delivery
from alerts.models import Digest, DigestEntry
from alerts.opinions.saying import ToldChange
from governance.document_standings import DocumentStanding, document_standings
from governance.models import Change
from governance.reading import change_views
from web.pages.own_pages import own_form, own_page, person_of, rows_after
from web.pages.telling.answers import answers_of, took_answer
from web.pages.telling.mails_in_words import mail_in_words

DIGESTS_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class ShownDigest:
    """A past digest, and what became of its mail."""

    digest: Digest
    delivery: Delivery
    mail: str


@dataclass(frozen=True, slots=True)
class UnverifiedDocument:
    """A document that could not be verified when the digest was written, or was retired."""

    standing: DocumentStanding
    is_retired: bool
    verified_at: datetime | None


def _shown(digest: Digest) -> ShownDigest:
    delivery = delivery_of(digest, is_wanted=digest.message_id is not None)
    return ShownDigest(digest, delivery, mail_in_words(delivery))


def _own(user: User) -> "QuerySet[Digest]":
    return with_delivery(Digest.objects.filter(user=user))


@own_page
def digests(request: HttpRequest) -> HttpResponse:
    """Show the person's past digests, the newest first."""
    user = person_of(request)
    known = Digest.objects.filter(user=user)
    page = rows_after(
        _own(user), known=known, by="-period_end", after=request.GET.get("after", ""), size=DIGESTS_A_PAGE
    )
    counted = DigestEntry.objects.filter(digest__in=[row.pk for row in page.rows]).order_by().values_list("digest")
    counts = dict(counted.annotate(number=Count("pk")))
    context = {
        "rows": [(_shown(row), counts.get(row.pk, 0)) for row in page.rows],
        "after": page.after,
        "is_first": "after" not in request.GET,
        "due": user.digest_schedules.order_by("due_at").first(),
    }
    return render(request, "web/telling/digests.html", context)


@own_page
def digest(request: HttpRequest, digest_id: UUID) -> HttpResponse:
    """Show one digest: its changes, the weightiest first, and the documents that could not be verified."""
    found = get_object_or_404(_own(person_of(request)), pk=digest_id)
    told = found.entries.order_by("-change__severity", "change_id").values_list("change_id", flat=True)
    context = {
        "shown": _shown(found),
        "changes": change_views(list(told), with_summary=False),
        "unverified": _unverified(found.unverified),
    }
    return render(request, "web/telling/digest.html", context)


def _unverified(rows: list[dict[str, Any]]) -> list[UnverifiedDocument]:
    standings = document_standings([row["document"] for row in rows], timezone.now()) if rows else {}
    return [
        UnverifiedDocument(
            standings[row["document"]],
            row["state"] == "retired",
            datetime.fromisoformat(row["last_verified_at"]) if row["last_verified_at"] else None,
        )
        for row in rows
        if row["document"] in standings
    ]


@own_form
def entry(request: HttpRequest, digest_id: UUID, change_id: str) -> HttpResponse:
    """Ask what the person thinks of a change in a digest. POST stores it, or takes it back."""
    own = DigestEntry.objects.filter(digest__user=person_of(request), digest=digest_id)
    try:
        change = Change.by_public_id(change_id)
    except Change.DoesNotExist as unknown:
        raise Http404 from unknown
    told = ToldChange.by_digest(get_object_or_404(own.select_related("change__platform", "digest"), change=change))
    refused = None
    if request.method == "POST":
        refused = took_answer(request, told)
        if refused is None:
            return redirect("digest-page", digest_id)
    (view,) = change_views([told.change.pk], with_summary=False)
    context = {"change": view, "digest_id": digest_id, **answers_of(told, refused)}
    return render(request, "web/telling/digest_entry.html", context, status=400 if refused else 200)
