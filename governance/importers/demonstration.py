"""The demonstration: fictional platforms whose small git history is imported like any other collection.

The repository under DATA_DIR/demonstration is made from the shipped Markdown files, commit by commit. An interrupted
run continues where it stopped, as the number of commits shows.
"""

import fcntl
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime
from dulwich.errors import NotGitRepository
from dulwich.objects import Blob, Commit, Tree
from dulwich.repo import Repo

from governance.importers.collections import CollectionDescription
from governance.importers.history import open_here
from governance.importers.open_terms_archive import import_collection
from governance.models import Change, Collection, Document, Platform, ShippedData, StoredText, Version
from governance.record.platforms import set_facts
from governance.sectors_and_types import DATA

SHIPPED_NAME = "demonstration"
FILES = DATA / "demonstration"
COLLECTION_NAME = "Clausewatch demonstration"
ATTRIBUTION = "Fictional texts written for the demonstration of Clausewatch"
LICENCE = "Apache-2.0"
AUTHOR = b"Clausewatch demonstration <demonstration@clausewatch.example>"
_SUBJECTS = {"first": "First record of", "change": "Record new changes of"}
_RETENTION = re.compile(r"(We keep deleted documents for )(\d+)( days)")
_EFFECTIVE = re.compile(r"^Effective: .+$", re.MULTILINE)
RETENTION_STEP_DAYS = 3


class DemonstrationMissing(Exception):
    """The demonstration is not loaded, or its repository is gone; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One version to commit."""

    service: str
    document: str
    kind: str
    text: bytes
    at: datetime

    @property
    def message(self) -> bytes:
        return f"{_SUBJECTS[self.kind]} {self.service} {self.document}\n".encode()


def load_demonstration(now: datetime) -> int:
    """Load what is missing of the demonstration (interrupted, removed or never loaded).

    Return the number of versions.
    """
    folder = _folder()
    with _alone(folder):
        _write_platforms(now)
        with closing(_repository(folder)) as repository:
            versions = _history()
            for commitment in versions[_commit_count(repository) :]:
                _commit(repository, commitment)
        stored = _import(folder, now=now, as_news=False)
        ShippedData.objects.update_or_create(
            name=SHIPPED_NAME,
            defaults={"sha256": sha256(_manifest_bytes()).hexdigest(), "loaded_at": now, "removed_at": None},
        )
    return stored


def load_demonstration_into_empty(now: datetime) -> int:
    """Load the demonstration into a database without a history, or finish an interrupted load.

    Returns the number of versions stored.

    Does nothing if the operator removed it, if it is loaded, or if any other version is stored.
    """
    if ShippedData.objects.filter(name=SHIPPED_NAME).exists():
        return 0
    if Version.objects.filter(document__platform__is_demonstration=False).exists():
        return 0
    return load_demonstration(now)


def remove_demonstration(now: datetime) -> int:
    """Remove the demonstration for good; `up` does not load it again. Return the number of platforms removed."""
    folder = _folder()
    with _alone(folder):
        with transaction.atomic():
            demonstration = Platform.objects.filter(is_demonstration=True)
            count = demonstration.count()
            texts = set(
                Version.objects.filter(document__platform__in=demonstration).values_list("stored_text_id", flat=True)
            )
            Document.objects.filter(platform__in=demonstration).delete()
            demonstration.delete()
            Collection.objects.filter(is_demonstration=True).delete()
            StoredText.objects.filter(pk__in=texts, versions=None).delete()
            ShippedData.objects.update_or_create(
                name=SHIPPED_NAME,
                defaults={"removed_at": now},
                create_defaults={"sha256": "", "loaded_at": now, "removed_at": now},
            )
        shutil.rmtree(folder / "versions.git", ignore_errors=True)
    return count


def publish_next_change(now: datetime) -> Change:
    """Commit the next version of one of the fictional documents and import it as news; return the change."""
    folder = _folder()
    with _alone(folder):
        if not Version.objects.filter(document__platform__is_demonstration=True).exists():
            raise DemonstrationMissing("The demonstration is not loaded: run `manage.py load_demo` first.")
        with closing(_repository(folder)) as repository:
            done = _commit_count(repository)
            if done < len(_history()):
                raise DemonstrationMissing(
                    "The demonstration's repository is gone: run `remove_demo`, then `load_demo`."
                )
            commitment = _next(repository, done - len(_history()), now)
            commit = _commit(repository, commitment)
        _import(folder, now=now, as_news=True)
    return Change.objects.select_related("platform", "document").get(
        to_version__source_commit=commit, platform__is_demonstration=True
    )


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "demonstration"


