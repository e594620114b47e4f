"""The short version of `tests.chaos.capture`: whoever is killed, all is captured and each host left alone."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

PATIENCE_SECONDS = 900

pytestmark = [
    pytest.mark.slow,
    pytest.mark.real_clock,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="needs Linux, where children end with their parent"
    ),
]


def test_workers_that_are_killed_leave_no_document_unread_and_no_host_pressed():
    command = [sys.executable, "-m", "tests.chaos.capture", "--json", "--documents", "150", "--kills", "10"]
    command += ["--pause", "1", "--patience", str(PATIENCE_SECONDS - 60)]
    run = subprocess.run(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, timeout=PATIENCE_SECONDS)
    told = json.loads(run.stdout)
    assert told["is good"], told
