"""The health of the documents that we read, in the admin, those first that most people watch."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin.read_only import ReadOnly
from alerts.watching.broken import ranked_health
from governance.capture.declarations.sources import BadDeclaration
from governance.capture.health.verdicts import meaning_of
from governance.capture.sources import capture_soon, follow_moves
from governance.models import CaptureHealth


@admin.register(CaptureHealth)
class CaptureHealthAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("document", "watchers", "next_step", "state", "verdict", "failing_since", "attempts_failed")
    list_filter = ("state", "verdict")
    list_select_related = ("document__platform",)
    search_fields = ("=document__platform__slug", "=document__document_type")
    fields = (
        *("document", "state", "since", "verdict", "reason", "next_step", "failing_since", "attempts_failed"),
        *("notes", "last_capture", "good_capture", "told_at", "moved_to"),
    )
    readonly_fields = ("next_step", "notes", "moved_to")
    actions = ("fetch_next", "follow_move")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return ranked_health(CaptureHealth.objects.all())

    @admin.display(ordering="watchers")
    def watchers(self, health: Any) -> int:
        return int(health.watchers)

    @admin.display(description="what to do next")
    def next_step(self, health: CaptureHealth) -> str:
        return meaning_of(health.verdict).next_step if health.verdict else ""

    @admin.display(description="odd about its last good text")
    def notes(self, health: CaptureHealth) -> str:
        return " ".join(health.good_capture.figures.get("notes", ())) if health.good_capture else ""

    @admin.display(description="its pages have moved to")
    def moved_to(self, health: CaptureHealth) -> str:
        pages = health.document.pages.exclude(page__moved_to="").order_by("position")
        return ", ".join(pages.values_list("page__moved_to", flat=True))

    def has_fetch_permission(self, request: HttpRequest) -> bool:
        """Whether the operator may have documents fetched and their addresses confirmed: who may change pages."""
        return request.user.has_perm("governance.change_sourcepage")

    @admin.action(description="Fetch next", permissions=["fetch"])
    def fetch_next(self, request: HttpRequest, rows: QuerySet[CaptureHealth]) -> None:
        pages = capture_soon([row.document for row in rows.select_related("document")], now=timezone.now())
        self.message_user(request, f"{pages} to be fetched next, as fast as their hosts allow.", messages.SUCCESS)

    @admin.action(description="Read from where it has moved", permissions=["fetch"])
    def follow_move(self, request: HttpRequest, rows: QuerySet[CaptureHealth]) -> None:
        for row in rows.select_related("document"):
            try:
                if follow_moves(row.document, now=timezone.now()):
                    self.message_user(request, f"{row.document} is read from its new address.", messages.SUCCESS)
            except BadDeclaration as error:
                self.message_user(request, f"{row.document}: {error}", messages.ERROR)
