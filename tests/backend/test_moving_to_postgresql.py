"""An installation that has grown moves from SQLite to PostgreSQL, as docs/operations.md says."""

import json
import os
import subprocess
import sys
from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import AutoField

from accounts.models import User
from alerts.models import WatchItem
from governance.models import Change

EXCLUDED = ("contenttypes", "auth.permission", "sessions")
WORKED_ON = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_demo", verbosity=0)
call_command("seed_people", count=3, tier="watcher", platform="parcelwren", verbosity=0)
call_command("demo_change", verbosity=0)
call_command("sweep", verbosity=0)
call_command("dumpdata", exclude={excluded!r}, output={output!r})
"""


@pytest.fixture
def dumped(tmp_path):
    """The file that `dumpdata` writes of an installation on SQLite with people, a change and its alerts."""
    (tmp_path / "clausewatch.sqlite3").touch()
    output = tmp_path / "everything.json"
    code = WORKED_ON.format(excluded=EXCLUDED, output=str(output))
    removed = {"DATABASE_URL", "BROKER_URL", "CACHE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in removed}
    environment |= {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "backend.settings"}
    made = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return output


@pytest.mark.postgres
@pytest.mark.django_db
def test_everything_moves_holds_and_goes_on(dumped):
    call_command("loaddata", str(dumped), verbosity=0)

    there = Counter(row["model"] for row in json.loads(dumped.read_text()))
    here = Counter({name: apps.get_model(name)._default_manager.count() for name in there})
    assert here == there
    assert {User.objects.count(), WatchItem.objects.count()} == {3}
    assert Change.objects.exists()
    said = StringIO()
    call_command("verify_archive", stdout=said)
    assert "All of it holds." in said.getvalue()
    numbered = [model for name in there if isinstance((model := apps.get_model(name))._meta.pk, AutoField)]
    assert len(numbered) > 3
    with connection.cursor() as cursor:
        for model in numbered:  # the next row gets a number that is free
            table, column = model._meta.db_table, model._meta.pk.column
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", [table, column])
            assert cursor.fetchone()[0] > model.objects.order_by("pk").last().pk
