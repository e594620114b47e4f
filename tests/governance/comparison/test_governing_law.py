"""A change of the law that governs, or of the court, weighs by its own words in whatever section it stands."""

import pytest

from tests.governance.comparison.single_clauses import compared, reasons

LAWS = [
    ("These terms are governed by the laws of Germany.", "These terms are governed by the laws of Ireland."),
    ("The law of Germany governs these terms.", "The law of Ireland governs these terms."),
    ("German law applies to these terms.", "Irish law applies to these terms."),
    ("This contract is governed by German law.", "This contract is governed by Irish law."),
    ("It is governed by and construed under the laws of the State of Ohio.",
     "It is governed by and construed under the laws of the State of Utah."),
]  # fmt: skip
COURTS = [
    ("The courts of Berlin have exclusive jurisdiction.", "The courts of Dublin have exclusive jurisdiction."),
    ("Any claim goes to a court in Berlin.", "Any claim goes to a court in Dublin."),
    ("The place of jurisdiction is Berlin.", "The place of jurisdiction is Dublin."),
    ("The seat of arbitration is Paris.", "The seat of arbitration is London."),
]


@pytest.mark.parametrize("section", ["Contact", "Accessibility", "Your account", "Cookies"])
@pytest.mark.parametrize(
    ("rule", "old", "new"), [*(("law_changed", *p) for p in LAWS), *(("court_changed", *p) for p in COURTS)]
)
def test_another_law_or_court_weighs_high_under_any_heading(section, rule, old, new):
    for one, other in ((old, new), (new, old)):
        (difference,) = compared(f"## {section}\n\n{one}", f"## {section}\n\n{other}").differences
        assert (difference.severity, difference.severity_rule) == ("high", rule)


def test_a_clause_on_governing_law_that_comes_or_goes_is_one_under_any_heading():
    clause = LAWS[0][0]
    for old, new in ((clause, ""), ("", clause)):
        (difference,) = compared(f"## Contact\n\n{old}", f"## Contact\n\n{new}").differences
        assert (difference.category, difference.severity) == ("governing_law", "medium")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We keep what the law of Germany asks for.", "We keep what the law of Ireland asks for."),
        ("The law of Germany governs these terms.", "The law of the Federal Republic of Germany governs these terms."),
        ("The law of Germany governs these terms.", "The law of Germany governs these owls."),
        ("These terms are governed by Irish law.", "These terms are governed by the laws of Ireland."),
        (
            "These terms are governed by the law of Ireland. You may bring a claim at home.",
            "These terms are governed by the law of Ireland. Any dispute is decided by owls.",
        ),
        (
            "These terms are governed by the laws of St. Lucia. You may bring a claim.",
            "These terms are governed by the laws of St. Lucia. Owls decide.",
        ),
        ("These terms are governed by the laws of the USA.", "These terms are governed by the laws of America."),
        ("The courts of London decide on claims.", "The courts of London and Oxford decide on claims."),
        ("The office in Germany answers letters.", "The office in Ireland answers letters."),
    ],
)
def test_another_place_elsewhere_is_no_other_law(old, new):
    for one, other in ((old, new), (new, old)):
        assert not {"law_changed", "court_changed"} & reasons(f"## Contact\n\n{one}", f"## Contact\n\n{other}")
