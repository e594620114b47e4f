"""Says a memo's data as sections: in short first, then what is quoted, engaged, rated, to be done, decided and unknown.

The data is what `alerts.memos.gathering` gathers; its shape is described by `schema.json`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from governance.analysis.law import spelled
from governance.analysis.memo.blocks import (
    Block,
    HashList,
    LabelledHash,
    MarkedPiece,
    MemoLayout,
    MemoSection,
    MemoSentence,
    MemoSentences,
    MemoTable,
    QuotedWords,
    RedlinedWords,
    SubHeading,
)
from governance.analysis.memo.in_short import in_short
from governance.analysis.memo.side_by_side import compared_facts, compared_in_short, compared_scope, compared_table
from governance.analysis.memo.wording import Data, counted, moment_as_read, return_of, standing_of, stated, where_of
from governance.comparison import fold, word_diff

DISCLAIMER = (
    "This memo describes what documents say and how they changed. It makes no legal determination and is no legal "
    "advice. That a clause engages a regulation says what the clause is about, not whether a duty is met."
)


def layout_of(data: Data, raw: bytes) -> MemoLayout:
    """Return the memo of this data. `raw` are the bytes of the data, which the PDF carries."""
    made_at = datetime.fromisoformat(data["made_at"])
    return MemoLayout(
        number=f"Memo {data['number']}",
        title=data["title"],
        day=made_at.date(),
        head=tuple(_head(data)),
        sections=tuple(MemoSection(title, tuple(told(data))) for title, told in _sections(data)),
        data=raw,
    )


def _sections(data: Data) -> Iterator[tuple[str, Callable[[Data], Iterator[Block]]]]:
    """Yield the title of each section and what tells it. A comparison has those that it can fill, in the same order."""
    if data["comparison"]:
        yield "In short", compared_in_short
        yield "Scope and method", compared_scope
        yield "Facts", compared_facts
        yield "What is stated, side by side", compared_table
    else:
        yield "In short", in_short
        yield "Scope and method", _scope
        yield "Facts", _facts
        yield "Exposure by law", _exposure
        yield "Material risk", _risk
        yield "Actions", _actions
        yield "Decisions and sign-offs", _decisions
        yield "Precedents", _precedents
        yield "Open questions", _open_questions
    yield "What was not covered", _not_covered
    yield "Sources, versions and hashes", _sources
    yield "How to verify", _verifying
    yield "Disclaimer", _disclaimer


def _head(data: Data) -> Iterator[tuple[str, str]]:
    yield "Memo", data["number"]
    yield "Prepared for", data["prepared_for"]
    yield "Made at", moment_as_read(data["made_at"])
    if data["period"]:
        yield "Period", f"{moment_as_read(data['period']['since'])} to {moment_as_read(data['period']['until'])}"
    yield "Documents", counted(len(data["documents"]), "document")
    yield "Tables", f"state {data['tables_version']}"
    how = "rules that find the sentences" if data["comparison"] else "a convention of ours for ordering attention"
    yield "Method", f"{data['method']}, {how}"


def _scope(data: Data) -> Iterator[Block]:
    yield from (MemoSentence(sentence) for sentence in data["scope"])
    where = ", ".join(data["jurisdictions"]) or "none named, so every jurisdiction is in view"
    roles = ", ".join(data["roles"]) or "none named, so every role is in view"
    yield MemoSentence(f"Jurisdictions of the reader: {where}. Roles: {roles}.")
    yield MemoSentence(
        f"Material risk is rated by {data['method']}: factors with a value or an interval, each with its source, and a "
        "look-up table; no product, no mean, no figure of money or frequency. Precedents are shown and not scored."
    )


def _facts(data: Data) -> Iterator[Block]:
    if not data["changes"] and not data["clauses"]:
        yield MemoSentence("There is nothing to quote: no change of meaning or wording is in view.")
    for change in data["changes"]:
        yield from _of_change(change, data["site"])
    if data["clauses"]:
        yield MemoSentence(
            "Of each category the clause that is rated highest is quoted; the whole text is the version named."
        )
    for clause in data["clauses"]:
        yield SubHeading(f"{clause['name']} · {clause['provision']}")
        yield QuotedWords(clause["quotation"]["text"], where_of(clause["quotation"]))


def _of_change(change: Data, site: str) -> Iterator[Block]:
    yield SubHeading(f"{change['id']} · {change['platform']}, {change['document_title']}")
    yield MemoSentence(change["headline"], (change["id"],))
    if said := standing_of(change) or return_of(change):
        yield MemoSentence(said, (change["id"],))
    effect = change["effective_date"]
    stated = (
        f"takes effect on {spelled(date.fromisoformat(effect))}, as the text states"
        if effect
        else "effective date not stated"
    )
    yield MemoSentence(
        f"Class {change['class']}; severity {change['severity']}; found on {moment_as_read(change['detected_at'])}; "
        f"{stated}. From version {change['from_version']} to {change['to_version']}."
    )
    for row in change["provisions"]:
        yield SubHeading(f"{row['id']}{_labelled(row)}: {row['kind']}, {row['name']}", 3)
        yield MemoSentence(row["sentence"], (row["rule"],))
        yield from _before_and_after(row)
    if change["provisions_left_out"]:
        more = counted(change["provisions_left_out"], "further clause")
        yield MemoSentence(f"Not quoted here: {more} of this change. All are at {site}/changes/{change['id']}/.")


def _before_and_after(row: Data) -> Iterator[Block]:
    before, after = row["before"], row["after"]
    if before and after:
        pieces = tuple(
            MarkedPiece(operation, text) for operation, text in fold(word_diff(before["text"], after["text"]))
        )
        yield RedlinedWords(pieces, f"{where_of(before)}; now {where_of(after)}")
    elif before:
        yield QuotedWords(before["text"], f"before: {where_of(before)}")
    elif after:
        yield QuotedWords(after["text"], f"now: {where_of(after)}")


def _labelled(row: Data) -> str:
    return f" ({row['label']})" if row["label"] else ""


def _exposure(data: Data) -> Iterator[Block]:
    if not data["exposure"]:
        yield MemoSentence("No regulation of our tables is mapped to what is in view.")
    for law in data["exposure"]:
        yield SubHeading(f"{law['name']} ({law['jurisdiction']})")
        yield MemoSentence(f"{law['citation'].rstrip('.')}. {law['standing']}", (law["source"],))
        if law["not_checked"]:
            yield MemoSentence(law["not_checked"], (law["source"],))
        yield MemoTable(
            ("Category", "Articles", "Exposure", "Why it is engaged", "Provisions"),
            (4, 4, 3, 7, 6),
            tuple(
                (row["name"], ", ".join(row["articles"]), row["exposure"], row["rationale"], _ids(row["provisions"]))
                for row in law["engaged_by"]
            ),
        )
    if data["exposure_left_out"]:
        yield SubHeading("Left out by your jurisdictions and roles")
        yield MemoSentences(tuple(stated(one) for one in data["exposure_left_out"]))


def _ids(provisions: Sequence[str]) -> str:
    shown = ", ".join(provisions[:6])
    return f"{shown} and {len(provisions) - 6} more" if len(provisions) > 6 else shown


def _risk(data: Data) -> Iterator[Block]:
    if not data["risk"]:
        yield MemoSentence("No clause in view is of a category that is rated.")
    for rating in data["risk"]:
        of = f" · {rating['change']}" if rating["change"] else ""
        yield SubHeading(f"{rating['name']}: {rating['label']}{of}")
        yield QuotedWords(rating["clause"]["text"], where_of(rating["clause"]))
        confidence = f" The category of the clause is {rating['confidence']}." if rating["confidence"] else ""
        yield MemoSentence(f"{rating['sentence']} Basis: {rating['basis']}.{confidence}", (data["method"],))
        yield MemoTable(
            ("Factor", "Value", "Why, and where that stands"),
            (3, 2, 10),
            tuple(
                (row["name"], _interval(row["interval"]), f"{row['sentence']} ({row['reference']})")
                for row in rating["factors"]
            ),
        )
        if narrow := rating["narrows_most"]:
            yield MemoSentence(
                f"The answer that would narrow it most: “{narrow['question']}” Yes gives {narrow['if_yes']}; "
                f"no gives {narrow['if_no']}.",
                (narrow["id"],),
            )


def _interval(ends: Sequence[int]) -> str:
    low, high = ends
    return f"{low}" if low == high else f"{low} to {high}"


def _actions(data: Data) -> Iterator[Block]:
    if not data["actions"]:
        yield MemoSentence("Our tables have no action for what is in view.")
        return
    yield MemoTable(
        ("Priority", "Action", "What to keep as evidence", "Owner", "Due", "Done"),
        (2, 6, 5, 2, 2, 2),
        tuple((one["priority"], one["action"], one["evidence"], "", "", "") for one in data["actions"]),
    )
    answered = [one for one in data["actions"] if one["quotation"]]
    if answered:
        yield SubHeading("What the text already says")
        for one in answered:
            yield MemoSentence(one["action"], (one["id"], one["rule"]))
            yield QuotedWords(one["quotation"]["text"], where_of(one["quotation"]))


def _decisions(data: Data) -> Iterator[Block]:
    if not data["decisions"]:
        yield MemoSentence("The review log has no entry for the changes in view.")
        return
    yield MemoTable(
        ("Change", "Decision", "Reason", "By", "Signed off"),
        (3, 3, 6, 3, 4),
        tuple(
            (one["change"], one["decision"] or "open", one["reason"], one["decided_by"], _signed(one))
            for one in data["decisions"]
        ),
    )


def _signed(row: Data) -> str:
    if row["signed_off_at"]:
        return f"{row['signed_off_by']}, {moment_as_read(row['signed_off_at'])}"
    return f"due {spelled(date.fromisoformat(row['due_date']))}" if row["due_date"] else "no"


def _precedents(data: Data) -> Iterator[Block]:
    if not data["precedents"]:
        yield MemoSentence(
            "Our table has no precedent for these categories; that says nothing, since it is a selection."
        )
        return
    yield MemoSentence("The closest first; status before any amount; what was annulled or superseded comes last.")
    yield MemoSentences(
        tuple(MemoSentence(f"{one['title']}. {one['sentence']}", (one["reference"],)) for one in data["precedents"])
    )


def _open_questions(data: Data) -> Iterator[Block]:
    if not data["open_questions"]:
        yield MemoSentence("No question of ours is open.")
        return
    yield MemoSentences(tuple(MemoSentence(one["question"], (one["id"],)) for one in data["open_questions"]))


def _not_covered(data: Data) -> Iterator[Block]:
    if not data["not_covered"]:
        yield MemoSentence("Everything that was asked for is covered, as far as it was captured.")
        return
    yield MemoSentences(tuple(stated(one) for one in data["not_covered"]))


def _sources(data: Data) -> Iterator[Block]:
    for document in data["documents"]:
        yield SubHeading(f"{document['platform']} · {document['title']} ({document['id']})")
        yield MemoSentences(tuple(MemoSentence(sentence) for sentence in document["sentences"]))
        if document["versions"]:
            yield HashList(
                tuple(
                    LabelledHash(f"{one['id']}, recorded {moment_as_read(one['captured_at'])}, SHA-256", one["sha256"])
                    for one in document["versions"]
                )
                + _head_of_chain(document["chain_head"])
            )
    credits = list(dict.fromkeys(one["attribution"] for one in data["documents"] if one["attribution"]))
    if credits:
        yield MemoSentence(f"Texts recorded by others: {'; '.join(credits)}.")


def _head_of_chain(head: Data | None) -> tuple[LabelledHash, ...]:
    if head is None:
        return ()
    return (LabelledHash(f"Head of the chain of its versions, up to {head['version']}, SHA-256", head["sha256"]),)


def _verifying(data: Data) -> Iterator[Block]:
    yield MemoSentence(
        "Each quotation is the characters from its first to its last, counted from 0, of the named version's text. "
        f"The text is at {data['site']}/api/v1/versions/ID/text/ for everybody; its SHA-256 is given above."
    )
    yield MemoSentence(
        "The PDF of this memo carries its data as memo.json, with exact texts; asked for as JSON, a memo is its data."
    )
    if any(one["chain_head"] for one in data["documents"]):
        yield MemoSentence(
            "The head of a chain is the SHA-256 of its last line. A line names a version, the SHA-256 of its text and "
            "that of the line before, so that none can be put in, taken out or moved. The lines are in chain.jsonl of "
            "an evidence bundle of the same documents, and its verify.py computes the head."
        )


def _disclaimer(data: Data) -> Iterator[Block]:
    yield MemoSentence(f"{DISCLAIMER} How it is made: {data['site']}/methodology/")
