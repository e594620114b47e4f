"""Gathers the data of a memo: what the record says, what the analysis derives from it, and what the person decided.

The data is plain JSON in the shape of `governance/analysis/memo/schema.json`; every text of a document stands in it
whole, with the version and the characters from which to which it is.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from alerts.answering.answers import answers_by_platform, answers_of
from alerts.made_files import NeverToBeMade
from alerts.memos.analysed import AnalysisOfMemo, analysis_of
from alerts.memos.changed import changes_told, clauses_left_out
from alerts.memos.compared import comparison_for, left_out_of_comparison, told_comparison, versions_quoted
from alerts.memos.described import documents_described, moment_of, versions_in_view
from alerts.models import Memo, Review
from governance.analysed_texts import AnalysedTextTooLarge, text_of_change, text_of_document, texts_of_changes
from governance.analysis.comparing import RULES_VERSION
from governance.analysis.institutional import analysis_tables_version
from governance.analysis.risk_method import METHOD
from governance.analysis.sourced import TextInView
from governance.analysis.standpoint import Standpoint
from governance.comparison.weighing.taxonomy import category_names
from governance.models import CaptureState, Change, Document
from governance.stated_provisions import ComparisonShown

SCHEMA = "clausewatch-memo-1"
MOST_CHANGES = 200
_READ_OR_NEVER = (CaptureState.VERIFIED, CaptureState.NEVER)


def gather(memo: Memo, *, now: datetime) -> dict[str, Any]:
    """Return the data of the memo as of now. Raises NeverToBeMade."""
    person = memo.user
    standpoint = Standpoint(tuple(person.jurisdictions), tuple(person.roles))
    documents = _documents(memo)
    changes, count, changed_documents = _changes(memo)
    analysis = analysis_of(_texts(memo, changes), standpoint, now.astimezone(UTC).date())
    told = changes_told(memo, changes)
    compared = comparison_for(memo)
    described = documents_described(
        memo, documents, versions_in_view(memo, documents, changes, versions_quoted(compared))
    )
    return {
        "schema": SCHEMA,
        "number": memo.number,
        "kind": memo.kind,
        "title": _title(memo, documents, compared),
        "made_at": moment_of(now),
        "prepared_for": person.display_name or person.email,
        "period": {"since": moment_of(memo.since), "until": moment_of(memo.until)}
        if memo.since and memo.until
        else None,
        "jurisdictions": list(standpoint.jurisdictions),
        "roles": list(standpoint.roles),
        "tables_version": analysis_tables_version(),
        "method": RULES_VERSION if compared else METHOD,
        "site": settings.BASE_URL,
        "scope": list(_scope(memo, documents)),
        "documents": described,
        "comparison": told_comparison(compared) if compared else None,
        "change_count": count,
        "changed_document_count": changed_documents,
        "changes": told,
        "clauses": analysis.clauses if memo.kind == Memo.Kind.DOCUMENT else [],
        "exposure": analysis.exposure,
        "exposure_left_out": analysis.left_out,
        "risk": analysis.risk,
        "rating_count": len(analysis.risk) + analysis.ratings_left_out,
        "given_rating_count": analysis.given_count,
        "actions": analysis.actions,
        "precedents": analysis.precedents,
        "decisions": _decisions(memo, changes),
        "open_questions": analysis.open_questions,
        "not_covered": [
            *_not_verified(memo, described),
            *_not_covered(memo, documents, count, len(changes), analysis),
            *(_said(sentence, one["id"]) for one in told for sentence in clauses_left_out(one)),
            *(_said(*one) for one in (left_out_of_comparison(compared, documents) if compared else ())),
        ],
    }


def _documents(memo: Memo) -> list[Document]:
    found = Document.objects.select_related("platform", "current_version__collection", "health")
    if memo.kind == Memo.Kind.WATCHLIST:
        return list(found.filter(platform__in=memo.platforms).order_by("platform__name", "pk"))
    if memo.kind == Memo.Kind.COMPARISON:
        found = found.filter(platform__in=memo.platforms).exclude(state=Document.State.RETIRED)
        kept = found.filter(document_type=memo.document_type) if memo.document_type else found
        return sorted(kept.order_by("pk"), key=lambda one: memo.platforms.index(one.platform_id))
    key = memo.document_id or (memo.change.document_id if memo.change else 0)
    return list(found.filter(pk=key))


def _changes(memo: Memo) -> tuple[list[Change], int, int]:
    """Return the changes in view, the highest severity first, and how many there are in all, on how many documents."""
    related = ("platform", "document", "to_version__collection")
    rows = Change.objects.select_related(*related).defer("to_version__outline", "to_version__summary")
    if memo.kind == Memo.Kind.CHANGE:
        return list(rows.filter(pk=memo.change_id or 0)), 1, 1
    if memo.kind in (Memo.Kind.DOCUMENT, Memo.Kind.COMPARISON):
        return [], 0, 0
    found = rows.filter(
        Q(held_until=None) | Q(confirmed_at__isnull=False),
        platform__in=memo.platforms,
        label__in=Change.REPORTED_LABELS,
        withdrawn_at=None,
        detected_at__gte=memo.since,
        detected_at__lte=memo.until,
    )
    shown = list(found.order_by("-severity", "-detected_at", "-pk")[:MOST_CHANGES])
    if len(shown) < MOST_CHANGES:
        return shown, len(shown), len({change.document_id for change in shown})
    counts = found.order_by().aggregate(changes=Count("pk"), documents=Count("document", distinct=True))
    return shown, counts["changes"], counts["documents"]


def _texts(memo: Memo, changes: Sequence[Change]) -> list[tuple[str | None, TextInView]]:
    """Return what is analysed, each with the public id of its change if it is one. Raises NeverToBeMade."""
    try:
        if memo.document is not None:
            text = text_of_document(memo.document, answers_of(memo.user_id, memo.document.platform_id))
            if text is None:
                raise NeverToBeMade("No good version of this document is recorded.")
            return [(None, text)]
        if memo.change is not None:
            (change,) = changes
            answers = answers_of(memo.user_id, change.platform_id)
            return [(change.public_id, text_of_change(change, answers))]
    except AnalysedTextTooLarge as error:
        raise NeverToBeMade("The text is too large to be cut into clauses.") from error
    answered = answers_by_platform(memo.user_id, memo.platforms)
    texts = texts_of_changes(changes, answered)
    return [(change.public_id, texts[change.pk]) for change in changes if change.pk in texts]


def _title(memo: Memo, documents: Sequence[Document], compared: ComparisonShown | None) -> str:
    if compared is not None:
        *others, last = [platform.name for platform in compared.platforms] or [""]
        return f"Memo on {category_names()[memo.category]}: {', '.join(others)} and {last} compared"
    if memo.kind == Memo.Kind.WATCHLIST:
        return f"Memo on the watchlist “{memo.watchlist_name}”"
    document = documents[0]
    name = f"{document.platform.name}, {document.title}"
    return f"Memo on a change of {name}" if memo.kind == Memo.Kind.CHANGE else f"Memo on {name}"


def _scope(memo: Memo, documents: Sequence[Document]) -> Iterable[str]:
    if memo.kind == Memo.Kind.WATCHLIST:
        platforms = len({document.platform_id for document in documents})
        on = "platform" if platforms == 1 else f"{platforms} platforms"
        yield (
            "This memo covers every change of meaning or wording that was found in the period on the "
            f"{on} of the watchlist, with {_documents_counted(documents)} in our record."
        )
    elif memo.kind == Memo.Kind.COMPARISON:
        kept = " of one type" if memo.document_type else ""
        yield (
            f"This memo compares what {len(memo.platforms)} platforms state in one category, by the provisions "
            f"in force of {_documents_counted(documents)}{kept} when it was made."
        )
        yield "A comparison quotes; exposure, ratings, actions and precedents are in memos of documents and changes."
        yield "Which sentence states the category is decided by rule from the texts; no sentence is without a source."
        return
    elif memo.kind == Memo.Kind.CHANGE:
        yield (
            "This memo covers one change between two versions of one document, by its changed clauses; those that are "
            "left out are counted under what was not covered."
        )
    else:
        yield "This memo covers the last good version of one document, as it stood when the memo was made."
    yield "Classes, severities and sentences are derived by rule from the texts; no sentence is without a source."


def _documents_counted(documents: Sequence[Document]) -> str:
    return f"{len(documents)} document{'' if len(documents) == 1 else 's'}"


def _decisions(memo: Memo, changes: Sequence[Change]) -> list[dict[str, Any]]:
    rows = Review.objects.filter(user=memo.user_id, change__in=[change.pk for change in changes])
    return [
        {
            "change": Change.public_id_of(row.change_id),
            "assignee": row.assignee,
            "due_date": row.due_date.isoformat() if row.due_date else None,
            "decision": row.decision.replace("_", " "),
            "reason": row.reason,
            "decided_by": row.decided_by,
            "decided_at": moment_of(row.decided_at),
            "signed_off_by": row.signed_off_by,
            "signed_off_at": moment_of(row.signed_off_at),
        }
        for row in rows.order_by("change")
    ]


def _not_verified(memo: Memo, described: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return of which documents nothing was recorded by the end of a period, or no capture of ours verified it."""
    if not memo.until:
        return []
    found = []
    for one in described:
        name = f"{one['platform']}, {one['title']}"
        if not one["versions"]:
            found.append(_said(f"{name}: nothing of it was recorded by the end of the period.", one["id"]))
        elif not one["verified_count"]:
            found.append(_said(f"{name}: no capture of ours verified it in the period.", one["id"]))
    return found


