"""The page in an evidence bundle that says what is in it, and how it is verified."""

_README = """\
EVIDENCE OF MEMO {number}

memo.pdf, memo.json     the memo, and its data
versions/               the texts that it names or quotes, byte for byte as they are stored
chain.jsonl             every version of these documents up to the last one here: each line names the SHA-256 of the
                        line before of its document, and of its text
captures/               of each text that we read ourselves the capture it came from, as far as it is held: its record
                        (what was asked for, who answered, status, headers, digests), the pages as a WARC file with the
                        headers that are kept, the proof that the record is in the operator's public log, and a
                        statement for the operator to complete and sign
evidence.json           which capture belongs to which text, and why some have none
manifest.txt            the SHA-256 of every file above, and of the programs and keys
time-stamp.tsr          a token of a time-stamping authority over manifest.txt (RFC 3161), if one was had
signed.txt, signed.sig  what is signed: the SHA-256 of manifest.txt and of the token, and what is said of the time
log.vkey, key.pem       the public key that it is signed with, in two forms

TO VERIFY IT

    python3 -I verify.py

in this folder, or with the name of the zip. It needs Python 3.9 or later and nothing else, says what it verified and
what it can't, and ends with 1 if anything is not as it was. The same with other programs:

    openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in signed.txt -sigfile signed.sig
    sha256sum manifest.txt          # is the one in signed.txt
    sha256sum -c manifest.txt
    openssl ts -verify -data manifest.txt -in time-stamp.tsr -CAfile time-stamp-chain.pem

The key is the operator's own. Compare it with one that you have from elsewhere, such as from
/.well-known/clausewatch-key on the operator's site.

All times are those of the operator's machines, but for that of a token. The memo describes what documents say and how
they changed. It makes no legal determination, and nothing here claims that a court or an authority accepts it.
"""


def readme_of(number: str) -> str:
    """Return the page for the bundle of the memo with this number."""
    return _README.format(number=number)
