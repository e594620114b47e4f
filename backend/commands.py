"""The command line. Commands that need tables say so at once if there are none; what they print is lines of ours."""

import sys
import warnings
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import DatabaseError, OperationalError, ProgrammingError

from backend.sqlite_file import make_database_file, missing_file
from backend.tables import migrations_are_pending
from governance.outside_texts import on_one_line

# They ask no table, or make them.
NEED_NO_TABLES = {
    "classify_pairs",
    "list_sentences",
    "mcp",
    "render_mails",
    "simulate_capture",
    "stripe_setup",
    "train_categories",
    "up",
}
_OF_DJANGO = {"changepassword", "createsuperuser"}
NO_TABLES = (
    "The database has no tables yet, or not all of them. `python3 manage.py up` makes them when it starts; "
    "without it run `python3 manage.py migrate` and `python3 manage.py createcachetable`."
)


NO_FILE = (
    "There is no database at {path}. If it was moved away, bring it back; "
    "`python3 manage.py up` and `python3 manage.py migrate` make a new one."
)


class OneLineEach(OutputWrapper):
    """Prints a line for each call: whatever it holds, no text from outside looks like another line or moves anything.

    Who gives a style writes as it is what is ours alone, such as Django's checks and a line that is rewritten.
    """

    def write(  # type: ignore[override]
        self, msg: str = "", style_func: Callable[[str], str] | None = None, ending: str | None = None
    ) -> None:
        super().write(on_one_line(msg.removesuffix("\n")) if style_func is None else msg, style_func, ending)


class CommandLine(ManagementUtility):
    """Django's command line, which looks at the database before a command of ours that needs it."""

    def execute(self) -> None:
        """Run the command that the arguments name. What is no UTF-8 in them is no name of anything that we keep."""
        if any(map(_has_stray_bytes, self.argv)):
            sys.exit("CommandError: An argument holds bytes that are no text in UTF-8.")
        super().execute()

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        if subcommand == "migrate":
            make_database_file()
        if subcommand == "makemigrations":
            command.handle = _without_history(command.handle)  # type: ignore[method-assign]
        if _is_ours(command):
            style = command.stderr.style_func
            command.stdout, command.stderr = OneLineEach(sys.stdout), OneLineEach(sys.stderr)
            command.stderr.style_func = style
        else:
            command.execute = _explaining(command.execute)  # type: ignore[method-assign]
        if subcommand in _OF_DJANGO or (_is_ours(command) and subcommand not in NEED_NO_TABLES):
            command.handle = _with_tables(command.handle)  # type: ignore[method-assign]
        return command


def _has_stray_bytes(argument: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in argument)


def _without_history(handle: Callable[..., str | None]) -> Callable[..., str | None]:
    """Compare models with migrations. Where there is no file there is no history either that could contradict them."""

    @wraps(handle)
    def compared(*args: Any, **options: Any) -> str | None:
        with warnings.catch_warnings():
            if missing_file():
                warnings.filterwarnings(
                    "ignore", "Got an error checking a consistent migration history", RuntimeWarning
                )
            return handle(*args, **options)

    return compared


def _is_ours(command: BaseCommand) -> bool:
    config = apps.get_containing_app_config(type(command).__module__)
    return config is not None and Path(config.path).parent == settings.BASE_DIR


def _explaining(execute: Callable[..., str | None]) -> Callable[..., str | None]:
    """Have a command of Django's say in a sentence why it can't use the database; `--traceback` shows where."""

    @wraps(execute)
    def explained(*args: Any, **options: Any) -> str | None:
        try:
            return execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            if path := missing_file():
                raise CommandError(NO_FILE.format(path=path)) from error
            raise CommandError(f"The database can't be used: {' '.join(str(error).split())}") from error

    return explained


def _with_tables(handle: Callable[..., str | None]) -> Callable[..., str | None]:
    @wraps(handle)
    def refused_or_handled(*args: Any, **options: Any) -> str | None:
        if path := missing_file():
            raise CommandError(NO_FILE.format(path=path))
        try:
            is_refused = migrations_are_pending()
        except DatabaseError as error:
            raise CommandError(f"The database can't be used: {' '.join(str(error).split())}") from error
        if is_refused:
            raise CommandError(NO_TABLES)
        return handle(*args, **options)

    return refused_or_handled
