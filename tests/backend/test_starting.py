"""A site that isn't fit for the public doesn't start, whatever it is started by."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.core.exceptions import ImproperlyConfigured

from backend.starting import ALONE_IN_MEMORY, refuse_what_is_unfit

pytestmark = pytest.mark.pure
UNFIT = {
    "PRODUCTION": "1",
    "DEBUG": "1",
    "RATE_LIMITS": "off",
    "SECRET_KEY": "shortkey",
    "METRICS_TOKEN": "short",
    "ALLOWED_HOSTS": "*",
    "EMAIL_TRANSPORT": "file",
    "BROKER_URL": "memory://",
    "DATABASE_URL": "sqlite://:memory:",
    "BILLING_BACKEND": "local",
}
SENTENCES = [
    "DEBUG is on.",
    "Rate limits are off.",
    "SECRET_KEY is shorter than 50 characters.",
    "METRICS_TOKEN is shorter than 32 characters.",
    "ALLOWED_HOSTS accepts every name.",
    "Mail is written to files and reaches nobody.",
    "The broker is the memory of one process",
    "The database is SQLite.",
]
WAYS = {
    "gunicorn": ("-m", "gunicorn", "backend.wsgi", "--bind", "127.0.0.1:0"),
    "worker": ("-m", "celery", "-A", "backend", "worker", "--pool", "solo"),
    "beat": ("-m", "celery", "-A", "backend", "beat"),
    "up": ("manage.py", "up"),
}


def started(arguments: tuple[str, ...], data_dir: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    surroundings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=real_settings.BASE_DIR,
        env={**surroundings, "DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_an_unfit_site_starts_in_no_way_and_the_sentences_are_the_same(way: str, tmp_path: Path) -> None:
    finished = started(WAYS[way], tmp_path, **UNFIT)
    assert finished.returncode != 0
    assert [sentence for sentence in SENTENCES if sentence not in finished.stderr] == []


@pytest.mark.slow
@pytest.mark.parametrize("way", ["worker", "beat"])
def test_nothing_is_run_beside_a_broker_in_memory_that_it_can_not_reach(way: str, tmp_path: Path) -> None:
    finished = started(WAYS[way], tmp_path, PRODUCTION="0", BROKER_URL="memory://", DATABASE_URL="sqlite://:memory:")
    assert finished.returncode == 1
    assert ALONE_IN_MEMORY in finished.stderr


def test_what_is_fit_starts(settings: Any) -> None:
    refuse_what_is_unfit()
    settings.METRICS_TOKEN = "short"
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN is shorter than 32 characters"):
        refuse_what_is_unfit()


@pytest.mark.slow
def test_the_first_request_waits_for_no_page_to_be_loaded(tmp_path: Path) -> None:
    asked = "import sys, backend.wsgi; print('web.urls' in sys.modules)"
    assert started(("-c", asked), tmp_path).stdout.strip() == "True"
