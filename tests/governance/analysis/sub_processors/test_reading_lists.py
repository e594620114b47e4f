"""A list of sub-processors is read into rows from each form that documents give it, and nothing else is."""

import pytest

from governance.analysis.sub_processors.places import countries_in, is_place
from governance.analysis.sub_processors.reading import sub_processors_in

pytestmark = pytest.mark.pure

TABLE = """Data processing terms
=====================

| Term | Meaning |
| --- | --- |
| Sub-processor | means whoever processes for us. |

## Annex 3: List of sub-processors

Hosting

| Entity name | Services provided | Processing location |
| :-- | --- | --- |
| [Nimbus Hosting, Inc.](https://nimbus.example) | Servers | United States (Oregon), Ireland |
| **Fjord Mail AB**<br>Kungsgatan 1 | Mail | Schweden |
| — | — | — |
| Loose end | | |

## Retention

| Company record | Description of use | Region |
| --- | --- | --- |
| Invoices | Ten years | EU |
"""
LINES = """# Sub-processors

|     |
| --- |
| ![Logo](/a.png)<br><br>Nimbus<br><br>•<br><br>Cloud infrastructure<br><br>Worldwide<br><br>Products: All |
| Fjord<br><br>•<br><br>Mail, chat<br><br>Norway<br><br>[More](https://fjord.example)Opens in new tab |
"""
ITEMS = """APPENDIX 1 – Sub-processors

The following may be engaged:

* **Nimbus Hosting:** servers, Ireland
* Fjord Mail AB (Org nr: 55-1), sends mail
* [Quill](https://quill.example) – support – United Kingdom
* Pay Europe, Limited, takes payments
* Who knows what
* Each of them shall keep the data secret, Norway
"""
HEADINGS = """## Our sub-processors

### Nimbus Hosting
Purpose: servers
Location: Ireland

### Fjord Mail
* **Purpose:** mail
* **Country:** Norway

### How we choose them
We look at each of them.
"""


def told(text):
    return [
        (row.entity.words, row.purpose.words if row.purpose else "", row.location.words if row.location else "",
         " ".join(row.countries))
        for row in sub_processors_in(text).rows
    ]  # fmt: skip


def test_a_table_is_read_by_its_header_and_other_tables_are_not():
    assert told(TABLE) == [
        ("Nimbus Hosting, Inc.", "Servers", "United States (Oregon), Ireland", "US IE"),
        ("Fjord Mail AB", "Mail", "Schweden", "SE"),
    ]
    found = sub_processors_in(TABLE)
    assert [TABLE[start:end] for start, end in found.unread] == ["| Loose end | | |"]
    assert {row.section for row in found.rows} == {"Hosting"}


def test_a_cell_whose_lines_are_name_purpose_and_place_is_read():
    assert told(LINES) == [
        ("Nimbus", "Cloud infrastructure", "Worldwide", ""),
        ("Fjord", "Mail, chat", "Norway", "NO"),
    ]


def test_list_items_are_read_and_what_is_none_is_counted():
    assert told(ITEMS) == [
        ("Nimbus Hosting", "servers", "Ireland", "IE"),
        ("Fjord Mail AB", "sends mail", "", ""),
        ("Quill", "support", "United Kingdom", "GB"),
        ("Pay Europe, Limited", "takes payments", "", ""),
    ]
    assert len(sub_processors_in(ITEMS).unread) == 2


def test_headings_with_labelled_lines_are_read():
    assert told(HEADINGS) == [
        ("Nimbus Hosting", "servers", "Ireland", "IE"),
        ("Fjord Mail", "mail", "Norway", "NO"),
    ]


