"""Writes the program of each kind of file that we give out: one file of the standard library, from the parts here."""

from collections.abc import Iterable
from pathlib import Path

_HERE = Path(__file__).parent
_BODY = "# --- "
# The last part is the program's own: its words stand above all.
CAPTURE = ("shared", "capture_checks", "capture")
CERTIFICATE = ("shared", "certificate")
EVIDENCE = ("shared", "capture_checks", "evidence")


def program_of(parts: tuple[str, ...]) -> bytes:
    """Return the program that is made of these parts, which import of the standard library only."""
    sources = [(_HERE / f"{name}.py").read_text(encoding="utf-8") for name in parts]
    words = sources[-1][: sources[-1].index("from __future__")]
    bodies = [source[source.index(_BODY) :].rstrip() for source in sources]
    return (words + "\n".join([*_imports(sources), ""]) + "\n" + "\n\n\n".join(bodies) + "\n").encode()


def _imports(sources: Iterable[str]) -> list[str]:
    """Return the lines that import something that is not ours, each once."""
    heads = [source[: source.index(_BODY)].splitlines() for source in sources]
    lines = {line for head in heads for line in head if line.startswith(("import ", "from typing import "))}
    names = {name for line in lines if line.startswith("from") for name in line.split(" import ")[1].split(", ")}
    typing = [f"from typing import {', '.join(sorted(names))}"] if names else []
    return ["from __future__ import annotations", "", *sorted(line for line in lines if line[0] == "i"), *typing]
