"""Several importers at once."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from governance.importers.open_terms_archive import import_collection
from governance.models import Change, Event, Platform, Version
from governance.record.archive_check import verify_archive
from tests.governance.conftest import POLICY


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("importers", [2, 4])
def test_importers_at_once_end_in_one_history(git, tmp_path, importers):
    names = ("Acme/Terms of Service.md", "Acme/Privacy Policy.md", "Spotify/Privacy Policy.md")
    for number in range(5):
        for name in names:
            git.record(name, POLICY + f"\nThis is clause number {number} of {name} and of nothing else.\n")
    failures, barrier = [], threading.Barrier(importers)

    def run():
        try:
            barrier.wait()
            import_collection(address=str(git.path), mirrors=tmp_path, now=datetime(2026, 6, 1, tzinfo=UTC))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(importers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert failures == []
    assert Platform.objects.count() == 401
    assert (
        list(Version.objects.order_by("document_id", "sequence").values_list("sequence", flat=True))
        == [1, 2, 3, 4, 5] * 3
    )
    assert Change.objects.count() == 12
    assert Event.objects.filter(kind="document_added").count() == 3
    assert verify_archive().failures == []
