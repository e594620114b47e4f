"""The service while its processes are killed: the site answers all the while, and what is owed arrives once.

SURVIVAL_MINUTES=15 makes it last so long, with two kills a minute and several changes; three kills as shipped.
"""

import os
import re
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from tests.acceptance.conftest import Client, Service, running_service

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the processes in /proc"),
]
MINUTES = float(os.environ.get("SURVIVAL_MINUTES", "0"))
KILLS = int(2 * MINUTES) or 3
SECONDS_BETWEEN = 30 if MINUTES else 1
KILLS_A_CHANGE = 6
WORKER, WEB = b"celery", b"backend.web_server"
ASKED = ("/", "/healthz", "/api/v1/platforms/", "/api/v1/changes/", "/methodology/")


class Visitor(threading.Thread):
    """Asks for one page after the other and counts the answers."""

    def __init__(self, base: str) -> None:
        super().__init__(daemon=True)
        self.client, self.answers, self.leaves = Client(base), Counter(), threading.Event()

    def run(self) -> None:
        while not self.leaves.wait(0.2):
            for path in ASKED:
                try:
                    self.answers[str(self.client.call("GET", path).status)] += 1
                except OSError as error:
                    self.answers[f"{path}: {error!r}"] += 1


def processes(service: Service, module: bytes) -> set[int]:
    """The children of `up` that run this module."""
    children = Path(f"/proc/{service.pid}/task/{service.pid}/children").read_text().split()
    found = set()
    for pid in children:
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just died
            if module in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(int(pid))
    return found


def kill(service: Service, module: bytes) -> None:
    """Kill a child that runs this module and wait for the one that takes its place."""
    before = processes(service, module)
    os.kill(min(before), signal.SIGKILL)
    deadline = time.monotonic() + 60
    while len(processes(service, module) - {min(before)}) < len(before):
        assert time.monotonic() < deadline, (service.data_dir / "up.log").read_text()
        time.sleep(0.1)


def publish(service: Service) -> str:
    return re.search(r"CW-C-\d+", service.manage("demo_change").stdout)[0]


def told(service: Service, address: str) -> Counter[str]:
    """The changes that alerts to the address told of, and how often."""
    news = [mail for mail in service.mails_to(address) if mail["List-Unsubscribe"]]
    texts = [mail.get_body(("plain",)).get_content() for mail in news]
    return Counter(change for text in texts for change in set(re.findall(r"/changes/(CW-C-\d+)/", text)))


def test_a_worker_that_is_killed_again_and_again_loses_nothing_and_stops_no_page(
    tmp_path: Path, migrated_file: Path | None
) -> None:
    with running_service(tmp_path, migrated_file) as service:
        address, person = service.sign_up()
        assert person.post("/subscription/trial/").status == 201
        watchlist = person.get("/watchlists/").body["results"][0]["id"]
        for slug in ("lumenfold", "parcelwren"):
            assert person.post(f"/watchlists/{watchlist}/items/", {"platform": slug}).status == 201
        visitor = Visitor(service.base)
        visitor.start()
        changes = []
        for number in range(KILLS):
            if number % KILLS_A_CHANGE == 0:
                changes.append(publish(service))
            kill(service, WORKER)
            time.sleep(SECONDS_BETWEEN)
        # Two alert mails to a person are ten minutes apart.
        deadline = time.monotonic() + 300 + 600 * (len(changes) > 1)
        while set(told(service, address)) != set(changes):
            assert time.monotonic() < deadline, (service.data_dir / "up.log").read_text()
            time.sleep(0.5)
        visitor.leaves.set()
        visitor.join(60)
        worker = processes(service, WORKER)
        kill(service, WEB)
        assert service.anonymous().call("GET", "/").status == 200
        assert processes(service, WORKER) == worker
        log = (tmp_path / "up.log").read_text()
    print(f"{KILLS} kills, {len(changes)} changes told: {told(service, address)}; answers: {visitor.answers}")  # noqa: T201
    assert told(service, address) == dict.fromkeys(changes, 1)
    assert set(visitor.answers) == {"200"}
    assert log.count("process_died") == KILLS + 1
    assert "Traceback" not in log
