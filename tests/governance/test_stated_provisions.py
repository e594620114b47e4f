"""Which documents a comparison reads: those whose clauses are in English, whatever was declared of them."""

import pytest

from governance.models import Provision, Version
from governance.stated_provisions import DocumentsRead, captured_peers, documents_read

pytestmark = pytest.mark.django_db

GERMAN = """# Datenschutz

## Speicherung

Wir speichern Ihre Briefe dreißig Tage lang in unserem Turm und geben sie nicht an andere Eulen weiter. Danach werden
sie von uns gelöscht, wenn Sie uns nicht um eine längere Frist bitten.
"""
POLISH = "# Sowy\n\n" + "Sowa przynosi listy do wieży i nie pokazuje ich nikomu, kto o nie pyta w nocy. " * 3 + "\n"
ENGLISH = "# Privacy\n\nWe keep your letters in our tower for thirty days and then we delete them.\n"
JAPANESE = (
    "# 規約\n\n当社は手紙を塔に保管します。手紙は三十日後に削除されます。フクロウは夜に飛びます。昼は休みます。\n"
)
SHORT = {
    "es": "# Privacidad\n\nGuardamos las cartas treinta días.\n\nNo vendemos datos personales.\n",
    "it": "# Privacy\n\nConserviamo le lettere trenta giorni.\n\nNon vendiamo dati personali.\n",
    "nl": "# Privacy\n\nWij bewaren brieven dertig dagen.\n\nWij verkopen geen gegevens.\n",
    "pl": "# Listy\n\nListy trzymamy trzydzieści dni.\n\nNie sprzedajemy danych osobowych.\n",
}
SHORT_ENGLISH = "# Post\n\nWe keep letters thirty days.\n\nNo data is sold.\n"
TOO_FEW_WORDS = "# Post\n\nPost 2026, Post 2027, Post 2028, Post 2029, Post 2030, Post 2031.\n"


@pytest.fixture
def read(make_platform, make_document, make_history):
    """How the one document with this text and this declared language is counted."""

    def counted(text, declared="en", **changed):
        platform = make_platform(slug="owl", name="Owl Post", sector="post")
        versions = make_history(make_document(platform, "privacy-policy", language=declared), (text,))
        Version.objects.filter(pk__in=[one.pk for one in versions]).update(**changed)
        own = documents_read([platform.pk])[platform.pk]
        return len(own.read), own.in_other_languages, own.too_large, own.not_captured

    return counted


@pytest.mark.parametrize(
    ("text", "declared", "counts"),
    [
        (ENGLISH, "en", (1, 0, 0, 0)),
        (ENGLISH, "de", (1, 0, 0, 0)),
        (GERMAN, "en", (0, 1, 0, 0)),
        (GERMAN, "de", (0, 1, 0, 0)),
        (POLISH, "en", (0, 1, 0, 0)),
        (TOO_FEW_WORDS, "en", (1, 0, 0, 0)),
        (JAPANESE, "en", (0, 1, 0, 0)),
        *((text, "en", (0, 1, 0, 0)) for text in SHORT.values()),
        (SHORT_ENGLISH, "en", (1, 0, 0, 0)),
        (TOO_FEW_WORDS, "de", (0, 1, 0, 0)),
    ],
)
def test_the_clauses_say_in_which_language_a_document_is(read, text, declared, counts):
    assert read(text, declared) == counts


def test_a_document_without_a_good_version_is_not_captured_and_makes_no_peer(read, make_platform):
    assert read(ENGLISH, is_good=False) == (0, 0, 0, 1)
    assert captured_peers(make_platform(slug="raven", name="Raven", sector="post")) == []


def test_a_document_that_was_never_cut_into_clauses_is_counted_apart(read):
    assert read(ENGLISH, is_too_large=True) == (0, 0, 1, 0)


def test_what_was_not_read_is_said():
    own = DocumentsRead(in_other_languages=1, too_large=2)
    assert own.not_found == (
        "in 3 captured documents (0 not captured, 1 in a language that the rules do not read, 2 too large to be read)"
    )


LISTED = """# Privacy

## Letters

We never:

- delete your personal letters within 30 days of your request

## Owls

We promise the following:

- we delete your personal letters within 30 days of your request
"""


@pytest.mark.parametrize("categories", [None, ("retention",)])
def test_an_item_of_a_list_is_read_with_what_leads_in_to_it(make_platform, make_document, make_history, categories):
    platform = make_platform(slug="owl", name="Owl Post", sector="post")
    make_history(make_document(platform, "privacy-policy"), (LISTED,))
    Provision.objects.filter(current_revision__text__startswith="-").update(category="retention")
    Provision.objects.exclude(current_revision__text__startswith="-").update(category="other")
    clauses = documents_read([platform.pk], categories=categories)[platform.pk].clauses
    assert [one.lead_in for one in clauses if one.text.startswith("-")] == ["We never:", "We promise the following:"]
    assert categories is None or {one.classed for one in clauses} == {"retention"}
