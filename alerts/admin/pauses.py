"""Pauses and resumes sending from the admin, whose log notes who did it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin.read_only import ReadOnly, operator_of
from alerts.delivery.pausing import pause_sending, paused_kinds, resume_sending
from alerts.models import Message, SendingPause


class PauseForm(forms.ModelForm):  # type: ignore[type-arg]
    kind = forms.ChoiceField(choices=Message.Kind.choices, help_text="Codes and password resets go out in any case.")

    class Meta:
        model = SendingPause
        fields = ("kind", "reason")

    def clean_kind(self) -> str:
        kind = str(self.cleaned_data["kind"])
        if kind in paused_kinds():
            raise forms.ValidationError(f"{Message.Kind(kind).label} is paused already.", code="paused_already")
        return kind


@admin.register(SendingPause)
class SendingPauseAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Adding a row pauses a kind of mail; the action resumes it."""

    form = PauseForm
    list_display = ("kind", "paused_at", "paused_by", "reason", "resumed_at", "resumed_by")
    list_filter = ("kind", "resumed_at")
    ordering = ("-paused_at", "-pk")
    actions = ("resume",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("alerts.add_sendingpause")

    def has_resume_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("alerts.change_sendingpause")

    def save_model(self, request: HttpRequest, obj: SendingPause, form: Any, change: bool) -> None:
        by, now = operator_of(request).email, timezone.now()
        (pause,) = pause_sending(kinds=[obj.kind], by=by, reason=obj.reason, now=now)
        obj.pk, obj.paused_at, obj.paused_by = pause.pk, pause.paused_at, pause.paused_by

    @admin.action(description="Resume sending", permissions=["resume"])
    def resume(self, request: HttpRequest, queryset: "QuerySet[SendingPause]") -> None:
        user, running = operator_of(request), list(queryset.filter(resumed_at=None))
        resumed = resume_sending(kinds=[pause.kind for pause in running], by=user.email, now=timezone.now())
        ended = SendingPause.objects.filter(pk__in=[pause.pk for pause in running if pause.kind in resumed])
        if resumed:
            LogEntry.objects.log_actions(user.pk, ended, CHANGE, "Resumed sending.")
        level = messages.SUCCESS if resumed else messages.WARNING
        self.message_user(request, f"Sending again: {', '.join(resumed) or 'nothing was paused'}.", level)
