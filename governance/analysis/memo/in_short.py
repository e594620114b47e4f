"""The first part of a memo: at most six lines."""

from collections.abc import Iterator
from datetime import date

from governance.analysis.law import spelled
from governance.analysis.memo.blocks import Block, MemoSentence, MemoSentences
from governance.analysis.memo.wording import Data, counted, return_of, standing_of

_MOST_HEADLINES = 2
_SEVERITIES = ("high", "medium", "low")


def in_short(data: Data) -> Iterator[Block]:
    """At most six lines: what changed, the highest rating, and what comes next."""
    lines = [_what_changed(data)]
    ranked = sorted(data["changes"], key=lambda one: _SEVERITIES.index(one["severity"]))
    lines += [MemoSentence(one["headline"], (one["id"],)) for one in ranked[:_MOST_HEADLINES]]
    if data["risk"]:
        lines.append(_highest(data))
    if coming := _next_day(data):
        lines.append(coming)
    if data["open_questions"]:
        count = counted(len(data["open_questions"]), "question")
        lines.append(MemoSentence(f"{count} to answer; each narrows a rating below."))
    yield MemoSentences(tuple(lines[:6]))


def _highest(data: Data) -> MemoSentence:
    """The highest rating that can be given; where none is shown, whether any of all can."""
    first = next((one for one in data["risk"] if not one["label"].startswith("Not assessable")), None)
    if first is None and data["given_rating_count"]:
        of_all = counted(data["rating_count"], "rating")
        return MemoSentence(
            f"Of {of_all} {data['given_rating_count']} can be given, none of them among the {len(data['risk'])} shown.",
            (data["method"],),
        )
    if first is None:
        return MemoSentence(
            f"No rating can be given yet: {counted(data['rating_count'], 'clause')} to be rated.",
            (data["method"],),
        )
    return MemoSentence(f"Highest rating: {first['name']}. {first['sentence']}", (data["method"],))


def _what_changed(data: Data) -> MemoSentence:
    if not data["period"] and not data["changes"]:
        name = data["documents"][0]["title"] if data["documents"] else "the document"
        return MemoSentence(f"This memo is about {name} as it stands; no change is in view.")
    if not data["changes"]:
        verified = sum(one["verified_count"] for one in data["documents"])
        if not verified:
            return MemoSentence(
                "No change of meaning or wording was recorded in the period; no capture of ours verified a document."
            )
        times = counted(verified, "time")
        return MemoSentence(
            f"No change of meaning or wording was recorded in the period; the documents were verified {times}."
        )
    highest = min((one["severity"] for one in data["changes"]), key=_SEVERITIES.index)
    if data["kind"] == "change" and (said := standing_of(data["changes"][0])):
        return MemoSentence(f"{said} Its severity was derived as {highest}.")
    count = counted(data["change_count"], "change")
    on = counted(data["changed_document_count"], "document")
    told = f"{count} of meaning or wording on {on}; the highest severity is {highest}."
    return MemoSentence(" ".join([told, *_returns(data)]))


def _returns(data: Data) -> Iterator[str]:
    """Yield that the change was taken back, or how many of several were."""
    said = [sentence for one in data["changes"] if (sentence := return_of(one))]
    if data["kind"] == "change":
        yield from said
    elif said:
        was = "1 change was" if len(said) == 1 else f"{len(said)} changes were"
        yield f"{was} taken back: the text was again one from before, as told with the facts."


def _next_day(data: Data) -> MemoSentence | None:
    """The first day to come that a text states, or on which more of a regulation in view applies."""
    today = data["made_at"][:10]
    days = [
        (one["effective_date"], f"the text states that it takes effect ({one['document_title']})", one["id"])
        for one in data["changes"]
        if one["effective_date"]
    ]
    days += [
        (law["next_date"]["day"], f"{law['name']}: {law['next_date']['what'].rstrip('.')}", law["source"])
        for law in data["exposure"]
        if law["next_date"]
    ]
    coming = min((one for one in days if one[0] > today), default=None)
    if coming is None:
        return None
    day, what, source = coming
    return MemoSentence(f"Next date: {spelled(date.fromisoformat(day))}, {what}.", (source,))
