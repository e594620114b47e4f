"""The sub-processors that a document lists. Part of Professional."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import SignedInWithScope
from accounts.zones import zone_of
from billing.entitlements import Feature, require
from governance.analysis.objection_periods import PeriodKind
from governance.analysis.period_units import PeriodUnit
from governance.analysis.sub_processors.changes import ListChange, changes_between, plain
from governance.analysis.sub_processors.reading import sub_processors_in
from governance.analysis.sub_processors.rows import SubProcessorList, SubProcessorRow
from governance.api import parameters
from governance.api.diff import TextTooLarge, version_given
from governance.api.documents import find_document
from governance.api.shapes import document_id, version_id
from governance.api.summary import QuotationSerializer
from governance.models import Document, Version
from governance.sub_processor_lists import DeadlineState, ObjectionDeadline, good_versions, objection_deadline
from web.api.record import ForThisReader, reader_of

PARAMETERS = [
    OpenApiParameter("version", OpenApiTypes.STR, description="A version's id; the last good one by default."),
    OpenApiParameter(
        "compared_with", OpenApiTypes.STR, description="A version's id; the last good one before `version` by default."
    ),
]


class ListedSubProcessorSerializer(serializers.Serializer[Any]):
    """A row of the list. Line breaks, emphasis and soft hyphens are left out of what it says, not of the quotation."""

    entity = serializers.CharField()
    purpose = serializers.CharField(allow_null=True, help_text="Null where the row states none.")
    location = serializers.CharField(
        allow_null=True,
        help_text="As the list states it: where data is processed if it says that, and else where the company is. Null "
        "where the row states none.",
    )
    countries = serializers.ListField(
        child=serializers.CharField(), help_text="ISO 3166-1 codes of the countries named, where that is sure."
    )
    section = serializers.CharField(help_text="The title above the row; may be empty.")
    rule = serializers.CharField(help_text="Which rule read it.")
    quotation = QuotationSerializer(help_text="The whole row.")


class SubProcessorChangeSerializer(serializers.Serializer[Any]):
    """A difference between the two lists. One sub-processor may have several rows."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ListChange])
    sentence = serializers.CharField()
    before = ListedSubProcessorSerializer(many=True)
    after = ListedSubProcessorSerializer(many=True)


class ObjectionPeriodSerializer(serializers.Serializer[Any]):
    """A period as the clause states it."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in PeriodKind])
    length = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=[unit.value for unit in PeriodUnit])
    runs_from = serializers.CharField(
        help_text="Such as `notice` or `receipt`; `other` for an event that is not known here; empty where the "
        "clause does not say."
    )
    rule = serializers.CharField()


class ObjectionDeadlineSerializer(serializers.Serializer[Any]):
    """Until when the platform's data processing terms let one object to the difference."""

    state = serializers.ChoiceField(choices=[state.value for state in DeadlineState])
    sentence = serializers.CharField(help_text="What is stated, and how the last day was counted.")
    document = document_id(allow_null=True, help_text="Whose terms they are; null where none were recorded.")
    quotation = QuotationSerializer(allow_null=True, help_text="The clause; null where none states a period.")
    period = ObjectionPeriodSerializer(allow_null=True)
    counted_from = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)


class SubProcessorsSerializer(serializers.Serializer[Any]):
    """The sub-processors that a version lists, and what differs from another version."""

    document = document_id()
    version = version_id(allow_null=True, help_text="Null where no good version is recorded.")
    compared_with = version_id(allow_null=True, help_text="Null where there is no version before.")
    sentence = serializers.CharField(help_text="What was read, and what could not be.")
    rows = ListedSubProcessorSerializer(many=True)
    unread = serializers.IntegerField(help_text="Rows and items among them that could not be read as one.")
    changes = SubProcessorChangeSerializer(many=True)
    objection = ObjectionDeadlineSerializer(allow_null=True, help_text="Null where nothing differs.")