def _import(folder: Path, *, now: datetime, as_news: bool) -> int:
    result = import_collection(
        address=str(folder / "versions.git"),
        mirrors=folder,
        now=now,
        as_news=as_news,
        opening=open_here,
        description=CollectionDescription(COLLECTION_NAME, ATTRIBUTION, LICENCE, is_demonstration=True),
    )
    return result.versions_stored


def _manifest_bytes() -> bytes:
    return (FILES / "manifest.json").read_bytes()


def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(_manifest_bytes())
    return manifest


def _history() -> list[Commitment]:
    return [_commitment(row, _instant(row["at"])) for row in _manifest()["versions"]]


def _instant(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(f"{text!r} in the demonstration's manifest is not a time")
    return moment.astimezone(UTC)


def _commitment(row: dict[str, str], at: datetime) -> Commitment:
    return Commitment(row["service"], row["document"], row["kind"], (FILES / row["file"]).read_bytes(), at)


def _next(repository: Repo, published: int, now: datetime) -> Commitment:
    """Return the next prepared version; after the last one, a retention period that is some days longer."""
    prepared = _manifest()["prepared"]
    if published < len(prepared):
        return _commitment(prepared[published], now)
    service, document = prepared[0]["service"], prepared[0]["document"]
    text = _text_at_head(repository, service, document).decode()
    longer = _RETENTION.sub(lambda m: f"{m[1]}{int(m[2]) + RETENTION_STEP_DAYS}{m[3]}", text)
    dated = _EFFECTIVE.sub(f"Effective: {_spelled(now.date())}", longer)
    return Commitment(service, document, "change", dated.encode(), now)


def _spelled(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _write_platforms(now: datetime) -> None:
    for facts in _manifest()["platforms"]:
        if not Platform.objects.filter(slug=facts["slug"]).exists():
            platform = Platform(is_demonstration=True, created_at=now)
            set_facts(platform, facts)
            platform.save(force_insert=True)


def _repository(folder: Path) -> Repo:
    path = folder / "versions.git"
    path.mkdir(parents=True, exist_ok=True)
    try:
        return Repo(str(path))
    except NotGitRepository:
        return Repo.init_bare(str(path), default_branch=b"main")


def _commit_count(repository: Repo) -> int:
    try:
        return sum(1 for _ in repository.get_walker())
    except KeyError:
        return 0


def _commit(repository: Repo, commitment: Commitment) -> str:
    """Commit the version on top of the history and return the commit's id.

    The reference moves last, so a cut-off run leaves no half commit.
    """
    objects = repository.object_store
    try:
        parent: bytes | None = repository.head()
    except KeyError:
        parent = None
    root: Tree = objects[objects[parent].tree] if parent else Tree()
    service, name = commitment.service.encode(), f"{commitment.document}.md".encode()
    folder: Tree = objects[root[service][1]] if service in root else Tree()
    blob = Blob.from_string(commitment.text)
    folder.add(name, 0o100644, blob.id)
    root.add(service, 0o040000, folder.id)
    commit = Commit()
    commit.tree, commit.parents = root.id, [parent] if parent else []
    commit.author = commit.committer = AUTHOR
    commit.author_time = commit.commit_time = int(commitment.at.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding, commit.message = b"UTF-8", commitment.message
    for item in (blob, folder, root, commit):
        objects.add_object(item)
    sha: bytes = commit.id
    repository.refs[b"refs/heads/main"] = sha
    return sha.decode()


def _text_at_head(repository: Repo, service: str, document: str) -> bytes:
    objects = repository.object_store
    root = objects[objects[repository.head()].tree]
    folder = objects[root[service.encode()][1]]
    data: bytes = objects[folder[f"{document}.md".encode()][1]].data
    return data


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the demonstration's lock, so two starts or commands take turns."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
