"""Opens a git history: a repository, a bare clone, a bundle file, or an address, which is mirrored."""

import socket
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from dulwich.bundle import read_bundle
from dulwich.client import HTTPUnauthorized, get_transport_and_path
from dulwich.config import ConfigDict
from dulwich.errors import GitProtocolError, NotGitRepository, ObjectFormatException
from dulwich.object_store import BaseObjectStore, PackBasedObjectStore
from dulwich.repo import Repo
from urllib3.exceptions import HTTPError

SCHEMES = ("http", "https", "ssh", "git", "file")
MOST_OBJECTS = 10_000_000
MOST_BUNDLE_BYTES = 4_000_000_000
FETCH_TIMEOUT = 60  # seconds of silence, where the process has no other limit
# What reading a damaged or truncated repository raises in dulwich, besides a missing object's KeyError.
DAMAGE = (zlib.error, ObjectFormatException, AssertionError, EOFError, ValueError, IndexError)
UNREACHABLE = (OSError, GitProtocolError, HTTPError, NotGitRepository, HTTPUnauthorized)


class UnreadableSource(Exception):
    """The address cannot be read as a git history; the message says why and what to do."""


class FileTooLarge(UnreadableSource):
    """A file of the history is too large to be read; others can be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """An open history: its objects, the commit its main branch points to, and a short name from its address."""

    objects: BaseObjectStore
    head: bytes
    name: str


@contextmanager
def open_source(address: str, *, mirrors: Path) -> Iterator[Source]:
    """Open a path or an address. An address is mirrored under `mirrors` and fetched incrementally.

    Raises UnreadableSource for a missing path, something that is not a repository, an empty one, a shallow clone, an
    incremental bundle, an address that does not answer, or too many objects.
    """
    with _opened(address, mirrors) as source:
        count = (
            sum(len(pack) for pack in source.objects.packs) if isinstance(source.objects, PackBasedObjectStore) else 0
        )
        if count > MOST_OBJECTS:
            raise UnreadableSource(f"The repository has {count:,} objects; above {MOST_OBJECTS:,} none is read.")
        yield source


@contextmanager
def _opened(address: str, mirrors: Path) -> Iterator[Source]:
    refuse_odd_address(address)
    if is_url(address):
        with closing(_fetched(address, mirrors)) as repository:
            yield _source_of(repository, address)
        return
    path = Path(address).expanduser()
    if not path.exists():
        raise UnreadableSource(f"There is nothing at {address}.")
    if path.is_file():
        if path.stat().st_size > MOST_BUNDLE_BYTES:
            raise UnreadableSource(f"{address} is larger than {MOST_BUNDLE_BYTES / 1e9:.0f} GB; it is not read.")
        with _unpacked_bundle(path) as source:
            yield source
        return
    try:
        opened = Repo(str(path))
    except NotGitRepository:
        raise UnreadableSource(f"{address} is not a git repository, bare clone or bundle.") from None
    with closing(opened) as repository:
        yield _source_of(repository, str(path.resolve()))


def name_of(address: str) -> str:
    """Return the last part of an address without `.git` or `.bundle`: `pga-versions` of `…/pga-versions.git`."""
    path = urlsplit(address).path if is_url(address) else address
    name = Path(path.rstrip("/")).name
    if name == ".git":
        name = Path(path.rstrip("/")).parent.name
    for ending in (".git", ".bundle"):
        name = name.removesuffix(ending)
    return name


def without_credentials(address: str) -> str:
    """Return the address without user and password, as it may be stored and shown."""
    if not is_url(address):
        return address
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def refuse_odd_address(address: str) -> None:
    """Raise UnreadableSource for what is no address. The message repeats no password."""
    try:
        if is_url(address):
            _ = urlsplit(address).port
    except ValueError as error:
        raise UnreadableSource(f"This is no address that can be fetched: {error}.") from None


def is_url(address: str) -> bool:
    """Tell whether this is an address to fetch from, and not a path."""
    return "://" in address and address.partition("://")[0].lower() in SCHEMES


def same_place(one: str, other: str) -> bool:
    """Tell whether two addresses lead to one repository."""
    return bool(one) and _plain(one) == _plain(other)


def _plain(address: str) -> str:
    if not is_url(address):
        return address.rstrip("/")
    return address.partition("://")[2].rstrip("/").removesuffix(".git").casefold()


def _source_of(repository: Repo, address: str) -> Source:
    if repository.get_shallow():
        raise UnreadableSource(
            f"{without_credentials(address)} is a shallow clone: its history is cut off. Clone it whole."
        )
    try:
        head = repository.head()
    except KeyError:
        raise UnreadableSource(f"{without_credentials(address)} has no commits.") from None
    return Source(repository.object_store, head, name_of(address))


def _fetched(address: str, mirrors: Path) -> Repo:
    """Return the mirror of an address, brought up to date. A fetch that was cut off leaves the mirror as it was."""
    shown = without_credentials(address)
    parts = urlsplit(shown)
    folder = mirrors / "-".join(
        part for part in (parts.netloc + parts.path).replace(":", "-").split("/") if part.strip(".")
    )
    folder.mkdir(parents=True, exist_ok=True)
    try:
        mirror = Repo(str(folder))
    except NotGitRepository:
        mirror = Repo.init_bare(str(folder))
    config = ConfigDict()
    config.set((b"http",), b"timeout", b"%d" % max(1, socket.getdefaulttimeout() or FETCH_TIMEOUT))
    try:
        client, path = get_transport_and_path(address, config=config)
        result = client.fetch(path, mirror, determine_wants=_wants_head)
    except UNREACHABLE as error:
        mirror.close()
        raise UnreadableSource(f"{shown} could not be fetched: {error or type(error).__name__}") from error
    head = _main_of(result.refs)
    if head is None:
        mirror.close()
        raise UnreadableSource(f"{shown} has no commits.")
    mirror.refs.set_symbolic_ref(b"HEAD", b"refs/heads/main")
    mirror.refs[b"refs/heads/main"] = head
    return mirror


def _wants_head(refs: dict[bytes, bytes], depth: int | None = None) -> list[bytes]:
    head = _main_of(refs)
    return [head] if head else []


def _main_of(refs: Mapping[bytes, bytes | None]) -> bytes | None:
    """Return the commit of the main branch: HEAD, main, master, or the only branch."""
    for name in (b"HEAD", b"refs/heads/main", b"refs/heads/master"):
        if refs.get(name):
            return refs[name]
    branches = {sha for name, sha in refs.items() if sha and name.startswith(b"refs/heads/")}
    return branches.pop() if len(branches) == 1 else None


@contextmanager
def _unpacked_bundle(path: Path) -> Iterator[Source]:
    """Unpack the bundle's objects into a repository of their own, deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="clausewatch-bundle-") as folder, closing(Repo.init_bare(folder)) as target:
        try:
            with path.open("rb") as file, closing(read_bundle(file)) as bundle:
                if bundle.prerequisites:
                    raise UnreadableSource(f"{path} is an incremental bundle. Make one of the whole history.")
                head = _main_of(bundle.references)
                file.seek(0)
                while file.readline().strip():
                    pass  # the pack begins after the first blank line
                target.object_store.add_thin_pack(file.read, None)
        except (*DAMAGE, KeyError) as error:
            raise UnreadableSource(f"{path} is not a git bundle, or is damaged.") from error
        if head is None:
            raise UnreadableSource(f"{path} has no main branch.")
        yield Source(target.object_store, head, name_of(str(path)))
