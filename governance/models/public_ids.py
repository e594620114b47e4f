"""Permanent public names such as `CW-C-000123`: a kind's letter and the row's number, never reused."""

import re
from typing import ClassVar, Self

from django.db import models

_NUMBER = re.compile(r"CW-([A-Z])-([0-9]{6,18})", re.ASCII)


class PublicIdMixin(models.Model):
    """Gives a model with an integer key its public id."""

    PUBLIC_LETTER: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        return self.public_id_of(self.pk)

    @classmethod
    def public_id_of(cls, key: int) -> str:
        """Return the public id of the row with this key."""
        return f"CW-{cls.PUBLIC_LETTER}-{key:06d}"

    @classmethod
    def key_of(cls, public_id: str) -> int | None:
        """Return the row number in a public id of this kind; None if it isn't one."""
        match = _NUMBER.fullmatch(public_id)
        if match is None or match[1] != cls.PUBLIC_LETTER or match[2] != f"{int(match[2]):06d}":
            return None
        return int(match[2])

    @classmethod
    def by_public_id(cls, public_id: str) -> Self:
        """Return the row with this public id. Raises the model's DoesNotExist."""
        key = cls.key_of(public_id)
        if key is None or key > 2**63 - 1:
            raise cls.DoesNotExist(public_id)
        return cls._default_manager.get(pk=key)
