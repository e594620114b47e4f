"""What stands in the other text in another layout: a list that became a table, a table of its own sentences, and back.

Of a table each cell says something under its name: the row's first cell, and the head of the column. A line such as
"Fee: 5 EUR" says the same under the line or heading above it. Only what says the same words under the same name, and as
often, is the same; a value that stands under another name is news.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from governance.comparison.matching.kept_words import said
from governance.comparison.matching.matched_clauses import Matching, Relaid
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block

ROW, ITEM = "table_row", "list_item"
# Longer names are sentences, longer tables no real ones.
LONGEST_NAME, MOST_ROWS = 16, 2_000
# A list of fewer items, with what leads in to it, is no list that became a sentence.
FEWEST_ITEMS = 2
# A table of two columns is a list of names and values.
COLUMNS_OF_A_LIST = 2
_CELLS = re.compile(r"(?<!\\)\|")
_VALUE = re.compile(r"[^:]{2,120}+:\s+\S")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_kind_of = attrgetter("kind")
_JOINS = frozenset(("and", "or", "und", "oder", "et", "ou"))
Words = frozenset[str]
# The words of a name, None where the words below say all by themselves; and what is said under that.
Fact = tuple[Words | None, Words]


def laid_out_otherwise(before: Sequence[Block], after: Sequence[Block], matching: Matching) -> Relaid:
    """Which of the changed clauses only stand in another layout in the other text, and which cells of others are news.

    The work is in proportion to the length of the texts, and none where neither tables nor lists changed.
    """
    modified = dict(matching.modified)
    changed = {*matching.removed, *modified}, {*matching.added, *modified.values()}
    texts = before, after
    kinds = {*map(_kind_of, chain(map(before.__getitem__, changed[0]), map(after.__getitem__, changed[1])))}
    if not all(changed) or kinds.isdisjoint((ROW, ITEM)):
        return Relaid()
    found: tuple[set[int], set[int]] = (set(), set())
    news: tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]] = ({}, {})
    if ROW in kinds:
        facts = [_SaidInTables(text) for text in texts]
        for side in (0, 1) if max(len(one.rows) for one in facts) <= MOST_ROWS else ():
            own, other = facts[side], facts[1 - side]
            for index in changed[side]:
                if own.all_stands(index, other):
                    found[side].add(index)
                elif cells := own.news(index, other):
                    news[side][index] = cells
    for side in (0, 1) if ITEM in kinds else ():
        for items, sentence in _lists_as_sentences(texts[side], changed[side], texts[1 - side], changed[1 - side]):
            found[side].update(items & changed[side])
            found[1 - side].add(sentence)
    return Relaid(frozenset(found[0]), frozenset(found[1]), *news)


def without_relaid(before: Sequence[Block], after: Sequence[Block], matching: Matching, relaid: Relaid) -> Matching:
    """The matching without the clauses that only stand in another layout, which are parts of no other clauses.

    Nor does it pair them with others, such as a line with a row of a table; a row stays paired with the same row.
    """
    if not (relaid.old or relaid.new):
        return matching
    pairs = set(matching.modified)
    apart = {
        (one, other)
        for one, other in pairs
        if (one in relaid.old or other in relaid.new) and not _is_same_row(before[one], after[other])
    }
    removed = (*matching.removed, *(one for one, _ in apart))
    added = (*matching.added, *(other for _, other in apart))
    return replace(
        matching,
        pairs=tuple(pair for pair in matching.pairs if pair not in apart),
        modified=tuple(pair for pair in matching.modified if pair not in apart),
        removed=tuple(sorted(index for index in removed if index not in relaid.old)),
        added=tuple(sorted(index for index in added if index not in relaid.new)),
    )


def with_relaid(matching: Matching, relaid: Relaid) -> Matching:
    """The matching with the clauses that stand in another layout among those that came and went."""
    if not (relaid.old or relaid.new or relaid.gone or relaid.news):
        return matching
    olds, news = ({pair[side] for pair in matching.pairs} for side in (0, 1))
    return replace(
        matching,
        removed=tuple(sorted({*matching.removed, *(relaid.old - olds)})),
        added=tuple(sorted({*matching.added, *(relaid.new - news)})),
        relaid=relaid,
    )


def _is_same_row(one: Block, other: Block) -> bool:
    first, second = (_cells(block.visible)[:1] if block.kind == ROW else [] for block in (one, other))
    return bool(first) and first == second


class _SaidInTables:
    """What the tables of a text and its lines of the kind "name: value" say, and how often."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        # Of each row what its cells say, in every way to name it; none of the head of a table, which stands apart.
        self.rows: dict[int, list[tuple[str, tuple[Fact, ...]]]] = {}
        self._heads: dict[int, list[str]] = {}
        self._lines: dict[int, tuple[Fact, ...]] = {}
        # What lines and rows begin with, and what stands above columns.
        self.labels: set[Words] = set()
        self.first_cells: set[Words] = set()
        self.above_columns: set[Words] = set()
        # Under which headings each fact stands.
        self.paths: dict[Fact, set[tuple[str, ...]]] = defaultdict(set)
        self._read()
        self.of_lines = Counter(chain.from_iterable(self._lines.values()))
        self.of_tables = Counter(chain.from_iterable(facts for row in self.rows.values() for _, facts in row))

    def all_stands(self, index: int, other: "_SaidInTables") -> bool:
        """Whether all that a clause says stands in the other text in another layout."""
        if index in self._heads:
            first, *rest = self._heads[index]
            named = other.labels | other.first_cells
            is_of_such = index + 1 in self.rows and self.all_stands(index + 1, other)
            return is_of_such and bool(rest) and _is_name(first) and all(_words(cell) in named for cell in rest if cell)
        if index in self.rows:
            return bool(self.rows[index]) and not self._missing(index, other)
        if index in self._lines:
            return any(
                0 < self.of_lines[fact] <= other.of_tables[fact] and self._is_under(index, fact, other)
                for fact in self._lines[index]
            )
        block = self._blocks[index]
        is_named = block.kind in ("paragraph", ITEM) and _is_name(block.visible)
        return is_named and _words(block.visible) in other.first_cells | other.above_columns

    def news(self, index: int, other: "_SaidInTables") -> tuple[str, ...]:
        """The cells of a row that are news where its other cells are none; none where all or none of them are."""
        missing = self._missing(index, other)
        return tuple(missing) if len(missing) < len(self.rows.get(index, ())) else ()

    def _missing(self, index: int, other: "_SaidInTables") -> list[str]:
        return [cell for cell, facts in self.rows.get(index, ()) if not self._stands(index, facts, other)]

    def _stands(self, index: int, facts: Sequence[Fact], other: "_SaidInTables") -> bool:
        return any(
            0 < self.of_tables[fact] <= max(other.of_lines[fact], other.of_tables[fact])
            and self._is_under(index, fact, other)
            for fact in facts
        )

    def _is_under(self, index: int, fact: Fact, other: "_SaidInTables") -> bool:
        """Whether a fact stands in the other text under the headings of a clause, or under some of them and others."""
        path = self._blocks[index].heading_path
        return any(path[: len(one)] == one[: len(path)] for one in other.paths[fact])

    def _read(self) -> None:
        head: list[str] = []
        name: Words = frozenset()
        last: Block | None = None
        for block in self._blocks:
            if block.kind != ROW:
                head = []
                if _VALUE.match(block.visible) and block.kind != "heading":
                    self._read_line(block, name)
                else:
                    name = _words(block.visible) if _is_name(block.visible) else frozenset()
            elif not head:
                head = self._as_head(block)
            else:
                if last and block.lead_in and block.lead_in == last.visible.strip():
                    head = self._as_head(last)  # what was taken for a row is the head of those below it
                self._read_row(block, head)
            last = block

    def _as_head(self, block: Block) -> list[str]:
        self.rows.pop(block.index, None)
        self._heads[block.index] = cells = _cells(block.visible)
        self.above_columns.update(map(_words, filter(None, cells[1:])))
        return cells

    def _read_row(self, block: Block, head: Sequence[str]) -> None:
        first, *rest = _cells(block.visible) or [""]
        name = _words(first)
        self.first_cells.add(name)
        row = []
        for column, cell in zip(head[1:], rest, strict=True) if len(rest) + 1 == len(head) else ():
            if cell:
                above, says = _words(column), _words(cell)
                facts: list[Fact] = [(name, above | says), (above, name | says)]
                if len(head) == COLUMNS_OF_A_LIST:
                    facts.append((None, name | says))
                row.append((cell, tuple(facts)))
                for fact in facts:
                    self.paths[fact].add(block.heading_path)
        self.rows[block.index] = row

    def _read_line(self, block: Block, name: Words) -> None:
        says = _words(block.visible)
        above = {name, _words(block.lead_in), _words(block.heading_path[-1] if block.heading_path else "")}
        self._lines[block.index] = ((None, says), *((one, says) for one in above if one))
        self.labels.add(_words(block.visible.partition(":")[0]))
        for fact in self._lines[block.index]:
            self.paths[fact].add(block.heading_path)


