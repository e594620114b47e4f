"""Verifies a bundle of evidence of a capture. It needs Python 3.9 or later and nothing else; openssl if it is there.

    python3 -I verify.py BUNDLE.zip [--key NAME+ID+KEY]

It prints what it verified and what it can't, and exits with 1 if anything is not as it was. Without a name it looks at
the folder that it is in. With --key it also compares the key of the log with the one that you give, which you should
have from elsewhere than from this bundle.
"""

from __future__ import annotations

import base64
import calendar
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from typing import Any, Callable

FORMAT = "clausewatch-bundle/1"
RECORD_FORMAT = "clausewatch-capture/1"
MOST_BYTES = 2**30
# What reading hostile bytes may raise.
CANT_BE_READ = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, EOFError, RuntimeError, OverflowError),
    *(zlib.error, zipfile.BadZipFile, subprocess.SubprocessError),
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Wrong(Exception):
    """Something is not as it was, or not as the format wants it."""


class NotVerified(Exception):
    """Something can't be verified here."""


def require(condition: object, sentence: str) -> None:
    if not condition:
        raise Wrong(sentence)


# --- Reading


def read_bundle(path: str) -> dict[str, bytes]:
    """Return the files of a bundle by their names, from a zip or from a folder."""
    if os.path.isdir(path):
        files = {}
        for name in filter(lambda name: os.path.isfile(os.path.join(path, name)), os.listdir(path)):
            with open(os.path.join(path, name), "rb") as file:
                files[name] = file.read()
        return files
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        require(len(names) == len(set(names)), "A name is there twice.")
        require(sum(entry.file_size for entry in archive.infolist()) < MOST_BYTES, "It is too large.")
        return {name: archive.read(name) for name in names}


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def read_canonical(data: bytes) -> dict[str, Any]:
    value = json.loads(data)
    require(isinstance(value, dict) and canonical(value) == data, "It is not written in its one form.")
    return dict(value)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unzipped(data: bytes, most: int) -> bytes:
    """Return what is packed, and no more than one byte beyond `most`."""
    return gzip.GzipFile(fileobj=io.BytesIO(data)).read(most + 1)


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


# --- The log


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Return name, key id and public key of a key of C2SP's signed-note."""
    name, stated_id, encoded = text.strip().split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    require(key[:1] == b"\x01" and len(key) == 33, "The log's key is no Ed25519 key.")
    key_id = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    require(key_id.hex() == stated_id, "The log's key has another id.")
    return name, key_id, key[1:]


def read_checkpoint(note: bytes, key_text: str, is_signed: IsSigned = is_signed) -> tuple[int, bytes]:
    """Return size and root of a checkpoint whose signature is the key's."""
    name, key_id, public = read_key(key_text)
    body, _, signatures = note.decode().partition("\n\n")
    body += "\n"
    origin, size, root = body.splitlines()[:3]
    require(origin == name, "The checkpoint is of another log.")
    require(str(int(size)) == size, "The checkpoint's size is no number.")
    for line in signatures.splitlines():
        mark, by, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        if mark == "—" and by == name and signature[:4] == key_id:
            require(is_signed(public, body.encode(), signature[4:]), "The checkpoint's signature is not the key's.")
            return int(size), base64.b64decode(root, validate=True)
    raise Wrong("The checkpoint has no signature of the key.")


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


# --- What is verified, in its order. Each returns a sentence, or raises Wrong or NotVerified.

Files = dict[str, bytes]


def check_manifest(files: Files) -> str:
    manifest = read_canonical(files["manifest.json"])
    require(manifest["format"] == FORMAT, "The bundle has a format that this program doesn't know.")
    require(manifest["capture"] == record_of(files)["capture"], "The manifest names another capture.")
    require(set(manifest) == {"capture", "files", "format"}, "The manifest holds something else.")
    listed = manifest["files"]
    here = set(files) - {"manifest.json"}
    require(set(listed) == here, f"Files differ from the manifest: {', '.join(sorted(set(listed) ^ here))}.")
    changed = [name for name in sorted(listed) if sha256(files[name]) != listed[name]]
    require(not changed, f"Changed since the bundle was made: {', '.join(changed)}.")
    return f"{len(listed)} files are as the manifest lists them."


