"""What readers said, and which rules they complain about most."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.admin.read_only import ReadOnly
from alerts.models import Opinion
from alerts.opinions.complaints import FEWEST_TOLD, complaints_since

PERIODS = {"30": "30 days", "90": "90 days", "365": "a year", "all": "all time"}
USUAL_PERIOD = "90"


@admin.register(Opinion)
class OpinionAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """The opinions, the newest first, and beside the list a page of rules by complaint rate."""

    change_list_template = "admin/alerts/opinion/change_list.html"
    list_display = ("change", "verdict", "told_in", "rule_of_the_class", "severity_rule", "note", "user", "said_at")
    list_filter = ("verdict", "told_in", "said_at")
    list_select_related = ("change", "user")
    search_fields = ("user__email", "rule", "severity_rule", "change__headline", "change__platform__slug")
    ordering = ("-said_at", "-pk")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow the filter of the figures, too, which are of changes told since a moment."""
        return lookup == "change__fan_out__begun_at__gte" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="rule", ordering="rule")
    def rule_of_the_class(self, opinion: Opinion) -> str:
        return opinion.rule

    def get_urls(self) -> list[URLPattern]:
        rules = path("rules/", self.admin_site.admin_view(self.rules), name="alerts_opinion_rules")
        return [rules, *super().get_urls()]

    def rules(self, request: HttpRequest) -> HttpResponse:
        """Show the rules by complaint rate, of changes told in the last days, or of all."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = request.GET.get("days", "")
        chosen = chosen if chosen in PERIODS else USUAL_PERIOD
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": "Rules by complaint rate",
            "opts": self.opts,
            "periods": [(days, words, days == chosen) for days, words in PERIODS.items()],
            "fewest_told": FEWEST_TOLD,
            "complaints": complaints_since(_start(chosen, timezone.now())),
        }
        return TemplateResponse(request, "admin/alerts/opinion/rules.html", context)


def _start(chosen: str, now: datetime) -> datetime | None:
    return None if chosen == "all" else now - timedelta(days=int(chosen))
