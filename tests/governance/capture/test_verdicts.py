"""Each code of a verdict has words for readers and a next step for the operator."""

import ast
from pathlib import Path

import pytest

from governance.capture.fetching.fetched import FailureCode
from governance.capture.gate import checks, looks
from governance.capture.health.verdicts import MEANINGS

pytestmark = pytest.mark.pure


def codes_of_the_gate():
    """What stands as the code of a verdict in the modules of the gate: texts, and constants by their names."""
    for module in (checks, looks):
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "GateVerdict" and len(node.args) > 1:
                for part in ast.walk(node.args[1]):
                    if isinstance(part, ast.Constant):
                        yield part.value
                    elif isinstance(part, ast.Name) and part.id.isupper():
                        yield getattr(module, part.id)


def test_every_code_has_words_and_a_next_step():
    gate = set(codes_of_the_gate())
    assert {"missing", "robots", "selection", "empty", "sibling", "new_text"} <= gate
    assert set(MEANINGS) == gate | {code.value for code in FailureCode}
    for meaning in MEANINGS.values():
        assert meaning.said[0].islower()
        assert not meaning.said.endswith(".")
        assert meaning.next_step.endswith(".")


def test_what_passes_by_itself_is_waited_for():
    for code in ("later", "no_connection", "robots_away", "timeout", "status"):
        assert MEANINGS[code].next_step.startswith("Wait")
    assert MEANINGS["later"].said == "its site asks us to come later"
    assert MEANINGS["no_connection"].said == "its site takes no connections"


def test_no_next_step_goes_round_a_refusal():
    for code in ("refused", "wall", "robots"):
        assert "ask" in MEANINGS[code].next_step.lower()
