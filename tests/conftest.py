"""Fixtures that everybody uses: the clock, people with a tier, a signed-in client, a platform with a document."""

import gc
import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services.api_keys import SCOPES, create_api_key
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models import Document, Platform
from tests import other_days
from tests.histories import collection, make_history  # noqa: F401

# How long an example takes says how busy the machine is, and nothing about the code.
hypothesis.settings.register_profile(
    "any machine",
    parent=hypothesis.settings(),  # under CI, that repeats the same examples
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("any machine")

PASSWORD = "a long passphrase 42"
WEDNESDAY = datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
# Another moment as of which the suite runs, such as 2028-02-29T12:00:00+00:00, or `each`: see tests/other_days.py.
_GIVEN = os.environ.get("AS_OF", "")
AS_OF = datetime.fromisoformat(_GIVEN) if _GIVEN not in ("", other_days.EACH) else None
ROOT = Path(__file__).parents[1]
_PURE = re.compile(r"^pytestmark = .*\bpytest\.mark\.pure\b", re.MULTILINE)
_ON_SQLITE = re.compile(r"^pytestmark = .*\bpytest\.mark\.on_sqlite\b", re.MULTILINE)
# Their conftest.py marks each of their tests `pure`.
_PURE_FOLDERS = (ROOT / "tests" / "governance" / "comparison",)
_OF_NO_OTHER_DAY = re.compile(r"^pytestmark = .*\bpytest\.mark\.(?:dated|real_clock|slow)\b", re.MULTILINE)


def is_on_postgresql() -> bool:
    from django.conf import settings

    return settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"


def pytest_report_header() -> str:
    return (
        "Whole files of tests that ask nothing of this database are left to the suite on SQLite."
        if is_on_postgresql()
        else ""
    )


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out, unread, a file of which no test would run: reading them all takes longer than many tests do."""
    is_of_tests = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    if not is_of_tests or not (AS_OF or is_on_postgresql()):
        return None
    return leaves_out(collection_path, as_of=bool(AS_OF)) or None


def leaves_out(path: Path, *, as_of: bool) -> bool:
    """Tell whether no test of the file would run on PostgreSQL, or as of another moment, by its folder or its mark."""
    if any(folder in path.parents for folder in _PURE_FOLDERS):
        return True
    source = path.read_text(encoding="utf-8")
    return bool(_PURE.search(source) or (_OF_NO_OTHER_DAY if as_of else _ON_SQLITE).search(source))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are collected, nor ever among what that made, which stays until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if AS_OF:
        wanted = [item for item in items if other_days.knows_time(item)]
        kept = set(wanted)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = wanted

    if is_on_postgresql():
        skipped, reason = {"pure", "on_sqlite"}, "is tested with the suite on SQLite"
    else:
        skipped, reason = {"postgres"}, "needs PostgreSQL: set DATABASE_URL"
    places = {path: place for place, path in enumerate(_in_the_order_to_begin(items))}
    items.sort(key=lambda item: places[item.path])
    for item in items:
        if skipped & item.keywords.keys():
            item.add_marker(pytest.mark.skip(reason=reason))


def _in_the_order_to_begin(items: list[pytest.Item]) -> list[Path]:
    """Return the files, those that take long among the first, so that none keeps one worker busy after the others.

    One worker takes a file. pytest-django puts last what asks no database itself, such as what starts the whole
    service and waits for it: three shorter files stand between any two of those, so that no processor is idle.
    """
    takes_long = {item.path for item in items if {"slow", "on_sqlite", "real_clock"} & item.keywords.keys()}
    files = sorted(dict.fromkeys(item.path for item in items), key=lambda path: path.name != "test_patterns.py")
    long = [path for path in files if path in takes_long]
    others = iter([path for path in files if path not in takes_long])
    mixed = [path for one in long for path in (*islice(others, 3), one)]
    return [*mixed, *others]


@pytest.fixture(scope="session", autouse=True)
def _delete_rows_rather_than_truncate() -> Iterator[None]:
    """After a test without a transaction: PostgreSQL's TRUNCATE makes new files for all tables and indexes, and waits
    for the disk until they are there, while such a test leaves a few rows. The foreign keys are checked at the end.
    """

    def deletions(self: DatabaseOperations, style: Any, tables: Iterable[str], **options: Any) -> list[str]:
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", deletions)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def now(request: pytest.FixtureRequest) -> datetime:
    """The moment at which the clock stands still in this test. A module that is about other days overrides it."""
    return moment_of(request.node)


def moment_of(item: pytest.Item) -> datetime:
    """Return the moment as of which the test runs, by `AS_OF` and by whether it knows time."""
    if _GIVEN == other_days.EACH and other_days.knows_time(item):
        return other_days.moment_of(item.path.relative_to(ROOT).as_posix())
    return AS_OF or WEDNESDAY


@pytest.fixture(autouse=True)
def _clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stop the clock at `now`, so that no test depends on the day, the hour or the speed of the machine.

    `real_clock` leaves it running, for tests that start processes: their clock is the machine's.
    """
    if request.node.get_closest_marker("real_clock"):
        yield
    else:
        with time_machine.travel(request.getfixturevalue("now"), tick=False):
            yield


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """A person; `tier` is granted by the operator, from long ago on."""
    numbers = count(1)

    def make(email: str = "", **fields: Any) -> User:
        return person_with(email or f"person-{next(numbers)}@example.com", **fields)

    return make


def person_with(
    email: str,
    *,
    verified: bool = True,
    tier: Tier | str = Tier.FREE,
    password: str | None = None,
    **fields: Any,
) -> User:
    user = User(email=email, **fields)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    if Tier(tier) is not Tier.FREE:
        grant_tier(user=user, tier=Tier(tier), until=None, now=datetime(2020, 1, 1, tzinfo=UTC))
    return user


@pytest.fixture
def api() -> Callable[..., APIClient]:
    """A client that answers 500 rather than raise: of nobody, by a person's key, or by their session."""

    def client(user: User | None = None, *, by: str = "key", scopes: tuple[str, ...] = SCOPES) -> APIClient:
        client = APIClient(raise_request_exception=False)
        if user is None:
            return client
        if by == "session":
            client.force_login(user)
            client.credentials(HTTP_X_SESSION_TOKEN=client.session.session_key)
            client.cookies.clear()
            return client
        made_at = datetime.now(UTC) - timedelta(minutes=1)
        _, text = create_api_key(user=user, name="test", scopes=scopes, expires_at=None, now=made_at)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return client

    return client


@pytest.fixture
def make_platform(db: None) -> Callable[..., Platform]:
    numbers = count(1)

    def make(slug: str = "", **fields: Any) -> Platform:
        slug = slug or f"platform-{next(numbers)}"
        defaults = {"name": slug.replace("-", " ").title(), "sector": "social", "search_text": slug}
        return Platform.objects.create(slug=slug, **{**defaults, **fields})

    return make


@pytest.fixture
def make_document(make_platform: Callable[..., Platform]) -> Callable[..., Document]:
    def make(platform: Platform | None = None, document_type: str = "terms-of-service", **fields: Any) -> Document:
        defaults = {"title": document_type.replace("-", " ").capitalize()}
        platform = platform or make_platform()
        return Document.objects.create(platform=platform, document_type=document_type, **{**defaults, **fields})

    return make
