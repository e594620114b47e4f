"""Wrong passwords: a guesser is stopped, and the person whose address it is gets in all the while."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.limits.sign_ins import SignInTry
from accounts.models import SecurityEvent
from tests.accounts.conftest import ELSEWHERE, HOME, OWNER
from tests.conftest import PASSWORD

AUTH = "/_allauth/{}/v1/auth"


def sign_in(network, password=PASSWORD, address=OWNER, client=None, kind="app"):
    client = client or APIClient(raise_request_exception=False)
    body = {"email": address, "password": password}
    return client.post(f"{AUTH.format(kind)}/login", body, REMOTE_ADDR=network)


def attack(networks, tries=1):
    """Wrong passwords from so many networks."""
    return [sign_in(f"203.0.{n // 250}.{n % 250}", "wrong").status_code for n in range(networks) for _ in range(tries)]


def test_one_origin_has_five_tries_in_five_minutes_and_is_told_when_to_come_again(clock, owner):
    assert [sign_in(HOME, "wrong").status_code for _ in range(5)] == [400] * 5
    for password in ("wrong", PASSWORD):
        refused = sign_in(HOME, password)
        assert refused.status_code == 429
        assert 1 <= int(refused["Retry-After"]) <= 300
    assert sign_in(HOME, address="OWNER@example.com").status_code == 429
    clock.shift(timedelta(seconds=int(refused["Retry-After"])))
    assert sign_in(HOME).status_code == 200


def test_a_stranger_who_is_locked_out_locks_nobody_else_out(clock, owner):
    attack(1, tries=16)
    assert sign_in(HOME).status_code == 200


def test_an_attack_from_many_networks_refuses_no_right_password(clock, owner):
    attack(35)
    assert sign_in(ELSEWHERE).status_code == 200


def test_under_attack_a_strange_network_has_one_wrong_try_and_the_owner_s_has_five(clock, owner):
    assert sign_in(HOME).status_code == 200
    attack(30)
    assert [sign_in("203.0.113.200", "wrong").status_code for _ in range(3)] == [400, 429, 429]
    assert [sign_in(HOME, "wrong").status_code for _ in range(4)] == [400] * 4
    assert sign_in(HOME).status_code == 200


def test_a_device_of_the_owner_s_is_not_locked_out_by_its_own_network(clock, owner):
    browser = APIClient(raise_request_exception=False)
    assert sign_in(HOME, client=browser, kind="browser").status_code == 200
    browser.delete(f"{AUTH.format('browser')}/session", REMOTE_ADDR=HOME)
    for _ in range(10):
        sign_in(HOME, "wrong")
    assert sign_in(HOME).status_code == 429
    assert sign_in(HOME, client=browser, kind="browser").status_code == 200


def test_a_device_of_one_person_is_nobody_at_another_s_address(clock, owner, make_user):
    make_user("other@example.com", password=PASSWORD)
    browser = APIClient(raise_request_exception=False)
    assert sign_in(HOME, address="other@example.com", client=browser, kind="browser").status_code == 200
    browser.delete(f"{AUTH.format('browser')}/session", REMOTE_ADDR=HOME)
    statuses = [sign_in(HOME, "wrong", client=browser, kind="browser").status_code for _ in range(6)]
    assert statuses == [400] * 5 + [429]
    assert sign_in(HOME).status_code == 429


def test_a_made_up_device_is_no_device(clock, owner):
    browser = APIClient(raise_request_exception=False)
    browser.cookies["device"] = "eyJpZCI6ICIxIn0:1uXyz:forged"
    assert [sign_in(HOME, "wrong", client=browser).status_code for _ in range(6)] == [400] * 5 + [429]


def test_signing_in_with_one_account_gives_no_more_tries_at_another(clock, owner, make_user):
    make_user("guesser@example.com", password=PASSWORD)
    for _ in range(5):
        sign_in(HOME, "wrong")
        assert sign_in(HOME, address="guesser@example.com").status_code == 200
    assert sign_in(HOME, "wrong").status_code == 429


def test_one_network_has_thirty_wrong_tries_at_all_addresses_together(clock, owner):
    statuses = [sign_in(HOME, "wrong", address=f"person-{n}@example.com").status_code for n in range(31)]
    assert statuses == [400] * 30 + [429]


def test_an_ipv6_customer_is_one_network_however_many_addresses_they_use(clock, owner):
    statuses = [
        sign_in(f"2001:db8::{n + 1:x}", "wrong", address=f"person-{n}@example.com").status_code for n in range(31)
    ]
    assert statuses == [400] * 30 + [429]
    assert sign_in("2001:db8:0:1::1", "wrong", address="another@example.com").status_code == 400


def test_ipv4_addresses_that_a_proxy_writes_as_ipv6_are_counted_apart(clock, owner):
    """nginx that listens by `ipv6only=off` writes ::ffff:192.0.2.10, and all of these are in one /64."""
    statuses = [sign_in(f"::ffff:{HOME}", "wrong", address=f"person-{n}@example.com").status_code for n in range(31)]
    assert statuses == [400] * 30 + [429]
    assert sign_in(f"::ffff:{ELSEWHERE}", "wrong", address="another@example.com").status_code == 400
    assert sign_in(HOME, "wrong", address="another@example.com").status_code == 429
    networks = SecurityEvent.objects.values_list("network", flat=True).distinct()
    assert sorted(networks) == ["192.0.2.0/24", "198.51.100.0/24"]


def test_an_unknown_address_is_refused_like_a_known_one(clock, owner):
    for address in (OWNER, "nobody@example.com"):
        answers = [sign_in(HOME, "wrong", address=address) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [400] * 5 + [429]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_tries_at_once_five_are_made(rf, settings, now):
    settings.RATE_LIMITS = "on"
    start = Barrier(16)

    def begin(_):
        start.wait()
        try:
            return SignInTry(rf.post("/", REMOTE_ADDR=HOME), OWNER, now).begin()
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(begin, range(16))) == 5