def check_chain(files: Files) -> str:
    lines = files["chain.jsonl"].split(b"\n")
    require(lines.pop() == b"", "The chain doesn't end with a line.")
    before = ""
    for place, line in enumerate(lines, 1):
        one = read_canonical(line)
        require(one["sequence"] == place, f"Record {place} of the chain has another place.")
        require(one["previous_sha256"] == before, f"Record {place} of the chain doesn't follow from the one before.")
        require(one["document"] == record_of(files)["document"], f"Record {place} is of another document.")
        before = sha256(line)
    require(lines and lines[-1] == files["record.json"], "The chain doesn't end with the record.")
    return f"The record is number {len(lines)} in the chain of its document, and each names the one before."


def check_pages(files: Files) -> str:
    pages = record_of(files)["pages"]
    missing, had = [], 0
    for place, page in enumerate(pages, 1):
        name = f"raw-{place}.gz"
        if not page["raw_sha256"]:
            require(name not in files, f"{name} is there, and the record says that nothing came.")
        elif name not in files:
            missing.append(str(place))
        else:
            data = unzipped(files[name], page["raw_bytes"])
            require(len(data) == page["raw_bytes"], f"{name} has not {page['raw_bytes']} bytes.")
            require(sha256(data) == page["raw_sha256"], f"{name} has another SHA-256 than the record says.")
            had += 1
        certificates = files.get(f"certificates-{place}.pem")
        if certificates is not None:
            is_as_recorded = sha256(certificates) == page.get("tls_chain_sha256")
            require(is_as_recorded, f"certificates-{place}.pem has another SHA-256 than the record says.")
    if missing:
        raise NotVerified(f"{had} of {len(pages)} pages are as recorded; no bytes are here of: {', '.join(missing)}.")
    return f"The bytes of {had} of {len(pages)} pages are as recorded."


def check_text(files: Files) -> str:
    record = record_of(files)
    if not record["text_sha256"]:
        require("text.md" not in files, "A text is there, and the record says that none was read.")
        raise NotVerified("No text was read from this capture.")
    text = files["text.md"]
    require(len(text) == record["text_bytes"] and sha256(text) == record["text_sha256"], "The text is another one.")
    return "The text is as recorded."


def check_signature(files: Files) -> str:
    key_text = files["log.vkey"].decode().strip()
    size, _ = read_checkpoint(files["checkpoint"], key_text)
    return f"The checkpoint of the log at {size} records is signed with the key {key_text}."


def check_proof(files: Files) -> str:
    head, _, note = files["proof.txt"].partition(b"\n\n")
    require(note == files["checkpoint"], "The proof is for another checkpoint.")
    kind, index, *path = head.decode().split("\n")
    require(kind == "c2sp.org/tlog-proof@v1" and re.fullmatch("index (0|[1-9][0-9]*)", index), "It is no proof.")
    size, root = read_checkpoint(note, files["log.vkey"].decode())
    leaf = hashlib.sha256(b"\x00" + files["record.json"]).digest()
    nodes = [base64.b64decode(line, validate=True) for line in path]
    place = int(index[6:])
    require(root_by_proof(leaf, place, size, nodes) == root, "The proof doesn't lead to the checkpoint's root.")
    return f"The record is entry {place} of the log at that checkpoint."


def check_warc(files: Files) -> str:
    pages = record_of(files)["pages"]
    recorded = {page["raw_sha256"] for page in pages}
    most = sum(page["raw_bytes"] for page in pages) + 100_000 * (len(pages) + 1)
    rest, count = unzipped(files["capture.warc.gz"], most), 0
    require(len(rest) <= most, "The WARC is larger than the recorded pages.")
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        require(lines[0] == "WARC/1.1", "A record of the WARC doesn't begin like one.")
        headers = dict(line.split(": ", 1) for line in lines[1:])
        length = int(headers["Content-Length"])
        block, end, rest = rest[:length], rest[length : length + 4], rest[length + 4 :]
        require(len(block) == length and end == b"\r\n\r\n", "A record of the WARC is cut off.")
        digest = "sha256:" + base64.b32encode(hashlib.sha256(block).digest()).decode()
        require(headers["WARC-Block-Digest"] == digest, "A record of the WARC is not what its digest says.")
        if headers["WARC-Type"] in ("response", "resource"):
            body = block.partition(b"\r\n\r\n")[2] if headers["WARC-Type"] == "response" else block
            require(sha256(body) in recorded, "The WARC holds a page that is not the recorded one.")
            count += 1
    return f"The WARC holds {count} of the recorded pages."


