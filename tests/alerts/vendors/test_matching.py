"""Which platform a vendor is: by its site and names, never by a guess."""

import pytest

from alerts.vendors.matching import KnownPlatform, PlatformIndex, VendorMatch
from alerts.vendors.reading import ListedVendor

pytestmark = pytest.mark.pure
PLATFORMS = (
    KnownPlatform(1, "owl-post", "Owl Post", ("Owlmail", "The Post"), "https://www.owl.example/", None),
    KnownPlatform(2, "acme", "Acme", (), "https://acme.example", None),
    KnownPlatform(3, "acme-maps", "Acme Maps", (), "https://acme.example/maps", None),
    KnownPlatform(4, "birdsong", "Birdsong", (), "https://birdsong.example", 5),
    KnownPlatform(5, "chirp", "Chirp", (), "https://chirp.example", None),
    KnownPlatform(6, "ring-a", "Ring A", (), "", 7),
    KnownPlatform(7, "ring-b", "Ring B", (), "", 6),
    KnownPlatform(8, "c", "C", (), "", None),
)
INDEX = PlatformIndex.of(PLATFORMS)


def match(name="", address=""):
    return INDEX.match(ListedVendor(name, address))


@pytest.mark.parametrize(
    ("name", "address", "platform", "by"),
    [
        ("Owl Post", "", 1, "name"),
        ("OWL  POST", "", 1, "name"),
        ("Owlmail", "", 1, "alias"),
        ("Owl-Post, Inc.", "", 1, "spelling"),
        ("OwlPost L.L.C.", "", 1, "spelling"),
        ("Owl Post", "https://owl.example/terms", 1, "name"),
        ("Owlmail", "https://owl.example/terms", 1, "alias"),
        ("", "https://acme.example/maps/", 3, "site"),
        ("", "https://acme.example/Maps/terms?a=b", 3, "site"),
        ("", "https://owl.example/?from=list", 1, "site"),
        ("", "HTTP://WWW.OWL.EXAMPLE:80/", 1, "site"),
        ("owl.example", "owl.example", 1, "site"),
        ("Our letters", "www.owl.example", 1, "site_only"),
        ("Owl Post", "https://owl-bakery.example", 1, "name_only"),
        ("Owlmail", "https://owl.example.evil.example", 1, "name_only"),
        ("Acme Maps", "acme.example", 3, "site"),
        ("Birdsong", "", 5, "successor"),
        ("Birdsong", "birdsong.example", 5, "successor"),
        ("Chirp", "birdsong.example", 5, "successor"),
        ("Birdsong", "https://chirp.example", 5, "site"),
    ],
)
def test_a_vendor_is_matched_and_by_what_is_said(name, address, platform, by):
    assert match(name, address) == VendorMatch(platform, by)


@pytest.mark.parametrize(
    ("name", "address", "suggested"),
    [
        ("Owl Pots", "", ("owl-post",)),  # swapped
        ("Owl Poste", "", ("owl-post",)),
        ("Ow Post", "", ("owl-post",)),
        ("Owl Past", "", ("owl-post",)),
        ("Owl Post", "https://chirp.example", ("chirp", "owl-post")),
        ("Roadrunner", "https://acme.example", ("acme", "acme-maps")),
        ("", "https://acme.example", ("acme", "acme-maps")),
        ("", "https://owl.example/evil", ("owl-post",)),  # a path of somebody else on the same host
        ("Our letters", "https://owl.example/evil", ("owl-post",)),
        ("", "https://acme.example/mapsy", ("acme", "acme-maps")),
    ],
)
def test_what_is_similar_or_contradicts_itself_is_suggested_and_not_matched(name, address, suggested):
    assert match(name, address) == VendorMatch(None, "", suggested)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Bolt", ""),
        ("C++", ""),
        ("Acne", ""),  # too short to be similar
        ("Owl Post Royal", ""),
        ("", "https://shop.owl.example"),
        ("", "https://owl.example.evil.example"),
        ("", "not an address"),
        ("Inc.", ""),
    ],
)
def test_everything_else_is_no_platform(name, address):
    assert match(name, address) == VendorMatch()


@pytest.mark.parametrize(("name", "slug"), [("C", "c"), ("Ring Ab", ""), ("Nest", "nest"), ("Nest, Inc.", "nest")])
def test_a_name_beside_a_site_of_which_nothing_is_known_here_is_only_suggested_and_says_why(name, slug):
    index = PlatformIndex.of((*PLATFORMS, KnownPlatform(9, "nest", "Nest", (), "", None)))
    found = index.match(ListedVendor(name, "https://nest-bakery.example"))
    assert found == (VendorMatch(None, "name_only", (slug,)) if slug else VendorMatch())
    without_site = index.match(ListedVendor(name, ""))
    assert (without_site.platform_id is not None) == bool(slug)


def test_a_ring_of_successors_ends():
    assert match("Ring A").platform_id in (6, 7)
