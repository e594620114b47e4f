"""What CI runs as of other moments: each file of tests as of one of them."""

from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import WEDNESDAY, leaves_out
from tests.other_days import MOMENTS, moment_of

pytestmark = pytest.mark.pure
FILES = [path.relative_to(settings.BASE_DIR).as_posix() for path in Path(settings.BASE_DIR, "tests").rglob("test_*.py")]


def test_the_files_of_a_folder_are_run_as_of_many_moments():
    timing = [name for name in FILES if name.startswith("tests/alerts/")]
    assert len({moment_of(name) for name in timing}) == len(MOMENTS)
    assert moment_of(timing[0]) == moment_of(timing[0])


def test_each_weekday_is_among_the_moments_and_the_suite_s_own():
    days = {datetime.fromisoformat(moment).weekday() for moment in MOMENTS} | {WEDNESDAY.weekday()}
    assert days == set(range(7))


@pytest.mark.parametrize(
    ("source", "as_of", "is_left_out"),
    [
        ("pytestmark = pytest.mark.django_db", False, False),
        ("pytestmark = pytest.mark.django_db", True, False),
        ("pytestmark = [pytest.mark.django_db, pytest.mark.pure]", False, True),
        ("pytestmark = pytest.mark.pure", True, True),
        ("pytestmark = [pytest.mark.django_db, pytest.mark.dated]", False, False),
        ("pytestmark = [pytest.mark.django_db, pytest.mark.dated]", True, True),
        ("pytestmark = [pytest.mark.slow, pytest.mark.real_clock]", True, True),
        ("pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]", False, True),
        ("@pytest.mark.dated\ndef test_a_day(): ...", True, False),
    ],
)
def test_a_file_is_left_out_unread_only_if_all_of_its_tests_would_be(tmp_path, source, as_of, is_left_out):
    path = tmp_path / "test_one.py"
    path.write_text(f"import pytest\n\n{source}\n")
    assert leaves_out(path, as_of=as_of) is is_left_out


def test_the_comparison_is_left_out_whole():
    assert leaves_out(Path(settings.BASE_DIR, "tests/governance/comparison/test_sentences.py"), as_of=False)
    assert not leaves_out(Path(settings.BASE_DIR, "tests/governance/test_real_comparison.py"), as_of=False)
