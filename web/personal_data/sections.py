"""One kind of row in the export of a person."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import User
from governance.models import Change
from governance.models.changes import Severity

ROWS_AT_ONCE = 200
SEVERITIES: dict[Any, str] = dict(Severity.choices)


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of row in the export: how to find a person's rows, and which columns are given under which names."""

    name: str
    model: type[Model]
    rows: "Callable[[User], QuerySet[Any]]"
    columns: tuple[str, ...]
    ordering: tuple[str, ...] = ("pk",)
    public_change: bool = False
    """Whether `change_id` is given as the change's public id."""
    words: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    """Of columns that are kept as numbers, the word for each, as the API says it."""

    def of(self, user: User) -> Iterator[dict[str, Any]]:
        rows = self.rows(user).order_by(*self.ordering).values(*self.columns)
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
            if self.public_change:
                row = {**row, "change": Change.public_id_of(row.pop("change_id"))}
            for name, word_of in self.words.items():
                row[name] = word_of[row[name]]
            yield {name.replace("__", "_"): value for name, value in row.items()}


def own(model: Any, owner: str = "user") -> "Callable[[User], QuerySet[Any]]":
    return lambda user: model.objects.filter(**{owner: user})
