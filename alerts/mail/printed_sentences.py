"""Every sentence that the product can print about a change, each with an example made by the real comparison."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from alerts.mail.rendering import GATE, NOTHING, NOTHING_IN_CATEGORIES, UNVERIFIED, WHY, earlier_words
from alerts.mail.samples import fictional_changes
from alerts.mail.subjects import alert_subject, digest_subject, severity_words
from alerts.mail.wording import (
    count_words,
    facts_words,
    left_out_words,
    taken_back_words,
    told_by_words,
    why_words,
)
from governance.comparison import Comparison, describe, headline, parse
from governance.comparison.materiality.signs import SAID
from governance.comparison.weighing.categorise import shipped_categoriser
from governance.comparison.weighing.category_features import Passage
from governance.comparison.weighing.consequences import every_why
from governance.comparison.weighing.severity_reasons import reason_of
from governance.comparison.weighing.taxonomy import category_names
from governance.reading import WhyView
from governance.sentence_examples import TERMS, all_examples

_QUOTATION = re.compile(r"“(?:[^“”]|“[^“”]*”)*”")
_NUMBER = re.compile(r"\b\d+\b")
# What a phrase of a headline is about.
_TOPIC = re.compile(r" (?:on [A-Za-z ,-]+|under “…”)(?= \(N|$)| \((?!N)[^()]+\)$")
PLATFORM, DOCUMENT = "Inkwell", "Terms of Service"


@dataclass(frozen=True, slots=True)
class Printed:
    """A sentence: its kind, the id of the rule, code or form that makes it, and an example."""

    kind: str
    id: str
    sentence: str


def printed_sentences() -> list[Printed]:
    """Return one of each kind and id, in the order in which a reader meets them."""
    comparisons = [example.compared() for example in all_examples()]
    found = [
        *(Printed("headline", one.rule, headline(PLATFORM, DOCUMENT, one)) for one in comparisons),
        *(Printed("class", one.rule, one.reason) for one in comparisons),
        *(
            Printed("class, nothing material", one.reason, one.reason)
            for one in comparisons
            if one.rule == "immaterial"
        ),
        *(printed for one in comparisons for printed in _headline_forms(one)),
        *(printed for one in comparisons for printed in _of_statements(one)),
        *(printed for one in comparisons for printed in _of_clauses(one)),
        *(Printed("sign", name, f"What weighed most: {words}.") for name, words in SAID.items()),
        *_of_whys(),
        *_of_documents(),
        *_of_mails(),
    ]
    first: dict[tuple[str, str], Printed] = {}
    for printed in found:
        first.setdefault((printed.kind, printed.id), printed)
    kinds = list(dict.fromkeys(printed.kind for printed in found))
    return sorted(first.values(), key=lambda printed: kinds.index(printed.kind))


def _headline_forms(comparison: Comparison) -> Iterator[Printed]:
    """Yield the headline for each way of telling that it holds."""
    told = headline(PLATFORM, DOCUMENT, comparison)
    if comparison.rule in ("words_of_provisions", "under_other_words"):
        for phrase in _form_of(told).split(": ", 1)[1].split("; "):
            yield Printed("headline form", _TOPIC.sub("", phrase), told)


def _form_of(sentence: str) -> str:
    """Return the sentence without what its example puts into it: quotations and numbers."""
    return _NUMBER.sub("N", _QUOTATION.sub("“…”", sentence))


def _of_statements(comparison: Comparison) -> Iterator[Printed]:
    for statement in comparison.statements:
        yield Printed("statement", statement.code, statement.sentence)


def _of_clauses(comparison: Comparison) -> Iterator[Printed]:
    for one in (*comparison.differences, *comparison.set_aside):
        yield Printed("clause", f"{one.kind} {one.severity_rule}", one.sentence)
        for form in _form_of(one.sentence).split(": ", 1)[-1].removesuffix(".").split("; "):
            yield Printed("clause form", form, one.sentence)
        yield Printed("severity", one.severity_rule, reason_of(one.severity_rule, one.category))


def _of_whys() -> Iterator[Printed]:
    names = category_names()
    for why in every_why():
        view = WhyView(why.category, names[why.category], why.direction, why.sentence, why.citations)
        yield Printed("why it may matter", f"{why.category} {why.direction}", why_words(view))


def _of_documents() -> Iterator[Printed]:
    """Yield the sentences of the plain-language summary of a document."""
    categorise = shipped_categoriser().categorise
    blocks = parse(TERMS).blocks
    clauses = [(categorise(Passage(block.visible, headings=block.heading_path)), block) for block in blocks]
    for described in describe(clauses):
        yield Printed("document", described.category, described.sentence)


def _of_mails() -> Iterator[Printed]:
    one, *others = fictional_changes()
    elsewhere = [replace(view, platform_name=f"Platform {n}", is_demonstration=False) for n, view in enumerate(others)]
    real = [replace(one, is_demonstration=False), *elsewhere]
    yield Printed("subject", "alert, one change", alert_subject(real[:1]))
    yield Printed("subject", "alert, demonstration", alert_subject([one]))
    yield Printed("subject", "alert, several changes", alert_subject([real[0], real[0], real[0]]))
    yield Printed("subject", "alert, several platforms", alert_subject(real[:4]))
    over = replace(real[0], taken_back_at=one.detected_at)
    yield Printed("subject", "digest, taken back", digest_subject("weekly", [over]))
    yield Printed("mail", "taken back", taken_back_words(over))
    yield Printed("mail", "by a category watch", told_by_words(["retention"]))
    yield Printed("mail", "by category watches", told_by_words(["retention", "data_sharing"]))
    yield from (Printed("mail", f"earlier, {count}", earlier_words(count)[0]) for count in (1, 2))
    yield Printed("subject", "digest, nothing", digest_subject("weekly", []))
    yield Printed("subject", "digest, one change", digest_subject("daily", real[:1]))
    yield Printed("subject", "digest, several platforms", digest_subject("weekly", real))
    yield Printed("mail", "severities", severity_words(real))
    yield Printed("mail", "counts", count_words({"added": 2, "removed": 1, "modified": 3, "moved": 0}))
    yield Printed("mail", "no counts", count_words(dict.fromkeys(("added", "removed", "modified", "moved"), 0)))
    yield Printed("mail", "facts", facts_words(one))
    yield Printed("mail", "left out", left_out_words(one.provisions, one.provisions[:1]))
    yield from (Printed("mail", name, words) for name, words in (("gate", GATE), ("nothing", NOTHING), ("why", WHY)))
    yield Printed("mail", "nothing, with category watches", NOTHING_IN_CATEGORIES)
    yield Printed("mail", "unverified", UNVERIFIED)
