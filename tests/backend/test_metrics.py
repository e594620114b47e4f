"""/metrics: who may read it, and that Prometheus can."""

import re
from typing import Any

import pytest
from django.test import Client

from alerts.delivery.pausing import pause_sending

TOKEN = "a-token-of-more-than-thirty-two-characters"
# One line of the text format: https://prometheus.io/docs/instrumenting/exposition_formats/
_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*"'
_SAMPLE = re.compile(rf"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{{{_LABEL}(?:,{_LABEL})*\}})? (?P<value>-?[0-9.e+]+)")
_COMMENT = re.compile(r"# (?:HELP (?P<help>\S+) (?:[^\\\n]|\\[\\n])+|TYPE (?P<type>\S+) gauge)")


def read(text: str) -> dict[str, list[str]]:
    """The samples by name; raises where a line isn't of the format or a metric isn't announced and kept together."""
    found: dict[str, list[str]] = {}
    announced = ""
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("#"):
            comment = _COMMENT.fullmatch(line)
            assert comment, line
            if comment["help"]:
                announced = comment["help"]
                assert announced not in found
                found[announced] = []
            assert announced == (comment["help"] or comment["type"])
        else:
            sample = _SAMPLE.fullmatch(line)
            assert sample, line
            assert sample["name"] == announced
            found[announced].append(line)
    return found


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN[:-1], TOKEN + "x", "é"])
def test_without_the_token_nothing_is_told(client: Client, settings: Any, token: str | None) -> None:
    settings.METRICS_TOKEN = TOKEN
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    answer = client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}"}])
def test_where_no_token_is_set_there_is_no_such_page(client: Client, settings: Any, headers: dict[str, str]) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.django_db
def test_with_the_token_every_line_is_of_the_format(client: Client, settings: Any, now: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    pause_sending(kinds=["digest"], by="olga", reason="", now=now)
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    found = read(answer.content.decode())
    assert all(name.startswith("clausewatch_") for name in found)
    assert 'clausewatch_sending_paused{kind="digest"} 1.0' in found["clausewatch_sending_paused"]
    assert 'clausewatch_sending_paused{kind="alert"} 0.0' in found["clausewatch_sending_paused"]
    assert 'clausewatch_batches{kind="alert",state="held"} 0.0' in found["clausewatch_batches"]
    assert found["clausewatch_alerts_waiting"] == ["clausewatch_alerts_waiting 0.0"]
    assert found["clausewatch_provider_last_event_timestamp_seconds"] == []
    assert client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405
