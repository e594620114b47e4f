"""API keys, mails that are owed, and the security log. A key can be revoked; history is never edited."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin.read_only import ReadOnly
from accounts.models import ApiKey, Notice, SecurityEvent
from accounts.services.api_keys import revoke_api_key


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("prefix", "name", "user", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
    list_filter = ("revoked_at", "expires_at", "created_at")
    search_fields = ("prefix", "name", "user__email")
    list_select_related = ("user",)
    ordering = ("-created_at", "pk")
    show_full_result_count = False
    actions = ("revoke",)
    fields = readonly_fields = (
        *("id", "user", "name", "prefix", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"),
    )

    @admin.action(description="Revoke the selected keys")
    def revoke(self, request: HttpRequest, queryset: "QuerySet[ApiKey]") -> None:
        for key in queryset:
            revoke_api_key(key=key, now=timezone.now())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "kind", "about_at", "state", "attempt_count", "not_before", "finished_at", "reason")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("user__email", "=user__id")
    list_select_related = ("user",)
    ordering = ("-created_at", "pk")


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("at", "kind", "user", "network", "way_back_until")
    list_filter = ("kind", "at")
    search_fields = ("user__email", "=user__id", "=network", "=address_hash")
    search_help_text = "E-mail address, id, network, or hash of an address that nobody has"
    list_select_related = ("user",)
    ordering = ("-at", "-pk")
    date_hierarchy = "at"
