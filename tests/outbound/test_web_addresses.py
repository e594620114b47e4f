"""What a web address may look like before anything is asked of it."""

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.web_addresses import LONGEST, WebAddress, WebAddressRefused, check_web_address, follow
from tests.outbound.forbidden import FORBIDDEN_SPELLINGS, SPELLINGS_OF_LOOPBACK

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("text", FORBIDDEN_SPELLINGS)
def test_a_forbidden_spelling_is_refused(text: str) -> None:
    with pytest.raises(WebAddressRefused):
        check_web_address(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://A.Example/Terms?a=b#part", "https://a.example/Terms?a=b"),
        ("http://a.example", "http://a.example/"),
        ("HTTPS://a.example:443/", "https://a.example/"),
        ("https://a.example:80/", "https://a.example:80/"),
        ("http://a.example:/x", "http://a.example/x"),
        ("https://a.example./x", "https://a.example/x"),
        ("https://a_b.example/x", "https://a_b.example/x"),
        ("https://bücher.example/agb", "https://xn--bcher-kva.example/agb"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://a.example/a%2Fb/é?q=ü", "https://a.example/a%2Fb/%C3%A9?q=%C3%BC"),
        ("https://a.example/?next=//b.example/@x", "https://a.example/?next=//b.example/@x"),
        ("https://[2606:4700:0:0::1111]/", "https://[2606:4700::1111]/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
    ],
)
def test_an_address_is_written_in_one_way(text: str, written: str) -> None:
    assert str(check_web_address(text)) == written


def test_an_address_may_be_as_long_as_allowed() -> None:
    text = "https://a.example/".ljust(LONGEST, "x")
    assert str(check_web_address(text)) == text


def test_another_port_may_be_allowed() -> None:
    assert check_web_address("http://localhost:8000/", ports=frozenset({8000})).port == 8000


@pytest.mark.parametrize(
    ("location", "written"),
    [
        ("/terms", "https://a.example/terms"),
        ("terms", "https://a.example/legal/terms"),
        ("../x?y", "https://a.example/x?y"),
        ("?y", "https://a.example/legal/?y"),
        ("//b.example/x", "https://b.example/x"),
        ("http://b.example", "http://b.example/"),
        (" /a b ", "https://a.example/a%20b"),
        ("", "https://a.example/legal/"),
    ],
)
def test_a_location_is_read_from_where_it_was_said(location: str, written: str) -> None:
    assert str(follow(check_web_address("https://a.example/legal/"), location)) == written


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "//user@b.example/",
        "http://b.example:22/",
        "http://[::1",
        "\\\\127.0.0.1",
        "http://0x7f.1/",
    ],
)
def test_a_location_is_checked_like_any_other_address(location: str) -> None:
    with pytest.raises(WebAddressRefused):
        follow(check_web_address("https://a.example/legal/"), location)


@pytest.mark.parametrize("text", SPELLINGS_OF_LOOPBACK)
def test_a_spelling_of_an_address_becomes_that_address(text: str) -> None:
    assert check_web_address(text).host in ("127.0.0.1", "::1", "::ffff:7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::")


@given(st.text(alphabet="abz019.:/@[]%?#\\ \t-_xéß１。+&;=~!", max_size=40))
def test_the_client_reads_the_host_as_we_do(rest: str) -> None:
    try:
        address = check_web_address(f"https://{rest}")
    except WebAddressRefused:
        return
    url = httpx2.URL(str(address))
    assert (url.scheme, url.raw_host.decode(), url.port or 443) == (address.scheme, address.host, address.port)
    assert check_web_address(str(address)) == address
    assert isinstance(address, WebAddress)
