"""The parts of a memo on a comparison of platforms: in short, method, quotations, and a table of what is stated."""

from collections.abc import Iterator

from governance.analysis.memo.blocks import Block, MemoSentence, MemoSentences, MemoTable, QuotedWords, SubHeading
from governance.analysis.memo.wording import Data, counted, where_of

_MOST_DIMENSIONS = 4


def compared_in_short(data: Data) -> Iterator[Block]:
    """At most six lines: who states the category and who does not, and what most of them state."""
    told = data["comparison"]
    stating = [one for one in told["platforms"] if one["provisions"]]
    silent = [one["name"] for one in told["platforms"] if not one["provisions"]]
    count = sum(len(one["provisions"]) + one["left_out"] for one in stating)
    lines = [
        MemoSentence(
            f"{len(stating)} of {counted(len(told['platforms']), 'platform')} state {told['category_name']}, by "
            f"{counted(count, 'provision')}.",
            (told["rules_version"],),
        )
    ]
    if silent:
        lines.append(MemoSentence(f"No provision was found of {_listed(silent)}.", (told["rules_version"],)))
    for dimension in told["dimensions"][:_MOST_DIMENSIONS]:
        number = sum(bool(cell["stated"]) for cell in dimension["cells"])
        lines.append(MemoSentence(f"{dimension['asks']} Stated by {counted(number, 'platform')}.", (dimension["id"],)))
    yield MemoSentences(tuple(lines))


def compared_scope(data: Data) -> Iterator[Block]:
    told = data["comparison"]
    yield from (MemoSentence(sentence) for sentence in data["scope"])
    kept = f" Only documents of the type {told['document_type']} were read." if told["document_type"] else ""
    yield MemoSentence(f"Category: {told['category_name']}. Rules: {told['rules_version']}.{kept}")
    yield MemoSentence(f"Similarity of two clauses: {told['similarity_measure']}")


def compared_facts(data: Data) -> Iterator[Block]:
    told = data["comparison"]
    names = {one["slug"]: one["name"] for one in told["platforms"]}
    for platform in told["platforms"]:
        yield SubHeading(platform["name"])
        yield MemoSentence(platform["sentence"], (told["rules_version"],))
        for one in platform["provisions"]:
            yield from _provision(one, names)


def compared_table(data: Data) -> Iterator[Block]:
    told = data["comparison"]
    names = {one["slug"]: one["name"] for one in told["platforms"]}
    if not told["dimensions"]:
        yield MemoSentence("Our tables have nothing to compare in this category but the quotations above.")
    for dimension in told["dimensions"]:
        yield SubHeading(f"{dimension['name']}: {dimension['asks']}")
        rows = tuple(row for cell in dimension["cells"] for row in _rows(cell, names))
        yield MemoTable(("Platform", "What it states, in its words", "Value", "Where"), (3, 6, 2, 4), rows)


def _provision(one: Data, names: Data) -> Iterator[Block]:
    label = f" ({one['label']})" if one["label"] else ""
    yield SubHeading(f"{one['id']}{label} · {one['document_title']}", 3)
    under = f"; under: {' › '.join(one['headings'])}" if one["headings"] else ""
    yield QuotedWords(one["quotation"]["text"], f"{where_of(one['quotation'])}{under}")
    sentence = one["sentence"]
    if sentence["text"].strip() == one["quotation"]["text"].strip():
        yield MemoSentence("The whole clause states it.", (one["rule"],))
    else:
        place = f"characters {sentence['start']} to {sentence['end']}"
        yield MemoSentence(f"The sentence that states it is {place}: “{sentence['text']}”", (one["rule"],))
    if one["nearest"]:
        nearest = "; ".join(
            f"{names[near['platform']]} {near['provision']}, {near['similarity']:.2f}" for near in one["nearest"]
        )
        yield MemoSentence(f"Most alike in words, by similarity from 0 to 1: {nearest}.")


def _rows(cell: Data, names: Data) -> Iterator[tuple[str, ...]]:
    name = names[cell["platform"]]
    if not cell["stated"]:
        yield name, "not found", "", ""
    for one in cell["stated"]:
        yield name, one["quotation"]["text"], one["value"] or "", f"{one['provision']}; {where_of(one['quotation'])}"
    if cell["left_out"]:
        yield name, f"and {counted(cell['left_out'], 'further wording')}", "", ""


def _listed(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
