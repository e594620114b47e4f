"""The folders that browsers may write to. Each is locked by whoever runs its browser, and swept once nobody does."""

import fcntl
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

_PREFIX = "capture-browser-"
# A folder is locked right after it was made, and not in the same moment.
_UNLOCKED_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class BrowserHome:
    """A browser's folder and its lock. The lock is released when our process ends, however it ends."""

    path: Path
    lock: int

    def remove(self) -> None:
        """Delete the folder with all in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.lock)


def make_home() -> BrowserHome:
    """Return a new folder, after those that killed workers left were deleted."""
    sweep_homes()
    path = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = os.open(path, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return BrowserHome(path, lock)


def sweep_homes() -> int:
    """Delete the folders of this machine whose worker is gone, and return their number."""
    return sum(_is_swept(path) for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"))


def _is_swept(path: Path) -> bool:
    try:
        if time.time() - path.stat().st_mtime < _UNLOCKED_SECONDS:
            return False
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # another user's, or gone meanwhile
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
        return not path.exists()
    except OSError:  # locked
        return False
    finally:
        os.close(lock)
