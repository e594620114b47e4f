"""The statement in a bundle: how a capture comes about, for the operator to complete and sign."""

from collections.abc import Mapping
from typing import Any

from governance.models import Checkpoint

_STATEMENT = """\
# Statement on a capture

Capture {capture} of document {document}, captured at {captured_at} (UTC).

This page describes how the capture was made. It has blanks for the person who is responsible for the system to complete
and sign. Unsigned it states nothing, and it makes no claim that a court or authority accepts the capture as evidence.

## How the system makes a capture

1. The system asks each page of the document for its content by HTTP, under a name that says who it is, with one
   preferred language, and as the site's robots.txt allows. Redirects are followed by hand; each step is in the record.
2. It checks the server's certificate when the address begins with https. The version of TLS, the SHA-256 of the
   certificate and of all certificates that the server sent (`certificates-1.pem` for the first page), and the address
   that answered are in the record. They prove to the system who answered, not to others.
3. It stores the bytes of the body, freed from the compression of the transfer, under their SHA-256.
4. It extracts the text by fixed rules: version {extractor_version} of the extractor. Where in a page the text stands is
   decided as for the document's last good capture, as far as that fits; `text_from` in the record says where it stood.
   Of a page that is different at each of three looks it takes what the text of the last good capture and the looks
   agree on; then `text_of` in the record names those captures. Rules then decide whether the text is the document.
   Their verdict on this capture is: {state}{verdict}.
5. It writes a record with these facts and digests when the verdict is given ({judged_at}), together with the
   SHA-256 of the document's record before it.
6. Every hour it adds new records to an append-only log and signs the log's size and root with its own key.

Nobody takes part in these steps by hand. The clock is that of the machine.

## Pages

{pages}

## Time

{time}

## What is kept and what is not

Of each answer the record keeps the status, some headers and the body. It does not keep the bytes as they were on the
wire. If the server said that a page had not changed, the bytes are those of the earlier answer that it referred to, and
the record says when that one came. The WARC file is made from the same data.

## To be completed and signed by the person responsible

- Name and position: ______________________________________________
- Organisation that operates the system, and its address: ______________________________________________
- How I know the system and am qualified to describe it: ______________________________________________
- Clock of the machine, and how it was kept right at that time: ______________________________________________
- Faults of the system that I know of at that time: ______________________________________________
- I compared the SHA-256 of the copies in this bundle with those in the record (yes / no): ____________
- The log's key (as in log.vkey), and where else it is published: ______________________________________________

I state that the above describes the process by which this capture was made.

Place and date: ______________________________ Signature: ______________________________
"""


def statement_on(record: Mapping[str, Any], checkpoint: Checkpoint) -> str:
    """Return the statement on a capture, given its record and the checkpoint that is in the bundle."""
    verdict = f" ({record['verdict']})" if record["verdict"] else ""
    pages = "\n".join(_line(place, page) for place, page in enumerate(record["pages"], 1))
    return _STATEMENT.format(**{**record, "verdict": verdict, "pages": pages, "time": _time(checkpoint)})


def _line(place: int, page: Mapping[str, Any]) -> str:
    if "requested" not in page:
        return f"{place}. Told in short, SHA-256 of its facts {page['page_sha256']}; bytes: {page['raw_sha256']}"
    came = f"SHA-256 {page['raw_sha256']}, {page['raw_bytes']} bytes" if page["raw_sha256"] else "nothing came"
    return (
        f"{place}. <{page['requested']}>, {page['started_at']} to {page['ended_at']}, status {page['status']}: {came}"
    )


def _time(checkpoint: Checkpoint) -> str:
    if checkpoint.token is not None:
        return (
            "`checkpoint.tsr` is a token of a time-stamping authority (RFC 3161) over the signed checkpoint. It shows\n"
            "that the record was there by then. `tsa-chain.pem` says whose authority that is."
        )
    return (
        "No time-stamping authority was asked for this checkpoint. All times are those of the operator's machine.\n"
        "Copies of the checkpoint that others hold show that the record was there when they got them."
    )
