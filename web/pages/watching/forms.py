"""Forms to set a watchlist and a category watch. What the person's tier lacks is no field of them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_one_line
from alerts.models import CategoryWatch, Watchlist
from alerts.watching.category_watches import CategoryWishes
from alerts.watching.watchlists import Wishes, effective_cadence
from billing.entitlements import Entitlement, Feature
from governance.category_words import category_in_words
from governance.comparison import categories
from governance.models import Document
from governance.models.changes import Severity
from governance.sectors_and_types import in_words, shipped_document_types
from web.coded_words import spoken

CADENCES = {
    Watchlist.Cadence.SAME_DAY: _("The same day, as an alert"),
    Watchlist.Cadence.DAILY: _("Once a day, in a digest"),
    Watchlist.Cadence.WEEKLY: _("Once a week, in a digest"),
}
SEVERITIES = {
    Severity.LOW: _("All changes"),
    Severity.MEDIUM: _("Medium and high severity"),
    Severity.HIGH: _("High severity only"),
}
_NOT_YET = _("The same as now: what you chose is not part of your plan, so you are told once a week")
_FILTERS = ("min_severity", "categories", "document_types")


def cadence_choices(held: Entitlement, current: str) -> list[tuple[str, Any]]:
    """Return the cadences that the tier allows, and the one that is set, whether or not it allows that."""
    return [
        (cadence.value, words if effective_cadence(cadence, held) == cadence else _NOT_YET)
        for cadence, words in CADENCES.items()
        if cadence.value == current or effective_cadence(cadence, held) == cadence
    ]


def category_choices() -> list[tuple[str, str]]:
    """Return the categories by name."""
    return sorted(((one.id, category_in_words(one.id)) for one in categories()), key=lambda choice: choice[1])


def document_type_choices(kept: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the types that a document has or the catalogue ships, and those that are set already, by name."""
    found = Document.objects.order_by().values_list("document_type", flat=True).distinct()
    known = {*found, *shipped_document_types(), *kept} - {""}
    return sorted(((one, spoken(in_words(one))) for one in known), key=lambda one: one[1])


class _Settings(forms.Form):
    """Cadence, least severity and document types, as lists and category watches have them."""

    cadence = forms.ChoiceField(label=_("When you are told"), widget=forms.RadioSelect)
    min_severity = forms.TypedChoiceField(
        label=_("Least severity"), coerce=int, choices=[(int(one), words) for one, words in SEVERITIES.items()]
    )
    document_types = forms.MultipleChoiceField(
        label=_("Only documents of these types"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all types."),
    )

    def _set_choices(self, held: Entitlement, current: str, types: Iterable[str]) -> None:
        self.fields["cadence"].choices = cadence_choices(held, current)  # type: ignore[attr-defined]
        self.fields["document_types"].choices = document_type_choices(types)  # type: ignore[attr-defined]


class WatchlistForm(_Settings):
    """The settings of a watchlist. Without filters in the tier, filters that are set already can be lifted."""

    name = forms.CharField(label=_("Name"), max_length=100, validators=[validate_one_line])
    categories = forms.MultipleChoiceField(
        label=_("Only changes in these categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all categories."),
    )
    lift = forms.BooleanField(label=_("Lift all filters of this list"), required=False)
    field_order = ("name", "cadence", "min_severity", "categories", "document_types", "lift")

    def __init__(self, held: Entitlement, watchlist: Watchlist | None = None, data: Any = None) -> None:
        current = _set_on(watchlist) if watchlist else _first_settings(held)
        super().__init__(data, initial=current)
        self._set_choices(held, current["cadence"], current["document_types"])
        self.fields["categories"].choices = category_choices()  # type: ignore[attr-defined]
        may_filter, is_filtered = held.has(Feature.ALERT_FILTERS), bool(watchlist and is_narrowed(watchlist))
        for name in ("lift",) if may_filter else _FILTERS:
            del self.fields[name]
        if not may_filter and not is_filtered:
            del self.fields["lift"]

    @property
    def wishes(self) -> Wishes:
        """What the form asks for, once it is valid."""
        asked = dict(self.cleaned_data)
        if asked.pop("lift", False):
            asked |= {"min_severity": int(Severity.LOW), "categories": (), "document_types": ()}
        return Wishes(**asked)


class CategoryWatchForm(_Settings):
    """The settings of a category watch; of a new one the category too."""

    category = forms.ChoiceField(label=_("Category"))
    field_order = ("category", "cadence", "min_severity", "document_types")

    def __init__(
        self, held: Entitlement, watch: CategoryWatch | None = None, data: Any = None, category: str = ""
    ) -> None:
        current = _set_on(watch) if watch else _first_settings(held)
        super().__init__(data, initial=current | {"category": category})
        self._set_choices(held, current["cadence"], current["document_types"])
        self.fields["category"].choices = [("", _("Choose a category")), *category_choices()]  # type: ignore[attr-defined]
        if watch:
            del self.fields["category"]

    @property
    def wishes(self) -> CategoryWishes:
        """What the form asks for, once it is valid, without the category."""
        return CategoryWishes(**{name: value for name, value in self.cleaned_data.items() if name != "category"})


def is_narrowed(watchlist: Watchlist) -> bool:
    """Tell whether the list lets only some changes through."""
    return (
        watchlist.min_severity > Severity.LOW
        or watchlist.category_filters.exists()
        or watchlist.document_type_filters.exists()
    )


def _first_settings(held: Entitlement) -> dict[str, Any]:
    cadence = effective_cadence(Watchlist.Cadence.SAME_DAY, held)
    return {"cadence": cadence.value, "min_severity": int(Severity.LOW), "document_types": []}


def _set_on(held: Watchlist | CategoryWatch) -> dict[str, Any]:
    known: dict[str, Any] = {
        "cadence": held.cadence,
        "min_severity": held.min_severity,
        "document_types": [row.document_type for row in held.document_type_filters.all()],
    }
    if isinstance(held, Watchlist):
        known |= {"name": held.name, "categories": [row.category for row in held.category_filters.all()]}
    return known
