"""The short version of `tests.chaos.channels`: whoever is killed, every receiver takes everything, under one id."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

PATIENCE_SECONDS = 600

pytestmark = [
    pytest.mark.slow,
    pytest.mark.real_clock,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="needs Linux, where children end with their parent"
    ),
]


def test_workers_that_are_killed_and_receivers_that_misbehave_lose_nothing():
    command = [sys.executable, "-m", "tests.chaos.channels", "--json", "--channels", "6", "--events", "20"]
    command += ["--kills", "10", "--workers", "2", "--patience", str(PATIENCE_SECONDS - 60)]
    run = subprocess.run(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, timeout=PATIENCE_SECONDS)
    told = json.loads(run.stdout)
    assert told["is good"], told
    assert told["requests"] >= told["deliveries"] == 120
