"""The operator's pages about Stripe: who pays there, what it told, what was refused. Nothing here is edited."""

from django.contrib import admin

from accounts.admin.read_only import ReadOnly
from billing.models import BillingAccount, BillingCustomer, CustomerSearch, LateCharge, RefusedWebhooks, StripeEvent


class CustomerInline(admin.TabularInline):  # type: ignore[type-arg]
    model = BillingCustomer
    fields = readonly_fields = ("id", "linked_at", "deleted_at")
    can_delete = False
    max_num = 0


@admin.register(BillingAccount)
class BillingAccountAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("pk", "user", "notes", "synchronised_at")
    list_filter = (("notes", admin.EmptyFieldListFilter), "notes")
    list_select_related = ("user",)
    search_fields = ("user__email", "=user__id", "=customers__id")
    search_help_text = "E-mail address or id of the person, or id of the customer at Stripe"
    ordering = ("-synchronised_at", "pk")
    inlines = (CustomerInline,)


@admin.register(LateCharge)
class LateChargeAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("id", "account", "amount", "currency", "outcome", "error", "at")
    list_filter = ("outcome", "at")
    list_select_related = ("account",)
    search_fields = ("=id", "account__user__email", "=account__customers__id")
    search_help_text = "Id of the invoice or the customer at Stripe, or e-mail address of the person"
    ordering = ("-at", "pk")


@admin.register(StripeEvent)
class StripeEventAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("id", "type", "outcome", "customer_id", "received_at", "processed_at", "deliveries", "error")
    list_filter = ("outcome", "type", "received_at")
    search_fields = ("=id", "=customer_id", "=object_id")
    search_help_text = "Id of the event, the customer or the object"
    ordering = ("-received_at", "pk")


@admin.register(RefusedWebhooks)
class RefusedWebhooksAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("date", "reason", "count")
    list_filter = ("reason",)
    ordering = ("-date", "reason")


@admin.register(CustomerSearch)
class CustomerSearchAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("started_at", "finished_at", "seen", "linked", "strangers")
    ordering = ("-started_at",)
