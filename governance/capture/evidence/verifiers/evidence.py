"""Verifies the evidence bundle of a memo. It needs Python 3.9 or later and nothing else; openssl if it is there.

    python3 -I verify.py EVIDENCE.zip [--key NAME+ID+KEY]

It prints what it verified and what it can't, and exits with 1 if anything is not as it was. Without a name it looks at
the folder that it is in. With --key it also compares the key with the one that you give, which you should have from
elsewhere than from this bundle.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any, Iterable

from governance.capture.evidence.verifiers.capture_checks import (
    check_proof,
    check_signature,
    pages_in_warc,
    record_of,
    time_stated,
)
from governance.capture.evidence.verifiers.shared import (
    CANT_BE_READ,
    Files,
    NotVerified,
    Wrong,
    check_container,
    is_signed,
    read_canonical,
    read_key,
    require,
    said_of,
    sha256,
    verify_with,
)

# --- The evidence bundle of a memo

EVIDENCE_FORMAT = "clausewatch-evidence/1"
STAMPED = "A time-stamping authority was asked, and gave the token below."
NOT_STAMPED = "A time-stamping authority was asked, and gave no token that holds."
NOBODY_ASKED = "No time-stamping authority was asked."
# Signed by signed.sig, and named in signed.txt; every other file is in manifest.txt.
SIGNED_FILES = ("manifest.txt", "time-stamp.tsr", "time-stamp-chain.pem")
SIGNATURE_FILES = ("signed.txt", "signed.sig")
# What stands before an Ed25519 key in a file of a public key (RFC 8410, 4).
KEY_HEAD = bytes.fromhex("302a300506032b6570032100")


def manifest_of(files: Files) -> bytes:
    """Return what `sha256sum -c` reads: a line for each file."""
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode()


def statement_to_sign(number: str, time: str, files: Files) -> bytes:
    """Return what is signed. Its first line says what it is, so that it is no checkpoint and no certificate."""
    hashes = [f"{sha256(files[name])}  {name}" for name in SIGNED_FILES if name in files]
    return "".join(f"{line}\n" for line in (EVIDENCE_FORMAT, number, time, *hashes)).encode()


def key_as_pem(public: bytes) -> bytes:
    encoded = base64.b64encode(KEY_HEAD + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{encoded}\n-----END PUBLIC KEY-----\n".encode()


def quotations_in(value: Any) -> Iterable[dict[str, Any]]:
    """Yield each quotation of a memo: the words, and from which to which character of which version they are."""
    if isinstance(value, dict):
        if set(value) == {"version", "start", "end", "text"}:
            yield value
        for one in value.values():
            yield from quotations_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from quotations_in(one)


def text_file(version: str) -> str:
    return f"versions/{version}.md"


def facts_of(files: Files) -> dict[str, Any]:
    facts = read_canonical(files["evidence.json"])
    require(facts["format"] == EVIDENCE_FORMAT, "The bundle has a format that this program doesn't know.")
    return facts


def memo_of(files: Files) -> dict[str, Any]:
    return dict(json.loads(files["memo.json"]))


def check_signature_of_bundle(files: Files, _path: str) -> str:
    key_text = files["log.vkey"].decode()
    require(key_text == key_text.strip() + "\n", "The file of the key holds something else.")
    _, _, public = read_key(key_text)
    require(files["key.pem"] == key_as_pem(public), "key.pem is another key than log.vkey.")
    signed = is_signed(public, files["signed.txt"], files["signed.sig"])
    require(signed, "signed.sig is no signature of the key over signed.txt: one of the three is another one.")
    return f"signed.txt is signed with the key {key_text.strip()}."


def check_files(files: Files, _path: str) -> str:
    told = files["signed.txt"].decode().splitlines()
    require(told[0] == EVIDENCE_FORMAT, "Something else was signed.")
    require(told[2] in (STAMPED, NOT_STAMPED, NOBODY_ASKED), "What was signed says something else of the time.")
    listed = hashes_in("\n".join(told[3:]))
    require(set(listed) <= set(SIGNED_FILES), "What was signed names other files than it should.")
    require("manifest.txt" in files, "Removed since it was made: manifest.txt.")
    listed.update(hashes_in(files["manifest.txt"].decode()))
    here = set(files) - set(SIGNATURE_FILES)
    wrong = [
        (word, sorted(names))
        for word, names in (
            ("Removed", set(listed) - here),
            ("Added", here - set(listed)),
            ("Changed", {name for name in here & set(listed) if sha256(files[name]) != listed[name]}),
        )
        if names
    ]
    require(not wrong, " ".join(f"{word} since it was made: {', '.join(names)}." for word, names in wrong))
    require(told[1] == facts_of(files)["memo"] == memo_of(files)["number"], "What was signed names another memo.")
    return f"{len(listed)} files are as they were signed, and no other is there."


def hashes_in(text: str) -> dict[str, str]:
    pairs = [line.split("  ", 1) for line in text.splitlines()]
    return {name: digest for digest, name in pairs}


def check_chain_of_versions(files: Files, _path: str) -> str:
    chain = chain_of(files)
    before: dict[str, tuple[int, str]] = {}
    for place, (line, one) in enumerate(chain, 1):
        sequence, digest = before.get(one["document"], (0, ""))
        follows = one["previous_sha256"] == digest and one["sequence"] == sequence + 1
        require(follows, f"Line {place} of the chain, {one['version']}, doesn't follow from the one before.")
        before[one["document"]] = (one["sequence"], sha256(line))
    known = {one["version"]: one["text_sha256"] for _, one in chain}
    lines = {one["version"]: sha256(line) for line, one in chain}
    for document in memo_of(files)["documents"]:
        for version in document["versions"]:
            require(known.get(version["id"]) == version["sha256"], f"The chain has another {version['id']}.")
        if head := document.get("chain_head"):
            is_head = lines.get(head["version"]) == head["sha256"]
            require(is_head, f"The memo names another head of the chain of {document['id']}.")
    return f"{len(chain)} versions of {len(before)} documents are a chain, each naming the one before."


def chain_of(files: Files) -> list[tuple[bytes, dict[str, Any]]]:
    lines = files["chain.jsonl"].split(b"\n")
    require(lines.pop() == b"", "The chain doesn't end with a line.")
    return [(line, read_canonical(line)) for line in lines]


def check_texts(files: Files, _path: str) -> str:
    chain = {text_file(one["version"]): one for _, one in chain_of(files)}
    texts = [name for name in files if name.startswith("versions/")]
    for name in texts:
        require(name in chain, f"{name} is of no version of the chain.")
        one = chain[name]
        is_it = sha256(files[name]) == one["text_sha256"] and len(files[name]) == one["text_bytes"]
        require(is_it, f"{name} is not the text that the chain names.")
    wanted = {text_file(one["version"]) for one in facts_of(files)["versions"]}
    require(set(texts) == wanted, "Other texts are there than the bundle says.")
    return f"{len(texts)} texts are those of the chain."


def check_quotations(files: Files, _path: str) -> str:
    count, texts = 0, {}
    for one in quotations_in(memo_of(files)):
        name = text_file(one["version"])
        if name not in texts:
            # As characters are counted: what is malformed, and NUL, is one sign each.
            texts[name] = files[name].decode("utf-8", "replace").replace("\0", "\ufffd")
        found = texts[name][one["start"] : one["end"]]
        where = f"{one['version']}, characters {one['start']} to {one['end']}"
        require(found == one["text"] and found, f"A quotation of the memo is not in its text: {where}.")
        count += 1
    return f"{count} quotations of the memo stand in their texts where it says."


def check_captures(files: Files, _path: str) -> str:
    lacking, count, whole = [], 0, 0
    for version in facts_of(files)["versions"]:
        if not version["capture"]:
            lacking.append(f"{version['version']}: {version['without_capture']}")
            continue
        count += 1
        try:
            missing = check_capture(files, version)
        except (Wrong, *CANT_BE_READ) as error:
            raise Wrong(f"{version['capture']}: {said_of(error)}") from error
        lacking += [f"{version['capture']}: {sentence}" for sentence in missing]
        whole += not missing
    folders = {name.split("/")[1] for name in files if name.startswith("captures/")}
    named = {version["capture"] for version in facts_of(files)["versions"]} - {""}
    require(folders == named, "Other captures are there than the bundle says.")
    if lacking:
        found = f"{whole} of {len(facts_of(files)['versions'])} versions have a capture that is whole."
        raise NotVerified("\n              ".join([found, *lacking]))
    return f"{count} captures are as recorded, and in the operator's log."


def check_capture(files: Files, version: dict[str, Any]) -> list[str]:
    """Verify one capture, and return what can't be verified of it, as sentences."""
    folder = f"captures/{version['capture']}/"
    own = {name[len(folder) :]: data for name, data in files.items() if name.startswith(folder)}
    record = record_of(own)
    require(record["capture"] == version["capture"], "Its record is of another capture.")
    require(record["document"] == version["document"], "Its record is of another document.")
    require(record["text_sha256"] == version["text_sha256"], "Its record names another text.")
    had = set(pages_in_warc(own["capture.warc"], record))
    came = [page["raw_sha256"] for page in record["pages"] if page["raw_sha256"]]
    missing = [str(place) for place, digest in enumerate(came, 1) if digest not in had]
    found = [f"no bytes are here of page {', '.join(missing)}."] if missing else []
    if "checkpoint" not in own:
        return [*found, "its record was in no signed checkpoint of the log yet."]
    log = files["log.vkey"].decode().partition("+")[0]
    require(own["log.vkey"].decode().partition("+")[0] == log, "Its record is in another log.")
    check_signature(own, "")
    check_proof(own, "")
    return found


