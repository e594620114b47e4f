"""What an operator sees of Stripe: who pays there, what was told, what was refused. Nothing here is edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from billing.models import BillingAccount, BillingCustomer, CustomerSearch, RefusedWebhooks, StripeEvent


class _ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CustomerInline(admin.TabularInline):  # type: ignore[type-arg]
    model = BillingCustomer
    fields = readonly_fields = ("id", "linked_at", "deleted_at")
    can_delete = False
    max_num = 0


@admin.register(BillingAccount)
class BillingAccountAdmin(_ReadOnly):
    list_display = ("pk", "user", "notes", "synchronised_at")
    list_filter = (("notes", admin.EmptyFieldListFilter), "notes")
    list_select_related = ("user",)
    search_fields = ("user__email", "=user__id", "=customers__id")
    search_help_text = "E-mail address or id of the person, or id of the customer at Stripe"
    ordering = ("-synchronised_at", "pk")
    inlines = (CustomerInline,)


@admin.register(StripeEvent)
class StripeEventAdmin(_ReadOnly):
    list_display = ("id", "type", "outcome", "customer_id", "received_at", "processed_at", "deliveries", "error")
    list_filter = ("outcome", "type", "received_at")
    search_fields = ("=id", "=customer_id", "=object_id")
    search_help_text = "Id of the event, the customer or the object"
    ordering = ("-received_at", "pk")


@admin.register(RefusedWebhooks)
class RefusedWebhooksAdmin(_ReadOnly):
    list_display = ("date", "reason", "count")
    list_filter = ("reason",)
    ordering = ("-date", "reason")


@admin.register(CustomerSearch)
class CustomerSearchAdmin(_ReadOnly):
    list_display = ("started_at", "finished_at", "seen", "linked", "strangers")
    ordering = ("-started_at",)
