"""The catalogue: collections, platforms and documents, which the operator edits."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet, URLField
from django.db.models.functions import Lower
from django.forms import JSONField
from django.http import HttpRequest
from django.utils import timezone

from governance.admin.lists import NamesForm, RecordAdmin, column
from governance.models import Collection, Document, Platform
from governance.names import same_name
from governance.record.document_states import bring_back_document, retire_document
from governance.record.platforms import leads_to, set_facts


class ListOfTextField(JSONField):
    """A JSON list of non-empty strings."""

    def clean(self, value: Any) -> list[str]:
        texts = super().clean(value) or []
        if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
            raise ValidationError('Give a list of strings, such as ["one", "another"].')
        return texts


class PlatformForm(NamesForm):
    aliases = ListOfTextField(required=False)

    def clean_successor(self) -> Platform | None:
        """Refuse a successor that leads back to this platform."""
        successor: Platform | None = self.cleaned_data["successor"]
        if self.instance.pk and leads_to(successor, self.instance):
            raise ValidationError("This platform would in the end succeed itself.")
        return successor

    def clean(self) -> dict[str, Any]:
        """Refuse a successor for a platform that is still active."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("successor") and cleaned.get("status") == Platform.Status.ACTIVE:
            self.add_error("status", "A platform that another has succeeded is not active.")
        return cleaned


class DocumentForm(NamesForm):
    source_urls = ListOfTextField(required=False)


@admin.register(Collection)
class CollectionAdmin(RecordAdmin):
    form = NamesForm
    list_display = ("name", "slug", "licence", "is_demonstration", "last_imported_at")
    list_filter = ("is_demonstration",)
    search_fields = ("name", "slug")
    readonly_fields = ("last_commit", "last_imported_at")
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


@admin.register(Platform)
class PlatformAdmin(RecordAdmin):
    form = PlatformForm
    list_display = ("name", "slug", "sector", "status", "operator", "is_demonstration")
    list_filter = ("status", "is_demonstration", "sector")
    search_fields = ("search_text", "=slug")
    autocomplete_fields = ("successor",)
    ordering = (Lower("name"), "pk")  # type: ignore[assignment]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("slug", "is_demonstration", "created_at") if obj else ("created_at",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, same_name(search_term))

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Store what the form changed, and what follows from it and from the row as it is stored by now."""
        row = Platform.objects.select_for_update().get(pk=obj.pk) if change else obj
        assert isinstance(row, Platform)
        changed = set_facts(row, {name: getattr(obj, name) for name in form.changed_data})
        row.save(update_fields=changed if change else None)


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    form = DocumentForm
    list_display = (
        "public_id",
        "title",
        "platform",
        column("document_type", "type"),
        column("region", "region"),
        "state",
        column("last_verified_at", "last verified"),
    )
    list_filter = ("state", "collection")
    list_select_related = ("platform",)
    search_fields = ("=platform__slug", "=document_type", "title")
    raw_id_fields = ("platform", "collection")
    actions = ("retire", "bring_back")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        # Changes carry the platform and the type of their document.
        # A new one has no public id, nor anything that is recorded of it.
        recorded = ("platform", "document_type", "collection", "public_id") if obj else ()
        return (*recorded, "source_path", "state", "last_verified_at", "created_at")

    @admin.action(description="Mark as no longer published", permissions=["change"])
    def retire(self, request: HttpRequest, documents: QuerySet[Document]) -> None:
        now = timezone.now()
        for document in documents:
            retire_document(document=document, occurred_at=now, now=now)

    @admin.action(description="Mark as published again", permissions=["change"])
    def bring_back(self, request: HttpRequest, documents: QuerySet[Document]) -> None:
        for document in documents:
            bring_back_document(document=document, now=timezone.now())
