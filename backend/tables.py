"""The database's tables: whether they are as the code expects, and making them so."""

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from backend.away import causes


def migrations_are_pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def are_missing(error: BaseException | None) -> bool:
    """Whether the error is of a statement, and the tables are not as the code expects: `migrate` was not run yet.

    With all migrations applied such an error is a mistake of ours.
    """
    if not any(isinstance(each, ProgrammingError | OperationalError) for each in causes(error)):
        return False
    try:
        return migrations_are_pending()
    except DatabaseError:
        return False


def migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def make_cache_table() -> None:
    """The table of a database cache, which is no model and so in no migration. Nothing where it exists already."""
    tables = set(connection.introspection.table_names())
    for alias in settings.CACHES:
        cache = caches[alias]
        table = getattr(cache, "_table", None)
        if isinstance(cache, BaseDatabaseCache) and table not in tables:
            call_command("createcachetable", table, verbosity=0)
