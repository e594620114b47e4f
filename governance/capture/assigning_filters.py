"""Operators say which of our operations stands for a filter that a platform's declarations name."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from governance.capture.declarations.operations import BadOperation, Operation, check_operation, operation_of
from governance.capture.sources import follow_declarations
from governance.models import FilterOperation, Platform

LONGEST_NAME, MOST_VALUES, LONGEST_VALUE = 100, 50, 500


def assign_filter(
    platform: Platform, name: str, operation: str, values: Sequence[str] = (), *, by: str, now: datetime
) -> FilterOperation:
    """Let an operation stand for a filter of a platform from now on, and return the row; an earlier one ends.

    Documents that waited for it are read from then on; others are read anew with it. Raises BadOperation.
    """
    check_assignment(name, operation, values)
    with transaction.atomic():
        Platform.objects.select_for_update().get(pk=platform.pk)
        in_force = FilterOperation.objects.filter(platform=platform, name=name, ended_at=None).first()
        if in_force and (in_force.operation, in_force.values) == (operation, list(values)):
            return in_force
        _end(platform, name, by=by, now=now)
        row = FilterOperation.objects.create(
            platform=platform, name=name, operation=operation, values=list(values), assigned_at=now, assigned_by=by
        )
        follow_declarations(platform, name, now=now)
    return row


def check_assignment(name: str, operation: str, values: Sequence[str]) -> None:
    """Raise BadOperation for what can't stand for a filter of this name."""
    if not name.strip() or len(name) > LONGEST_NAME:
        raise BadOperation("Give the name of the filter, as the declarations write it.")
    if operation_of(name, []) is not None:
        raise BadOperation(f"{name} is known by itself, and needs no operation.")
    if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
        raise BadOperation(f"Give at most {MOST_VALUES} values of {LONGEST_VALUE} letters.")
    check_operation(Operation(operation, tuple(values)))


def end_filter(platform: Platform, name: str, *, by: str, now: datetime) -> bool:
    """Let no operation stand for the filter any more, and return whether one did. Its documents wait for another."""
    with transaction.atomic():
        Platform.objects.select_for_update().get(pk=platform.pk)
        if not _end(platform, name, by=by, now=now):
            return False
        follow_declarations(platform, name, now=now)
    return True


def _end(platform: Platform, name: str, *, by: str, now: datetime) -> bool:
    rows = FilterOperation.objects.filter(platform=platform, name=name, ended_at=None)
    return bool(rows.update(ended_at=now, ended_by=by))
