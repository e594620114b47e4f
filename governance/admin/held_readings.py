"""Readings that wait: what the record has and what was read, side by side, and the operator's decision."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from governance.admin.lists import ReadOnlyAdmin, column
from governance.capture.declarations.sources import BadDeclaration
from governance.capture.held_readings import NotDecided, accept_reading, begin_own_history, side_by_side
from governance.models import HeldReading

MOST_SHOWN = 500
_ACCEPT, _OWN = "accept", "own_history"


class DecisionFilter(admin.SimpleListFilter):
    """Filters readings by whether they wait, and what was decided."""

    title = "decision"
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "waiting"), *HeldReading.Decision.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[HeldReading]) -> QuerySet[HeldReading]:
        if not self.value():
            return queryset
        return queryset.filter(decision="" if self.value() == "waiting" else self.value())


@admin.register(HeldReading)
class HeldReadingAdmin(ReadOnlyAdmin):
    change_form_template = "admin/governance/heldreading/change_form.html"
    list_display = (
        "document",
        "platform",
        "cause",
        column("difference_count", "provisions that differ"),
        column("held_at", "held"),
        "decision",
        column("decided_by", "by"),
    )
    list_filter = (DecisionFilter, "cause")
    list_select_related = ("document__platform",)
    search_fields = ("=document__platform__slug",)
    fields = ("document", "cause", "capture", "difference_count", "held_at", "decision", "decided_at", "decided_by")
    actions = ("accept",)
    ordering = ("decision", "held_at", "pk")  # type: ignore[assignment]

    @admin.display(description="platform")
    def platform(self, held: HeldReading) -> str:
        return held.document.platform.name

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the operator may decide: who may change readings."""
        return request.user.has_perm("governance.change_heldreading")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        held = HeldReading.objects.select_related("document__current_version", "capture__stored_text")
        row = held.filter(pk=object_id).first() if object_id.isdigit() else None
        differing = side_by_side(row) if row and not row.decision else []
        shown = {
            "differing": differing[:MOST_SHOWN],
            "more": max(len(differing) - MOST_SHOWN, 0),
            "may_decide": row is not None and not row.decision and self.has_decide_permission(request),
            "may_leave": row is not None and row.cause == HeldReading.Cause.COLLECTION,
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def get_urls(self) -> list[URLPattern]:
        own = path("<int:key>/decide/", self.admin_site.admin_view(self.decide), name="governance_heldreading_decide")
        return [own, *super().get_urls()]

    def decide(self, request: HttpRequest, key: int) -> HttpResponse:
        """Carry out what the operator chose."""
        if request.method != "POST" or not self.has_decide_permission(request):
            raise PermissionDenied
        self._decide(request, key, _OWN if _OWN in request.POST else _ACCEPT)
        return HttpResponseRedirect(reverse("admin:governance_heldreading_changelist"))

    @admin.action(description="Accept: let the history go on", permissions=["decide"])
    def accept(self, request: HttpRequest, rows: QuerySet[HeldReading]) -> None:
        for key in list(rows.values_list("pk", flat=True)):
            self._decide(request, key, _ACCEPT)

    def _decide(self, request: HttpRequest, key: int, decision: str) -> None:
        by, now = request.user.get_username(), timezone.now()
        try:
            if decision == _OWN:
                ours = begin_own_history(key, by=by, now=now)
                said = f"{ours.public_id} begins a history of its own."
            else:
                said = f"{accept_reading(key, by=by, now=now).document}: its history goes on, and nobody is told of it."
        except HeldReading.DoesNotExist:
            self.message_user(request, "It is no longer there.", messages.WARNING)
        except (NotDecided, BadDeclaration) as error:
            self.message_user(request, f"Not done. {error}", messages.ERROR)
        else:
            self.log_change(request, HeldReading.objects.get(pk=key), said)
            self.message_user(request, said, messages.SUCCESS)
