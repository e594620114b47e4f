"""What we read ourselves, in the admin: read-only but for what a host allows and how long it is left alone."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from governance.admin.lists import ReadOnlyAdmin, RecordAdmin, column
from governance.capture.schedule.leases import make_due, reckon_load
from governance.capture.schedule.politeness import LONGEST_DELAY, SHORTEST_DELAY
from governance.models import Capture, CaptureHost, Fetch, SourcePage

_SHOWN = ("crawl_delay", "all_read_within", "next_allowed_at", "first_due_at", "lease_until", "refusal_count")


class HostForm(ModelForm):  # type: ignore[type-arg]
    def clean_delay(self) -> timedelta:
        """Refuse a pause that no host should have to bear, and one that would stop the reading."""
        delay: timedelta = self.cleaned_data["delay"]
        if not SHORTEST_DELAY <= delay <= LONGEST_DELAY:
            raise ValidationError("Give a pause from 2 seconds to 6 hours.")
        return delay


@admin.register(CaptureHost)
class CaptureHostAdmin(RecordAdmin):
    form = HostForm
    list_display = (
        "name",
        column("delay", "pause"),
        column("first_due_at", "first due"),
        column("next_allowed_at", "asked again"),
        column("all_read_within", "all read in"),
        column("refusal_count", "refusals"),
        "permission",
    )
    list_filter = (("permission", admin.EmptyFieldListFilter),)
    search_fields = ("name",)
    fields = ("name", "delay", "permission", *_SHOWN)
    readonly_fields = ("name", *_SHOWN)
    ordering = ("first_due_at", "pk")  # type: ignore[assignment]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: Any) -> None:
        """Save the host with what follows from its pause."""
        super().save_model(request, obj, form, change)
        reckon_load([obj.pk])


@admin.register(SourcePage)
class SourcePageAdmin(ReadOnlyAdmin):
    list_display = ("address", "language", "route", column("due_at", "due"), column("moved_to", "moved to"))
    list_filter = ("route", ("moved_to", admin.EmptyFieldListFilter))
    list_select_related = ("host",)
    search_fields = ("=host__name", "=address")
    fields = ("address", "language", "route", "host", "due_at", "moved_to", "last_fetch", "accepted_fetch")
    actions = ("fetch_next",)

    def has_fetch_permission(self, request: HttpRequest) -> bool:
        """Whether the operator may have pages fetched: who may change them."""
        return request.user.has_perm("governance.change_sourcepage")

    @admin.action(description="Fetch next", permissions=["fetch"])
    def fetch_next(self, request: HttpRequest, pages: QuerySet[SourcePage]) -> None:
        keys = list(pages.filter(places__isnull=False).values_list("pk", flat=True).distinct())
        make_due(keys, timezone.now())
        self.message_user(request, f"{len(keys)} to be fetched next, as fast as their hosts allow.", messages.SUCCESS)


@admin.register(Fetch)
class FetchAdmin(ReadOnlyAdmin):
    list_display = ("page", "route", column("ended_at", "ended"), "outcome", "status", "reason")
    list_filter = ("outcome", "route")
    list_select_related = ("page",)
    search_fields = ("=page__host__name", "=page__address")
    fields = ("page", "route", "started_at", "ended_at", "outcome", "status", "reason", "facts", "raw")


@admin.register(Capture)
class CaptureAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "document", column("captured_at", "captured"), "state", "verdict", "reason")
    list_filter = ("state", "verdict")
    list_select_related = ("document__platform",)
    search_fields = ("=document__platform__slug",)
    fields = (
        *("public_id", "document", "captured_at", "judged_at", "state", "verdict", "reason", "warnings"),
        *("fetch_ids", "declaration_sha256", "extractor_version", "figures", "version", "text"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        return super().get_queryset(request).defer("figures")

    @admin.display(description="text that was read")
    def text(self, capture: Capture) -> str:
        return capture.stored_text.text if capture.stored_text else ""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "text", "public_id")
