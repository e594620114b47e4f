"""Tells whether the database's tables are as the code expects, and makes them so."""

from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from backend.away import causes


def migrations_are_pending() -> bool:
    """Tell whether the tables are not as the code expects."""
    if stopped_before_the_release():
        return True
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def stopped_before_the_release() -> bool:
    """Tell whether only some of the migrations were run that those of the first release replace.

    Django takes such a database for one that needs nothing, or fails over the migrations that it doesn't find.
    """
    applied = MigrationRecorder(connection).applied_migrations()
    return any(0 < sum(one in applied for one in replaced) < len(replaced) for replaced in _replaced())


@lru_cache(maxsize=1)
def _replaced() -> list[Sequence[tuple[str, str]]]:
    return [migration.replaces for migration in MigrationLoader(None).replacements.values()]


def are_missing(error: BaseException | None) -> bool:
    """Tell whether a statement failed because `migrate` was not run.

    If all migrations are applied, such an error is a mistake of ours.
    """
    if not any(isinstance(each, ProgrammingError | OperationalError) for each in causes(error)):
        return False
    try:
        return migrations_are_pending()
    except DatabaseError:
        return False


def migrate() -> None:
    """Run the migrations; raises SystemCheckError where the database can't get there (see `backend.checks`)."""
    call_command("migrate", interactive=False, verbosity=0, skip_checks=False)


def make_cache_table() -> None:
    """Make the table of a database cache, unless it exists. It is no model, so no migration makes it."""
    tables = set(connection.introspection.table_names())
    for alias in settings.CACHES:
        cache = caches[alias]
        table = getattr(cache, "_table", None)
        if isinstance(cache, BaseDatabaseCache) and table not in tables:
            call_command("createcachetable", table, verbosity=0)
