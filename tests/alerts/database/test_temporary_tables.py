"""Rows come out of a temporary table as they went in."""

from uuid import UUID

import pytest
from django.db import transaction

from alerts.database.temporary_tables import execute, fill, stored


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        UUID("12345678-1234-4678-9123-4567890e5123"),  # a number beyond all, if it is read as one
        UUID("12345678-1234-4678-9123-456789012345"),  # one that would be rounded
        UUID("00000000-0000-4000-8000-0000000000e1"),
    ],
)
def test_a_uuid_that_looks_like_a_number_is_kept(value):
    with transaction.atomic():
        fill("kept_uuid", {"value": "uuid"}, [[value]])
        ((kept,),) = execute("SELECT value FROM kept_uuid")
    assert kept == stored(value)
