"""Words are cut between words, and what is quoted holds no half of anything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.comparison.telling.edits import edits_between
from governance.comparison.telling.quoting import quoted
from governance.comparison.text.shortening import bare, bare_end, cut, place_to_cut

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("old", "new", "lost", "gained"),
    [
        ("ask owl@team.acme.example now", "ask owl@acme.example now", "owl@team.acme.example", "owl@acme.example"),
        ("over 40,00 EUR in all", "over 40,00 EUR/990 CZK in all", "40,00 EUR", "40,00 EUR/990 CZK"),
        ("kept in the States/Alps there", "kept in the States there", "States/Alps", "States"),
        ("the guild’s yard is here", "the owl’s yard is here", "guild’s", "owl’s"),
        ("if your account is closed, we", "if your account/nest are closed, we", "account is", "account/nest are"),
        ("updated January 6, 2026 by us", "updated June 8, 2026 by us", "January 6, 2026", "June 8, 2026"),
        ("it ends on 4 June 2026 at noon", "it ends on 4 July 2026 at noon", "4 June 2026", "4 July 2026"),
        ("open in June for all", "open in July for all", "open in June for", "open in July for"),
        ("as is necessary to , improve", "as is necessary to provide, improve", "necessary to", "necessary to provide"),
        ("by the old guild of owls (GOO), and", "by the house (HSE), and", "old guild of owls (GOO)", "house (HSE)"),
    ],
)  # fmt: skip
def test_an_edit_is_quoted_with_the_whole_of_what_is_written_together(old, new, lost, gained):
    one, other = edits_between(old, new)[0]
    assert (old[one.start : one.end].strip(), new[other.start : other.end].strip()) == (lost, gained)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("owl@longest.owls.acme.example is read", "words beginning “owl@longest.owls.acme.example”"),
        ("This holds in the U.S. and elsewhere", "words beginning “This holds in the U.S.”"),
        ("Fees apply (e.g., for a nest)", "words beginning “Fees apply”"),
        ("You pay the guild us 1 500 000 EUR", "words beginning “You pay the guild us”"),
        ("(for owls", "“for owls”"),
        ("owls (in towers) (", "“owls (in towers)”"),
        ("in new tab)", "“in new tab”"),
        ("“My Nest”", "“My Nest”"),
        ("the guilds’", "“the guilds’”"),
        ("’ meeting place", "“meeting place”"),
        ("● We partner", "“We partner”"),
        ("within the U.S.", "“within the U.S.”"),
        ("at noon.", "“at noon”"),
        ("__cf_bm", "“__cf_bm”"),
    ],
)
def test_a_quotation_begins_and_ends_with_whole_things(words, shown):
    assert quoted(words, 24) == shown


texts = st.text(alphabet="ab1 .,;()[]“”’/@-_。あ", max_size=60)


@settings(max_examples=300, deadline=None)
@given(texts, st.integers(5, 40))
def test_what_is_cut_is_the_beginning_and_no_part_of_a_word_is_lost(text, limit):
    place = place_to_cut(text, limit)
    assert 0 <= place <= len(text)
    if 0 < place < len(text) and text[place - 1].isascii() and text[place].isascii():
        assert not (text[place - 1].isalnum() and text[place].isalnum())
    assert bare(text) in text
    assert text.startswith(bare_end(text))
    assert cut(text, limit) in text
