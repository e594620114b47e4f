"""What the operator sees of watching, owing and delivering. History is read-only; batches can be tried again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from alerts.batches import resend
from alerts.models import (
    Alert,
    Attempt,
    Batch,
    Digest,
    DigestEntry,
    DigestSchedule,
    FanOut,
    Feedback,
    Message,
    Suppression,
    Unsubscription,
    WatchItem,
    Watchlist,
    Withheld,
)


class ReadOnly:
    """Rows that only the service itself writes."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
    list_display = ("change", "alert_count", "done_at")
    list_select_related = ("change",)
    search_fields = ("change__headline", "change__platform__slug")
    ordering = ("-done_at", "pk")


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


class AttemptInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Attempt
    fields = readonly_fields = ("id", "transport", "started_at", "outcome", "detail", "heard_of")
    ordering = ("started_at",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Attempt]":
        return super().get_queryset(request).select_related("evidence")

    @admin.display(description="first event")
    def heard_of(self, attempt: Attempt) -> Any:
        return attempt.evidence.first_seen_at if hasattr(attempt, "evidence") else ""


class MessageInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Message
    fields = readonly_fields = ("id", "user", "created_at", "not_sent", "came_back")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Message]":
        return super().get_queryset(request).select_related("user", "withheld").prefetch_related("feedback")

    @admin.display(description="feedback")
    def came_back(self, message: Message) -> str:
        return ", ".join(f"{row.kind}: {row.detail}" for row in message.feedback.all())

    @admin.display(description="withheld because")
    def not_sent(self, message: Message) -> str:
        return message.withheld.get_reason_display() if hasattr(message, "withheld") else ""


@admin.register(Batch)
class BatchAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("id", "kind", "subject", "state", "attempt_count", "not_before", "finished_at", "reason")
    list_filter = ("state", "kind", "created_at")
    list_select_related = ("content",)
    search_fields = ("messages__user__email", "content__subject", "provider_id")
    ordering = ("-id",)
    inlines = (AttemptInline, MessageInline)
    actions = ("try_again",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Batch]":
        return super().get_queryset(request).defer("content__html", "content__text")

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("alerts.change_batch")

    @admin.display(ordering="content__subject")
    def subject(self, batch: Batch) -> str:
        return batch.content.subject

    @admin.action(description="Try held and failed batches again", permissions=["try_again"])
    def try_again(self, request: HttpRequest, queryset: "QuerySet[Batch]") -> None:
        chosen = list(queryset.values_list("pk", flat=True))
        count = resend(chosen, timezone.now())
        self.message_user(request, f"{count} of {len(chosen)} will be sent again.", messages.SUCCESS)


@admin.register(Withheld)
class WithheldAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("message", "reason", "at")
    list_filter = ("reason", "at")
    list_select_related = ("message",)
    search_fields = ("message__user__email",)
    ordering = ("-at", "pk")


@admin.register(Feedback)
class FeedbackAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("message", "kind", "detail", "at")
    list_filter = ("kind", "at")
    list_select_related = ("message",)
    search_fields = ("message__user__email",)
    ordering = ("-at", "-pk")


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Deleting a row is the operator's decision to write to the address again."""

    list_display = ("address", "reason", "source", "detail", "at")
    list_filter = ("reason", "source", "at")
    search_fields = ("address",)
    ordering = ("-at", "pk")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("alerts.delete_suppression")


@admin.register(Unsubscription)
class UnsubscriptionAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "scope", "at")
    list_filter = ("scope", "at")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    ordering = ("-at", "pk")
