"""The changes of a memo as plain data: what each is taken for, and its changed clauses with exact quotations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from alerts.memos.described import moment_of
from alerts.models import Memo
from governance.models import Change
from governance.reading import ChangeView, ProvisionChangeView, views_of
from governance.taken_back import taken_back

# Of each change in a watchlist's memo, and of the one that a memo is about. What has no pages to save has all of one.
MOST_PROVISIONS, MOST_OF_ONE = 40, 200
_WITH_PAGES = (Memo.Format.PDF, Memo.Format.EVIDENCE)
_SEVERITIES = ("high", "medium", "low")


def changes_told(memo: Memo, changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return what the memo says of these changes, which were read for `views_of`."""
    most: int | None = MOST_PROVISIONS
    if memo.kind == Memo.Kind.CHANGE:
        most = MOST_OF_ONE if memo.format in _WITH_PAGES else None
    views = views_of(changes, with_summary=True)
    over = taken_back([row.pk for row in changes])
    return [_change(view, row, most, over.get(row.pk)) for view, row in zip(views, changes, strict=True)]


def clauses_left_out(change: dict[str, Any]) -> Iterable[str]:
    """Yield the sentence on the changed clauses of a change that are not quoted, if there are any."""
    if left := change["provisions_left_out"]:
        by_severity = [f"{change['left_out_by_severity'][one]} of {one} severity" for one in _SEVERITIES]
        yield (
            f"{left} of the {left + len(change['provisions'])} changed clauses are not quoted: "
            f"{', '.join(by_severity)}. Those of the highest severity are."
        )


def _change(view: ChangeView, row: Change, most: int | None, taken_back_at: datetime | None) -> dict[str, Any]:
    shown, left = _quoted(view.provisions, most)
    return {
        "id": view.public_id,
        "platform": view.platform_name,
        "document": view.document_public_id,
        "document_title": view.document_title,
        "headline": view.headline,
        "class": view.label,
        "withdrawn_at": moment_of(row.withdrawn_at),
        "is_held": bool(row.held_until and not row.confirmed_at and not row.withdrawn_at),
        "taken_back_at": moment_of(taken_back_at),
        "severity": view.severity,
        "detected_at": moment_of(view.detected_at),
        "effective_date": view.effective_date.isoformat() if view.effective_date else None,
        "from_version": view.from_version_public_id,
        "to_version": view.to_version_public_id,
        "provisions": [_provision(row, view) for row in shown],
        "provisions_left_out": sum(left.values()),
        "left_out_by_severity": left,
    }


def _quoted(rows: Sequence[ProvisionChangeView], most: int | None) -> tuple[list[ProvisionChangeView], dict[str, int]]:
    """Return those of the highest severity in the order of the document, and how many of each severity are left out."""
    ranked = sorted(range(len(rows)), key=lambda index: _SEVERITIES.index(rows[index].severity))
    left = [rows[index].severity for index in ranked[len(rows) if most is None else most :]]
    return [rows[index] for index in sorted(ranked[:most])], {one: left.count(one) for one in _SEVERITIES}


def _provision(row: ProvisionChangeView, view: ChangeView) -> dict[str, Any]:
    return {
        "id": row.provision_public_id,
        "kind": row.kind,
        "label": row.label,
        "name": row.category_name,
        "category": row.category,
        "severity": row.severity,
        "rule": row.severity_rule,
        "sentence": row.sentence,
        "before": _quotation(view.from_version_public_id, row.before_start, row.before_end, row.before_quote),
        "after": _quotation(view.to_version_public_id, row.after_start, row.after_end, row.after_quote),
    }


def _quotation(version: str, start: int | None, end: int | None, text: str | None) -> dict[str, Any] | None:
    return None if text is None else {"version": version, "start": start, "end": end, "text": text}
