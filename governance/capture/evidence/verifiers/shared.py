"""What every program that verifies has: reading files, Ed25519, signed notes, and the frame that says what came of it.

In a file that is given out it stands above the program's own part: see `programs.py`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
import struct
import subprocess
import zipfile
import zlib
from typing import Any, Callable, Iterable, Sequence

# --- What can be wrong

Files = dict[str, bytes]
Check = Callable[[Files, str], str]
MOST_BYTES = 2**30
# What reading hostile bytes may raise.
CANT_BE_READ = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, EOFError, RuntimeError, OverflowError),
    *(zlib.error, zipfile.BadZipFile, subprocess.SubprocessError),
)


class Wrong(Exception):
    """Something is not as it was, or not as the format wants it."""


class NotVerified(Exception):
    """Something can't be verified here."""


def require(condition: object, sentence: str) -> None:
    if not condition:
        raise Wrong(sentence)


def said_of(error: Exception) -> str:
    """Return what went wrong as a sentence. A KeyError says no more than what is looked for."""
    return f"{error.args[0]} is missing." if isinstance(error, KeyError) and error.args else str(error)


# --- Reading


def read_files(path: str) -> Files:
    """Return the files by their names, with / between folders, from a zip or from a folder."""
    if os.path.isdir(path):
        return read_folder(path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        require(len(names) == len(set(names)), "A name is there twice.")
        require(sum(entry.file_size for entry in archive.infolist()) < MOST_BYTES, "It is too large.")
        known = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        require({entry.compress_type for entry in archive.infolist()} <= known, "It is packed in another way.")
        return {name: archive.read(name) for name in names}


def read_folder(path: str) -> Files:
    files: Files = {}
    size = 0

    def unread(error: OSError) -> None:
        raise Wrong(f"{os.path.relpath(error.filename, path)} can't be read: {error.strerror}.") from error

    for folder, folders, names in os.walk(path, onerror=unread):
        require(folders or names or folder == path, f"{os.path.relpath(folder, path)} is an empty folder.")
        for name in [*folders, *names]:
            where = os.path.join(folder, name)
            mode = os.lstat(where).st_mode
            is_of_folders = stat.S_ISDIR(mode)
            require(is_of_folders or stat.S_ISREG(mode), f"{os.path.relpath(where, path)} is no file.")
            if is_of_folders:
                continue
            with open(where, "rb") as file:
                data = file.read(MOST_BYTES - size)
            size += len(data)
            require(size < MOST_BYTES, "It is too large.")
            files[os.path.relpath(where, path).replace(os.sep, "/")] = data
    return files


def container(files: Files) -> bytes:
    """Return a zip of these files, stored as they are, which has one form: nothing in it can be changed unseen."""
    body, directory = [], []
    place = 0
    for name in sorted(files):
        data, label = files[name], name.encode("ascii")
        # Version 2.0, no flags, stored, 1 January 1980; CRC, both sizes, length of the name, no extra field.
        fields = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, zlib.crc32(data), len(data), len(data), len(label), 0)
        directory.append(b"PK\x01\x02" + struct.pack("<H", 0x0314) + fields)
        directory.append(struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, place) + label)
        body += [b"PK\x03\x04" + fields + label, data]
        place += 30 + len(label) + len(data)
    size = sum(map(len, directory))
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), size, place, 0)
    return b"".join([*body, *directory, end])


def check_container(files: Files, path: str) -> str:
    if os.path.isdir(path):
        raise NotVerified("The zip: it was unpacked, so that only the files in it can be verified.")
    with open(path, "rb") as file:
        data = file.read()
    made = container(files)
    require(data == made, f"The zip is not as it was made: {otherwise(data, made, path)}")
    return "The zip is as it was made, to the last byte."


def otherwise(data: bytes, made: bytes, path: str) -> str:
    """Return in what a zip is another than the one form of its files."""
    if data.startswith(made):
        return "something stands after its end."
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    for entry in entries:
        if entry.compress_type != zipfile.ZIP_STORED:
            return f"{entry.filename} is packed."
        if entry.external_attr >> 16 != 0o100644:
            return f"{entry.filename} is no plain file in it."
        if entry.date_time != (1980, 1, 1, 0, 0, 0):
            return f"{entry.filename} has another date."
    names = [entry.filename for entry in entries]
    for number, wanted in enumerate(sorted(names)):
        if names[number] != wanted:
            return f"{names[number]} stands where {wanted} should."
    shorter = min(len(data), len(made))
    place = next((place for place in range(shorter) if data[place] != made[place]), shorter)
    last = [entry.filename for entry in entries if entry.header_offset <= place][-1:]
    return f"from byte {place} on, in or after {''.join(last) or 'nothing'}, it is written otherwise."


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def read_canonical(data: bytes) -> dict[str, Any]:
    value = json.loads(data)
    require(isinstance(value, dict) and canonical(value) == data, "It is not written in its one form.")
    return dict(value)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def say(text: str) -> None:
    """Print a text of the bundle; what a terminal would obey becomes a question mark."""
    print("".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in text))


