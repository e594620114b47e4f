"""Addresses of any country are known by their shape; whoever is there, and what stands beside, is no part of them."""

import pytest

from governance.comparison.materiality.postal import postal_addresses, without_postal_addresses
from tests.governance.comparison.materiality.edited import changed, rules_of

ADDRESSES = [
    (
        "We, Papertrail GmbH, Am Eulenfeld 35, 35396 Nest, Germany (hereinafter “we”), draw.",
        "Am Eulenfeld 35, 35396 Nest, Germany",
    ),
    (
        "The registered address is Eulenlaan 7, 1097 DP, Nest, the Netherlands (“Papertrail”).",
        "Eulenlaan 7, 1097 DP, Nest, the Netherlands",
    ),
    (
        "| Italy | Papertrail S.R.L | Corso Gufo n. 15, 20122, Nido (NI), Italy |",
        "Corso Gufo n. 15, 20122, Nido (NI), Italy",
    ),
    (
        "Le siège est situé 25 Avenue de la Chouette aux ailes 59100 NID et ouvert.",
        "25 Avenue de la Chouette aux ailes 59100 NID",
    ),
    ("Papertrail d.o.o., Sovina cesta 40, 1000 Gnezdo, riše.", "Sovina cesta 40, 1000 Gnezdo"),
    ("Write to Papertrail Ltd, 8 Owl Square, Nest N14 5HQ. Owl Bank plc draws.", "8 Owl Square, Nest N14 5HQ"),
    (
        "Mail goes to 2261 Owl St STE 10632 New Nest, CA 94114 or to the shop.",
        "2261 Owl St STE 10632 New Nest, CA 94114",
    ),
]
NO_ADDRESSES = [
    "Drawer Box 12 GB",
    "Basic Plan Suite 5",
    "The courts of Nest, 12003 Nido, decide.",
    "Owl OS 16 and Windows 11, 2024 Edition",
    "Article 6 of Decision 2021/914 and Directive 2002/58 apply.",
    "Nest, March 12, 2026",
    "You have 30 days.",
    "Class 35, 35396 drawings",
    "Drawers 12, 14 and 16 in New Nest",
]
MOVED = [
    (
        "We, Papertrail GmbH, Am Eulenfeld 35, 35396 Nest, Germany, draw.",
        "We, Papertrail GmbH, Eulenstraße 47, 10178 Egg, Germany, draw.",
    ),
    (
        "The registered address is Meester Eulenlaan 7, 1097 DP, Nest.",
        "The registered address is Burgerweeshuispad 301, 1076 HR, Nest.",
    ),
    (
        "| Papertrail S.R.L | Via Generale Gufo, 31, 73100, Nido, Italy. |",
        "| Papertrail S.R.L | Corso Uovo n. 15, 20122, Nido (NI), Italy |",
    ),
    (
        "Escriba a Papertrail S.L. , Centro Nido Av. Lechuzas, 5-7 - Oficina A-0408173 Nido (Nido), indicando eso.",
        "Escriba a Papertrail S.L. , Av. Alcalde Huevo, 72, Planta Baja 08174 Nido (Nido), indicando eso.",
    ),
    (
        "Mit Sitz Große Eulenstraße 122, 22763 Nest, (der „Zahler“).",
        "Mit Sitz Henstraße 190c, D-22763 Nest, (der „Zahler“).",
    ),
]
NOT_MERELY_MOVED = [
    ("We, Papertrail GmbH, Am Eulenfeld 35, 35396 Nest, draw.", "We, Owlish GmbH, Eulenstraße 47, 10178 Egg, draw."),
    (
        "Papertrail Ltd, Eulenstraße 5, 10117 Nest, Germany, draws.",
        "Papertrail Ltd, 4 Hen Road, Egg N14 5HQ, France, draws.",
    ),
    (
        "You may write to Papertrail GmbH, Eulenstraße 5, 10117 Nest.",
        "You must write to Papertrail GmbH, Henweg 7, 10119 Nest.",
    ),
    (
        "You pay 12 euros to Papertrail GmbH, Eulenstraße 5, 10117 Nest.",
        "You pay 13 euros to Papertrail GmbH, Henweg 7, 10119 Nest.",
    ),
]


@pytest.mark.parametrize(("text", "address"), ADDRESSES)
def test_finds_the_address_and_nothing_beside_it(text, address):
    assert [text[start:end] for start, end in postal_addresses(text)] == [address]
    assert without_postal_addresses(text, "†") == text.replace(address, "†")


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_numbers_and_capitals_alone_are_no_address(text):
    assert postal_addresses(text) == []


@pytest.mark.parametrize(("old", "new"), MOVED)
def test_whoever_moved_is_told_in_the_digest(old, new):
    assert rules_of(old, new) == {"addresses"}
    assert not changed(old, new).is_alertable


@pytest.mark.parametrize(("old", "new"), NOT_MERELY_MOVED)
def test_another_company_country_duty_or_sum_is_told_the_same_day(old, new):
    assert changed(old, new).is_alertable