def check_time(files: Files) -> str:
    if "checkpoint.tsr" not in files:
        raise NotVerified("The time: no time-stamping authority was asked. The times are the operator's own word.")
    program = shutil.which("openssl")
    if program is None:
        raise NotVerified("The time: openssl is not installed, which would verify the token over the checkpoint.")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("checkpoint", "checkpoint.tsr", "tsa-chain.pem"):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(files[name])
        shown = openssl(program, folder, "-reply", "-in", "checkpoint.tsr", "-text")
        found = re.search(r"Time stamp: (\w{3}) +(\d+) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4}) GMT", shown)
        if found is None:
            raise Wrong("The token states no time.")
        month, day, hour, minute, second, year = found.groups()
        moment = (int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))
        # Certificates end; what counts is whether they held then.
        then = str(calendar.timegm((*moment, 0, 0, 0)))
        chain = ("-CAfile", "tsa-chain.pem", "-attime", then)
        openssl(program, folder, "-verify", "-data", "checkpoint", "-in", "checkpoint.tsr", *chain)
    stated = "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC".format(*moment)
    return f"A time-stamping authority saw the checkpoint at {stated}, by the certificates in tsa-chain.pem."


def openssl(program: str, folder: str, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
        [program, "ts", *arguments], cwd=folder, capture_output=True, timeout=60, check=False
    )
    require(done.returncode == 0, f"openssl ts {arguments[0]} refuses the token.")
    return done.stdout.decode(errors="replace")


CHECKS = (
    check_manifest,
    check_chain,
    check_pages,
    check_text,
    check_signature,
    check_proof,
    check_warc,
    check_time,
)
NOT_SHOWN = """\
What this can't verify:
- Whose key it is. The log's key is the operator's own: compare it with one that you got elsewhere, such as from
  /.well-known/clausewatch-key on the operator's site or from somebody who mirrors the log. --key does it for you.
- That the site sent these bytes. TLS showed the operator who answered; a server signs nothing that others could check.
- That the text follows from the pages. For that, extract it again with Clausewatch (extractor version
  {extractor_version}), from where the record says that the text stood.
- That everybody was shown the same. The record says from where, how and in which language the pages were asked for.
- Whether a court takes it. STATEMENT.md is for the operator to complete and sign."""


def record_of(files: Files) -> dict[str, Any]:
    record = read_canonical(files["record.json"])
    require(record["format"] == RECORD_FORMAT, "The record has a format that this program doesn't know.")
    return record


def say(text: str) -> None:
    """Print a text of the bundle; what a terminal would obey becomes a question mark."""
    print("".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in text))


def main(arguments: list[str]) -> int:
    key = ""
    if "--key" in arguments[:-1]:
        at = arguments.index("--key")
        key = arguments[at + 1].strip()
        del arguments[at : at + 2]
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    try:
        files = read_bundle(path)
        record = record_of(files)
        say(f"{record['capture']} of document {record['document']}, captured at {record['captured_at']}:")
        for page in record["pages"]:
            say(f"  {page.get('requested', 'a page told in short')}")
        say(f"  judged as: {record['state']} {record['verdict']}")
    except (Wrong, *CANT_BE_READ) as error:
        say(f"FAILED        The bundle can't be read: {error}")
        return 1
    failed = False
    for check in CHECKS:
        try:
            say(f"verified      {check(files)}")
        except NotVerified as error:
            say(f"not verified  {error}")
        except (Wrong, *CANT_BE_READ) as error:
            failed = True
            say(f"FAILED        {check.__name__[6:]}: {error}")
    if key and key.encode() != files.get("log.vkey", b"").strip():
        failed = True
        say("FAILED        key: The log's key is not the one that you gave.")
    elif key:
        say("verified      The log's key is the one that you gave.")
    say(NOT_SHOWN.format(extractor_version=record.get("extractor_version")))
    say("Something is not as it was." if failed else "Whatever could be verified is as it was.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
