"""The lists and forms of the record in the admin: newest first, by public id, never counted whole, nothing unseen."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.functional import cached_property

from governance.models import PublicIdMixin, Version
from governance.names import first_unseen

MOST_COUNTED = 5_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts rows only up to a limit, so a list of a million rows opens as fast as a short one."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:MOST_COUNTED].count()


class NamesForm(ModelForm):  # type: ignore[type-arg]
    """A form in which whatever is text can be seen: it stands in subjects of mails."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
            if unseen := next(filter(None, map(first_unseen, texts)), ""):
                self.add_error(name, f"Leave out the invisible character U+{ord(unseen):04X}.")
        return cleaned


class RecordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists newest first, finds a row by its public id, and never counts a whole table."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    ordering = ("-pk",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if issubclass(self.model, PublicIdMixin):
            key = self.model.key_of(search_term.strip().upper())
            if key is not None:
                return queryset.filter(pk=key), False
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Store what the form changed and nothing else: an import may have written the rest since it was read."""
        obj.save(update_fields=form.changed_data if change else None)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(RecordAdmin):
    """Recorded rows: people with the permission may read them, and nobody changes them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def column(name: str, words: str, *, is_yes_or_no: bool = False) -> Callable[[Any], Any]:
    """Return a list column under a short heading, for fields whose own name is a sentence."""

    @admin.display(description=words, ordering=name, boolean=is_yes_or_no)
    def shown(row: Any) -> Any:
        return getattr(row, name)

    return shown


def version_column(name: str, words: str) -> Callable[[Any], str]:
    """Return a list column that shows a version's public id without reading the version."""

    @admin.display(description=words, ordering=name, empty_value="-")
    def shown(row: Any) -> str:
        key = getattr(row, f"{name}_id")
        return Version.public_id_of(key) if key else ""

    return shown
