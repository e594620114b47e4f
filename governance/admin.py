"""The operator's view of the record. The catalogue can be edited; what was recorded can only be read."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet, URLField
from django.db.models.functions import Lower
from django.forms import JSONField, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from governance.models import Change, Collection, Document, Event, Platform, Provision, PublicIdMixin, Version
from governance.names import same_name
from governance.record.platforms import leads_to, set_facts
from governance.record.versions import set_state

MOST_COUNTED = 5_000
SENTENCES_SHOWN = 50


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts to a bound and no further, so that a list of a million rows opens as fast as a short one."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:MOST_COUNTED].count()


class RecordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists newest first, finds a row by its public id, and never counts a whole table."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    ordering = ("-pk",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if issubclass(self.model, PublicIdMixin):
            key = self.model.key_of(search_term.strip().upper())
            if key is not None:
                return queryset.filter(pk=key), False
        return super().get_search_results(request, queryset, search_term)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(RecordAdmin):
    """What was recorded: to be read, by those who may view it, and changed by nobody."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ListOfTextField(JSONField):
    """A JSON list of non-empty strings."""

    def clean(self, value: Any) -> list[str]:
        texts = super().clean(value) or []
        if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
            raise ValidationError('Give a list of strings, such as ["one", "another"].')
        return texts


class PlatformForm(ModelForm):  # type: ignore[type-arg]
    aliases = ListOfTextField(required=False)

    def clean_successor(self) -> Platform | None:
        """Refuse a successor that leads back to this platform."""
        successor: Platform | None = self.cleaned_data["successor"]
        if self.instance.pk and leads_to(successor, self.instance):
            raise ValidationError("This platform would in the end succeed itself.")
        return successor

    def clean(self) -> dict[str, Any]:
        """Refuse a successor of what is still active."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("successor") and cleaned.get("status") == Platform.Status.ACTIVE:
            self.add_error("status", "A platform that another has succeeded is not active.")
        return cleaned


class DocumentForm(ModelForm):  # type: ignore[type-arg]
    source_urls = ListOfTextField(required=False)


def _column(name: str, words: str, *, is_yes_or_no: bool = False) -> Callable[[Any], Any]:
    """A column of a list under a short heading, where the field's own name is a sentence."""

    @admin.display(description=words, ordering=name, boolean=is_yes_or_no)
    def shown(row: Any) -> Any:
        return getattr(row, name)

    return shown


def _version_column(name: str, words: str) -> Callable[[Any], str]:
    """A column that names a version by its public id, without reading it."""

    @admin.display(description=words, ordering=name, empty_value="-")
    def shown(row: Any) -> str:
        key = getattr(row, f"{name}_id")
        return Version.public_id_of(key) if key else ""

    return shown


@admin.register(Collection)
class CollectionAdmin(RecordAdmin):
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

    def save_model(self, request: HttpRequest, obj: Platform, form: Any, change: bool) -> None:
        set_facts(obj)
        super().save_model(request, obj, form, change)


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    form = DocumentForm
    list_display = (
        "public_id",
        "title",
        "platform",
        _column("document_type", "type"),
        "state",
        _column("last_verified_at", "last verified"),
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
        for document in documents:
            set_state(document=document, is_published=False, now=timezone.now())

    @admin.action(description="Mark as published again", permissions=["change"])
    def bring_back(self, request: HttpRequest, documents: QuerySet[Document]) -> None:
        for document in documents:
            set_state(document=document, is_published=True, now=timezone.now())


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = (
        "public_id",
        "document",
        "sequence",
        _column("captured_at", "captured"),
        "word_count",
        _column("is_technical", "technical", is_yes_or_no=True),
        _column("is_good", "good", is_yes_or_no=True),
    )
    list_filter = ("is_technical", "is_good")
    list_select_related = ("document",)
    search_fields = ("=stored_text__sha256", "=source_commit", "=document__platform__slug")
    fields = (
        "public_id",
        "document",
        "collection",
        "previous",
        "sequence",
        "sha256",
        "word_count",
        "captured_at",
        "stated_at",
        "in_force_at",
        "recorded_at",
        "source_commit",
        "source_count",
        "is_technical",
        "is_good",
        "is_too_large",
        "normal_digest",
        "dated_digest",
        "normaliser_version",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).defer("outline", "summary")


class HoldFilter(admin.SimpleListFilter):
    """Changes by what became of their hold."""

    title = "hold"
    parameter_name = "hold"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("held", "held"), ("confirmed", "confirmed"), ("withdrawn", "withdrawn")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        if self.value() == "held":
            return queryset.filter(pk__in=Change.objects.held())
        if self.value() == "confirmed":
            return queryset.exclude(confirmed_at=None)
        if self.value() == "withdrawn":
            return queryset.exclude(withdrawn_at=None)
        return queryset


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = (
        "public_id",
        "headline",
        "platform",
        "label",
        "severity",
        "is_alertable",
        _column("detected_at", "captured"),
        _column("published_at", "published"),
    )
    list_filter = ("label", "severity", "is_alertable", HoldFilter, ("published_at", admin.EmptyFieldListFilter))
    list_select_related = ("platform",)
    search_fields = ("=platform__slug", "=rule")
    fields = (
        "public_id",
        "platform",
        "document",
        "from_version",
        "to_version",
        "label",
        "rule",
        "reason",
        "is_alertable",
        "severity",
        "severity_rule",
        "headline",
        "effective_date",
        "categories",
        "added_count",
        "removed_count",
        "modified_count",
        "moved_count",
        "against_last_good",
        "comparison_version",
        "detected_at",
        "published_at",
        "held_until",
        "confirmed_at",
        "withdrawn_at",
        "awaits_publication",
        "first_provision_changes",
    )

    @admin.display(description=f"first {SENTENCES_SHOWN} provision changes")
    def first_provision_changes(self, change: Change) -> SafeString:
        rows = change.provision_changes.order_by("position")[:SENTENCES_SHOWN]
        return format_html_join("\n", "<p>{}: {}</p>", ((row.kind, row.sentence) for row in rows))


@admin.register(Provision)
class ProvisionAdmin(ReadOnlyAdmin):
    list_display = (
        "public_id",
        "document",
        "category",
        _version_column("first_version", "first version"),
        _version_column("removed_in", "removed in"),
    )
    list_filter = ("category", ("removed_in", admin.EmptyFieldListFilter))
    list_select_related = ("document",)
    search_fields = ("=document__platform__slug", "=digest")
    fields = ("public_id", "document", "category", "first_version", "removed_in", "digest", "current_text")

    @admin.display(description="current text")
    def current_text(self, provision: Provision) -> str:
        return provision.current_revision.text if provision.current_revision else ""


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("occurred_at", "kind", "platform", "document")
    list_filter = ("kind",)
    list_select_related = ("platform", "document")
    search_fields = ("=platform__slug",)
