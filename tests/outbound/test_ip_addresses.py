"""Which addresses may be dialled."""

import pytest

from outbound.ip_addresses import AddressRule, Endpoint, networks
from tests.outbound.forbidden import FORBIDDEN_IPV4, FORBIDDEN_IPV6, PUBLIC, ZONES

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("address", FORBIDDEN_IPV4 + FORBIDDEN_IPV6 + ZONES)
def test_what_is_not_on_the_public_internet_is_refused(address: str) -> None:
    assert not AddressRule()(Endpoint(address, 443))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed_on_the_ports_of_the_web(address: str) -> None:
    rule = AddressRule()
    assert rule(Endpoint(address, 80))
    assert rule(Endpoint(address, 443))
    assert not any(rule(Endpoint(address, port)) for port in (0, 22, 25, 53, 6379, 8080, 65535))


@pytest.mark.parametrize("text", ["localhost", "", "127.1", "0x7f.0.0.1", "2130706433", "8.8.8.8 ", "08.8.8.8"])
def test_what_is_no_address_in_full_is_refused(text: str) -> None:
    assert not AddressRule()(Endpoint(text, 80))


def test_the_operators_own_networks_are_refused_too() -> None:
    rule = AddressRule(refused=networks(["198.41.0.0/16", " 2a00:1450::/32 "]))
    assert not rule(Endpoint("198.41.3.4", 443))
    assert not rule(Endpoint("2a00:1450::1", 443))
    assert rule(Endpoint("198.42.3.4", 443))
    assert rule(Endpoint("8.8.8.8", 443))


def test_a_network_that_can_not_be_read_is_said() -> None:
    with pytest.raises(ValueError, match=r"198\.41\.0\.1/16"):
        networks(["198.41.0.1/16"])


def test_an_exception_is_one_port_of_one_address() -> None:
    rule = AddressRule(excepted=frozenset({Endpoint("127.0.0.1", 8000)}))
    assert rule(Endpoint("127.0.0.1", 8000))
    assert not rule(Endpoint("127.0.0.1", 80))
    assert not rule(Endpoint("127.0.0.2", 8000))
