"""Names into addresses."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from outbound.ip_addresses import Endpoint
from outbound.resolving import NameNotResolved, Resolver

pytestmark = pytest.mark.pure


class Names:
    """A machine's resolver that says what it is told to, in turn."""

    def __init__(self, *answers: list[str] | OSError) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: None, **kind: object) -> list[tuple[object, ...]]:
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, OSError):
            raise answer
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in answer]


@pytest.fixture
def resolver_of() -> Iterator[Callable[..., Resolver]]:
    made: list[Resolver] = []

    def make(look_up: Callable[..., list[tuple[object, ...]]], **settings: object) -> Resolver:
        made.append(Resolver(look_up=look_up, **settings))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for resolver in made:
        resolver.close()


def resolve(resolver: Resolver, host: str = "a.example") -> list[str]:
    return [endpoint.address for endpoint in asyncio.run(resolver.resolve(host, 443))]


def test_every_address_is_given_once_and_in_order(resolver_of: Callable[..., Resolver]) -> None:
    resolver = resolver_of(Names(["8.8.8.8", "1.1.1.1", "8.8.8.8"]))
    assert asyncio.run(resolver.resolve("a.example", 443)) == [Endpoint("8.8.8.8", 443), Endpoint("1.1.1.1", 443)]
    assert resolver.resolve_blocking("a.example", 80)[0] == Endpoint("8.8.8.8", 80)


def test_an_answer_is_remembered_for_a_minute(resolver_of: Callable[..., Resolver]) -> None:
    moment = [0.0]
    names = Names(["8.8.8.8"], ["1.1.1.1"])
    resolver = resolver_of(names, clock=lambda: moment[0])
    assert resolve(resolver) == resolve(resolver) == ["8.8.8.8"]
    moment[0] = 59.9
    assert resolver.resolve_blocking("a.example", 80) == [Endpoint("8.8.8.8", 80)]
    moment[0] = 60.1
    assert resolve(resolver) == ["1.1.1.1"]
    assert names.asked == ["a.example"] * 2


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_nobody_is_asked_about_an_address(resolver_of: Callable[..., Resolver], address: str) -> None:
    names = Names([])
    assert resolve(resolver_of(names), address) == [address]
    assert names.asked == []


@pytest.mark.parametrize("answer", [socket.gaierror(-2, "Name or service not known"), []])
def test_a_name_without_an_address_is_said_and_asked_again(
    resolver_of: Callable[..., Resolver], answer: list[str] | OSError
) -> None:
    resolver = resolver_of(Names(answer, answer, ["8.8.8.8"]))
    with pytest.raises(NameNotResolved) as caught:
        resolve(resolver)
    assert caught.value.in_time
    with pytest.raises(NameNotResolved):
        resolver.resolve_blocking("a.example", 80)
    assert resolve(resolver) == ["8.8.8.8"]


def test_a_lookup_that_hangs_ends_with_its_deadline_and_holds_nobody_else_up(
    resolver_of: Callable[..., Resolver],
) -> None:
    over = threading.Event()

    def look_up(host: str, port: None, **kind: object) -> list[tuple[object, ...]]:
        if host == "slow.example":
            over.wait(30)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 0))]

    resolver = resolver_of(look_up, seconds=0.05, threads=2)
    with pytest.raises(NameNotResolved) as caught:
        resolve(resolver, "slow.example")
    assert not caught.value.in_time
    resolver._seconds = 20.0
    assert resolve(resolver, "b.example") == ["8.8.8.8"]
    resolver._seconds = 0.05
    with pytest.raises(NameNotResolved) as caught:
        resolver.resolve_blocking("slow.example", 80)
    assert not caught.value.in_time
    over.set()


def test_the_machines_own_resolver_is_asked_by_name_only() -> None:
    resolver = Resolver()
    assert resolver.resolve_blocking("127.0.0.1", 80) == [Endpoint("127.0.0.1", 80)]
    resolver.close()
