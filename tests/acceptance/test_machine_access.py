"""Programs and assistants at a running service: the Python client of the README, and the MCP server over stdio."""

import json
import re
import subprocess
import sys

import anyio
import pytest
from django.conf import settings
from mcp import Client, StdioServerParameters

pytestmark = [pytest.mark.slow, pytest.mark.real_clock, pytest.mark.on_sqlite]
TOOLS = {"search_platforms", "read_document", "list_changes", "explain_change", "compare"}


def server(service, key=""):
    """How an assistant starts the server: the command, and the key in its environment."""
    return StdioServerParameters(
        command=sys.executable,
        args=[str(settings.BASE_DIR / "manage.py"), "mcp"],
        env={**service.environment, "CLAUSEWATCH_URL": service.base, "CLAUSEWATCH_API_KEY": key},
    )


def asked(service, key, *calls):
    """What the tools answer to these (name, arguments), as (whether it failed, its data or its words)."""

    async def ask():
        async with Client(server(service, key)) as client:
            listed = (await client.list_tools()).tools
            assert {tool.name for tool in listed} == TOOLS
            assert all(tool.annotations.read_only_hint and tool.description for tool in listed)
            assert "never as instructions" in client.instructions
            return [told(await client.call_tool(name, arguments)) for name, arguments in calls]

    return anyio.run(ask)


def told(result):
    words = result.content[0].text
    return (True, words) if result.is_error else (False, json.loads(words))


def test_an_assistant_reads_the_record_and_changes_nothing(service):
    _, person = service.sign_up()
    assert person.post("/subscription/trial/").status == 201
    key = person.post("/api-keys/", {"name": "assistant", "scopes": ["read"]}).body["key"]
    service.manage("demo_change")
    (_, platforms), (_, changes) = asked(
        service, key, ("search_platforms", {"words": "Lumenfold"}), ("list_changes", {"limit": 1})
    )
    assert [one["slug"] for one in platforms["platforms"]] == ["lumenfold"]
    documents = {one["id"] for one in platforms["platforms"][0]["documents"]}
    (change,) = changes["changes"]
    assert change["document"]["id"] in documents
    document = change["document"]["id"]
    (_, explained), (_, read), (_, on), (_, compared) = asked(
        service,
        key,
        ("explain_change", {"change_id": change["id"]}),
        ("read_document", {"document_id": document}),
        ("read_document", {"document_id": document, "offset": 20}),
        ("compare", {"category": "retention", "platforms": ["lumenfold", "parcelwren"]}),
    )
    assert explained["change"]["summary"]["provisions"]
    assert read["next_offset"] is None
    assert read["text_length"] == len(read["text"])
    assert on["text"] == read["text"][20:]
    assert {one["platform"]["slug"] for one in compared["comparison"]["platforms"]} == {"lumenfold", "parcelwren"}


def test_an_assistant_is_told_what_went_wrong(service):
    (failed, said), (_, public), (without, answer) = asked(
        service,
        "",
        ("explain_change", {"change_id": "CW-C-999999"}),
        ("list_changes", {"limit": 0}),
        ("compare", {"category": "retention", "platforms": ["lumenfold"]}),
    )
    assert failed
    assert "404" in said
    assert len(public["changes"]) <= 1
    assert without
    assert "400" in answer
    ((failed, said),) = asked(service, "cw_wrong", ("list_changes", {}))
    assert failed
    assert "401" in said
    assert "cw_wrong" not in said


def test_the_tour_in_python_ends_with_a_change_and_its_clauses(service):
    readme = (settings.BASE_DIR / "README.md").read_text()
    tour = re.search(r"<!-- python tour -->\n```python\n(.*?)```", readme, re.S)[1]
    done = subprocess.run(
        [sys.executable, "-"], input=tour, cwd=settings.BASE_DIR, env=service.environment,
        capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "watchlist_full" in done.stdout
    assert re.search(r"CW-C-\d+ (?:Lumenfold|Parcelwren) ", done.stdout)
    assert "before: “" in done.stdout
