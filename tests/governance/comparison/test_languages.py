"""What is read in six languages beside English."""

from datetime import date

import pytest

from governance.comparison import Context, compare, parse
from governance.comparison.judging.shifts import shifts_of_addition
from governance.comparison.text.effective_dates import effective_date_of
from governance.comparison.text.languages import language_of_blocks, language_of_clause, languages
from governance.comparison.text.phrases import phrases_of
from governance.comparison.text.quantities import PERIOD, find_quantities
from governance.comparison.weighing.categorise import shipped_categoriser
from governance.comparison.weighing.category_features import Passage
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, categories

POLISH = (
    "Sprzedajemy atrament i pióra, które można zamówić w naszym sklepie przez całą dobę.\n\n"
    "Klient może zwrócić każde pióro, jeżeli nie zostało jeszcze napełnione atramentem.\n\n"
)


@pytest.mark.parametrize(
    ("language", "clause"),
    [
        ("French", "Vous devez nous informer de la perte de la plume."),
        ("German", "Sie müssen den Preis für die Feder und das Papier zahlen."),
        ("Spanish", "Usted debe pagar la tinta y los sellos en la tienda."),
        ("Italian", "L'utente deve pagare il conto della bottega per la piuma."),
        ("Portuguese", "O cliente deve pagar a taxa da oficina para os selos."),
        ("Dutch", "De klant moet de prijs van het papier en de inkt betalen."),
    ],
)
def test_a_duty_is_read_in_six_languages(language, clause):
    assert language_of_clause(clause) == language
    assert [shift.kind for shift in shifts_of_addition(clause)] == ["duty_added"]


@pytest.mark.parametrize(
    "clause",
    [
        "Vous ne pouvez pas copier les plumes de la boutique.",
        "Sie dürfen die Federn der Werkstatt nicht verkaufen.",
        "Usted no puede vender los sellos de la tienda.",
        "L'utente non può vendere i timbri della bottega per la fiera.",
        "O cliente não pode vender os selos da oficina.",
        "De klant mag de pennen van de winkel niet verkopen.",
    ],
)
def test_a_prohibition_is_read_in_six_languages_and_is_no_right_and_no_duty(clause):
    kinds = phrases_of(clause).keys()
    assert "prohibition" in kinds
    assert not kinds & {"right", "duty", "power"}


@pytest.mark.parametrize(
    "clause",
    [
        "Sie müssen den Preis für die Feder nicht zahlen, und das ist so.",
        "De klant moet de prijs niet betalen en dat is voor het feest.",
    ],
)
def test_what_need_not_be_done_is_no_duty(clause):
    assert "duty" not in phrases_of(clause)


@pytest.mark.parametrize("text", ["14 jours", "14 Tage", "14 días", "2 settimane", "2 semanas", "14 dagen", "14 days"])
def test_a_period_is_read_with_the_units_of_each_language(text):
    [found] = find_quantities(text)
    assert (found.dimension, found.value) == (PERIOD, 14.0)
    assert text[found.start : found.end] == text


def test_a_longer_period_in_french_is_told_as_one():
    clause = "Vous devez nous rendre la plume dans un délai de {} jours après la livraison."
    [told] = compare(parse(clause.format(14)), parse(clause.format(30))).differences
    assert told.severity_rule == "period_raised"


@pytest.mark.parametrize(
    ("language", "clause", "category"),
    [
        ("French", "Nous conservons le journal pendant un an : voir les durées de conservation.", "retention"),
        ("German", "Wir verwenden Cookies und ähnliche Technologien.", "tracking_cookies"),
        (
            "Spanish",
            "La ley aplicable es la española y la jurisdicción la de los tribunales de Toledo.",
            "governing_law",
        ),
        ("Italian", "Hai il diritto di accesso, di rettifica e di cancellazione dei dati.", "user_rights"),
        ("Portuguese", "Os preços e o pagamento da assinatura incluem o IVA.", "payment_refund_autorenew"),
        (
            "Dutch",
            "De aansprakelijkheid is beperkt; wij zijn niet aansprakelijk voor indirecte schade.",
            "liability_limitation",
        ),
    ],
)
def test_a_plain_clause_gets_its_category_in_six_languages(language, clause, category):
    assert shipped_categoriser().categorise(Passage(clause, language=language)) == category


@pytest.mark.parametrize("language", ["Dutch", "French", "German", "Italian", "Portuguese", "Spanish"])
def test_a_language_has_phrases_for_every_category(language):
    ids = {category.id for category in categories()} - {"other", EFFECTIVE_DATE}
    assert languages()[language].categories.keys() == ids
    assert all(languages()[language].categories.values())


@pytest.mark.parametrize(
    "clause",
    [
        "La présente politique est applicable à compter du 3 mars 2026.",
        "Diese Bedingungen treten am 3. März 2026 in Kraft.",
        "Estos términos entrarán en vigor el 3 de marzo de 2026.",
        "Le presenti condizioni entreranno in vigore il 3 marzo 2026.",
        "Os presentes termos entrarão em vigor a 3 de março de 2026.",
        "Deze voorwaarden treden in werking op 3 maart 2026.",
    ],
)
def test_a_coming_day_of_effect_is_announced_in_six_languages(clause):
    day = date(2026, 3, 3)
    assert effective_date_of(parse(clause).blocks, date(2026, 1, 1)) == day
    before = parse("# Plumes\n\nWe sell pens to owls.")
    after = parse(f"# Plumes\n\nWe sell pens to owls.\n\n{clause}")
    codes = {one.code for one in compare(before, after, Context(captured_on=date(2026, 1, 1))).statements}
    assert codes & {"announced", "effective_date_announced"}


@pytest.mark.parametrize(
    "clause",
    [
        "La loi entre en vigueur le 3 mars 2026.",
        "Das Gesetz tritt am 3. März 2026 in Kraft.",
        "El reglamento entra en vigor el 3 de marzo de 2026.",
        "Les conditions de notre partenaire entrent en vigueur le 3 mars 2026.",
        "Diese Bedingungen treten am 3. März 2026 außer Kraft.",
    ],
)
def test_the_day_of_a_law_of_another_text_or_of_an_end_is_none_in_other_languages(clause):
    assert effective_date_of(parse(clause).blocks, date(2026, 1, 1)) is None


def test_of_a_text_in_another_language_it_is_said_that_it_was_not_read():
    before, after = parse(POLISH), parse(POLISH + "Opłata za każdy kolejny słoik atramentu wynosi dziesięć złotych.")
    comparison = compare(before, after)
    assert language_of_blocks(after.blocks) == "Polish"
    sentences = {one.code: one.sentence for one in comparison.statements}
    assert sentences["unread_language"] == "This text is in Polish; it was not read for duties and rights."
    assert {one.category for one in comparison.differences} == {"other"}
    assert comparison.is_alertable


def test_nothing_is_said_of_the_language_of_a_text_that_is_read():
    clause = "Vous pouvez rendre la plume dans les {} jours à la boutique."
    comparison = compare(parse(clause.format(14)), parse(clause.format(30)))
    assert "unread_language" not in {one.code for one in comparison.statements}


def test_the_library_is_not_loaded_for_an_english_text(monkeypatch):
    monkeypatch.setattr("governance.comparison.text.languages._detector", lambda: pytest.fail("It was loaded."))
    assert language_of_blocks(parse("We sell the ink and the pens that you order from our shop.").blocks) == "English"
