"""Hashes passwords a few at a time, so that a crowd that signs in leaves threads for everybody else.

A hash takes a processor for a fifth of a second, and a thread that waits for its turn is one that answers nobody.
"""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import ScryptPasswordHasher
from django.utils.translation import gettext as _

AT_ONCE, WAITING = 2, 1  # in a process of `up`, which has four threads


class PasswordsBusy(Exception):
    """More people than can be served give a password at this moment."""

    code = "busy"

    def __init__(self) -> None:
        super().__init__(_("Many people are signing in at this moment. Please try again in a few seconds."))


class _Turns:
    """As many as may hash, and as many as may wait; whoever comes after them is refused at once."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._room, self._turn = BoundedSemaphore(at_once + waiting), BoundedSemaphore(at_once)

    def __enter__(self) -> None:
        if not self._room.acquire(blocking=False):
            raise PasswordsBusy
        self._turn.acquire()

    def __exit__(self, *raised: object) -> None:
        self._turn.release()
        self._room.release()


_turns = _Turns(AT_ONCE, WAITING)


class ScryptInTurns(ScryptPasswordHasher):
    """Django's scrypt, under its own name. Raises PasswordsBusy."""

    def encode(self, *arguments: object, **options: object) -> str:
        with _turns:
            return str(super().encode(*arguments, **options))  # type: ignore[arg-type]
