"""Every sentence that the product can print about a change is listed with an example, and none is odd."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command

from alerts.mail.printed_sentences import printed_sentences
from governance.comparison.judging.where_told import IMMATERIAL, SMALL_EDIT, WORDS_OF_PROVISIONS
from governance.comparison.weighing.consequences import every_why
from governance.comparison.weighing.severity_reasons import SEVERITY_RULES, reason_of

pytestmark = pytest.mark.pure
COMPARISON = Path(__file__).resolve().parents[3] / "governance" / "comparison"
# What readers stumbled over.
ODD = re.compile(
    r"\b(?:whence|anyhow|likewise|not any more|be rid of|made up for|another capture|states effect from"
    r"|came or went|what holds by now|called otherwise|stand for others|change of the extraction)\b"
    r"|  | ,|\.\.(?!\.)|\bA a\b|\b1 provisions\b|\(\)|“”|[*_`|]|: [A-Z]\w* [a-z].*: "
)


@cache
def all_printed():
    """Made by hundreds of comparisons, which takes seconds: not in each worker that reads this file."""
    return printed_sentences()


def ids(kind):
    return {printed.id for printed in all_printed() if printed.kind == kind}


def first_arguments(callee, position):
    """The constants given to every call of this name in the comparison, names looked up in their module."""
    found = set()
    for path in COMPARISON.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == callee and len(node.args) > position:
                argument = node.args[position]
                found.add(
                    argument.value if isinstance(argument, ast.Constant) else names.get(ast.unparse(argument), "")
                )
    return found - {""}


def constants(tree):
    """The words that the module's names stand for."""
    values = {}
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Tuple)
            and isinstance(node.value, ast.Tuple)
        ):
            values |= {
                name.id: value.value
                for name, value in zip(node.targets[0].elts, node.value.elts, strict=True)
                if isinstance(value, ast.Constant)
            }
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            values[ast.unparse(node.targets[0])] = node.value.value
    return values


def test_every_rule_of_a_class_is_listed_with_its_headline_and_its_reason():
    rules = first_arguments("Verdict", 1) | {"first_record", WORDS_OF_PROVISIONS, SMALL_EDIT}
    assert len(rules) > 30
    assert rules == ids("class") == ids("headline")


def test_every_rule_of_a_severity_is_listed():
    assert set(SEVERITY_RULES) == ids("severity")


def test_every_statement_about_a_change_is_listed():
    listed_by_section = {"sections_added", "sections_removed", "sections_changed"}
    assert first_arguments("Statement", 0) | listed_by_section == ids("statement")


def words_returned(module, functions):
    """The words that these functions put into what they return, without those that an example fills in."""
    tree = ast.parse((COMPARISON / "telling" / f"{module}.py").read_text(encoding="utf-8"))
    bodies = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in functions]
    assert len(bodies) == len(functions)
    told = [part for body in bodies for node in ast.walk(body) for part in string_parts(node)]
    return {words for part in told if len(words := part.strip(" ,;()“”")) > 4}


def string_parts(node):
    if not isinstance(node, ast.Return | ast.Assign | ast.AugAssign):
        return []
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def test_every_way_of_telling_a_clause_is_listed():
    told = " ".join(printed.sentence for printed in all_printed() if printed.kind == "clause form")
    functions = {"sentence_of", "_told_whole", "_told_move", "_told_edits", "_joined"}
    words_told = words_returned("sentences", functions) | words_returned("became", {"edit_told", "became"})
    assert [words for words in sorted(words_told) if words not in told] == []


def test_every_form_of_a_headline_is_listed():
    told = " ".join(printed.sentence for printed in all_printed() if printed.kind == "headline form")
    of_edits = {"edited", "_one_edit", "_added", "_reversed", "_place_of", "two_forms"}
    words_told = words_returned("directions", {"_told", "_put_elsewhere", "section_told"})
    words_told |= words_returned("rewordings", of_edits)
    assert [words for words in sorted(words_told) if words not in told] == []


def test_every_reason_for_a_change_of_nothing_material_is_listed():
    told_by_rules_of_their_own = {
        "a name", "stated dates", "headings", "the places of clauses", "years of copyright lines",
    }  # fmt: skip
    names = {*IMMATERIAL.values()} - told_by_rules_of_their_own
    told = ids("class, nothing material")
    assert [name for name in names if not any(name in reason for reason in told)] == []


def test_every_sentence_on_why_it_may_matter_is_listed():
    assert {f"{why.category} {why.direction}" for why in every_why()} == ids("why it may matter")


def test_a_clause_is_told_in_each_way_in_which_it_can_change():
    ways = {printed.id.split()[0] for printed in all_printed() if printed.kind == "clause"}
    assert ways == {"added", "removed", "modified", "moved"}


def test_no_sentence_is_empty_or_odd():
    assert [printed for printed in all_printed() if is_empty_or_odd(printed)] == []


def is_empty_or_odd(printed):
    """Whether it says little, breaks off, leaves a quotation open, or has words that readers stumbled over."""
    said = re.sub(r"“[^“”]*”", "“x”", printed.sentence)
    ends_anyhow = printed.kind in ("subject", "headline", "headline form", "mail", "document")
    breaks_off = not (ends_anyhow or said.endswith((".", ")")))
    return len(said) < 10 or breaks_off or bool(ODD.search(said)) or said.count("“") != said.count("”")


def test_no_ellipsis_stands_beside_another():
    assert [printed.sentence for printed in all_printed() if re.search("…”?…", printed.sentence)] == []


def test_no_headline_has_clauses_under_words_under_a_heading():
    assert [p.sentence for p in all_printed() if "under other words under" in p.sentence] == []


def test_no_place_is_named_twice_in_a_sentence():
    for printed in all_printed():
        if printed.kind == "clause" and (place := re.search("nder (“[^”]*”): ", printed.sentence)):
            assert f"stands under {place[1]}" not in printed.sentence


@pytest.mark.parametrize("rule", [*IMMATERIAL, "announcement", "day_changed", "unweighed"])
def test_what_weighs_the_same_in_any_category_is_not_explained_by_the_category(rule):
    assert reason_of(rule, "retention") == reason_of(rule, "accessibility") == reason_of(rule, "other")


def test_one_command_lists_them_all(capsys):
    call_command("list_sentences")
    told = capsys.readouterr().out
    assert all(f"{printed.id}: {printed.sentence}" in told for printed in all_printed())
