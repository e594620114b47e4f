"""In which characters a page is written: what its bytes are counts before what is said of them, as headers may flip.

Labels are read as browsers do (https://encoding.spec.whatwg.org/#names-and-labels): `iso-8859-1` means windows-1252.
"""

import codecs
from dataclasses import dataclass

import charset_normalizer
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

UTF8 = "utf-8"
FALLBACK = "cp1252"
GUESSED_FROM = 64 * 1024
# The encodings of the standard by Python's names. Python knows others that are none of a page (`punycode`, whose time
# grows with the square of its length, `zlib`, `unicode_escape`), and a header may name them.
_OF_PAGES = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-32-be", "utf-32", "cp866", "koi8-r", "koi8-u"),
        *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *(f"cp{number}" for number in (874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)),
        *("mac_roman", "mac_cyrillic", "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949"),
    )
)
_WIDE = ("utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text, what it was read as, and how that was known. `replaced` counts U+FFFD, whoever put it there."""

    text: str
    charset: str
    is_contradicted: bool = False
    is_guessed: bool = False

    @property
    def replaced(self) -> int:
        return self.text.count("\ufffd")


def decode_text(data: bytes, content_type: str) -> DecodedText:
    """Return the text: by its byte order mark, as UTF-8 if it is that, by the header, by `<meta>`, by a guess.

    Bytes that are UTF-8 throughout and not only ASCII are practically never anything else, whatever a header says.
    """
    marked, mark = read_bom(data)
    if marked and mark:
        return DecodedText(to_unicode(data[len(mark) :], marked), marked)
    header = _usable(http_content_type_encoding(content_type), data)
    if not data.isascii():
        try:
            return DecodedText(data.decode(UTF8), UTF8, is_contradicted=header not in (None, UTF8))
        except UnicodeDecodeError:
            pass
    declared = header or _usable(html_body_declared_encoding(data[:4096]), data)
    if declared:
        return DecodedText(to_unicode(data, declared), declared)
    if data.isascii() and b"\x1b" not in data:
        return DecodedText(data.decode("ascii"), UTF8)
    guessed = _guess(data[:GUESSED_FROM])
    return DecodedText(to_unicode(data, guessed), guessed, is_guessed=True)


def _usable(name: str | None, data: bytes) -> str | None:
    """The encoding if it is one of pages; not UTF-16 of what has no zero byte, which is ASCII by a wrong name."""
    if name not in _OF_PAGES or (name.startswith(_WIDE) and b"\x00" not in data):
        return None
    return name


def _guess(data: bytes) -> str:
    best = charset_normalizer.from_bytes(data).best()
    name = codecs.lookup(best.encoding).name if best else FALLBACK
    return name if name in _OF_PAGES else FALLBACK
