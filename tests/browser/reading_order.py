"""What a screen reader is told of a page, one step a line: from Chromium's accessibility tree, in its order.

    .venv-dev/bin/python -m tests.browser.reading_order http://127.0.0.1:8000/ [--session KEY]

Landmarks, headings, links, fields and what is said of them; plain text only with `--text`.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

LANDMARKS = ("banner", "navigation", "main", "contentinfo", "complementary", "region", "form", "search")
STOPS = ("heading", "link", "button", "textbox", "searchbox", "checkbox", "radio", "combobox", "spinbutton", "Date")
STOPS += ("listbox", "image", "img", "status", "alert", "table", "group", "DisclosureTriangle", "figure", "article")
# A field that is filled in is told with these, where they hold.
TOLD = ("required", "invalid", "checked", "expanded", "level")


def steps(page: Any, *, text: bool = False) -> list[str]:
    """Return what is told of the page that is open: role, name, and what else is said of it."""
    tool = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in tool.send("Accessibility.getFullAXTree")["nodes"]}
    root = next(node for node in nodes.values() if not node.get("parentId"))
    return list(_walk(root, nodes, 0, text))


def _walk(node: dict[str, Any], nodes: dict[str, Any], depth: int, text: bool) -> Iterator[str]:
    role, name = _value(node, "role"), _value(node, "name")
    is_told = not node.get("ignored") and (
        role in LANDMARKS or role in STOPS or (text and role == "StaticText" and name.strip())
    )
    if is_told:
        yield "  " * depth + " ".join(filter(None, (role, f"“{name}”" if name else "", *_about(node))))
    if role not in ("link", "button"):
        for child in node.get("childIds", ()):
            if child in nodes:
                yield from _walk(nodes[child], nodes, depth + (role in LANDMARKS and is_told), text)


def _about(node: dict[str, Any]) -> Iterator[str]:
    for one in node.get("properties", ()):
        value = one["value"].get("value")
        if one["name"] in TOLD and value not in (False, "false", None):
            yield one["name"] if value is True else f"{one['name']} {value}"
    if described := _value(node, "description"):
        yield f"({described})"


def _value(node: dict[str, Any], name: str) -> str:
    return str(node.get(name, {}).get("value", ""))


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("address")
    asked.add_argument("--session", help="the session cookie of who is signed in there")
    asked.add_argument("--text", action="store_true", help="plain text too")
    given = asked.parse_args()
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM

    with sync_playwright() as driver:
        context = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]).new_context()
        if given.session:
            context.add_cookies([{"name": "sessionid", "value": given.session, "url": given.address}])
        page = context.new_page()
        page.goto(given.address)
        sys.stdout.write("\n".join(steps(page, text=given.text)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
