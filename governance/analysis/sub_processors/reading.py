"""Reads every list of sub-processors of a document."""

from governance.analysis.sub_processors.items import rows_of_headings, rows_of_items
from governance.analysis.sub_processors.outline import is_list_page, lines_with_titles, names_sub_processors
from governance.analysis.sub_processors.rows import SubProcessorList, SubProcessorRow
from governance.analysis.sub_processors.tables import rows_of_table, runs_of
from governance.comparison.text.spans import CharacterRange

# No list that anybody reads is as long; what is beyond counts as unread.
MOST_ROWS = 2_000


def sub_processors_in(text: str) -> SubProcessorList:
    """Return the sub-processors that a document lists, in its order; no rows where it has no such list.

    A list is one by what stands above it or by its header: a table of cookies or of retention periods is none.
    """
    if not names_sub_processors(text):
        return SubProcessorList((), ())
    lines = list(lines_with_titles(text))
    rows: list[SubProcessorRow] = rows_of_headings(text, lines)
    unread: list[CharacterRange] = []
    is_on_list_page = is_list_page(text)
    for run in runs_of(lines, "row"):
        found, left = rows_of_table(text, run, is_on_list_page=is_on_list_page)
        rows.extend(found)
        unread.extend(left)
    for run in runs_of(lines, "item"):
        found, left = rows_of_items(text, run)
        rows.extend(found)
        unread.extend(left)
    rows.sort(key=lambda row: row.start)
    unread.extend((row.start, row.end) for row in rows[MOST_ROWS:])
    return SubProcessorList(tuple(rows[:MOST_ROWS]), tuple(sorted(unread)))
