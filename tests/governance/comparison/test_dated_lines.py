"""A date belongs to the document itself only where its sentence says so and nothing else."""

import pytest

from governance.comparison import compare, parse
from governance.comparison.result import Context

TERMS = "# Terms of Service\n\nWe answer letters.\n\n{}\n\nYou keep your drawings.\n"
PROVIDED = [
    "We sell your location from {}.",
    "The service shuts down on {}.",
    "The free plan ends on {}.",
    "Your data is deleted on {}.",
    "Free accounts close on {}.",
    "The monthly fee is 14 EUR as of {}.",
    "Arbitration applies to claims from {}.",
    "These terms apply to accounts opened before {}.",
    "These terms are governed by the Act on Letters of {}.",
    "The Act on Letters of {} applies.",
    "The Letters Act takes effect on {}.",
    "This policy on fan art takes effect on {}.",
]
OF_THE_DOCUMENT = [
    "Last updated: {}",
    "Effective {}",
    "**Effective date:** {}",
    "{}",
    "Version 2.1, {}",
    "Acme Games Terms of Service, effective {}",
    "These Terms of Service were last updated on {}.",
    "This version of our Privacy Policy replaces the version of {}.",
    "Stand: {}",
    "Zuletzt aktualisiert am {}",
    "Dernière mise à jour : {}",
    "Última actualización: {}",
    "Ultimo aggiornamento: {}",
    "Laatst bijgewerkt op {}",
    "Data da última atualização: {}",
    "The whole of our rules can be read below (last updated {}).",
]


def compared(old, new):
    context = Context(document_title="Terms of Service")
    return compare(parse(TERMS.format(old)), parse(TERMS.format(new)), context)


@pytest.mark.parametrize("clause", PROVIDED)
def test_a_clause_with_a_day_in_it_is_weighed_like_any_other(clause):
    changed = compared(clause.format("1 January 2027"), clause.format("1 June 2020"))
    assert (changed.rule, changed.is_alertable) == ("days_of_provisions", True)
    assert [one.severity_rule for one in changed.differences] == ["day_changed"]
    for old, new in (("", clause), (clause, "")):
        whole = compared(old.format("1 January 2027"), new.format("1 January 2027"))
        assert (whole.label, whole.is_alertable) == ("substantive", True)
        assert {one.severity_rule for one in whole.differences}.isdisjoint({"stated_date"})


@pytest.mark.parametrize("line", OF_THE_DOCUMENT)
def test_a_line_that_only_tells_the_dates_of_the_document_is_told_to_nobody_the_same_day(line):
    changed = compared(line.format("1 January 2026"), line.format("1 June 2026"))
    assert (changed.rule, changed.is_alertable) == ("dates_only", False)
    assert [one.severity_rule for one in changed.differences] == ["stated_date"]


OF_EFFECT = [line for line in OF_THE_DOCUMENT if "ffective" in line] + [
    "Gültig ab {}",
    "En vigueur depuis le {}",
    "Last updated and effective {}",
]


@pytest.mark.parametrize(
    "line", ["Last updated: {}", "{}", "Version 2.1, {}", "Dernière mise à jour : {}", "Stand: {}"]
)
def test_a_line_on_when_the_text_was_changed_is_not_told_as_a_day_of_effect(line):
    old, new = line.format("4 May 2026"), line.format("20 July 2026")
    for before, after in ((old, new), ("", new), (old, "")):
        (told,) = compared(before, after).differences
        assert told.category == "effective_date"
        assert told.sentence.startswith("Date of the document, under “Terms of Service”: ")


@pytest.mark.parametrize("line", OF_EFFECT)
def test_a_line_on_since_when_the_text_holds_is_told_as_a_day_of_effect(line):
    (told,) = compared(line.format("4 May 2026"), line.format("20 July 2026")).differences
    assert told.sentence.startswith("Effective date, under “Terms of Service”: ")
