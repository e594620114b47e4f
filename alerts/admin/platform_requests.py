"""The platforms that people ask for, in the admin: those first that most people ask for."""

import shlex
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.forms import CharField
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.admin.read_only import ReadOnly
from alerts.models import PlatformRequest
from alerts.watching.platform_requests import NotHereYet, mark_done, ranked_requests


class AddedForm(ActionForm):
    platform = CharField(
        required=False, max_length=200, label="what was added, by name or slug, if not by the name asked for"
    )


@admin.register(PlatformRequest)
class PlatformRequestAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "host", "asker_count", "first_asked_at", "done_at", "platform")
    list_filter = (("done_at", admin.EmptyFieldListFilter),)
    search_fields = ("=host", "name_key", "askings__name")
    fields = ("name", "host", "asked_for", "asker_count", "first_asked_at", "done_at", "platform", "command")
    readonly_fields = ("name", "asked_for", "asker_count", "command")
    actions = ("open_form", "done")
    action_form = AddedForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return ranked_requests()

    @admin.display(description="name")
    def name(self, row: Any) -> str:
        return row.name or ""

    @admin.display(description="people", ordering="asker_count")
    def asker_count(self, row: Any) -> int:
        return int(row.asker_count)

    @admin.display(description="addresses")
    def asked_for(self, row: PlatformRequest) -> str:
        return ", ".join(row.askings.order_by("asked_at").values_list("url", flat=True).distinct()[:20])

    @admin.display(description="adds it, with a preview")
    def command(self, row: Any) -> str:
        return f"manage.py add_document {shlex.quote(row.name or '')} TYPE {shlex.quote(row.url or '')}"

    def has_work_permission(self, request: HttpRequest) -> bool:
        """Whether the operator may answer requests: who may change them."""
        return request.user.has_perm("alerts.change_platformrequest")

    @admin.action(description="Look at it, to add it", permissions=["work"])
    def open_form(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponseRedirect | None:
        chosen = list(rows[:2])
        if len(chosen) != 1:
            self.message_user(request, "Choose one request.", messages.WARNING)
            return None
        (row,) = chosen
        facts = {"platform_name": row.name or "", "addresses": row.url or ""}
        return HttpResponseRedirect(f"{reverse('admin:governance_documentpreview_add')}?{urlencode(facts)}")

    @admin.action(description="Mark as added, and tell whoever asked", permissions=["work"])
    def done(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        chosen = PlatformRequest.objects.filter(pk__in=[row.pk for row in rows])
        try:
            count = mark_done(chosen, platform_name=request.POST.get("platform", "").strip(), now=timezone.now())
        except NotHereYet as error:
            self.message_user(request, f"None marked. {error}", messages.ERROR)
            return
        self.message_user(request, f"{count} marked as added; whoever asked gets a mail.", messages.SUCCESS)
