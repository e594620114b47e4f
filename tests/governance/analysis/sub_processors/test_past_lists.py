"""Whoever is no longer a sub-processor is no row of a list, and whoever only moved stays one."""

import pytest

from governance.analysis.sub_processors.reading import sub_processors_in

pytestmark = pytest.mark.pure
HEAD = "| Entity | Purpose | Country |\n| --- | --- | --- |\n"
OWL = "| Owl Ltd | Mail | Ireland |\n"


def names(text):
    return [row.entity.words for row in sub_processors_in(f"# Sub-processors\n\n{text}").rows]


@pytest.mark.parametrize("text", [
    f"## Companies we do not use\n\n{HEAD}{OWL}",
    f"## Vendors that we never engaged\n\n{HEAD}{OWL}",
    f"We used these sub-processors until 2024 and use none of them today:\n\n{HEAD}{OWL}",
    "We used these sub-processors until 2024 and use none of them today:\n\n- Owl Ltd, mail, Ireland\n",
    "| Entity | Purpose | Country | End date |\n| --- | --- | --- | --- |\n| Owl Ltd | Mail | Japan | 1 March 2025 |\n",
    f"{HEAD}| Owl Ltd | ~~Mail~~ | ~~Ireland~~ |\n",
    f"{HEAD}| Owl Ltd (until 31 December 2025) | Mail | Ireland |\n",
    f"{HEAD}| Owl Ltd | Mail (until 31 December 2025) | Ireland |\n",
    "- Owl Ltd (until 31 December 2025), mail, Ireland\n",
    f"{HEAD}| Owl Ltd (suspended) | Mail | Ireland |\n",
    f"## Candidates that we rejected\n\n{HEAD}{OWL}",
    f"## Upcoming sub-processors\n\n{HEAD}{OWL}",
    f"From 1 March 2027 we intend to use:\n\n{HEAD}{OWL}",
    f"The following is an example of how a list may look:\n\n{HEAD}{OWL}",
    f"We don't use sub-processors.\n\n{HEAD}{OWL}",
    "| Entity | Purpose | Country | In use |\n| --- | --- | --- | --- |\n| Owl Ltd | Mail | Japan | No |\n",
    "| Entity | Purpose | Country | Removed |\n| --- | --- | --- | --- |\n| Owl Ltd | Mail | Japan | x |\n",
    "| Entity | Purpose | Country | Action |\n| --- | --- | --- | --- |\n| Owl Ltd | Mail | Japan | Removal |\n",
])  # fmt: skip
def test_those_of_the_past_are_no_rows(text):
    assert "Owl Ltd" not in names(f"{HEAD}| Bolt Inc | Hosting | France |\n\n{text}")


@pytest.mark.parametrize("row", [
    "| Owl Ltd | Mail | no longer in India, now Ireland |\n",
    "| Owl Ltd | ~~Letters~~ Mail | Ireland |\n",
    "| Owl Ltd | ~~Mail~~ | Ireland |\n",
    "| Owl Ltd | Mail that is kept until the end of 2026 | Ireland |\n",
])  # fmt: skip
def test_those_in_use_are_rows(row):
    assert names(f"{HEAD}{row}") == ["Owl Ltd"]


@pytest.mark.parametrize("above", [
    "Companies that we use", "We do not use cookies. These are our sub-processors:",
])  # fmt: skip
def test_other_words_above_leave_the_list(above):
    assert names(f"{above}\n\n{HEAD}{OWL}") == ["Owl Ltd"]


@pytest.mark.parametrize("text", [
    f"{HEAD}| None | None | None |\n", f"{HEAD}| N/A | N/A | N/A |\n", f"{HEAD}| To be determined | Mail | Ireland |\n",
    "- We use none at present, Ireland\n", "- For questions: write to us, Malta\n",
    "- Please note: changes are announced, Italy\n",
])  # fmt: skip
def test_a_name_of_nobody_is_no_row(text):
    assert names(text) == []


@pytest.mark.parametrize("column", ["In use", "Active"])
def test_one_that_is_in_use_by_its_column_is_a_row(column):
    head = f"| Entity | Purpose | Country | {column} |\n| --- | --- | --- | --- |\n"
    assert names(f"{head}| Owl Ltd | Mail | Japan | Yes |\n") == ["Owl Ltd"]