@pytest.mark.parametrize("text", [TABLE, LINES, ITEMS, HEADINGS, TABLE.replace("\n", "\r\n")])
def test_every_cell_is_an_exact_part_of_its_row(text):
    rows = sub_processors_in(text).rows
    assert rows
    for row in rows:
        for cell in filter(None, (row.entity, row.purpose, row.location)):
            assert text[cell.start : cell.end] == cell.words == cell.words.strip()
            assert row.start <= cell.start < cell.end <= row.end


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Sub-processors\n\n| Cookie name | Purpose | Country |\n| --- | --- | --- |\n| _id | x | US |\n",
        "# Retention\n\n| Company record | Purpose | Region |\n| --- | --- | --- |\n| Invoices | tax | EU |\n",
        "## 7. Sub-processing\n\n* **Notice.** We tell you.\n* We shall bind each, Norway\n",
        "## Sub-processors\n\n* Buyer agrees that Seller may engage sub-processors.\n* A list is on our site.\n",
        "# Sub-processors\n\n## Former sub-processors\n\n| Name | Purpose |\n| --- | --- |\n| Old Co | mail |\n",
        "## Tools that are not sub-processors\n\n* **Nimbus**: source code, Ireland\n",
        "sub-processors\n" + "|" * 300,
    ],
)
def test_what_is_no_list_of_sub_processors_has_no_rows(text):
    assert sub_processors_in(text).rows == ()


def test_a_header_below_the_title_of_a_table_is_found():
    text = (
        "| Support Sub-Processors |  |\n| --- | --- |\n| Com\u00adpany | Head\u00adquarters |\n|  |  |\n"
        "| Fjord AB | Nor\u00adway |\n"
    )
    (row,) = sub_processors_in(text).rows
    assert (row.entity.words, row.countries) == ("Fjord AB", ("NO",))


def test_where_it_is_processed_goes_before_where_the_company_sits():
    text = (
        "# Sub-processors\n\n| Name | Purpose | HQ | Processing location |\n| --- | --- | --- | --- |\n"
        "| Fjord | mail | Norway | Finland |\n"
    )
    assert told(text) == [("Fjord", "mail", "Finland", "FI")]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("United States", ("US",)), ("the Netherlands and the UK", ("NL", "GB")), ("Frankfurt, Germany", ("DE",)),
        ("Atlanta, Georgia, USA", ("US",)), ("Bosnia and Herzegovina", ("BA",)),
        ("EU", ()), ("Worldwide", ()), ("New Mexico", ()), ("CA", ()), ("Germany & Belgium<br>USA", ("DE", "BE", "US")),
        ("Korea", ()), ("États-Unis", ("US",)), ("Deutschland", ("DE",)),
    ],
)  # fmt: skip
def test_a_country_has_a_code_where_that_is_sure(words, codes):
    assert countries_in(words) == codes


@pytest.mark.parametrize(("words", "codes"), [
    ("Georgia", ()), ("Atlanta, Georgia", ()), ("Athens, Georgia<br>Ireland", ("IE",)), ("Germany, Georgia", ("DE",)),
    ("Tbilisi, Georgia", ("GE",)), ("Georgia (country)", ("GE",)), ("Armenia, Georgia, Azerbaijan", ("AM", "GE", "AZ")),
    ("Lebanon, New Hampshire", ()), ("Peru, IN 46970", ()), ("Mexico, New Mexico", ()), ("United States, California",
     ("US",)), ("US, CA", ("US",)), ("Germany, DE", ("DE",)), ("Canada, Mexico", ("CA", "MX")),
    ("Worldwide, excluding China, Russia", ()), ("EU (except Ireland, France)", ()), ("not in China or India", ()),
    ("Germany (no transfer to the USA, India)", ("DE",)), ("Outside the EU (India)", ("IN",)),
    ("No. 12 High Street, Dublin, Ireland", ("IE",)),
])  # fmt: skip
def test_a_state_a_town_or_a_place_that_is_left_out_has_no_code(words, codes):
    assert countries_in(words) == codes


def test_the_rest_of_a_row_may_make_georgia_sure():
    text = "# Sub-processors\n\n| Name | Purpose | Country |\n| --- | --- | --- |\n"
    rows = "| Owl Ltd | Hosting | Georgia |\n| Heron LLC, Tbilisi | Hosting | Georgia |\n"
    assert [codes for *_, codes in told(text + rows)] == ["", "GE"]


IN_USE = "# Sub-processors\n\n| Name | Purpose | Country |\n| --- | --- | --- |\n| Owl Ltd | Mail | Spain |\n"


