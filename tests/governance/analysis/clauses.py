"""Clauses and texts of our own that the tests of the analysis look at."""

from governance.analysis.sourced import AnalysedClause, ClauseChange, ExactWords, TextInView

VERSION = "CW-V-000007"


def clause(text, category="retention", provision="CW-P-000001", start=10):
    return AnalysedClause(provision, category, ExactWords(VERSION, start, start + len(text), text))


def changed(before, after, category="retention", kind="modified", *, is_material=True, rule="test"):
    sides = [clause(text, category) if text else None for text in (before, after)]
    return ClauseChange("CW-C-000003", kind, rule, is_material, *sides)


def text_of(*clauses, **given):
    return TextInView(version=VERSION, clauses=clauses, **given)
