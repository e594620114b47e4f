"""Versions, changes, provisions and events in the admin, read-only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from governance.admin.lists import ReadOnlyAdmin, column, version_column
from governance.models import Change, Event, Provision, Version

SENTENCES_SHOWN = 50


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = (
        "public_id",
        "document",
        "sequence",
        column("captured_at", "captured"),
        "word_count",
        column("is_technical", "technical", is_yes_or_no=True),
        column("is_good", "good", is_yes_or_no=True),
    )
    list_filter = ("is_technical", "is_good")
    list_select_related = ("document__platform",)
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
    """Filters changes by whether they are held, confirmed or withdrawn."""

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
        column("detected_at", "captured"),
        column("published_at", "published"),
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
        version_column("first_version", "first version"),
        version_column("removed_in", "removed in"),
    )
    list_filter = ("category", ("removed_in", admin.EmptyFieldListFilter))
    list_select_related = ("document__platform",)
    search_fields = ("=document__platform__slug", "=digest")
    fields = ("public_id", "document", "category", "first_version", "removed_in", "digest", "current_text")

    @admin.display(description="current text")
    def current_text(self, provision: Provision) -> str:
        return provision.current_revision.text if provision.current_revision else ""


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("occurred_at", "kind", "platform", "document", "address")
    list_filter = ("kind",)
    list_select_related = ("platform", "document__platform")
    search_fields = ("=platform__slug",)