@pytest.mark.parametrize("row", [
    "| ~~Heron Ltd~~ | Mail | Spain |", "| **~~Heron Ltd~~** | ~~Mail~~ | ~~Spain~~ |",
    "| ~~[Heron](https://heron.example)~~ | Mail | Spain |", "| <del>Heron Ltd</del> | Mail | Spain |",
    "| <s>Heron Ltd</s> | Mail | Spain |", "| Heron Ltd (removed on 1 March 2026) | Mail | Spain |",
    "| Heron Ltd – no longer used | Mail | Spain |", "| Heron Ltd<br>(terminated as of March 2026) | Mail | Spain |",
    "| [Removed] Heron Ltd | Mail | Spain |", "| Former: Heron Ltd | Mail | Spain |", "| Heron (former) | x | Spain |",
    "| Heron Ltd (replaced by Owl Ltd) | Mail | Spain |", "| Heron Ltd | Mail (discontinued) | Spain |",
    "| Heron GmbH (entfernt am 1. März 2026) | Post | Spanien |", "| Heron (supprimé le 1 mars 2026) | Mail | Spain |",
    "| Heron Ltd | Inactive | Spain |", "| Heron Ltd (has been removed) | Mail | Spain |",
])  # fmt: skip
def test_a_row_that_is_struck_out_or_said_to_be_removed_is_none_of_those_in_use(row):
    found = sub_processors_in(f"{IN_USE}{row}\n")
    assert ([one.entity.words for one in found.rows], found.unread) == (["Owl Ltd"], ())


@pytest.mark.parametrize("row", [
    "| Heron Ltd (formerly Egret Ltd) | Mail | Spain |", "| Heron Ltd (formerly known as Egret) | Mail | Spain |",
    "| Heron Ltd (to be removed on 1 March 2027) | Mail | Spain |", "| Heron Ltd | Background noise removed | Spain |",
    "| Heron Ltd | Deletion of terminated accounts | Spain |", "| Heron Ltd (Ireland) | Mail (past bills) | Spain |",
])  # fmt: skip
def test_a_row_with_a_former_name_or_a_day_to_come_is_in_use(row):
    assert len(sub_processors_in(f"{IN_USE}{row}\n").rows) == 2


def test_a_column_that_says_since_when_one_is_removed_parts_the_rows():
    head = "# Sub-processors\n\n| Name | Purpose | Removed on |\n| --- | --- | --- |\n"
    text = f"{head}| Owl Ltd | Mail | |\n| Heron Ltd | Mail | 1 March 2026 |\n"
    assert [row.entity.words for row in sub_processors_in(text).rows] == ["Owl Ltd"]


def test_items_and_headings_that_are_struck_out_are_none_of_those_in_use():
    items = "## Sub-processors\n\n- Owl Inc., hosting, Ireland\n- ~~Heron Inc., hosting, Ireland~~\n"
    items += "- Egret GmbH (removed in March 2026), support, Germany\n"
    found = sub_processors_in(items)
    assert ([row.entity.words for row in found.rows], found.unread) == (["Owl Inc."], ())
    headings = "# Our sub-processors\n\n## ~~Heron Mail~~\n\n- Purpose: mail\n\n## Owl Mail\n\n- Purpose: mail\n"
    assert [row.entity.words for row in sub_processors_in(headings).rows] == ["Owl Mail"]


def test_a_place_is_nothing_but_places():
    assert is_place("Worldwide (Local to Customer)")
    assert is_place("Germany and France")
    assert not is_place("Mail in Germany")
    assert not is_place("")


@pytest.mark.parametrize(
    "words",
    [
        *(
            "US, Ireland",
            "US / Ireland",
            "USA + Ireland",
            "US and Ireland",
            "US<br>Ireland",
            "US · Ireland",
            "US – Ireland",
        ),
        *(
            "US, IE",
            "US and, for support, Ireland",
            "primarily US, also Ireland",
            "US (main), Ireland (copies)",
            "US\nIreland",
        ),
    ],
)
def test_of_two_countries_in_a_cell_none_is_chosen(words):
    assert countries_in(words) == ("US", "IE")


def test_two_countries_in_lines_of_a_cell_are_both_the_place():
    (row,) = sub_processors_in(LINES.replace("Norway", "Norway<br>Ireland")).rows[1:]
    assert (row.location.words, row.countries) == ("Norway<br>Ireland", ("NO", "IE"))
