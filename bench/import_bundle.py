"""Import the real genai-eu collection into a fresh SQLite database and print how fast, and how linear, that was.

    python bench/import_bundle.py [BUNDLE]

Prints versions a second end to end (read, segment, match, classify, store), the time a version of the last half takes
to one of the first half, and the time `git log -p` needs for the same history. Ends with 1 below 20 versions a second.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 20.0


def main() -> int:
    default = ROOT.parent / "shared" / "data" / "genai-eu-versions.bundle"
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("bundle", nargs="?", type=Path, default=default)
    bundle = options.parse_args().bundle
    if not bundle.exists():
        print(f"There is no bundle at {bundle}; give its path.")
        return 2
    with tempfile.TemporaryDirectory(prefix="clausewatch-bench-") as folder:
        moments = _import(bundle, folder)
        git_seconds = _git_log(bundle, folder)
    count = len(moments) - 1
    seconds = moments[-1] - moments[0]
    middle = count // 2
    first = (moments[middle] - moments[0]) / middle
    last = (moments[-1] - moments[middle]) / (count - middle)
    rate = count / seconds
    print(f"{count} versions in {seconds:.1f} s: {rate:.1f} versions a second (limit {LIMIT:.0f})")
    print(f"a version of the last half takes {last / first:.2f} times one of the first half")
    if git_seconds:
        print(f"git log -p: {git_seconds:.2f} s; the import takes {seconds / git_seconds:.0f} times as long")
    return 0 if rate >= LIMIT else 1


def _import(bundle: Path, folder: str) -> list[float]:
    """The moments at which the import began and each version was stored."""
    os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="backend.settings", LOG_LEVEL="WARNING")
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from backend.sqlite_file import make_database_file
    from governance.importers.catalogue import load_catalogue
    from governance.importers.open_terms_archive import import_collection

    make_database_file()
    call_command("migrate", verbosity=0)
    load_catalogue(timezone.now())
    moments = [time.perf_counter()]

    def stored(done: int, total: int) -> None:
        moments.append(time.perf_counter())

    import_collection(address=str(bundle), mirrors=Path(folder), now=timezone.now(), on_progress=stored)
    return moments


def _git_log(bundle: Path, folder: str) -> float:
    """Seconds that git itself needs to show every difference; 0 where git is not installed."""
    if shutil.which("git") is None:
        return 0.0
    clone = Path(folder) / "clone.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(bundle), str(clone)], check=True)
    began = time.perf_counter()
    subprocess.run(["git", "-C", str(clone), "log", "-p"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
