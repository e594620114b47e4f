"""JSON whose keys stay in their order: PostgreSQL's jsonb sorts them, and files are to go out as they came in."""

import json
from typing import Any

from django.db import models


class OrderedJsonField(models.TextField):  # type: ignore[type-arg]
    """Holds a value of JSON as text. It can’t be searched in."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))
