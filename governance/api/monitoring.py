"""Whether a platform is monitored, as the API shows it."""

from typing import Any

from rest_framework import serializers

from governance.monitoring import MonitoringState


class MonitoringSerializer(serializers.Serializer[Any]):
    """Whether changes of a platform can be noticed. `docs/api.md` says what counts as captured."""

    state = serializers.ChoiceField(
        choices=[state.value for state in MonitoringState],
        help_text="`monitored`: every document is captured; `partly`: some; `not_captured`: none was ever, "
        "or none can be read at present; `ended`: none is any more.",
    )
    reason = serializers.CharField(allow_null=True, help_text="A sentence that says what can't be noticed.")
    documents_captured = serializers.IntegerField(help_text="Documents that have been captured, the retired apart.")
    documents = serializers.IntegerField(help_text="Documents that are known, the retired apart.")
    successor = serializers.CharField(
        allow_null=True, help_text="Slug of the platform that it was merged into or renamed to."
    )
