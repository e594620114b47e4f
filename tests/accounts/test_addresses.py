"""One spelling of an address, wherever it comes from: typed, stored, hashed, said by the mail provider."""

import pytest

from accounts.addresses import NotAnAddress, canonical_address, spellings, wire_address


@pytest.mark.pure
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" Reader@Example.COM ", "reader@example.com"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
        ("reader@BU\u0308CHER.example", "reader@xn--bcher-kva.example"),
        ("reader@XN--BCHER-KVA.example", "reader@xn--bcher-kva.example"),
        # What Python's own codec takes for strasse.example, fass.example and another Greek word.
        ("reader@straße.example", "reader@xn--strae-oqa.example"),
        ("reader@STRAẞE.example", "reader@xn--strae-oqa.example"),
        ("reader@faß.example", "reader@xn--fa-hia.example"),
        ("reader@φως.example", "reader@xn--3xahj.example"),
        ("reader@ｅｘａｍｐｌｅ。com", "reader@example.com"),
        ("a+b.c@example.com", "a+b.c@example.com"),
        ("\u212aelvin@example.com", "kelvin@example.com"),  # the sign of the unit is the letter, composed
        ("re\u0301mi@example.com", "r\u00e9mi@example.com"),
        ("reader@ab--cd.example", "reader@ab--cd.example"),
    ],
)
def test_an_address_has_one_spelling(given, kept):
    assert canonical_address(given) == kept
    assert canonical_address(kept) == kept
    assert spellings(given)[0] == kept


@pytest.mark.pure
@pytest.mark.parametrize(
    "given",
    [
        *("", "reader", "@example.com", "reader@", "reader@i❤.example", "reader@xn--a.example"),
        *("reader@a\u200db.example", "reader@٠١a.example", "reader@bücher..example", "reader@" + "ü" * 64 + ".example"),
        "a" * 250 + "@example.com",
    ],
)
def test_what_has_no_spelling_is_no_address(given):
    with pytest.raises(NotAnAddress):
        canonical_address(given)
    assert spellings(given) == [given.strip().lower()]


@pytest.mark.pure
def test_a_domain_on_the_wire_is_that_of_the_present_standard():
    assert wire_address("reader@straße.example") == "reader@xn--strae-oqa.example"
    with pytest.raises(NotAnAddress):
        wire_address("rémi@example.com")


@pytest.mark.pure
def test_what_was_hashed_as_people_write_it_is_looked_for_as_well():
    assert spellings("x@xn--bcher-kva.example") == ["x@xn--bcher-kva.example", "x@bücher.example"]
    assert spellings("x@example.com") == ["x@example.com"]
