"""What differs between two lists of sub-processors."""

import pytest

from governance.analysis.sub_processors.changes import changes_between
from governance.analysis.sub_processors.reading import sub_processors_in

pytestmark = pytest.mark.pure

HEADER = "# Sub-processors\n\n| Name | Purpose | Country |\n| --- | --- | --- |\n"


def rows(*lines):
    return sub_processors_in(HEADER + "".join(f"| {line} |\n" for line in lines)).rows


def kinds(before, after):
    return [(change.kind.value, change.sentence) for change in changes_between(rows(*before), rows(*after))]


def test_each_kind_of_difference_is_told_in_the_words_of_the_lists():
    before = ["Nimbus | servers | Ireland", "Fjord | mail | Norway", "Quill | support | Spain", "Old | chat | Chile"]
    after = ["nimbus | servers | United States", "Fjord | mail and chat | Norway", "Quill | support | Spain",
             "New | search | Peru"]  # fmt: skip
    assert kinds(before, after) == [
        ("moved", "The location of nimbus was stated as “Ireland” and is stated as “United States”."),
        ("purpose_changed", "The purpose of Fjord was stated as “mail” and is stated as “mail and chat”."),
        ("added", "New is on this list and was not on the other."),
        ("removed", "Old was on the other list and is not on this one."),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["Nimbus | servers | USA"], ["**Nimbus** | Servers | United States"]),
        (["Nimbus | servers | Schweden"], ["Nimbus | servers | Sweden"]),
        (["A | x | Chile", "B | y | Peru"], ["B | y | Peru", "A | x | Chile"]),
        (["A | x | Chile"], ["A | x |"]),
    ],
)
def test_the_same_in_other_words_order_or_marks_is_no_difference(before, after):
    assert kinds(before, after) == []


def test_a_name_is_the_same_company_only_where_that_is_sure():
    assert kinds(["Nimbus Inc. | servers | Ireland"], ["Nimbus LLC | servers | Ireland"]) == [
        ("renamed", "Nimbus Inc. is listed as Nimbus LLC.")
    ]
    assert [kind for kind, _ in kinds(["Nimbus | x | Peru"], ["Cirrus (formerly Nimbus) | x | Chile"])] == [
        "renamed", "moved",
    ]  # fmt: skip
    assert [kind for kind, _ in kinds(["Nimbus | x | Peru"], ["Nimbus Cloud | x | Peru"])] == ["added", "removed"]
    two = kinds(["Nimbus Inc. | x | Peru", "Nimbus Ltd | x | Peru"], ["Nimbus LLC | x | Peru"])
    assert [kind for kind, _ in two] == ["added", "removed", "removed"]


def test_one_that_is_listed_twice_is_compared_as_one():
    before = ["Nimbus | servers | Ireland", "Nimbus | mail | Spain"]
    assert kinds(before, list(reversed(before))) == []
    assert [kind for kind, _ in kinds(before, before[:1])] == ["moved", "purpose_changed"]
