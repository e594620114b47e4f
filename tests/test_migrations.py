"""What every migration after the first release keeps to: one idea, a name, and data apart from tables."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db.migrations import Migration, RunPython, RunSQL

APPS = ("accounts", "alerts", "billing", "governance")
FIRST = "0001_tables_of_release_0_1"
pytestmark = pytest.mark.pure


def migrations() -> Iterator[tuple[str, type[Migration]]]:
    for app in APPS:
        for path in sorted(Path(settings.BASE_DIR, app, "migrations").glob("0*.py")):
            yield f"{app}.{path.stem}", import_module(f"{app}.migrations.{path.stem}").Migration


def faults(name: str, migration: type[Migration]) -> list[str]:
    """What is wrong with a migration of this name, in sentences."""
    of_data = [one for one in migration.operations if isinstance(one, RunPython | RunSQL)]
    found = []
    if "_auto_" in name:
        found.append(f"{name} is named by a machine")
    if of_data and len(of_data) != len(migration.operations):
        found.append(f"{name} changes data beside tables")
    found += [f"{name} can't be undone" for one in of_data if not one.reversible]
    return found


def test_each_app_begins_with_the_release():
    assert [name for name, _ in migrations() if name.partition(".")[2].startswith("0001")] == [
        f"{app}.{FIRST}" for app in APPS
    ]


def test_migrations_have_a_name_and_change_tables_or_data_and_can_be_undone():
    assert [fault for name, migration in migrations() for fault in faults(name, migration)] == []


@pytest.mark.parametrize(
    ("name", "operations", "count"),
    [
        ("a.0002_auto_20270101_1200", [], 1),
        ("a.0002_fill", [RunPython(print, RunPython.noop)], 0),
        ("a.0002_fill", [RunPython(print)], 1),
        ("a.0002_fill", [RunSQL("SELECT 1")], 1),
    ],
)
def test_what_a_migration_must_not_be_is_noticed(name, operations, count):
    assert len(faults(name, type("Migration", (Migration,), {"operations": operations}))) == count
