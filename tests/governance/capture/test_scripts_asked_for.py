"""What asks for scripts is said by one list: the gate and the comparison see the same pages."""

import pytest

from governance.capture.gate.walls import needs_scripts
from governance.comparison import parse
from governance.comparison.text.quality_signs import looks_failed


@pytest.mark.pure
@pytest.mark.parametrize(
    "said",
    [
        "Please enable JavaScript to go on with this page.",
        "JavaScript is disabled in your browser.",
        "This site requires JavaScript to be shown.",
        "Bitte aktivieren Sie JavaScript in Ihrem Browser.",
        "Sie müssen JavaScript aktivieren, um die Seite zu sehen.",
        "Vous devez activer JavaScript pour continuer ici.",
        "Es necesario que habilite JavaScript en su navegador.",
        "Per continuare abilita JavaScript nel tuo browser.",
    ],
)
def test_a_page_that_asks_for_scripts_is_known_by_its_words(said):
    assert needs_scripts(f"<p>{said}</p>")
    assert looks_failed(parse(said))


@pytest.mark.pure
def test_an_address_that_only_scripts_show_says_nothing_of_the_page():
    said = "JavaScript is required to view this address. We answer letters within a week of their arrival."
    assert not needs_scripts(f"<p>{said}</p>")
    assert not looks_failed(parse(said))
