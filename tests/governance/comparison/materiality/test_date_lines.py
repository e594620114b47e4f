"""Only when a page was published or updated changed: told in the digest at most."""

import pytest

from tests.governance.comparison.materiality.edited import changed, rules_of


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Updated 2027-11-08T17:14:28Z by Olive", "Updated 2027-12-14T16:46:26Z by Hoot"),
        ("Updated 2027-11-08T17:14:28Z by Olive", ""),
        ("", "Last edited on 2027-11-08T17:14:28+02:00 by Olive Hoot"),
        ("Published on Sep 11, 2027Updated on Jun 12, 20285 min read",
         "Published on Sep 11, 2027Updated on Aug 5, 20285 min read"),
        ("Published on Sep 11, 2027Updated on Aug 5, 20285 min read", ""),
        ("Publié le 3 mars 2027 · Mis à jour le 4 mars 2027 · 3 min read", ""),
    ],
)  # fmt: skip
def test_a_line_on_when_a_page_was_written_is_told_in_the_digest(old, new):
    assert rules_of(old, new) == {"stated_date"}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "Updated 2027-11-08T17:14:28Z by owls who pay"),
        ("Drawings close on 2027-11-08T17:14:28Z", "Drawings close on 2027-12-14T16:46:26Z"),
        ("Published on Sep 11, 2027, in 5 days you pay", "Published on Sep 11, 2027, in 9 days you pay"),
        ("", "Drawings posted on Sep 11, 2027 are removed"),
    ],
)
def test_a_day_of_something_else_is_told_the_same_day(old, new):
    assert "stated_date" not in rules_of(old, new)
    assert changed(old, new).is_alertable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Last update of this DPA: 4 May 2026", "Last update of this DPA: 5 June 2026"),
        (
            "Date when this Privacy Notice was last updated: 4 May 2026",
            "Date when this Privacy Notice was last updated: 5 June 2026",
        ),
    ],
)
def test_the_day_of_a_part_of_the_document_is_no_day_of_a_clause(old, new):
    assert rules_of(old, new) == {"stated_date"}
    assert not changed(old, new).is_alertable
