"""Writes small PDFs: pages of lines, in one font that every reader has (ISO 32000, 9.6.2.2)."""

from collections.abc import Sequence

LETTER = (612, 792)
# One grey dot.
PICTURE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    b"stream\n\x80\nendstream"
)
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf_of(pages: Sequence[Sequence[str]], *, title: str = "", with_picture: bool = False) -> bytes:
    """The bytes of a PDF that shows these lines, 14 points under one another."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    objects.append(f"<</Title({title})>>".encode())
    objects.append(PICTURE)
    kids = []
    for lines in pages:
        shown = " ".join(f"({_escaped(line)}) Tj 0 -14 Td" for line in lines)
        drawn = " q 100 0 0 100 50 50 cm /I Do Q" if with_picture else ""
        content = f"BT /F 9 Tf 40 740 Td {shown} ET{drawn}".encode("cp1252")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        number = len(objects)
        resources = "<</Font<</F 3 0 R>>/XObject<</I 5 0 R>>>>"
        box = f"[0 0 {LETTER[0]} {LETTER[1]}]"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox{box}/Resources{resources}/Contents {number} 0 R>>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    return _file(objects)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"trailer<</Size %d/Root 1 0 R/Info 4 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