def _is_name(visible: str) -> bool:
    return visible.count(" ") < LONGEST_NAME and not any(map(str.isdigit, visible)) and visible.rstrip()[-1:] != "."


def _cells(visible: str) -> list[str]:
    cells = [cell.strip() for cell in _CELLS.split(visible.strip().strip("|"))]
    return cells if any(cells) else []


@lru_cache(maxsize=10_000)
def _words(text: str) -> Words:
    return frozenset(_THOUSANDS.sub("", said(readable(text))).split())


def _lists_as_sentences(
    listed: Sequence[Block], changed: AbstractSet[int], others: Sequence[Block], changed_there: AbstractSet[int]
) -> Iterator[tuple[set[int], int]]:
    """Each list of one text with what leads in to it, and the clause of the other that says both in one sentence."""
    lists = [found for found in _lists_of(listed) if len(found) > FEWEST_ITEMS and not changed.isdisjoint(found)]
    if not lists:
        return
    sentences = {}
    for index in changed_there:
        if others[index].kind == "paragraph":
            words = said(readable(others[index].visible)).split()
            sentences[_unjoined(words)] = index, words
    for found in lists:
        parts = [said(readable(listed[index].visible)).split() for index in found]
        index, words = sentences.get(_unjoined(chain.from_iterable(parts)), (0, []))
        if words and _is_said_by(parts, words):
            yield set(found), index


def _lists_of(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """What leads in to a list, with a colon, and the items that stand under nothing else; in each text in one go."""
    found: list[int] = []
    for block in blocks:
        if found and block.kind == ITEM and block.lead_in == blocks[found[0]].visible.strip():
            found.append(block.index)
            continue
        if len(found) > 1:
            yield found
        found = [block.index] if block.kind != ITEM and block.visible.rstrip()[-1:] == ":" else []
    if len(found) > 1:
        yield found


def _unjoined(words: Iterable[str]) -> str:
    """The words without those that join the items of a list."""
    return " ".join([word for word in words if word not in _JOINS])


def _is_said_by(parts: Sequence[Sequence[str]], sentence: Sequence[str]) -> bool:
    """Whether a sentence is what leads in to a list and all its items in order, with or without "and" between them."""
    at = 0
    for number, part in enumerate(parts):
        words = [*part]
        while number and words and words[-1] in _JOINS:
            words.pop()
        if number > 1 and sentence[at : at + 1] and sentence[at] in _JOINS and words[:1] != [sentence[at]]:
            at += 1
        if not words or [*sentence[at : at + len(words)]] != words:
            return False
        at += len(words)
    return at == len(sentence)
