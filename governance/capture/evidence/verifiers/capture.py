"""Verifies a bundle of evidence of a capture. It needs Python 3.9 or later and nothing else; openssl if it is there.

    python3 -I verify.py BUNDLE.zip [--key NAME+ID+KEY]

It prints what it verified and what it can't, and exits with 1 if anything is not as it was. Without a name it looks at
the folder that it is in. With --key it also compares the key of the log with the one that you give, which you should
have from elsewhere than from this bundle.
"""

from __future__ import annotations

import sys

from governance.capture.evidence.verifiers.capture_checks import (
    check_chain,
    check_pages,
    check_proof,
    check_signature,
    check_text,
    check_time,
    check_warc,
    record_of,
)
from governance.capture.evidence.verifiers.shared import Files, read_canonical, require, sha256, verify_with

# --- The bundle of a capture

FORMAT = "clausewatch-bundle/1"


def check_manifest(files: Files, _path: str) -> str:
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


def introduced(files: Files) -> list[str]:
    record = record_of(files)
    return [
        f"{record['capture']} of document {record['document']}, captured at {record['captured_at']}:",
        *(f"  {page.get('requested', 'a page told in short')}" for page in record["pages"]),
        f"  judged as: {record['state']} {record['verdict']}",
    ]


def not_shown(files: Files) -> str:
    return NOT_SHOWN.format(extractor_version=record_of(files).get("extractor_version"))


def main(arguments: list[str]) -> int:
    return verify_with(arguments, what="bundle", introduced=introduced, checks=CHECKS, not_shown=not_shown)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
