"""The data folder is moved away while the database is elsewhere: nothing is said of any page, and it goes on after."""

import shutil
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from governance.capture.duties import fetch_pages, judge_captures, tidy_captures
from governance.capture.storing.raw_bodies import why_away
from governance.models import Capture, CaptureHealth, CaptureHost, Fetch, RawBody, SourcePage, Version
from tests.governance.capture.site import CLAUSES, policy

pytestmark = pytest.mark.django_db
RAISED = (*CLAUSES[:2], CLAUSES[2].replace("3 coins", "9 coins"), *CLAUSES[3:])


@pytest.fixture
def data_folder(settings, store, tmp_path):
    """The data folder of this installation, with the store in it; the database is not."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.DATA_DIR = folder
    where = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "captures"}}
    settings.STORAGES = settings.STORAGES | {"captures": where}
    return folder


def states():
    return list(CaptureHealth.objects.values_list("document", "state", "verdict", "failing_since", "attempts_failed"))


@pytest.fixture
def run_duties(monkeypatch):
    """Runs the duties as the worker does, over a web of a test."""

    def run(web):
        monkeypatch.setattr("governance.capture.duties.open_our_fetcher", web.open)
        monkeypatch.setattr("governance.capture.duties.clock_from", lambda now: lambda: web.now)
        SourcePage.objects.filter(answers_https=None).update(answers_https=False)
        return fetch_pages(web.now) | judge_captures(web.now) | tidy_captures(web.now)

    return run


@pytest.mark.parametrize("was_read", [False, True])
def test_nothing_is_a_failure_of_a_page_and_it_goes_on_by_itself(
    data_folder, watched, run_duties, tmp_path, caplog, capsys, was_read
):
    web = watched()
    document = web.document()
    if was_read:
        web.read()
        web.site["owl.example"]["/terms"] = policy(*RAISED)
        web.pass_time(hours=6)
    before = states(), Fetch.objects.count(), Capture.objects.count(), RawBody.objects.count()
    asked = len(web.web.asked)
    shutil.move(data_folder, tmp_path / "elsewhere")
    for _ in range(3):
        assert run_duties(web)["storage_away"] == 1
        web.pass_time(hours=25)
    assert not data_folder.exists()
    assert (states(), Fetch.objects.count(), Capture.objects.count(), RawBody.objects.count()) == before
    assert len(web.web.asked) == asked
    assert "capture_storage_away" in caplog.text
    assert [one.id for one in run_checks(databases=["default"]) if one.id == "clausewatch.W063"] == ["clausewatch.W063"]
    call_command("capture_status")
    assert "THE STORE OF CAPTURED PAGES CAN'T BE USED" in capsys.readouterr().out
    (tmp_path / "elsewhere").rename(data_folder)
    assert why_away() == ""
    web.read()
    assert web.health(document) == ("verified", "")
    assert Version.objects.filter(document=document).count() == 1 + was_read
    call_command("capture_status")
    assert "CAN'T BE USED" not in capsys.readouterr().out


def test_a_folder_that_goes_while_a_page_is_fetched_blames_no_page(data_folder, watched, tmp_path, monkeypatch):
    web = watched()
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = policy(*RAISED)
    web.pass_time(hours=6)
    real = web.open

    def open_and_move(*how):
        shutil.move(data_folder, tmp_path / "elsewhere")
        return real(*how)

    monkeypatch.setattr(web, "open", open_and_move)
    health = states()
    assert web.read_once()["storage_away"] == 1
    assert (states(), data_folder.exists()) == (health, False)
    assert not CaptureHost.objects.exclude(lease_until=None).exists()
    assert not Fetch.objects.exclude(outcome__in=("", Fetch.NOT_MODIFIED)).exists()
    monkeypatch.undo()
    (tmp_path / "elsewhere").rename(data_folder)
    web.now += timedelta(minutes=6)
    web.read()
    assert web.health(document) == ("verified", "")
    assert Version.objects.filter(document=document).count() == 2
