"""The fictional platforms: loaded once, removable for good, and always good for one more change."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from governance.importers import demonstration
from governance.importers.demonstration import (
    load_demonstration,
    load_demonstration_into_empty,
    publish_next_change,
    remove_demonstration,
)
from governance.models import Change, Collection, Document, Event, Platform, Provision, StoredText, Version
from governance.reading import change_views
from governance.record.archive_check import verify_archive
from tests.governance.conftest import POLICY, TERMS

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_dir(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def test_it_is_loaded_into_an_empty_database_once(monkeypatch):
    assert load_demonstration_into_empty(NOW) == 12
    assert load_demonstration_into_empty(NOW) == 0
    assert load_demonstration(NOW) == 0
    assert Platform.objects.filter(is_demonstration=True).count() == 2
    assert set(Collection.objects.values_list("is_demonstration", "slug")) == {(True, "clausewatch-demonstration")}
    labels = set(Change.objects.values_list("label", flat=True))
    assert {"substantive", "cosmetic", "flapping"} <= labels
    assert not Change.objects.published().exists()
    assert verify_archive().failures == []
    assert all(platform.homepage.endswith(".example") for platform in Platform.objects.filter(is_demonstration=True))


def test_a_database_with_a_history_gets_no_demonstration(git, read_in):
    git.record(TERMS, POLICY)
    read_in(git)
    assert load_demonstration_into_empty(NOW) == 0
    assert not Platform.objects.filter(is_demonstration=True).exists()


@pytest.mark.parametrize("name", ["_commit", "_import", "_write_platforms", "_history"])
def test_an_interrupted_load_is_finished_by_the_next(monkeypatch, name):
    original, calls = getattr(demonstration, name), []

    def die_later(*args, **options):
        calls.append(1)
        if len(calls) == 3 or name != "_commit":
            raise KeyboardInterrupt
        return original(*args, **options)

    monkeypatch.setattr(demonstration, name, die_later)
    with pytest.raises(KeyboardInterrupt):
        load_demonstration_into_empty(NOW)
    monkeypatch.setattr(demonstration, name, original)
    assert load_demonstration_into_empty(NOW) == 12


def test_a_load_interrupted_in_the_import_is_finished_by_the_next(monkeypatch):
    from governance.importers import writing

    original, calls = writing.record_version, []

    def die_later(recorded, **options):
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return original(recorded, **options)

    monkeypatch.setattr(writing, "record_version", die_later)
    with pytest.raises(KeyboardInterrupt):
        load_demonstration_into_empty(NOW)
    monkeypatch.setattr(writing, "record_version", original)
    assert load_demonstration_into_empty(NOW) == 8
    assert Version.objects.count() == 12


def test_each_next_change_is_real_news_for_ever():
    load_demonstration(NOW)
    changes = [publish_next_change(NOW + timedelta(hours=number)) for number in range(8)]
    assert len({change.pk for change in changes}) == 8
    for number, change in enumerate(changes):
        assert change.label == "substantive"
        assert change.is_alertable
        assert change.published_at == NOW + timedelta(hours=number)
        (view,) = change_views([change.pk], with_summary=True)
        assert view.provisions
        assert view.is_demonstration
        assert view.attribution
    assert {change.document.title for change in changes} == {
        "Privacy Policy",
        "Terms of Service",
        "Acceptable Use Policy",
    }
    assert verify_archive().failures == []


def test_a_change_needs_the_demonstration():
    with pytest.raises(CommandError, match="load_demo"):
        call_command("demo_change")


def test_a_change_tells_what_to_do():
    call_command("load_demo", verbosity=0)
    out = StringIO()
    call_command("demo_change", stdout=out)
    assert "Lumenfold (lumenfold), Privacy Policy: CW-C-" in out.getvalue()
    assert "/dev/mail/" in out.getvalue()
    assert "Alerts within ten minutes of a person's last mail wait and are one mail." in out.getvalue()


def test_a_lost_repository_is_explained():
    load_demonstration(NOW)
    import shutil

    shutil.rmtree(demonstration._folder() / "versions.git")
    with pytest.raises(CommandError, match="remove_demo"):
        call_command("demo_change")


def test_removing_takes_all_of_it_away_and_it_stays_away(git, read_in):
    read_in_before = git.record(TERMS, POLICY)
    read_in(git)
    load_demonstration(NOW)
    publish_next_change(NOW)
    call_command("remove_demo", verbosity=0)
    assert not Platform.objects.filter(is_demonstration=True).exists()
    assert not Collection.objects.filter(is_demonstration=True).exists()
    assert Version.objects.get().source_commit == read_in_before
    assert StoredText.objects.count() == 1
    assert not Change.objects.exists()
    assert Event.objects.count() == 1
    assert Document.objects.count() == 1
    assert set(Provision.objects.values_list("document", flat=True)) == {Document.objects.get().pk}
    read_in(git)
    Document.objects.all().delete()
    assert load_demonstration_into_empty(NOW) == 0
    call_command("remove_demo", verbosity=0)
    assert load_demonstration(NOW) == 12, "an operator who asks for it gets it back"


def test_it_can_be_removed_before_it_was_ever_loaded():
    assert remove_demonstration(NOW) == 0
    assert load_demonstration_into_empty(NOW) == 0
