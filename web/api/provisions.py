"""What is tracked of each provision. Part of Professional."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import SignedInWithScope
from billing.entitlements import Feature, require
from governance.api import provisions
from governance.api.diff import TWO_VERSIONS, version_given
from governance.api.shapes import provision_id
from governance.api.summary import QuotationSerializer, describe_quotation
from governance.comparison import fold, word_diff
from governance.models import Provision
from governance.provision_diff import Quotation, wording_in
from web.api.record import ForThisReader, WordOperationSerializer, reader_of

_HEAVY = ("outline", "summary")


class ProvisionDiffSerializer(serializers.Serializer[Any]):
    """The words of a provision in two versions, and what differs."""

    provision = provision_id(source="provision_id")
    to = QuotationSerializer()
    words = WordOperationSerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        return {"provision": fields.pop("provision"), "from": QuotationSerializer(), **fields}


# Without a docstring: the reference would show it as the description of each address.
class _OfProvision(ForThisReader, GenericAPIView[Provision]):
    permission_classes = [SignedInWithScope]

    def provision(self, request: Request, public_id: str) -> Provision:
        """Return the provision for a reader who may have its history. Raises TierRequired, and NotFound."""
        require(reader_of(request), Feature.PROVISION_HISTORY, timezone.now())
        related = provisions.readable_provisions().select_related("removed_in", "document__current_version")
        heavy = [f"{version}__{field}" for version in ("removed_in", "document__current_version") for field in _HEAVY]
        return provisions.find_provision(public_id, related.defer(*heavy))


class ProvisionHistory(_OfProvision):
    """Every wording of a provision, every change to it, and how long it has stood. Part of Professional."""

    serializer_class = provisions.ProvisionHistorySerializer

    @extend_schema(operation_id="provisions_history")
    def get(self, request: Request, public_id: str) -> Response:
        history = provisions.provision_history(self.provision(request, public_id))
        return Response(provisions.ProvisionHistorySerializer(history).data)


class ProvisionDiff(_OfProvision):
    """The difference between the words of a provision in any two versions that have it. Part of Professional."""

    serializer_class = ProvisionDiffSerializer

    @extend_schema(operation_id="provisions_diff", parameters=TWO_VERSIONS)
    def get(self, request: Request, public_id: str) -> Response:
        provision = self.provision(request, public_id)
        before, after = (self._wording(request, provision, name) for name in ("from", "to"))
        words = [{"operation": kind, "text": text} for kind, text in fold(word_diff(before.text, after.text))]
        quoted = {name: describe_quotation(*_parts(one)) for name, one in (("from", before), ("to", after))}
        return Response({"provision": provision.public_id, **quoted, "words": words})

    def _wording(self, request: Request, provision: Provision, name: str) -> Quotation:
        found = wording_in(version_given(request, provision.document, name), provision.pk)
        if found is None:
            raise ValidationError({name: ["This version does not have the provision."]})
        return found


def _parts(quotation: Quotation) -> tuple[int, int, int, str]:
    return quotation.version_id, quotation.start, quotation.end, quotation.text
