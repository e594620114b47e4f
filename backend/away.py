"""Tells which errors mean that another service is out of reach for the moment, so a later try may succeed."""

from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from billing.gateway.errors import PaymentsUnavailable

_AWAY = (InterfaceError, OperationalError, RedisConnectionError, RedisTimeoutError, PaymentsUnavailable)
# The codes of lost connections. Of the same class of errors are statements that fail, such as a deadlock:
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_OF_CONNECTIONS = ("08", "57P", "53300")
# SQLite has one class of errors for a file that can't be used now and for statements that are wrong.
_OF_SQLITE = ("no such ", "near ", "duplicate column", "ambiguous column", "incomplete input", "wrong number of")
# What SQLite says of a file that is not its own or is damaged, as when another was copied over it while it was in use.
_OF_SQLITE_FILES = ("file is not a database", "database disk image is malformed")


def is_away(error: BaseException | None) -> bool:
    """Tell whether the error, or one that caused it, means that the database, the cache or Stripe is out of reach."""
    return any(
        (isinstance(each, _AWAY) and not (isinstance(each, OperationalError) and str(each).startswith(_OF_SQLITE)))
        or _is_of_a_damaged_file(each)
        for each in causes(error)
    )


def is_database_away(error: BaseException | None) -> bool:
    """Tell whether the error, or one that caused it, means that the database can't be reached or used now."""
    return any(
        (isinstance(each, InterfaceError | OperationalError) and _is_of_connection(each)) or _is_of_a_damaged_file(each)
        for each in causes(error)
    )


def _is_of_a_damaged_file(error: BaseException) -> bool:
    return isinstance(error, DatabaseError) and str(error).startswith(_OF_SQLITE_FILES)


def _is_of_connection(error: InterfaceError | OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)  # none where there was no answer at all
    return state.startswith(_OF_CONNECTIONS) if state else not str(error).startswith(_OF_SQLITE)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error, the error that it was raised from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__