def check_time_stamp(files: Files, _path: str) -> str:
    said = files["signed.txt"].decode().splitlines()[2]
    if said != STAMPED:
        raise NotVerified(f"The time: {said} It is the operator's own word.")
    stated = time_stated(files["manifest.txt"], files["time-stamp.tsr"], files["time-stamp-chain.pem"])
    return f"A time-stamping authority saw the manifest at {stated}, by the certificates in time-stamp-chain.pem."


CHECKS = (
    check_container,
    check_signature_of_bundle,
    check_files,
    check_chain_of_versions,
    check_texts,
    check_quotations,
    check_captures,
    check_time_stamp,
)
NOT_SHOWN = """\
What this can't verify:
- Whose key it is. It is the operator's own: compare it with one that you got elsewhere, such as from
  /.well-known/clausewatch-key on the operator's site. --key does it for you. Whoever could change the bundle and sign
  it with another key could change this program too: openssl and sha256sum do the same (README.txt).
- That sites sent these bytes to everybody. A record says from where, how and in which language a page was asked for.
- That a text follows from the page, and what others recorded before it was imported.
- That memo.pdf says what memo.json says; the PDF carries the same data. Quotations are verified in memo.json.
- What the memo derives: it names the rule and the source of each sentence, and makes no legal determination."""


def introduced(files: Files) -> list[str]:
    return [f"Evidence of memo {files['signed.txt'].decode().splitlines()[1]}:"]


def main(arguments: list[str]) -> int:
    return verify_with(arguments, what="evidence", introduced=introduced, checks=CHECKS, not_shown=lambda _: NOT_SHOWN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
