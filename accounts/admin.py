"""What an operator sees of people and their keys. Secrets are never shown, and history is never edited."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import ApiKey, Notice, User
from accounts.services.api_keys import revoke_api_key


class VerifiedFilter(admin.SimpleListFilter):
    title = "address"
    parameter_name = "verified"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "verified"), ("no", "not verified")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() in ("yes", "no"):
            return queryset.filter(is_verified=self.value() == "yes")
        return queryset


class EmailAddressInline(admin.TabularInline):  # type: ignore[type-arg]
    model = EmailAddress
    fields = readonly_fields = ("email", "verified", "primary")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = (
        "email",
        "display_name",
        "verified",
        "is_active",
        "is_staff",
        "timezone",
        "created_at",
        "last_login",
    )
    list_filter = (VerifiedFilter, "is_active", "is_staff", "created_at")
    search_fields = ("=id", "email", "display_name")
    search_help_text = "E-mail address, name, or id"
    ordering = ("-created_at", "pk")
    date_hierarchy = "created_at"
    show_full_result_count = False
    inlines = (EmailAddressInline,)
    readonly_fields = ("id", "email", "created_at", "last_login", "erase_at")
    fields = (
        *("id", "email", "display_name", "timezone", "locale", "digest_weekday", "digest_hour", "send_empty_digest"),
        *("quiet_from", "quiet_until", "is_active", "is_staff", "is_superuser", "groups", "created_at", "last_login"),
        "erase_at",
    )
    filter_horizontal = ("groups",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[User]":
        verified = EmailAddress.objects.filter(user=OuterRef("pk"), primary=True, verified=True)
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(is_verified=Exists(verified))

    @admin.display(boolean=True, ordering="is_verified")
    def verified(self, user: Any) -> bool:
        return bool(user.is_verified)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people sign up; `createsuperuser` makes operators

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # deleting an account has its own path, which also stops what it pays for


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
class NoticeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "kind", "about_at", "state", "attempt_count", "not_before", "finished_at", "reason")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("user__email", "=user__id")
    list_select_related = ("user",)
    ordering = ("-created_at", "pk")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