class DocumentSubProcessors(ForThisReader, GenericAPIView[Any]):
    """The sub-processors that a version of a document lists, and what differs from another one. Part of Professional.

    A document that lists none has no rows, and a sentence says so. Whether somebody processes data for the platform is
    nothing that we check: these are the words of the document.
    """

    permission_classes = [SignedInWithScope]
    serializer_class = SubProcessorsSerializer

    @extend_schema(operation_id="documents_sub_processors", parameters=PARAMETERS)
    def get(self, request: Request, public_id: str) -> Response:
        require(reader_of(request), Feature.SUB_PROCESSORS, timezone.now())
        document = find_document(public_id)
        version = self._version(request, document)
        other = self._compared_with(request, document, version)
        zone = zone_of(request.user.timezone) if isinstance(request.user, User) else ZoneInfo("UTC")
        return Response(SubProcessorsSerializer(_described(document, version, other, zone)).data)

    def _version(self, request: Request, document: Document) -> Version | None:
        if parameters.text(request, "version") is None:
            return good_versions(document).first()
        return _readable(version_given(request, document, "version"))

    def _compared_with(self, request: Request, document: Document, version: Version | None) -> Version | None:
        if parameters.text(request, "compared_with") is not None:
            if version is None:
                raise ValidationError({"compared_with": ["No good version of this document is recorded."]})
            return _readable(version_given(request, document, "compared_with"))
        if version is None:
            return None
        return good_versions(document).filter(sequence__lt=version.sequence).first()


def _readable(version: Version) -> Version:
    if version.is_too_large:
        raise TextTooLarge
    return version


@dataclass(frozen=True, slots=True)
class _ReadVersion:
    """A version with its text, which is unpacked once, and its list."""

    version: Version
    text: str
    listed: SubProcessorList

    def row(self, row: SubProcessorRow) -> dict[str, Any]:
        return {
            "entity": plain(row.entity.words),
            "purpose": plain(row.purpose.words) if row.purpose else None,
            "location": plain(row.location.words) if row.location else None,
            "countries": list(row.countries),
            "section": row.section,
            "rule": row.rule,
            "quotation": _quotation(self.version, row.start, row.end, self.text[row.start : row.end]),
        }


def _read(version: Version | None) -> _ReadVersion | None:
    if version is None:
        return None
    text = version.text
    return _ReadVersion(version, text, sub_processors_in(text))


def _described(document: Document, version: Version | None, other: Version | None, zone: ZoneInfo) -> dict[str, Any]:
    this, that = _read(version), _read(other)
    changes = list(_changes(this, that)) if this and that else []
    later = max((one for one in (version, other) if one), key=lambda one: one.sequence, default=None)
    return {
        "document": document.pk,
        "version": version.pk if version else None,
        "compared_with": other.pk if other else None,
        "sentence": _sentence(this),
        "rows": [this.row(row) for row in this.listed.rows] if this else [],
        "unread": len(this.listed.unread) if this else 0,
        "changes": changes,
        "objection": _objection(objection_deadline(document, later, zone)) if changes and later else None,
    }


def _changes(this: _ReadVersion, that: _ReadVersion) -> Iterator[dict[str, Any]]:
    for change in changes_between(that.listed.rows, this.listed.rows):
        yield {
            "kind": change.kind.value,
            "sentence": change.sentence,
            "before": [that.row(row) for row in change.before],
            "after": [this.row(row) for row in change.after],
        }


def _sentence(read: _ReadVersion | None) -> str:
    if read is None:
        return "No good version of this document is recorded, so nothing could be read."
    listed = read.listed
    if not listed.rows:
        return "No list of sub-processors was found in this version."
    one = len(listed.rows) == 1
    sentence = f"{len(listed.rows)} {'row' if one else 'rows'} of sub-processors {'was' if one else 'were'} read."
    if listed.unread:
        more = "One more row" if len(listed.unread) == 1 else f"{len(listed.unread)} more rows"
        sentence += f" {more} could not be read."
    return sentence


def _quotation(version: Version, start: int, end: int, text: str) -> dict[str, Any]:
    return {"version_id": version.pk, "start": start, "end": end, "text": text}


def _objection(found: ObjectionDeadline) -> dict[str, Any]:
    quotation = None
    if found.version and found.period and found.quotation is not None:
        quotation = _quotation(found.version, found.period.start, found.period.end, found.quotation)
    return {
        "state": found.state.value,
        "sentence": found.sentence,
        "document": found.version.document_id if found.version else None,
        "quotation": quotation,
        "period": found.period,
        "counted_from": found.counted_from,
        "last_day": found.last_day,
    }
