"""What every migration after the first release keeps to: one idea, a name, data apart, and no long lock."""

import hashlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    Migration,
    RunPython,
    RunSQL,
)
from django.db.migrations.operations.base import Operation
from django.db.models import CharField, Index, UniqueConstraint

APPS = ("accounts", "alerts", "billing", "governance")
FIRST = "0001_tables_of_release_0_1"
# SHA-256 of what a release held. A line is added with each release, and none is changed.
RELEASED = {
    "accounts.0001_tables_of_release_0_1": "e243a0f868dd92445dfc147a379bc0516b57b68e548045bc18c59efd823340e1",
    "alerts.0001_tables_of_release_0_1": "d37c19141ddab04e4cec4301aa3ffbf68988231fd42f91c5bf4c95aebbc11645",
    "billing.0001_tables_of_release_0_1": "1c73d3ffb76833412a2138e4694af78486a1eecaef8f709f6ce04f2fb391193c",
    "governance.0001_tables_of_release_0_1": "03796062064c7f625b39ac0fbe7d57eb719dc9975aa24b9983e57439c764f93d",
}
# Whatever is here says why. 0012 was on `main` before the rule, and its table has a row a document.
MAY_LOCK = {"governance.0012_documents_are_claimed_to_be_judged"}
pytestmark = pytest.mark.pure


INDEX = Index(fields=["name"], name="by_name")


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
    return found + locks(name, migration)


def locks(name: str, migration: type[Migration]) -> list[str]:
    """Each index that is made while nobody can write to a table that was there before, in sentences."""
    made = {one.name.lower() for one in migration.operations if isinstance(one, CreateModel)}
    found = []
    for one in migration.operations:
        table = getattr(one, "model_name", "").lower()
        if not makes_an_index(one) or table in made or name in MAY_LOCK:
            continue
        if not isinstance(one, AddIndexConcurrently):
            found.append(f"{name} locks {table} while it makes an index")
        elif migration.atomic:
            found.append(f"{name} makes an index concurrently, which no transaction can")
    return found


def makes_an_index(operation: Operation) -> bool:
    if isinstance(operation, AddField | AlterField):
        return operation.field.db_index or operation.field.unique
    is_unique = isinstance(operation, AddConstraint) and isinstance(operation.constraint, UniqueConstraint)
    return is_unique or isinstance(operation, AddIndex)


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
        ("a.0002_index", [AddIndex("one", INDEX)], 1),
        ("a.0002_index", [AddIndexConcurrently("one", INDEX)], 1),
        ("a.0002_index", [CreateModel("One", []), AddIndex("one", INDEX)], 0),
        ("a.0002_index", [CreateModel("Other", []), AddIndex("one", INDEX)], 1),
        ("a.0002_index", [AddField("one", "name", CharField(db_index=True))], 1),
        ("a.0002_index", [AlterField("one", "name", CharField(unique=True))], 1),
        ("a.0002_index", [AddConstraint("one", UniqueConstraint(fields=["name"], name="one_a_name"))], 1),
        ("a.0002_field", [AddField("one", "name", CharField())], 0),
    ],
)
def test_what_a_migration_must_not_be_is_noticed(name, operations, count):
    assert len(faults(name, type("Migration", (Migration,), {"operations": operations}))) == count


def test_an_index_that_is_made_concurrently_outside_of_a_transaction_locks_nothing():
    operations = [AddIndexConcurrently("one", INDEX)]
    assert faults("a.0002_index", type("Migration", (Migration,), {"operations": operations, "atomic": False})) == []


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_migration_is_never_edited(name):
    app, _, stem = name.partition(".")
    source = Path(settings.BASE_DIR, app, "migrations", f"{stem}.py").read_bytes()
    assert hashlib.sha256(source).hexdigest() == RELEASED[name]


def test_each_first_migration_is_known_as_it_was_released():
    assert set(RELEASED) >= {f"{app}.{FIRST}" for app in APPS}
