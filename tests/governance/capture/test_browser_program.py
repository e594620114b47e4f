"""Where no browser can be run, and what is said then."""

import os
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from governance.capture.browser import program
from governance.capture.browser.program import why_no_browser
from governance.capture.browser.rendering import languages_sent

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    why_no_browser.cache_clear()
    yield
    why_no_browser.cache_clear()


@pytest.mark.parametrize("path", ["", "/usr/lib/there/is/none", "/etc/passwd"])
def test_without_a_program_there_is_no_browser(path: str) -> None:
    assert why_no_browser(path) == "No browser is installed."


def test_root_without_nobody_to_become_runs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(program, "UNPRIVILEGED", "no-such-user")
    assert why_no_browser("/bin/true").startswith("A browser is not run as root")
    assert program.why_no_own_network() == "There is no user no-such-user to run it as."


def test_without_a_sandbox_none_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **how: Any) -> None:
        raise subprocess.CalledProcessError(1, "unshare")

    monkeypatch.setattr(subprocess, "run", refuse)
    monkeypatch.setattr(program, "SETUID_SANDBOX", "/usr/lib/there/is/none")
    assert "sandbox isn't available" in why_no_browser("/bin/true")


def test_as_root_the_probe_is_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(subprocess, "run", lambda command, **how: asked.append(how))
    monkeypatch.setattr(program, "SETUID_SANDBOX", "/usr/lib/there/is/none")
    assert why_no_browser("/bin/true") == ""
    assert asked[0]["user"] != 0
    assert asked[0]["group"] != 0
    assert asked[0]["extra_groups"] == []


@pytest.mark.parametrize("forbidden", ["--no-sandbox", "--disable-setuid-sandbox", "--remote-debugging-port"])
def test_no_flag_takes_the_sandbox_away_or_opens_a_port(forbidden: str) -> None:
    assert not any(flag.startswith(forbidden) for flag in program._FLAGS)


@pytest.mark.parametrize(("language", "sent"), [("en-GB", "en-GB,en;q=0.9"), ("de", "de")])
def test_the_language_is_written_as_the_browser_sends_it(language: str, sent: str) -> None:
    assert languages_sent(language) == sent