# --- Ed25519 (RFC 8032, 5.1), as slow as it is short

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
IsSigned = Callable[[bytes, bytes, bytes], bool]


def added(a: Point, b: Point) -> Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def multiplied(factor: int, a: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = added(total, a)
        a = added(a, a)
        factor >>= 1
    return total


def point_of(data: bytes) -> Point:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    require(y < P, "It is no point of the curve.")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    require((x * x - square) % P == 0 and (x or not sign), "It is no point of the curve.")
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = point_of(BASE_Y.to_bytes(32, "little"))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(public) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    hashed = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(hashed, "little") % L
    left = multiplied(s, BASE)
    right = added(point_of(signature[:32]), multiplied(k, point_of(public)))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- Notes and the log


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Return name, key id and public key of a key of C2SP's signed-note."""
    name, stated_id, encoded = text.strip().split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    require(key[:1] == b"\x01" and len(key) == 33, "The log's key is no Ed25519 key.")
    key_id = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    require(key_id.hex() == stated_id, "The log's key has another id.")
    return name, key_id, key[1:]


def read_note(note: bytes, key_text: str, what: str, is_signed: IsSigned = is_signed) -> str:
    """Return the text of a note of C2SP's signed-note whose signature is the key's; `what` it is called if it isn't."""
    name, key_id, public = read_key(key_text)
    body, _, signatures = note.decode().partition("\n\n")
    body += "\n"
    for line in signatures.splitlines():
        mark, by, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        if mark == "—" and by == name and signature[:4] == key_id:
            require(is_signed(public, body.encode(), signature[4:]), f"The {what}'s signature is not the key's.")
            return body
    raise Wrong(f"The {what} has no signature of the key.")


def read_checkpoint(note: bytes, key_text: str, is_signed: IsSigned = is_signed) -> tuple[int, bytes]:
    """Return size and root of a checkpoint whose signature is the key's."""
    origin, size, root = note.decode().splitlines()[:3]
    require(origin == read_key(key_text)[0], "The checkpoint is of another log.")
    require(str(int(size)) == size, "The checkpoint's size is no number.")
    read_note(note, key_text, "checkpoint", is_signed)
    return int(size), base64.b64decode(root, validate=True)


def root_by_proof(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root that a proof leads to (RFC 9162, 2.1.3.2)."""
    require(0 <= index < size, "The proof is for a leaf that the log has not.")
    here, last = index, size - 1
    for node in path:
        require(last, "The proof is too long.")
        if here & 1 or here == last:
            leaf = hashlib.sha256(b"\x01" + node + leaf).digest()
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            leaf = hashlib.sha256(b"\x01" + leaf + node).digest()
        here, last = here >> 1, last >> 1
    require(last == 0, "The proof is too short.")
    return leaf


# --- The frame


def verify_with(
    arguments: list[str],
    *,
    what: str,
    introduced: Callable[[Files], Iterable[str]],
    checks: Sequence[Check],
    not_shown: Callable[[Files], str],
) -> int:
    """Verify the zip or folder that the arguments name, print what came of it, and return the exit code.

    A check returns a sentence, or raises Wrong or NotVerified.
    """
    key = None
    if "--key" in arguments:
        at = arguments.index("--key")
        key = "".join(arguments[at + 1 : at + 2]).strip()
        del arguments[at : at + 2]
    # A key that is empty is a mistake of whoever calls this: without one, any key would do.
    if key == "" or len(arguments) > 1 or any(one.startswith("-") for one in arguments):
        say("Usage: python3 -I verify.py [FILE] [--key NAME+ID+KEY]. Nothing was verified.")
        return 2
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    try:
        files = read_files(path)
        for line in introduced(files):
            say(line)
    except (Wrong, *CANT_BE_READ) as error:
        say(f"FAILED        The {what} can't be read: {said_of(error)}")
        return 1
    failed = False
    for check in checks:
        try:
            say(f"verified      {check(files, path)}")
        except NotVerified as error:
            say(f"not verified  {error}")
        except (Wrong, *CANT_BE_READ) as error:
            failed = True
            say(f"FAILED        {check.__name__[6:]}: {said_of(error)}")
    if key and key.encode() != files.get("log.vkey", b"").strip():
        failed = True
        say("FAILED        key: The key is not the one that you gave.")
    elif key:
        say("verified      The key is the one that you gave.")
    say(not_shown(files))
    say("Something is not as it was." if failed else "Whatever could be verified is as it was.")
    return 1 if failed else 0
