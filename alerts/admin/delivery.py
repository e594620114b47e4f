"""The operator's pages about delivery. History is read-only; batches can be tried again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.admin.read_only import ReadOnly, operator_of
from alerts.delivery.resending import ENDED, in_doubt, old, send_again
from alerts.delivery.suppression import write_again
from alerts.models import (
    AccountMailFailure,
    Attempt,
    Batch,
    Feedback,
    ListedAddress,
    Message,
    Suppression,
    Unsubscription,
    Withheld,
)


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

    @admin.display(description="delivery reports")
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

    @admin.action(description="Send held and failed batches again …", permissions=["try_again"])
    def try_again(self, request: HttpRequest, queryset: "QuerySet[Batch]") -> HttpResponse | None:
        """Ask first what may arrive twice or late, and send that only if the operator chooses it."""
        chosen, now = Batch.objects.filter(pk__in=queryset.values("pk")), timezone.now()
        if "confirmed" not in request.POST:
            return self._ask(request, chosen, now)
        eligible = chosen.filter(state__in=ENDED).count()
        asked = {name: name in request.POST for name in ("despite_doubt", "despite_age")}
        operator = operator_of(request)
        done = send_again(chosen=chosen, by=operator.email, now=now, **asked)
        sent = Batch.objects.filter(pk__in=done.batch_ids)
        if done.batch_ids:
            LogEntry.objects.log_actions(operator.pk, sent, CHANGE, f"Sent again{_words(asked)}.")
        left = f" Left: {done.in_doubt} in doubt, {done.old} older than a day." if done.in_doubt or done.old else ""
        level = messages.SUCCESS if done.batch_ids else messages.WARNING
        self.message_user(request, f"{len(done.batch_ids)} of {eligible} will be sent again.{left}", level)
        return None

    def _ask(self, request: HttpRequest, chosen: "QuerySet[Batch]", now: datetime) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Send batches again",
            "opts": self.opts,
            "chosen": list(chosen.order_by("pk").values_list("pk", flat=True)),
            "eligible": chosen.filter(state__in=ENDED).count(),
            "in_doubt": in_doubt(chosen).count(),
            "old": old(chosen, now).count(),
        }
        return TemplateResponse(request, "admin/alerts/batch/send_again.html", context)


@admin.register(Attempt)
class AttemptAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("id", "batch", "transport", "started_at", "outcome", "detail")
    list_filter = ("transport", "outcome", "started_at")
    list_select_related = ("batch",)
    search_fields = ("=id", "=batch__id")
    ordering = ("-started_at", "pk")


def _words(asked: Mapping[str, bool]) -> str:
    names = {"despite_doubt": "people may get them twice", "despite_age": "also those older than a day"}
    return "".join(f", {names[name]}" for name, is_asked in asked.items() if is_asked)


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
    """Suppressed addresses. Deleting a row means to write to the address again."""

    list_display = ("address", "reason", "source", "detail", "at")
    list_filter = ("reason", "source", "at")
    search_fields = ("address",)
    ordering = ("-at", "pk")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("alerts.delete_suppression")

    def delete_model(self, request: HttpRequest, obj: Suppression) -> None:
        write_again([obj.pk], now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Suppression]") -> None:
        write_again(queryset.values_list("pk", flat=True), now=timezone.now())


@admin.register(ListedAddress)
class ListedAddressAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("address", "owed_at", "attempt_count", "not_before", "given_up_at", "reason")
    list_filter = (("given_up_at", admin.EmptyFieldListFilter), "owed_at")
    search_fields = ("address",)
    ordering = ("-owed_at", "pk")


@admin.register(Unsubscription)
class UnsubscriptionAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "scope", "at")
    list_filter = ("scope", "at")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    ordering = ("-at", "pk")


@admin.register(AccountMailFailure)
class AccountMailFailureAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("at", "kind", "user", "detail")
    list_filter = ("kind", "at")
    list_select_related = ("user",)
    search_fields = ("user__email", "detail")
    ordering = ("-at", "pk")
