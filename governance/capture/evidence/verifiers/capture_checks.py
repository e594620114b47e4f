"""What is verified of a capture by its record: the parts of a bundle, and of each capture in an evidence bundle."""

from __future__ import annotations

import base64
import calendar
import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import tempfile
from typing import Any

from governance.capture.evidence.verifiers.shared import (
    Files,
    NotVerified,
    Wrong,
    read_canonical,
    read_checkpoint,
    require,
    root_by_proof,
    sha256,
)

# --- A capture and its record

RECORD_FORMAT = "clausewatch-capture/1"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def record_of(files: Files) -> dict[str, Any]:
    record = read_canonical(files["record.json"])
    require(record["format"] == RECORD_FORMAT, "The record has a format that this program doesn't know.")
    return record


def unzipped(data: bytes, most: int) -> bytes:
    """Return what is packed, and no more than one byte beyond `most`."""
    return gzip.GzipFile(fileobj=io.BytesIO(data)).read(most + 1)


def check_chain(files: Files, _path: str) -> str:
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


def check_pages(files: Files, _path: str) -> str:
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


def check_text(files: Files, _path: str) -> str:
    record = record_of(files)
    if not record["text_sha256"]:
        require("text.md" not in files, "A text is there, and the record says that none was read.")
        raise NotVerified("No text was read from this capture.")
    text = files["text.md"]
    require(len(text) == record["text_bytes"] and sha256(text) == record["text_sha256"], "The text is another one.")
    return "The text is as recorded."


def check_signature(files: Files, _path: str) -> str:
    key_text = files["log.vkey"].decode().strip()
    size, _ = read_checkpoint(files["checkpoint"], key_text)
    return f"The checkpoint of the log at {size} records is signed with the key {key_text}."


def check_proof(files: Files, _path: str) -> str:
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


def check_warc(files: Files, _path: str) -> str:
    pages = record_of(files)["pages"]
    most = sum(page["raw_bytes"] for page in pages) + 100_000 * (len(pages) + 1)
    data = unzipped(files["capture.warc.gz"], most)
    require(len(data) <= most, "The WARC is larger than the recorded pages.")
    return f"The WARC holds {len(pages_in_warc(data, record_of(files)))} of the recorded pages."


def pages_in_warc(rest: bytes, record: dict[str, Any]) -> list[str]:
    """Return the SHA-256 of each page in a WARC, each of which must be one of the record."""
    recorded = {page["raw_sha256"] for page in record["pages"]}
    found = []
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
            found.append(sha256(body))
    return found


def check_time(files: Files, _path: str) -> str:
    if "checkpoint.tsr" not in files:
        raise NotVerified("The time: no time-stamping authority was asked. The times are the operator's own word.")
    stated = time_stated(files["checkpoint"], files["checkpoint.tsr"], files["tsa-chain.pem"])
    return f"A time-stamping authority saw the checkpoint at {stated}, by the certificates in tsa-chain.pem."


def time_stated(data: bytes, token: bytes, chain: bytes) -> str:
    """Return the time at which a token says that these bytes were there, such as 2026-11-25 12:00:00 UTC.

    Raises Wrong if the token is of other bytes or not by this chain, NotVerified where openssl is missing.
    """
    program = shutil.which("openssl")
    if program is None:
        raise NotVerified("The time: openssl is not installed, which would verify the token of the authority.")
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("stamped", data), ("token.tsr", token), ("tsa-chain.pem", chain)):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        shown = openssl(program, folder, "-reply", "-in", "token.tsr", "-text")
        found = re.search(r"Time stamp: (\w{3}) +(\d+) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4}) GMT", shown)
        if found is None:
            raise Wrong("The token states no time.")
        month, day, hour, minute, second, year = found.groups()
        moment = (int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))
        # Certificates end; what counts is whether they held then.
        then = str(calendar.timegm((*moment, 0, 0, 0)))
        verified_by = ("-CAfile", "tsa-chain.pem", "-attime", then)
        openssl(program, folder, "-verify", "-data", "stamped", "-in", "token.tsr", *verified_by)
    return "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC".format(*moment)


def openssl(program: str, folder: str, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
        [program, "ts", *arguments], cwd=folder, capture_output=True, timeout=60, check=False
    )
    require(done.returncode == 0, f"openssl ts {arguments[0]} refuses the token.")
    return done.stdout.decode(errors="replace")
