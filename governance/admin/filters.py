"""Our operations in place of the filters of declarations: who may add them may end them; nothing is changed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ChoiceField, ModelForm
from django.http import HttpRequest
from django.utils import timezone

from governance.admin.lists import RecordAdmin, column
from governance.admin.previews import LinesField
from governance.capture.assigning_filters import assign_filter, check_assignment, end_filter
from governance.capture.declarations.operations import OPERATIONS, BadOperation
from governance.capture.named_operations import needed_filters
from governance.models import FilterOperation

MOST_NAMED = 30


class FilterForm(ModelForm):  # type: ignore[type-arg]
    operation = ChoiceField(choices=[(name, name) for name in OPERATIONS])
    values = LinesField(required=False, help_text="One a line: CSS, texts, parameters, or two prefixes of links.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" not in self.fields:  # a row that is looked at
            return
        needed = "; ".join(
            f"{platform.slug}: {name} ({count})" for platform, name, count in needed_filters()[:MOST_NAMED]
        )
        self.fields["name"].help_text = f"Needed now, with the documents that wait: {needed or 'none'}."

    def clean(self) -> dict[str, Any]:
        """Refuse what can't be done."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_assignment(cleaned["name"], cleaned["operation"], cleaned["values"])
            except BadOperation as error:
                raise ValidationError(str(error)) from error
        return cleaned


@admin.register(FilterOperation)
class FilterOperationAdmin(RecordAdmin):
    form = FilterForm
    list_display = (
        column("name", "filter"),
        "platform",
        "operation",
        column("values", "values"),
        column("assigned_at", "assigned"),
        column("assigned_by", "by"),
        column("ended_at", "ended"),
    )
    list_filter = ("operation", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("platform",)
    search_fields = ("=name", "=platform__slug")
    autocomplete_fields = ("platform",)
    fields = ("platform", "name", "operation", "values")
    recorded = (*fields, "assigned_at", "assigned_by", "ended_at", "ended_by")
    actions = ("end",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.recorded if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.recorded if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Assign it by the service, which ends what stood for the filter before."""
        given = form.cleaned_data
        row = assign_filter(
            given["platform"],
            given["name"],
            given["operation"],
            given["values"],
            by=request.user.get_username(),
            now=timezone.now(),
        )
        obj.pk = row.pk

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Whether the operator may end assignments: who may add them."""
        return self.has_add_permission(request)

    @admin.action(description="End: let nothing stand for it any more", permissions=["end"])
    def end(self, request: HttpRequest, rows: QuerySet[FilterOperation]) -> None:
        by, now = request.user.get_username(), timezone.now()
        for row in list(rows.filter(ended_at=None).select_related("platform")):
            end_filter(row.platform, row.name, by=by, now=now)
            self.log_change(request, row, "Ended.")
            self.message_user(request, f"Nothing stands for {row.name} any more.", messages.SUCCESS)
