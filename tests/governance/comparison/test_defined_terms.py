"""A definition is told by its term: not by its number, under which another one may stand now."""

import pytest

from governance.comparison import compare, parse
from governance.comparison.text.defined_terms import defined_term

pytestmark = pytest.mark.pure

ACCOUNT = "“Account” means the record that we keep of you and your drawings."
DRAWING = "“Drawing” means any sketch, plan or picture that you send to the tower."
FEES = "“Fees” means the amounts that you owe us for the tower."
GUILD = "“Guild” means whoever controls the tower or is controlled by it."


def told(before, after):
    texts = (
        "# Terms\n\n## 1. Definitions\n\n"
        + "\n\n".join(f"1.{number} {one}" for number, one in enumerate(side, start=1))
        + "\n\n## 2. Foxes\n\n2.1 Foxes may sing.\n"
        for side in (before, after)
    )
    return [one.sentence for one in compare(*map(parse, texts)).differences]


@pytest.mark.parametrize(
    ("clause", "term"),
    [
        (DRAWING, "drawing"),
        (f"1.2 {DRAWING}", "drawing"),
        ('(b) "Your Data" shall mean what you send.', "your data"),
        ("1.2 **Fees** means what you owe.", "fees"),
        ("- **“Fees”** has the meaning of section 3.", "fees"),
        ("« Frais » désigne ce que vous devez.", "frais"),
        ("**Fees.** You owe us much.", ""),
        ("We say what “Fees” means below.", ""),
    ],
)
def test_the_term_of_a_definition(clause, term):
    assert defined_term(parse(clause).blocks[0].visible) == term


def test_a_definition_written_anew_is_told_as_changed_whatever_its_number():
    anew = "“Drawing” means everything which owls upload, and all else they hand over."
    for after in ([ACCOUNT, anew, FEES], [ACCOUNT, GUILD, anew, FEES]):
        changed = told([ACCOUNT, DRAWING, FEES], after)
        assert any(
            "sketch, plan or picture" in one and "became “everything which owls upload" in one for one in changed
        )
        assert not any("removed" in one for one in changed)


def test_another_definition_under_an_old_number_is_added():
    sentences = told([ACCOUNT, DRAWING, FEES], [ACCOUNT, GUILD, DRAWING, FEES.replace("amounts", "amounts and eggs")])
    assert "Section 1.2: added ““Guild” means whoever controls the tower or is controlled by it”." in sentences
    assert len(sentences) == 2


def test_a_definition_that_took_the_number_of_one_that_went_did_not_become_it():
    sentences = told([ACCOUNT, DRAWING, FEES], [ACCOUNT, GUILD.replace("Guild", "Ferry"), FEES])
    assert not any("became" in one for one in sentences)
    assert any(one.startswith("Section 1.2: removed ““Drawing”") for one in sentences)
    assert any(one.startswith("Section 1.2: added ““Ferry”") for one in sentences)
