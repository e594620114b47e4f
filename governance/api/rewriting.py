"""The rewrite of a change: sentences of a model beside the summary. The caller decides who may read it."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from governance.models import Change
from governance.reading import ChangeView
from governance.rewriting.showing import rewrite_of


class RewrittenSentenceSerializer(serializers.Serializer[Any]):
    sentence = serializers.CharField()
    cites = serializers.ListField(
        child=serializers.CharField(),
        help_text="What it re-words: JSON Pointers (RFC 6901) into `summary`, such as `/provisions/0`.",
    )
    is_derived = serializers.BooleanField(
        help_text="Whether it is the summary's own sentence, in place of one that the rules dropped."
    )


class RewritingSerializer(serializers.Serializer[Any]):
    """Sentences that a language model made of the summary and that passed the rules. The summary is what counts."""

    label = serializers.CharField(  # type: ignore[assignment]
        help_text="To be shown with the sentences: that a machine rewrote them and rules checked them."
    )
    model = serializers.CharField(help_text="The name of the model.")
    rewritten_at = serializers.DateTimeField()
    sentences = RewrittenSentenceSerializer(many=True)


def describe_rewriting(change: Change, view: ChangeView) -> dict[str, Any] | None:
    """Return what RewritingSerializer shows of a change that was read with its summary; None if there is nothing."""
    found = rewrite_of(change, view)
    return dict(RewritingSerializer(asdict(found)).data) if found else None
