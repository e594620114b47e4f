"""Print how late so many documents would be read, without fetching anything and without a database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.capture.schedule.intervals import PROMISED_AGE
from governance.capture.schedule.simulation import (
    URGENT_SHARE,
    Lags,
    share_below,
    simulate,
    usual_hosts,
)
from governance.management.arguments import number

SHOWN = 5
MOST_DOCUMENTS, MOST_DAYS, MOST_SLOTS = 1_000_000, 30, 10_000


class Command(BaseCommand):
    help = "Live through days of the schedule of capture, and print how late documents are read. Nothing is fetched."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        whose = parser.add_mutually_exclusive_group()
        count = number(int, 1, MOST_DOCUMENTS)
        whose.add_argument("--documents", type=count, help="so many, on hosts as crowded as those of the catalogue")
        whose.add_argument("--hosts", type=Path, help="a file with a line for each host: its name, its documents")
        parser.add_argument("--days", type=number(float, 0.1, MOST_DAYS), default=1)
        slots = number(int, 1, MOST_SLOTS)
        parser.add_argument("--slots", type=slots, default=32, help="pages that are fetched at the same time")
        parser.add_argument(
            "--urgent",
            type=number(float, 0, 100),
            default=100 * URGENT_SHARE,
            metavar="PERCENT",
            help="so many of a hundred documents have just changed, or are about to, on each day",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["documents"] is None and options["hosts"] is None:
            raise CommandError("Say how many --documents, or name a file of --hosts.")
        hosts = _hosts_in(options["hosts"]) if options["hosts"] else usual_hosts(options["documents"])
        urgent = options["urgent"] / 100
        lags = simulate(hosts, days=options["days"], slots=options["slots"], urgent_share=urgent)
        for line in _table(lags):
            self.stdout.write(line)


def _hosts_in(path: Path) -> list[tuple[str, int]]:
    hosts: dict[str, int] = {}
    for place, line in enumerate(_lines_of(path), 1):
        words = line.split()
        if not words:
            continue
        if len(words) != 2 or not words[1].isdecimal() or int(words[1]) < 1:
            raise CommandError(f"Line {place} of {path} is not a name and a number of documents.")
        if words[0] in hosts:
            raise CommandError(f"Line {place} of {path} names a host that stands above.")
        hosts[words[0]] = int(words[1])
    if not hosts or sum(hosts.values()) > MOST_DOCUMENTS:
        raise CommandError(f"{path} names no host, or more than {MOST_DOCUMENTS:,} documents.")
    return list(hosts.items())


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is no text.") from error


def _table(lags: Lags) -> list[str]:
    documents = sum(host.page_count for host in lags.hosts)
    refused = lags.refused()
    told = [
        f"{documents:,} documents on {len(lags.hosts):,} hosts, {len(lags.lags):,} times read again, "
        f"slots busy {lags.busy_share:.0%}",
        f"{'lag, minutes':16} {_figures(lags.lags)}",
        f"{'age, minutes':16} {_figures(lags.ages)}",
        f"An age of at most {PROMISED_AGE} for 99 of 100 {'holds' if lags.holds else 'DOES NOT HOLD'}.",
    ]
    told += [
        f"{host.name}: {count:,} of {host.page_count:,} documents can't be promised; it would be asked too often."
        for host, count in refused
    ] or ["This can be promised for every document: no host has more of them than it can bear."]
    told += [
        f"{host.name:28} {host.page_count:>6,} documents, a pause of {host.delay.total_seconds():4.1f} s, "
        f"lag p99 {share_below(host.lags, 0.99) / 60:5.1f} min, oldest {host.oldest / 60:5.0f} min"
        for host in lags.slowest(SHOWN)
    ]
    return told


def _figures(seconds: list[float]) -> str:
    return "  ".join(
        f"{name} {share_below(seconds, share) / 60:6.1f}" for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1))
    )
