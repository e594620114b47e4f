"""The summary of a change, clause by clause with its quotations. The caller decides who may read it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from rest_framework import serializers

from governance.api.shapes import version_id
from governance.comparison import folded_diff
from governance.comparison.weighing.consequences import DIRECTIONS
from governance.models import Change, ProvisionChange, Version
from governance.models.changes import Severity
from governance.reading import ChangeView

# Characters of one change's clauses, on both sides, that are compared word by word: the most important clauses first.
MOST_COMPARED = 20_000


class QuotationSerializer(serializers.Serializer[Any]):
    """Exactly the characters from `start` to `end` of the version's text."""

    version = version_id(source="version_id")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()


class StatementSerializer(serializers.Serializer[Any]):
    """One true sentence about the change as a whole."""

    code = serializers.CharField(
        help_text="Such as counts, rewritten, returned, announced, effective_date, first_good_capture."
    )
    sentence = serializers.CharField()


class ProvisionChangeSerializer(serializers.Serializer[Any]):
    """What happened to one provision."""

    provision = serializers.CharField()
    kind = serializers.ChoiceField(choices=ProvisionChange.Kind.choices)
    category = serializers.CharField()
    category_name = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.labels)
    severity_rule = serializers.CharField()
    severity_reason = serializers.CharField()
    sentence = serializers.CharField()
    heading_path = serializers.ListField(child=serializers.CharField())
    label = serializers.CharField()  # type: ignore[assignment]
    before = QuotationSerializer(allow_null=True)
    after = QuotationSerializer(allow_null=True)
    diff = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        allow_null=True,
        help_text="[equal, insert or delete, words] from `before` to `after`; null where there is only one of them, or "
        "the clauses before it in this summary are already long.",
    )


class CitationSerializer(serializers.Serializer[Any]):
    """An article of a statute that a sentence states."""

    regulation = serializers.CharField(help_text="The statute's id.")
    short_name = serializers.CharField()
    ref = serializers.CharField(help_text="The article or section.")
    url = serializers.CharField()


class WhySerializer(serializers.Serializer[Any]):
    """One neutral sentence on why a change of such a clause may matter; with a citation if it states law."""

    category = serializers.CharField()
    category_name = serializers.CharField()
    direction = serializers.ChoiceField(choices=DIRECTIONS)
    sentence = serializers.CharField()
    citations = CitationSerializer(many=True)


class SummarySerializer(serializers.Serializer[Any]):
    """What changed: as a whole, and clause by clause, most important first."""

    statements = StatementSerializer(many=True)
    why_it_may_matter = WhySerializer(many=True)
    provisions = ProvisionChangeSerializer(many=True)


def describe_summary(change: Change, view: ChangeView) -> dict[str, Any]:
    """Return what SummarySerializer shows of a change."""
    diffs = diffs_of(view.provisions)
    return {
        "statements": [{"code": told.code, "sentence": told.sentence} for told in view.statements],
        "why_it_may_matter": [asdict(why) for why in view.why_it_may_matter],
        "provisions": [
            {
                "provision": provision.provision_public_id,
                "kind": provision.kind,
                "category": provision.category,
                "category_name": provision.category_name,
                "severity": provision.severity,
                "severity_rule": provision.severity_rule,
                "severity_reason": provision.severity_reason,
                "sentence": provision.sentence,
                "heading_path": list(provision.heading_path),
                "label": provision.label,
                "before": describe_quotation(
                    change.from_version_id, provision.before_start, provision.before_end, provision.before_quote
                ),
                "after": describe_quotation(
                    change.to_version_id, provision.after_start, provision.after_end, provision.after_quote
                ),
                "diff": next(diffs),
            }
            for provision in view.provisions
        ],
    }


class TwoWordings(Protocol):
    """A provision before and after, and what happened to it."""

    @property
    def kind(self) -> str: ...
    @property
    def before_quote(self) -> str | None: ...
    @property
    def after_quote(self) -> str | None: ...


def diffs_of(
    provisions: Sequence[TwoWordings], spelled: Callable[[str], str] = str
) -> Iterator[list[list[str]] | None]:
    """Yield the word-level difference of each modified clause, unless the clauses together are too long.

    `spelled` is how both wordings are shown. None stands for a clause without a difference of words.
    """
    left = MOST_COMPARED
    for provision in provisions:
        before, after = provision.before_quote, provision.after_quote
        if provision.kind != ProvisionChange.Kind.MODIFIED or before is None or after is None:
            yield None
            continue
        left -= len(before) + len(after)
        compared = folded_diff(spelled(before), spelled(after)) if left >= 0 else None
        yield None if compared is None else [list(piece) for piece in compared]


def describe_quotation(version: int, start: int | None, end: int | None, text: str | None) -> dict[str, Any] | None:
    """Return what QuotationSerializer shows; None if there is no text."""
    if text is None:
        return None
    return {"version": Version.public_id_of(version), "start": start, "end": end, "text": text}
