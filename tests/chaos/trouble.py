"""What goes wrong around the workers, at random moments of a seed."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress

from tests.chaos.stage import Stage
from tests.chaos.worker import GRACE, LEASE

KINDS = (
    "child killed", "worker killed", "worker killed with its children", "process stopped", "connections cut",
    "broker emptied", "broker killed",
)  # fmt: skip


class Troubles:
    """One trouble after another, while there is work to disturb; stopped processes go on past their lease."""

    def __init__(self, stage: Stage, *, seed: int, kills: int, stops: int) -> None:
        self.stage, self.random = stage, random.Random(seed)
        self.counts: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
        self.to_come = _deck(self.random, kills, stops)
        self.stopped: list[tuple[float, int]] = []
        self.next_at = 0.0

    def make(self, *, least_pause: float) -> None:
        """The next trouble, if its moment has come."""
        if not self.to_come or time.monotonic() < self.next_at:
            return
        kind = self.to_come[-1]
        if self._make(kind):
            self.counts[self.to_come.pop()] += 1
            # A worker takes some seconds to start or to find the broker again: without work there is none to disturb.
            recovery = 2.0 if kind.startswith(("worker", "broker")) else 0.0
            self.next_at = time.monotonic() + recovery + least_pause + self.random.uniform(0.0, 0.6)

    def wake(self) -> None:
        """Let those go on whose time it is."""
        due = [entry for entry in self.stopped if entry[0] <= time.monotonic()]
        for entry in due:
            self.stopped.remove(entry)
            with suppress(ProcessLookupError):
                os.kill(entry[1], signal.SIGCONT)

    def _make(self, kind: str) -> bool:
        if kind in ("child killed", "process stopped"):
            return self._to_a_busy_child(kind)
        if kind in ("worker killed", "worker killed with its children"):
            worker = self.random.choice(list(self.stage.workers.values()))
            if worker.poll() is not None:
                return False
            (os.kill if kind == "worker killed" else os.killpg)(worker.pid, signal.SIGKILL)
            worker.wait()
        elif kind == "connections cut":
            return self.stage.cut_connections(self.random) > 0
        elif kind == "broker emptied":
            self.stage.empty_broker()
        else:
            self.stage.kill_broker()
        return True

    def _to_a_busy_child(self, kind: str) -> bool:
        asleep = {pid for _, pid in self.stopped}
        busy = [pid for pid in self.stage.busy_children(self.random) if pid not in asleep]
        if not busy:
            return False
        with suppress(ProcessLookupError):
            if kind == "child killed":
                os.kill(busy[0], signal.SIGKILL)
            else:
                os.kill(busy[0], signal.SIGSTOP)
                # Past the lease, or so long that its batch may be refuted and sent again meanwhile.
                seconds = LEASE + 1 if self.counts[kind] % 2 else GRACE + 6
                self.stopped.append((time.monotonic() + seconds, busy[0]))
            return True
        return False


def _deck(chance: random.Random, kills: int, stops: int) -> list[str]:
    """What comes, the last first. Most stops come early, so that others go on meanwhile."""
    few = max(kills // 10, 1)
    deck = ["worker killed", "worker killed with its children", "broker emptied", "broker killed"] * few
    deck += ["child killed"] * (kills - 2 * few) + ["connections cut"] * max(kills // 3, 1)
    chance.shuffle(deck)
    for _ in range(stops):
        deck.insert(chance.randint(len(deck) // 2, len(deck)), "process stopped")
    return deck
