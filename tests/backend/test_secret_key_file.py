"""The secret key of an embedded installation."""

import stat
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend.secret_key_file import secret_key_in


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    key = secret_key_in(data_dir)
    assert len(key) >= 50
    assert secret_key_in(data_dir) == key
    assert (mode(data_dir), mode(data_dir / "secret_key")) == (0o700, 0o600)
    assert [path.name for path in data_dir.iterdir()] == ["secret_key"]


def test_many_that_start_at_once_get_one_key(tmp_path: Path) -> None:
    keys: list[str] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        keys.append(secret_key_in(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert keys[0]


def test_a_data_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="DATA_DIR"):
        secret_key_in(tmp_path / "file" / "var")
