"""Lets a duty run once at a time in a process of many threads, so a slow duty holds only one of them."""

import time
from threading import Lock


class SingleRuns:
    """The names that run now. Asking for one that runs makes it start once more when it ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._began: dict[str, float] = {}
        self._asked_again: set[str] = set()

    def begin(self, name: str) -> bool:
        """Begin a run and return True; if one is under way, ask it to run again and return False."""
        with self._lock:
            if name in self._began:
                self._asked_again.add(name)
                return False
            self._began[name] = time.monotonic()
            return True

    def goes_on(self, name: str) -> bool:
        """If another run was asked for meanwhile, begin it and return True; otherwise end this one and return False."""
        with self._lock:
            if name in self._asked_again:
                self._asked_again.remove(name)
                self._began[name] = time.monotonic()
                return True
            del self._began[name]
            return False

    def fail(self, name: str) -> None:
        """End the run, whatever was asked for meanwhile; the next tick tries again."""
        with self._lock:
            self._began.pop(name, None)
            self._asked_again.discard(name)

    def seconds(self, name: str) -> float:
        """Return how long the present run has taken; 0 if there is none."""
        with self._lock:
            began = self._began.get(name)
        return 0.0 if began is None else time.monotonic() - began
