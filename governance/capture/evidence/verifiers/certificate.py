"""Verifies a certificate of watching. It needs Python 3.9 or later and nothing else.

    python3 -I verify.py CERTIFICATE.zip [--key NAME+ID+KEY]

It prints what it verified and what it can't, and exits with 1 if anything is not as it was. Without a name it looks at
the folder that it is in. With --key it also compares the key with the one that you give, which you should have from
elsewhere than from this file.
"""

from __future__ import annotations

import sys
from typing import Any

from governance.capture.evidence.verifiers.shared import (
    Files,
    check_container,
    read_canonical,
    read_key,
    read_note,
    require,
    sha256,
    verify_with,
)

# --- The certificate

CERTIFICATE_FORMAT = "clausewatch-certificate/1"
SIGNED_FILES = ("CERTIFICATE.txt", "certificate.json", "verify.py")
UNSIGNED_FILES = ("log.vkey", "signature")


def signed_body(certificate: str, files: Files) -> str:
    """Return what is signed: what this is, which certificate, and the SHA-256 of each file."""
    lines = [CERTIFICATE_FORMAT, certificate, *(f"{sha256(files[name])} {name}" for name in SIGNED_FILES)]
    return "".join(f"{line}\n" for line in lines)


def certificate_of(files: Files) -> dict[str, Any]:
    told = read_canonical(files["certificate.json"])
    require(told["format"] == CERTIFICATE_FORMAT, "The certificate has a format that this program doesn't know.")
    return told


def check_names(files: Files, _path: str) -> str:
    differing = set(files) ^ {*SIGNED_FILES, *UNSIGNED_FILES}
    require(not differing, f"There are other files than there should be: {', '.join(sorted(differing))}.")
    return f"The {len(files)} files of a certificate are there, and no other."


def check_signature_of_certificate(files: Files, _path: str) -> str:
    key_text = files["log.vkey"].decode()
    require(key_text == key_text.strip() + "\n", "The file of the key holds something else.")
    name, _, _ = read_key(key_text)
    body = read_note(files["signature"], key_text, "certificate")
    require(files["signature"].decode().count("\n") == body.count("\n") + 2, "There is more than one signature.")
    require(body == signed_body(certificate_of(files)["certificate"], files), "Another certificate was signed.")
    require(certificate_of(files)["log"] == name, "The certificate names another log.")
    return f"The facts, the text and this program are as they were signed with the key {key_text.strip()}."


def check_facts(files: Files, _path: str) -> str:
    told = certificate_of(files)
    documents = told["documents"]
    for one in documents:
        require(one["verified"]["count"] >= 0 and isinstance(one["gaps"], list), "A document is told incompletely.")
    gaps = sum(len(one["gaps"]) for one in documents)
    return f"It tells of {len(documents)} documents from {told['since']} to {told['until']}, and lists {gaps} gaps."


CHECKS = (check_container, check_names, check_signature_of_certificate, check_facts)
NOT_SHOWN = """\
What this can't verify:
- Whose key it is. It is the operator's own: compare it with one that you got elsewhere, such as from
  /.well-known/clausewatch-key on the operator's site. --key does it for you.
- That the captures were made as the certificate says. It names the SHA-256 of the records of the first and the last
  verified capture of each document; each record holds that of the one before, and all are in the operator's public log.
  The evidence bundle of a capture holds its chain and what the site sent.
- The time. All times are those of the operator's machine.
- What was not looked at. The certificate lists what it does not cover; between two captures nobody looked."""


def introduced(files: Files) -> list[str]:
    told = certificate_of(files)
    return [f"Certificate {told['certificate']}, issued at {told['issued_at']}:"]


def main(arguments: list[str]) -> int:
    return verify_with(
        arguments, what="certificate", introduced=introduced, checks=CHECKS, not_shown=lambda _: NOT_SHOWN
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
