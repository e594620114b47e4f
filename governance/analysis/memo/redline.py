"""Writes a change as a Word document with tracked changes (ECMA-376: `w:ins` and `w:del`)."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from governance.analysis.memo.wording import moment_as_read, return_of, standing_of
from governance.comparison import fold, word_diff
from governance.outside_texts import with_its_direction

AUTHOR = "Published text"
REDLINE_VERSION = f"python-docx-{version('python-docx')}"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def redline_of(data: Mapping[str, Any]) -> bytes:
    """Return the change of a memo's data as a DOCX: each clause with what was taken out and put in as tracked changes.

    The author of each is "Published text", its date that of the newer version; the same data gives the same bytes.
    """
    document = Document()
    moment = datetime.fromisoformat(data["made_at"])
    properties = document.core_properties
    properties.author, properties.title = "Clausewatch", _plain(data["title"])[:250]
    properties.created = properties.modified = moment.replace(tzinfo=None)
    properties.last_modified_by, properties.revision = "Clausewatch", 1
    document.add_heading(_plain(data["title"]), level=0)
    document.add_paragraph(
        "Tracked changes show what the published text took out and put in. This describes what the document says; it "
        "makes no legal determination."
    )
    number = iter(range(1, 1_000_000))
    for change in data["changes"]:
        document.add_heading(_plain(f"{change['id']}: {change['headline']}"), level=1)
        for sentence in _of_change(change, data):
            document.add_paragraph(_plain(sentence))
        for row in change["provisions"]:
            label = f" ({row['label']})" if row["label"] else ""
            document.add_heading(_plain(f"{row['id']}{label} · {row['name']}"), level=2)
            _write_clause(document, row, change["detected_at"], number)
    if data["not_covered"]:
        document.add_heading("What was not covered", level=1)
        for one in data["not_covered"]:
            document.add_paragraph(_plain(one["sentence"]))
    return _with_fixed_dates(document)


def _of_change(change: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the change is taken for, which texts it is between, and whether all of its clauses are here."""
    if said := standing_of(change) or return_of(change):
        yield said
    yield (
        f"Class {change['class']}; severity {change['severity']}; found on {moment_as_read(change['detected_at'])}. "
        f"From version {change['from_version']} to {change['to_version']} of {change['platform']}, "
        f"{change['document_title']}. Memo {data['number']}, made at {moment_as_read(data['made_at'])}."
    )
    for document in data["documents"]:
        for one in document["versions"]:
            yield f"{one['id']}, recorded {moment_as_read(one['captured_at'])}, SHA-256 {one['sha256']}"
    here, left = len(change["provisions"]), change["provisions_left_out"]
    if left:
        yield f"Not the whole change: {here} of its {here + left} changed clauses are here."
    else:
        yield f"All {here} changed clauses are here." if here > 1 else "The whole change is here."


def _write_clause(document: DocxDocument, row: Mapping[str, Any], at: str, number: Iterator[int]) -> None:
    paragraph = document.add_paragraph()
    before, after = (row[side]["text"] if row[side] else "" for side in ("before", "after"))
    for operation, text in fold(word_diff(before, after)):
        if operation == "equal":
            paragraph.add_run(_plain(text))
        else:
            _track(paragraph, operation, _plain(text), at, next(number))
    places = [_place(row[side]) for side in ("before", "after") if row[side]]
    document.add_paragraph(" → ".join(places), style="Caption")


def _track(paragraph: Paragraph, operation: str, text: str, at: str, number: int) -> None:
    tracked = OxmlElement("w:ins" if operation == "insert" else "w:del")
    tracked.set(qn("w:id"), str(number))
    tracked.set(qn("w:author"), AUTHOR)
    tracked.set(qn("w:date"), datetime.fromisoformat(at).strftime("%Y-%m-%dT%H:%M:%SZ"))
    run = OxmlElement("w:r")
    words = OxmlElement("w:t" if operation == "insert" else "w:delText")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    tracked.append(run)
    paragraph._p.append(tracked)


def _place(quotation: Mapping[str, Any]) -> str:
    return f"{quotation['version']}, characters {quotation['start']} to {quotation['end']}"


def _plain(text: str) -> str:
    """Return the text as XML can hold it: what it can't is shown by its code."""
    return "".join(char if _is_of_xml(char) else f"[U+{ord(char):04X}]" for char in with_its_direction(text))


def _is_of_xml(char: str) -> bool:
    """Whether XML 1.0 (section 2.2) allows the character."""
    return char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"


def _with_fixed_dates(document: DocxDocument) -> bytes:
    """Return the document's file with the same date on each of its parts, sorted by their names."""
    first = io.BytesIO()
    document.save(first)
    made = io.BytesIO()
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            new.writestr(zipfile.ZipInfo(name, _ZIP_DATE), old.read(name))
    return made.getvalue()
