"""The rules by which a sentence states something of a category: {category: its rules, the strongest statement first}.

English alone: a document in another language has no statements.
"""

from governance.analysis.statement_rules.choices import CHOICES
from governance.analysis.statement_rules.conduct import CONDUCT
from governance.analysis.statement_rules.contract import CONTRACT
from governance.analysis.statement_rules.liability import LIABILITY
from governance.analysis.statement_rules.near import CLOSE, NEAR
from governance.analysis.statement_rules.personal_data import PERSONAL_DATA
from governance.analysis.statement_rules.rule import StatementRule
from governance.analysis.statement_rules.services import SERVICES
from governance.comparison import categories

_ALL: dict[str, tuple[StatementRule, ...]] = {
    **PERSONAL_DATA,
    **CHOICES,
    **CONTRACT,
    **LIABILITY,
    **SERVICES,
    **CONDUCT,
}
RULES: dict[str, tuple[StatementRule, ...]] = {row.id: _ALL[row.id] for row in categories() if row.id in _ALL}
SAME_AS: dict[str, tuple[str, ...]] = {name: (name, *CLOSE.get(name, ())) for name in RULES}
LOOKED_IN: dict[str, tuple[str, ...]] = {
    name: tuple(dict.fromkeys((name, "other", *NEAR.get(name, ()), *CLOSE.get(name, ())))) for name in RULES
}
