"""What a killed browser leaves behind goes; what a running one writes to stays."""

import multiprocessing
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from governance.capture.browser import homes
from governance.capture.browser.homes import make_home, sweep_homes

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def age(path: Path) -> None:
    os.utime(path, (0, 0))


def _make_and_die(found: Any) -> None:
    home = make_home()
    (home.path / "profile").mkdir()
    found.put(str(home.path))
    found.close()
    found.join_thread()
    os._exit(9)


def test_the_folder_of_a_worker_that_died_is_swept(folder: Path) -> None:
    context = multiprocessing.get_context("fork")
    found = context.Queue()
    worker = context.Process(target=_make_and_die, args=(found,))
    worker.start()
    left = Path(found.get(timeout=60))
    worker.join(60)
    age(left)
    assert sweep_homes() == 1
    assert list(folder.iterdir()) == []


def test_a_folder_in_use_is_left_alone_however_old() -> None:
    home = make_home()
    age(home.path)
    assert sweep_homes() == 0
    assert make_home().path != home.path
    assert home.path.is_dir()
    home.remove()
    assert not home.path.exists()


def test_a_new_folder_is_left_alone_before_it_is_locked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, other = folder / "capture-browser-new", folder / "something-else"
    new.mkdir()
    other.mkdir()
    age(other)
    made = new.stat().st_mtime
    monkeypatch.setattr(homes.time, "time", lambda: made + 60)
    assert sweep_homes() == 0
    age(new)
    assert sweep_homes() == 1
    assert list(folder.iterdir()) == [other]
