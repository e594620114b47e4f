"""Run a bench of this checkout and of another in turns, and print how much processor time ours takes to theirs.

    python3 bench/two_checkouts.py OTHER BENCH [--rounds 5] [--limit 1.05] [--less ARGUMENTS] [--figure PATTERN]
        [-- ARGUMENTS OF THE BENCH]

OTHER is a checkout of the commit to compare with (`git worktree add ../before COMMIT`), BENCH a file of `bench/` that
both have: `import_bundle.py`. A round runs ours once and theirs twice, each in processes of its own, and each round
begins with another of the three. The second run of theirs is the control: how far the same code is from itself here.
A ratio that is no further from 1 than the control goes has shown nothing; run more rounds, or on a quieter machine.

Processor time is what the system says of the bench and of all processes that it started and waited for; what a database
server does is not in it. `--less` names arguments with which the bench does little (`--less "--watchers 1000"`): the
time of such a run, which is that of setting up, is taken off each. `--figure` reads a number from what the bench prints
in place of the time, the last that the pattern's group matches; more of it is worse. Ends with 1 above the limit.
"""

import argparse
import os
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
OURS, THEIRS, CONTROL = "ours", "theirs", "control"
LIMIT = 1.05


class Bench(NamedTuple):
    """A bench with its arguments, and what is read of a run."""

    name: str
    arguments: Sequence[str]
    less: Sequence[str] | None
    figure: str | None

    def cost(self, checkout: Path) -> float:
        """Run it in the checkout: seconds of processor time without those of setting up, or the figure."""
        seconds, printed = _run(checkout, self.name, self.arguments)
        if self.figure is not None:
            found = re.findall(self.figure, printed)
            if not found:
                sys.exit(f"Nothing that {self.name} printed in {checkout} matches {self.figure!r}:\n{printed}")
            return float(found[-1].replace(",", ""))
        return seconds - (_run(checkout, self.name, self.less)[0] if self.less is not None else 0.0)


def main() -> int:
    given = _arguments()
    bench = Bench(given.bench, given.arguments, given.less, given.figure)
    for checkout in (ROOT, given.other):
        if not (checkout / "bench" / bench.name).exists():
            print(f"There is no bench/{bench.name} in {checkout}.")
            return 2
    turns = [(OURS, ROOT), (THEIRS, given.other), (CONTROL, given.other)]
    costs: dict[str, list[float]] = {name: [] for name, _ in turns}
    for number in range(given.rounds):
        first = number % len(turns)
        for name, checkout in turns[first:] + turns[:first]:
            costs[name].append(bench.cost(checkout))
        told = ", ".join(f"{name} {costs[name][-1]:.2f}" for name in costs)
        print(f"  round {number + 1}: {told}", flush=True)
    what = f"what matches {bench.figure!r}" if bench.figure is not None else "processor time"
    print(f"{bench.name} {shlex.join(bench.arguments)}: {what}, {given.rounds} rounds")
    ratio = _print_ratios("ours to theirs", costs[OURS], costs[THEIRS], costs[CONTROL])
    _print_ratios("control: theirs to theirs", costs[CONTROL], costs[THEIRS])
    print(f"  limit {given.limit:.2f}")
    return 1 if ratio > given.limit else 0


def _arguments() -> argparse.Namespace:
    own, of_bench = sys.argv[1:], []
    if "--" in own:
        own, of_bench = own[: own.index("--")], own[own.index("--") + 1 :]
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("other", type=lambda path: Path(path).resolve())
    options.add_argument("bench")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--limit", type=float, default=LIMIT)
    options.add_argument("--less", type=shlex.split)
    options.add_argument("--figure")
    return options.parse_args(own, argparse.Namespace(arguments=of_bench))


def _run(checkout: Path, name: str, arguments: Sequence[str]) -> tuple[float, str]:
    """Seconds of processor time of a run and of the processes it waited for, and what it printed."""
    command = [sys.executable, str(checkout / "bench" / name), *arguments]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=checkout, stdout=output, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        printed, complaint = output.read().decode(errors="replace"), errors.read().decode(errors="replace")
    # A bench that ends with 1 because its own limit is passed was measured like any other; one that stopped was not.
    if process.returncode not in (0, 1) or not printed or "Traceback (most recent call last)" in complaint:
        sys.exit(f"{shlex.join(command)} failed:\n{printed}{complaint}")
    return used.ru_utime + used.ru_stime, printed


def _print_ratios(name: str, costs: list[float], *baselines: list[float]) -> float:
    """Print what a round costs to the mean of the baselines in it: the geometric mean, which is returned, and more."""
    means = (statistics.mean(of_round) for of_round in zip(*baselines, strict=True))
    ratios = [cost / mean for cost, mean in zip(costs, means, strict=True)]
    middle = statistics.geometric_mean(ratios)
    best = min(costs) / min(min(baseline) for baseline in baselines)
    print(f"  {name:26} {middle:.3f} (rounds {min(ratios):.3f} to {max(ratios):.3f}; best runs {best:.3f})")
    return middle


if __name__ == "__main__":
    sys.exit(main())
