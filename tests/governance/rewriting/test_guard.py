"""Each rule of the guard keeps what is true and drops the lie beside it."""

import pytest

from governance.rewriting.guard.rules import Proposed, checked, why_dropped
from governance.rewriting.guard.told import ToldStatement, digest_of

pytestmark = pytest.mark.pure

KEPT = ToldStatement(
    "/provisions/0",
    "modified",
    "medium",
    "Retention, section 4.2: “30 days” became “90 days”.",
    "We will keep your personal data for 30 days. We do not sell your data.",
    "We will keep your personal data for 90 days. We do not sell your data.",
)
SHARED = ToldStatement(
    "/provisions/1",
    "added",
    "high",
    "Data sharing: added a clause beginning “We may share your data with Northwind and our partners”.",
    "",
    "We may share your data with Northwind and our partners only if you consent. You must tell us your age.",
)
FEE = ToldStatement(
    "/provisions/2", "removed", "low", "Fees: removed “You must pay a fee of $5”.", "You must pay a fee of $5.", ""
)
BEGINS = ToldStatement("/statements/0", "", "", "The text says it takes effect on 12 March 2026.")


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("We will store your personal information for 90 days.", KEPT),
        ("The retention period changed from 30 days to 90 days.", KEPT),
        ("The period was extended from 30 days to 90 days.", KEPT),
        ("We do not sell your data.", KEPT),
        ("Your data may be shared by us with Northwind only if you agree.", SHARED),
        ("We may share your data with our partners if you consent.", SHARED),
        ("The text no longer says that you must pay a fee of $5.", FEE),
        ("The fee of $5 was removed.", FEE),
        ("The change takes effect on 12 March 2026.", BEGINS),
    ],
)
def test_what_only_rewords_is_kept(sentence: str, cited: ToldStatement) -> None:
    assert why_dropped(sentence, [cited]) == ""


@pytest.mark.parametrize(
    ("rule", "sentence", "cited"),
    [
        ("numbers", "We will keep your personal data for 60 days.", KEPT),
        ("numbers", "We will keep your personal data for 90 months.", KEPT),
        ("numbers", "We will keep your personal data for 30 days.", KEPT),
        ("numbers", "The period changed from 90 days to 30 days.", KEPT),
        ("numbers", "The text no longer says that you must pay a fee of €5.", FEE),
        ("numbers", "The text no longer says that you must pay a fee of five dollars and six.", FEE),
        ("numbers", "The change takes effect on 13 March 2026.", BEGINS),
        ("direction", "The period was shortened from 30 days to 90 days.", KEPT),
        ("numbers", "You must pay a fee of $5.", FEE),
        ("negation", "We sell your data.", KEPT),
        ("negation", "We will not keep your personal data for 90 days.", KEPT),
        ("modality", "We may keep your personal data for 90 days.", KEPT),
        ("modality", "We share your data with Northwind only if you consent.", SHARED),
        ("modality", "We must share your data with Northwind only if you consent.", SHARED),
        ("doers", "You may share your data with Northwind only if you consent.", SHARED),
        ("doers", "We may share our data with Northwind only if you consent.", SHARED),
        ("names", "We may share your data with Contoso only if you consent.", SHARED),
        ("limits", "We may share your data with Northwind and our partners.", SHARED),
        ("words", "We may share your data with Northwind for research only if you consent.", SHARED),
        ("mixture", "We may share your data with Northwind and your age only if you consent.", SHARED),
        ("judgement", "We may unlawfully share your data, which is unfair.", SHARED),
        ("judgement", "You should not consent.", SHARED),
        ("kind", "The text no longer says that we may share your data.", SHARED),
        ("kind", "The text now says that we do not sell your data.", KEPT),
        ("not_plain", "We may share your data <b>with Northwind</b>.", SHARED),
        ("not_plain", "See www.example.com or https://example.com for your data.", SHARED),
        ("too_long", "We may share your data " + "with Northwind " * 20, SHARED),
        ("empty", "Nothing changed for you.", SHARED),
        ("cites", "We do not sell your data.", None),
    ],
)
def test_a_lie_is_dropped_by_the_rule_that_is_for_it(rule: str, sentence: str, cited: ToldStatement | None) -> None:
    assert why_dropped(sentence, [cited] if cited else []) == rule


def test_a_dropped_sentence_gives_way_to_the_statement_that_it_cites() -> None:
    lie = Proposed("We will sell your personal data.", (KEPT.id,))
    true = Proposed("We may share your data with Northwind only if you consent.", (SHARED.id,))
    found = checked([lie, lie, true], [KEPT, SHARED])
    assert [(one.sentence, one.cites, one.is_derived) for one in found.sentences] == [
        (KEPT.sentence, (KEPT.id,), True),
        (true.sentence, true.cites, False),
    ]
    assert (found.kept, found.dropped) == (1, {"negation": 2})


@pytest.mark.parametrize("cites", [(), ("/provisions/9",), (KEPT.id, "/provisions/9"), (KEPT.id,) * 5])
def test_a_sentence_must_cite_statements_of_this_change(cites: tuple[str, ...]) -> None:
    found = checked([Proposed("We do not sell your data.", cites)], [KEPT])
    assert (found.kept, found.dropped, found.sentences) == (0, {"cites": 1}, ())


def test_all_is_dropped_where_a_statement_of_high_severity_is_cited_by_none() -> None:
    true = Proposed("We do not sell your data.", (KEPT.id,))
    found = checked([true], [KEPT, SHARED])
    assert (found.kept, found.left_out, found.sentences) == (1, (SHARED.id,), ())


def test_the_digest_differs_with_anything_that_is_told() -> None:
    digests = {
        digest_of("substantive", [KEPT, SHARED]),
        digest_of("editorial", [KEPT, SHARED]),
        digest_of("substantive", [SHARED, KEPT]),
        digest_of("substantive", [KEPT]),
        digest_of("substantive", [KEPT, FEE]),
    }
    assert len(digests) == 5
