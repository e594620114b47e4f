"""Signs checkpoints of the log with Ed25519, in the form of C2SP's signed-note and tlog-checkpoint.

The private key is a file under DATA_DIR with mode 0600, made once. Its public part is in the database, so that each web
process can show it, and so that a worker on a machine without the file never makes a second key by accident.
"""

import base64
import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction

from governance.models import CaptureLog, LogKey

_ED25519 = b"\x01"
_FILE = "log_key"


class LogKeyMissing(Exception):
    """This machine has not the key that the log is signed with."""


def locked_log() -> CaptureLog:
    """Return the row of the log, locked until the transaction ends: one writer at a time adds to it or signs it."""
    CaptureLog.objects.get_or_create(pk=1)
    return CaptureLog.objects.select_for_update().get(pk=1)


def key_in_force(now: datetime) -> tuple[LogKey, Ed25519PrivateKey]:
    """Return the key that the log is signed with, which is made if there was none ever. Call it under `locked_log`.

    Raises LogKeyMissing where there is a key, and its file is not on this machine.
    """
    row = LogKey.objects.order_by("-pk").first()
    if row is None:
        private = _private_key(make=True)
        return LogKey.objects.create(text=_as_text(_origin(), private), since=now), private
    private = _private_key(make=False)
    if _as_text(name_of(row.text), private) != row.text:
        raise LogKeyMissing(f"The key in {_path()} is not the one in force, {row.text.rpartition('+')[0]}.")
    return row, private


def renew_key(now: datetime) -> LogKey:
    """Put a new key in place of the one in force, whose file is kept under another name; return its row."""
    with transaction.atomic():
        locked_log()
        last = LogKey.objects.order_by("-pk").first()
        path = _path()
        if path.exists():
            path.replace(path.with_name(f"{_FILE}.until-{now:%Y%m%dT%H%M%SZ}"))
        private = _private_key(make=True)
        name = name_of(last.text) if last else _origin()
        return LogKey.objects.create(text=_as_text(name, private), since=now)


def signed_note(row: LogKey, private: Ed25519PrivateKey, *, size: int, root: bytes) -> str:
    """Return a checkpoint: origin, size and root, and the signature over these three lines."""
    return signed_text(row, private, f"{name_of(row.text)}\n{size}\n{base64.b64encode(root).decode()}\n")


def signed_text(row: LogKey, private: Ed25519PrivateKey, body: str) -> str:
    """Return a signed note of C2SP: lines of text, a blank one, and the signature over the text.

    What begins with the name of the key is a checkpoint: other texts begin with what they are.
    """
    name = name_of(row.text)
    signature = _key_id(name, _public_bytes(private)) + private.sign(body.encode())
    return f"{body}\n— {name} {base64.b64encode(signature).decode()}\n"


def name_of(key_text: str) -> str:
    """Return the name of a key, which is the origin of the log: a public key is written name+id+key."""
    return key_text.split("+", 1)[0]


def _origin() -> str:
    """Return what the log is called for ever: its address without the scheme (C2SP tlog-tiles, "Parameters")."""
    return settings.BASE_URL.partition("://")[2].replace("+", "%2B") + "/log"


def _as_text(name: str, private: Ed25519PrivateKey) -> str:
    public = _public_bytes(private)
    return f"{name}+{_key_id(name, public).hex()}+{base64.b64encode(_ED25519 + public).decode()}"


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _public_bytes(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _path() -> Path:
    return Path(settings.DATA_DIR) / _FILE


def _private_key(*, make: bool) -> Ed25519PrivateKey:
    path = _path()
    if make and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(path, Ed25519PrivateKey.generate())
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise LogKeyMissing(f"The log's key can't be read from {path}: {error}.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise LogKeyMissing(f"{path} holds no Ed25519 key.")
    return private


def _write_once(path: Path, private: Ed25519PrivateKey) -> None:
    """Write the key to a temporary file and link it into place: nobody ever reads half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
    with os.fdopen(handle, "wb") as file:
        file.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        os.link(name, path)
    except FileExistsError:
        pass  # another process was first; its key is the one
    finally:
        os.unlink(name)
