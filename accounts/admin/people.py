"""People, with what is allauth's of them: addresses, second factors, providers, sessions. Secrets are never shown."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401  (they register what is registered anew below)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from accounts.admin.read_only import ReadOnly
from accounts.models import User

_POWERS = ("is_staff", "is_superuser", "groups")


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
        *("id", "email", "display_name", "timezone", "locale", "digest_weekday", "digest_hour"),
        *("send_empty_digest", "send_empty_daily_digest"),
        *("quiet_from", "quiet_until", "is_active", "is_staff", "is_superuser", "groups", "created_at", "last_login"),
        "erase_at",
    )
    filter_horizontal = ("groups",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the fields that grant rights read-only for everybody but superusers.

        Otherwise staff who may change people could make themselves superusers.
        """
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, *_POWERS)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store what the form changed and nothing else: the person may have asked for deletion since it was read."""
        obj.save(update_fields=[name for name in form.changed_data if name != "groups"])  # which is no column

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

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


class EmailAddressAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    search_fields = ("email", "=user__id")
    list_select_related = ("user",)
    ordering = ("email", "pk")


class AuthenticatorAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type", "created_at", "last_used_at")
    search_fields = ("user__email", "=user__id")
    list_select_related = ("user",)
    ordering = ("-created_at", "pk")
    fields = ("user", "type", "created_at", "last_used_at")  # never what is secret of it


class UserSessionAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "created_at", "ip", "user_agent")
    search_fields = ("user__email", "=user__id", "=ip")
    list_select_related = ("user",)
    ordering = ("-created_at", "pk")
    fields = ("user", "created_at", "ip", "user_agent")


class ConnectionAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "provider", "address", "date_joined", "last_login")
    list_filter = ("provider", "date_joined")
    search_fields = ("user__email", "=user__id")
    list_select_related = ("user",)
    ordering = ("-date_joined", "pk")
    fields = ("user", "provider", "address", "date_joined", "last_login")

    @admin.display(description="address there")
    def address(self, connection: SocialAccount) -> str:
        return str(connection.extra_data.get("email", ""))


for unused in (SocialApp, SocialToken):  # providers are in the settings, and tokens are not kept
    admin.site.unregister(unused)
for model, shown in (
    (SocialAccount, ConnectionAdmin),
    (EmailAddress, EmailAddressAdmin),
    (Authenticator, AuthenticatorAdmin),
    (UserSession, UserSessionAdmin),
):
    admin.site.unregister(model)  # allauth's forms, which write
    admin.site.register(model, shown)
