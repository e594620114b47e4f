"""The words of a certificate of watching: the facts of its JSON as a page of plain text."""

from collections.abc import Iterator, Mapping
from typing import Any

_HEAD = """\
CERTIFICATE OF WATCHING

Certificate  {certificate}
Issued at    {issued_at}
Period       {since} to {until}
Documents    {count}
Log          {log}
Software     {software}

All times are UTC and those of the machine that captured. A document is verified by a capture that came whole and was
seen to be the document. It is read again within the interval that is named below; a longer time without a verified
capture is a gap, and each gap is listed. This page describes what is recorded; it makes no legal determination.
`certificate.json` holds the same facts, and `verify.py` verifies both.
"""
_FOOT = """\
WHAT THIS DOES NOT COVER

- Between two captures nobody looked: a text that came and went in between is not known.
- A version that is marked as imported was recorded by the collection that is named. It was not captured or verified by
  us, and its time is the collection's.
- Changes are told as they were judged when this certificate was issued. Those of layout alone, and texts that alternate
  for a short time, are not listed.
- Pages that only some people are shown, and what the documents refer to, were not read.
"""
_EVENTS = {
    "document_moved": "the document moved",
    "document_unreachable": "the document could not be read",
    "document_reachable_again": "the document could be read again",
    "document_gone": "the site no longer had the document",
    "document_appeared_again": "the site had the document again",
    "document_retired": "the document was retired",
}


def text_of_certificate(told: Mapping[str, Any]) -> str:
    """Return the page. It holds nothing that the JSON does not."""
    lines = [_HEAD.format(**{**told, "count": len(told["documents"])})]
    for place, document in enumerate(told["documents"], 1):
        lines += [*_document(place, document), ""]
    if told["no_longer_recorded"]:
        lines += ["No longer recorded: " + ", ".join(told["no_longer_recorded"]) + ".", ""]
    lines.append(_FOOT)
    return "\n".join(lines)


def _document(place: int, told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{place}. {_line(told['platform'])}: {_line(told['title'])} ({told['document']})"
    for address in told["source_urls"]:
        yield f"   {_line(address)}"
    yield f"   {_verified(told)}"
    for one in told["not_accepted"]:
        verdict = f" ({one['verdict']})" if one["verdict"] else ""
        yield f"   Not accepted: {_count(one['count'], 'capture')}: {one['words']}{verdict}."
    yield from _gaps(told)
    yield f"   Version at the start: {_version(told['version_at_start'])}"
    yield f"   Version at the end:   {_version(told['version_at_end'])}"
    yield from _changes(told)
    for event in told["events"]:
        yield f"   {event['at']}: {_EVENTS[event['kind']]}."


def _verified(told: Mapping[str, Any]) -> str:
    verified = told["verified"]
    if not verified["count"]:
        if not told["is_read_by_us"] and told["collection"]:
            return (
                "Never verified by us in this period: we did not read it ourselves. "
                f"Its history is that of the collection {_line(told['collection'])}."
            )
        return "Never verified in this period."
    times = "once" if verified["count"] == 1 else f"{verified['count']} times"
    hours = told["longest_interval_seconds"] / 3_600
    return (
        f"Verified {times}, first at {verified['first']}, last at {verified['last']}. "
        f"Longest interval that is no gap: {hours:.1f} hours."
    )


def _gaps(told: Mapping[str, Any]) -> Iterator[str]:
    if not told["gaps"]:
        yield "   No gap."
        return
    yield f"   {_count(len(told['gaps']), 'gap')}:"
    for gap in told["gaps"]:
        reasons = "; ".join(_reason(reason) for reason in gap["reasons"]) or "no reason is recorded"
        yield f"   - {gap['since']} to {gap['until']} ({_length(gap['seconds'])}): {reasons}."


def _reason(reason: Mapping[str, Any]) -> str:
    words = str(reason["words"])
    if reason["verdict"]:
        words += f" ({reason['verdict']})"
    return f"{words}, {_count(reason['attempts'], 'capture')}" if reason["attempts"] else words


def _version(version: Mapping[str, Any] | None) -> str:
    if version is None:
        return "none recorded"
    imported = ", imported from a collection and not verified by us" if version["is_imported"] else ""
    return f"{version['version']} of {version['captured_at']}{imported}, SHA-256 {version['sha256']}"


def _changes(told: Mapping[str, Any]) -> Iterator[str]:
    if told["version_at_end"] is None:
        yield "   No version is recorded, so nothing is said of changes."
    if told["no_substantive_change"]:
        yield "   No substantive change is recorded."
    for change in told["changes"]:
        withdrawn = ", withdrawn since" if change["is_withdrawn"] else ""
        withdrawn += ", not yet confirmed" if change["waits_for_confirmation"] else ""
        yield (
            f"   {change['detected_at'][:10]} {change['change']} ({change['class']}, {change['severity']}{withdrawn}): "
            f"{_line(change['headline'])}"
        )
    if told["change_count"] > len(told["changes"]):
        yield f"   {told['change_count'] - len(told['changes'])} more changes are not listed."


def _length(seconds: int) -> str:
    hours = seconds // 3_600
    if hours >= 48:
        return f"{hours // 24} days {hours % 24} hours"
    return f"{hours} hours {seconds % 3_600 // 60} minutes"


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _line(words: str) -> str:
    """Return words from outside on one line, without what a terminal would obey."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
