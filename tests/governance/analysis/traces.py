"""Follows each sentence of an analysis, as the API tells it, to its words, table row, change or question."""

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from governance.analysis.law import DATA
from governance.analysis.risk_questions import risk_questions

_PUBLIC_ID = re.compile(r"CW-[VC]-\d{6,}")


def stated_in(told: Any) -> Iterator[dict[str, Any]]:
    """Yield every sentence with its source that stands somewhere in an answer."""
    if isinstance(told, dict):
        if {"sentence", "rule", "source", "reference"} <= told.keys():
            yield told
        for value in told.values():
            yield from stated_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from stated_in(value)


def quotations_in(told: Any) -> Iterator[dict[str, Any]]:
    """Yield every quotation that stands somewhere in an answer."""
    if isinstance(told, dict):
        if {"version", "start", "end", "text"} == told.keys():
            yield told
        for value in told.values():
            yield from quotations_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from quotations_in(value)


def untraced(told: dict[str, Any], text_of: Callable[[str], str]) -> list[str]:
    """Return what can't be followed: words that are not where they are said to be, rows that there are not."""
    found = [
        f"not in {one['version']}: {one['text'][:60]}"
        for one in quotations_in(told)
        if text_of(one["version"])[one["start"] : one["end"]] != one["text"] or not one["text"]
    ]
    for one in stated_in(told):
        if not one["sentence"] or not one["rule"] or not _resolves(one["source"], one["reference"]):
            found.append(f"{one['source']} {one['reference']}: {one['sentence'][:60]}")
        elif one["source"] == "text" and "“" in one["sentence"] and one["quotation"] is None:
            found.append(f"quotes nothing: {one['sentence'][:60]}")
    provisions = {one["provision"] for one in told.get("clauses", [])}
    for regulation in told.get("exposure", {}).get("in_view", []):
        for row in regulation["engaged_by"]:
            found += [f"{one} is no clause of it" for one in row["provisions"] if one not in provisions]
    return found


def _resolves(source: str, reference: str) -> bool:
    if source in ("text", "record"):
        return _PUBLIC_ID.fullmatch(reference) is not None
    if source == "you":
        return reference in risk_questions()
    file, _, row = reference.partition(":")
    category, _, regulation = row.partition("/")
    table = _table(file)
    if category not in table:
        return False
    return not regulation or any(one["regulation_id"] == regulation for one in table[category]["regulations"])


@lru_cache
def _table(file: str) -> dict[str, Any]:
    table = json.loads((DATA / file).read_text(encoding="utf-8"))
    return table if isinstance(table, dict) else {row["id"]: row for row in table}
