"""Channels, and the files that people asked for: how they stand, without an address, a secret or a file."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.read_only import ReadOnly
from alerts.models import Channel, Memo, WatchCertificate


@admin.register(Channel)
class ChannelAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("kind", "user", "state", "disabled_because", "failing_since", "failures", "last_success_at")
    list_filter = ("state", "kind", ("failing_since", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("user__email", "=user__id", "=id")
    ordering = ("-made_at", "pk")
    fields = (
        *("id", "user", "kind", "name", "shown_url", "state", "disabled_because", "made_at", "tried_at"),
        *("last_success_at", "failing_since", "failure_count", "warning_count", "resting_until"),
    )

    @admin.display(ordering="failure_count")
    def failures(self, channel: Channel) -> int:
        return channel.failure_count


class _MadeFileAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_select_related = ("user",)
    search_fields = ("user__email", "=user__id", "=id")
    ordering = ("-asked_at", "pk")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).defer("packed")


@admin.register(Memo)
class MemoAdmin(_MadeFileAdmin):
    list_display = ("number", "user", "kind", "format", "state", "asked_at", "made_at", "attempt_count", "failure")
    list_filter = ("state", "kind", "format", "asked_at")
    fields = (
        *("id", "user", "kind", "format", "state", "asked_at", "made_at", "attempt_count", "failure"),
        *("title", "size_bytes", "sha256", "made_with"),
    )


@admin.register(WatchCertificate)
class WatchCertificateAdmin(_MadeFileAdmin):
    list_display = ("id", "user", "state", "asked_at", "issued_at", "attempt_count", "failure")
    list_filter = ("state", "asked_at")
    fields = (
        *("id", "user", "since", "until", "state", "asked_at", "issued_at", "attempt_count", "failure"),
        *("verified_count", "gap_count", "change_count", "size_bytes", "sha256"),
    )
