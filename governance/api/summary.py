"""The summary of a change, clause by clause with its quotations. Who may read it is decided by who shows it."""

from typing import Any

from rest_framework import serializers

from governance.api.shapes import version_id
from governance.models import Change, Version
from governance.reading import ChangeView


class QuotationSerializer(serializers.Serializer[Any]):
    """Exactly the characters from `start` to `end` of the version's text."""

    version = version_id(source="version_id")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()


class ProvisionChangeSerializer(serializers.Serializer[Any]):
    """What happened to one provision."""

    provision = serializers.CharField()
    kind = serializers.CharField(help_text="added, removed, modified or moved")
    category = serializers.CharField()
    category_name = serializers.CharField()
    severity = serializers.CharField()
    sentence = serializers.CharField()
    heading_path = serializers.ListField(child=serializers.CharField())
    label = serializers.CharField()  # type: ignore[assignment]
    before = QuotationSerializer(allow_null=True)
    after = QuotationSerializer(allow_null=True)


class SummarySerializer(serializers.Serializer[Any]):
    """What changed, clause by clause."""

    provisions = ProvisionChangeSerializer(many=True)


def describe_summary(change: Change, view: ChangeView) -> dict[str, Any]:
    """What SummarySerializer says of a change."""
    return {
        "provisions": [
            {
                "provision": provision.provision_public_id,
                "kind": provision.kind,
                "category": provision.category,
                "category_name": provision.category_name,
                "severity": provision.severity,
                "sentence": provision.sentence,
                "heading_path": list(provision.heading_path),
                "label": provision.label,
                "before": describe_quotation(
                    change.from_version_id, provision.before_start, provision.before_end, provision.before_quote
                ),
                "after": describe_quotation(
                    change.to_version_id, provision.after_start, provision.after_end, provision.after_quote
                ),
            }
            for provision in view.provisions
        ]
    }


def describe_quotation(version: int, start: int | None, end: int | None, text: str | None) -> dict[str, Any] | None:
    """What QuotationSerializer says; None where there is no text."""
    if text is None:
        return None
    return {"version": Version.public_id_of(version), "start": start, "end": end, "text": text}
