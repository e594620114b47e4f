"""SQL that finding the contents of digests has in several places."""

from typing import Any

from django.db.models import QuerySet


def in_span(change: str, until: str) -> str:
    """Return a condition for changes published within their person's span, up to this time, or fanned out late.

    `change` names rows with `published_at` and `known_at`; the span is `span`.
    """
    return (
        f"CASE WHEN {change}.published_at >= span.since THEN {change}.published_at < {until} "
        f"ELSE {change}.published_at >= span.late_since "
        f"AND ({change}.known_at IS NULL OR {change}.known_at >= span.known_since) END"
    )


def sql_of(rows: "QuerySet[Any, Any]", *fields: str) -> tuple[str, list[Any]]:
    """Return the statement that reads these fields of the rows, in no order, and its parameters."""
    select, parameters = rows.order_by().values_list(*fields).query.sql_with_params()
    return select, list(parameters)
