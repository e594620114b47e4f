"""The operator's pages about watching and owing."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin.read_only import ReadOnly
from alerts.delivery.status import waiting_alerts, waiting_changes
from alerts.models import Alert, Digest, DigestEntry, DigestSchedule, FanOut, WatchItem, Watchlist
from governance.admin.record import ChangeAdmin
from governance.models import Change

admin.site.unregister(Change)


class WaitingFilter(admin.SimpleListFilter):
    """Keeps a list to what waits to be told, as the figures of delivery count it."""

    title = "waiting"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "waits to be told")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() != "yes":
            return queryset
        waiting: dict[type[Model], QuerySet[Any]] = {
            Alert: waiting_alerts(),
            Change: waiting_changes(),
            DigestSchedule: DigestSchedule.objects.due(timezone.now()),
        }
        return queryset.filter(pk__in=waiting[queryset.model].order_by().values("pk"))


@admin.register(Change)
class ToldChangeAdmin(ChangeAdmin):
    """Changes with whether they were shared out, which the app `governance` doesn't know."""

    list_filter = (*ChangeAdmin.list_filter, WaitingFilter)  # type: ignore[assignment]  # one filter more


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
    list_filter = (WaitingFilter, "created_at", "message__batch__state")
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
    list_filter = (WaitingFilter, "cadence")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    ordering = ("due_at", "pk")
