"""Settings from the environment: what can't be right is refused by name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend.environment import Environment

NAME = "CLAUSEWATCH_TEST_VALUE"
env = Environment()


@pytest.mark.parametrize(("text", "value"), [("1", True), ("On", True), ("yes", True), ("0", False), ("", False)])
def test_a_flag_is_on_or_off(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv(NAME, text)
    assert env.flag(NAME, not value) is value


@pytest.mark.parametrize("text", ["maybe", "2", "tru", "off;"])
def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.flag(NAME, False)


@pytest.mark.parametrize("text", ["abc", "", "-1", "1.5", "70000", "٣", "0"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.whole_number(NAME, 8000, least=1, most=65_535)


@pytest.mark.parametrize(
    "text", ["ftp://x", "x", "http://", "https://a:b", "https://[", "https://a/?q=1", "https://a:0"]
)
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.site_address(NAME, "https://clausewatch.example")


def test_a_site_address_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "https://clausewatch.example/")
    assert env.site_address(NAME, "") == "https://clausewatch.example"


def test_a_wrong_database_address_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "mysql://user:swordfish@host/name")
    with pytest.raises(ImproperlyConfigured, match=NAME) as error:
        env.database(NAME, "sqlite:///x")
    assert "swordfish" not in str(error.value)


@pytest.mark.parametrize("reader", ["cache", "smtp"])
def test_a_wrong_cache_or_mail_address_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, reader: str) -> None:
    monkeypatch.setenv(NAME, "nothing://user:swordfish@host")
    read = {"cache": lambda: env.cache(NAME, "dbcache://x"), "smtp": lambda: env.smtp(NAME)}[reader]
    with pytest.raises(ImproperlyConfigured, match=NAME) as error:
        read()
    assert "swordfish" not in str(error.value)


def test_a_missing_mail_server_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is not set"):
        env.smtp(NAME)


def test_a_missing_key_is_said_with_its_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " ")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is not set. Mail needs it."):
        env.required(NAME, "Mail needs it.")


def test_a_broker_without_a_scheme_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "localhost")
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.broker(NAME, "memory://")


def test_the_broker_of_files_that_there_was_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "filesystem://")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}=filesystem:// .* Unset it"):
        env.broker(NAME, "memory://")


def test_a_choice_names_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "loud")
    with pytest.raises(ImproperlyConfigured, match="one of: on, off"):
        env.one_of(NAME, "on", ("on", "off"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", ""),
        ("alerts@example.com", "alerts@example.com"),
        ("Clausewatch Ltd. <Alerts@straße.example>", "Clausewatch Ltd. <alerts@xn--strae-oqa.example>"),
        ('"Clausewatch, Ltd." <alerts@example.com>', '"Clausewatch, Ltd." <alerts@example.com>'),
    ],
)
def test_a_mailbox_is_in_its_one_spelling(monkeypatch: pytest.MonkeyPatch, text: str, value: str) -> None:
    monkeypatch.setenv(NAME, text)
    assert env.mailbox(NAME) == value


@pytest.mark.parametrize(
    "text", ["alerts", "Clausewatch", "Clausewatch <>", "Clausewatch, Ltd. <a@example.com>", "a@i❤.example"]
)
def test_a_mailbox_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.mailbox(NAME)
