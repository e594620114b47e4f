"""The operator's pages about watching and owing."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from accounts.admin.read_only import ReadOnly
from alerts.models import Alert, Digest, DigestEntry, DigestSchedule, FanOut, WatchItem, Watchlist


class WatchItemInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = WatchItem
    fields = ("platform", "added_at")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> "QuerySet[WatchItem]":
        return super().get_queryset(request).select_related("platform")


@admin.register(Watchlist)
class WatchlistAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "user", "cadence", "paused", "is_default", "item_count", "created_at")
    list_filter = ("cadence", "paused", "is_default")
    list_select_related = ("user",)
    search_fields = ("name", "user__email")
    ordering = ("-created_at", "pk")
    inlines = (WatchItemInline,)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Watchlist]":
        watchlists: QuerySet[Watchlist] = super().get_queryset(request)
        return watchlists.annotate(item_count=Count("items"))

    @admin.display(ordering="item_count")
    def item_count(self, watchlist: Any) -> int:
        return int(watchlist.item_count)


@admin.register(FanOut)
class FanOutAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("change", "alert_count", "begun_at", "done_at")
    list_select_related = ("change",)
    search_fields = ("change__headline", "change__platform__slug")
    ordering = ("-begun_at", "pk")


@admin.register(Alert)
class AlertAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("change", "user", "created_at", "read_at", "delivery_state")
    list_filter = ("created_at", "message__batch__state")
    list_select_related = ("change", "user", "message__batch")
    search_fields = ("user__email", "change__headline", "change__platform__slug")
    ordering = ("-created_at", "pk")

    @admin.display(description="batch")
    def delivery_state(self, alert: Alert) -> str:
        return alert.message.batch.state if alert.message else "not composed"


class DigestEntryInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = DigestEntry
    fields = ("change",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> "QuerySet[DigestEntry]":
        return super().get_queryset(request).select_related("change")


@admin.register(Digest)
class DigestAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "cadence", "period_start", "period_end", "entry_count", "delivery_state")
    list_filter = ("cadence", "period_end")
    list_select_related = ("user", "message__batch")
    search_fields = ("user__email",)
    ordering = ("-period_end", "pk")
    inlines = (DigestEntryInline,)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Digest]":
        digests: QuerySet[Digest] = super().get_queryset(request)
        return digests.annotate(entry_count=Count("entries"))

    @admin.display(ordering="entry_count")
    def entry_count(self, digest: Any) -> int:
        return int(digest.entry_count)

    @admin.display(description="batch")
    def delivery_state(self, digest: Digest) -> str:
        return digest.message.batch.state if digest.message else "no mail"


@admin.register(DigestSchedule)
class DigestScheduleAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "cadence", "period_start", "due_at")
    list_filter = ("cadence",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    ordering = ("due_at", "pk")
