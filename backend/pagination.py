"""Pages of a list. Each begins after the last row of the one before, so a deep page costs what the first does."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import Field, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

_FORWARD, _BACKWARD = "after", "before"
_LARGEST_KEY = 2**63 - 1


class Pages(BasePagination):
    """`{"next", "previous", "results"}` in the order of the view's `ordering`, or of its queryset.

    The ordering is a tuple of the model's own fields or annotations, not null, which ends with a unique field.

    REST framework's CursorPagination seeks on the first field alone and counts ties by an offset that it cuts at 1,000,
    so a collection whose rows share a moment would never end. Here the whole tuple is the position, and a cursor names
    the list that it is of.
    """

    page_size = 25
    max_page_size = 100
    ordering: Sequence[str] = ("-id",)

    def paginate_queryset(  # type: ignore[override]
        self, queryset: QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any]:
        self._url = f"{settings.BASE_URL}{request.get_full_path()}"  # whatever name the request gives the site
        self._list = sha256(request.path.encode()).hexdigest()[:8]
        self._ordering = tuple(getattr(view, "ordering", None) or queryset.query.order_by or self.ordering)
        size = self._size(request.query_params.get("page_size"))
        direction, position = self._read_cursor(request.query_params.get("cursor"), queryset)
        ordering = self._ordering if direction == _FORWARD else _reversed(self._ordering)
        if position is not None:
            queryset = queryset.filter(_beyond(ordering, position))
        rows = list(queryset.order_by(*ordering)[: size + 1])
        has_more = len(rows) > size
        rows = rows[:size]
        if direction == _BACKWARD:
            rows.reverse()
        has_next = has_more if direction == _FORWARD else bool(rows)
        has_previous = has_more if direction == _BACKWARD else bool(rows) and position is not None
        self._next = self._link(_FORWARD, rows[-1]) if has_next else None
        self._previous = self._link(_BACKWARD, rows[0]) if has_previous else None
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next, "previous": self._previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "Where the page begins; taken from `next` or `previous`.",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "description": f"Rows on a page: {self.page_size} by default, {self.max_page_size} at most. "
                f"A larger number counts as {self.max_page_size}.",
                "schema": {"type": "integer", "minimum": 1, "default": self.page_size},
            },
        ]

    def _size(self, given: str | None) -> int:
        if not given:
            return self.page_size
        digits = given.lstrip("0")
        if not (given.isascii() and given.isdigit() and digits):
            raise ValidationError({"page_size": ["A whole number of 1 or more is needed."]})
        return min(int(digits[:9]), self.max_page_size)

    def _link(self, direction: str, row: Any) -> str:
        values = [_plain(getattr(row, name.lstrip("-"))) for name in self._ordering]
        token = base64.urlsafe_b64encode(json.dumps([self._list, direction, *values], separators=(",", ":")).encode())
        return replace_query_param(self._url, "cursor", token.rstrip(b"=").decode())

    def _read_cursor(self, given: str | None, rows: QuerySet[Any]) -> tuple[str, list[Any] | None]:
        if not given:
            return _FORWARD, None
        try:
            raw = base64.b64decode(given.encode("ascii") + b"=" * (-len(given) % 4), altchars=b"-_", validate=True)
            of_list, direction, *values = json.loads(raw)
            if of_list != self._list or direction not in (_FORWARD, _BACKWARD) or len(values) != len(self._ordering):
                raise ValueError(given)
            names = [name.lstrip("-") for name in self._ordering]
            return direction, [_value(rows, name, value) for name, value in zip(names, values, strict=True)]
        except (ValueError, TypeError, RecursionError, binascii.Error, InvalidValue) as error:
            raise ValidationError({"cursor": ["This is not a cursor of this list."]}) from error


def _reversed(ordering: Sequence[str]) -> tuple[str, ...]:
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in ordering)


def _beyond(ordering: Sequence[str], position: Sequence[Any]) -> Q:
    """Return a condition for (a, b) beyond (x, y): `a <= x and (a < x or b < y)`.

    An index on (a, b) bounds the scan.
    """
    condition = Q()
    for name, value in reversed(list(zip(ordering, position, strict=True))):
        field, operator = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        strictly = Q(**{f"{field}__{operator}": value})
        condition = Q(**{f"{field}__{operator}e": value}) & (strictly | condition) if condition else strictly
    return condition


def _plain(value: Any) -> str | int:
    # isoformat() keeps microseconds; Django's JSON encoder would cut them, and rows would come twice.
    return value if isinstance(value, int) else value.isoformat() if isinstance(value, date) else str(value)


def _field(rows: QuerySet[Any], name: str) -> "Field[Any, Any]":
    meta = rows.model._meta
    if name in rows.query.annotations:
        field: Any = rows.query.annotations[name].output_field
    else:
        field = meta.pk if name == "pk" else meta.get_field(name)
    return cast("Field[Any, Any]", field)


def _value(rows: QuerySet[Any], name: str, value: Any) -> Any:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ValueError(value)
    if isinstance(value, str):
        value.encode()  # a lone surrogate is no text
        if "\0" in value:
            raise ValueError(value)
    found = _field(rows, name).to_python(value)
    if found is None or (isinstance(found, int) and abs(found) > _LARGEST_KEY):
        raise ValueError(value)
    return found