def _not_covered(
    memo: Memo, documents: Sequence[Document], count: int, shown: int, analysis: AnalysisOfMemo
) -> list[dict[str, str]]:
    found = []
    for document in documents:
        name = f"{document.platform.name}, {document.title}"
        if document.current_version is None:
            found.append(_said(f"{name}: never captured, so nothing of it is in this memo.", document.public_id))
        elif (health := getattr(document, "health", None)) and health.state not in _READ_OR_NEVER:
            since = health.since.astimezone(UTC)
            sentence = f"{name}: not read since {since:%-d %B %Y}, so a change since then is not known."
            found.append(_said(sentence, document.public_id))
        if document.current_version and not document.language.startswith("en") and not memo.category:
            sentence = f"{name} is in {document.language}: fewer rules read that language than English."
            found.append(_said(sentence, document.public_id))
    if count > shown:
        found.append(
            _said(f"{count - shown} further changes of the period; those of the highest severity are here.", "")
        )
    if memo.kind == Memo.Kind.WATCHLIST and not documents:
        found.append(_said("The platforms of this watchlist have no document in our record.", ""))
    if analysis.ratings_left_out:
        found.append(_said(f"{analysis.ratings_left_out} further ratings; the highest are here.", METHOD))
    return found


def _said(sentence: str, reference: str) -> dict[str, str]:
    return {"sentence": sentence, "reference": reference}
