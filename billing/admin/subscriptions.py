"""The operator's pages of trials and subscriptions, and the form that grants a tier. Rows are never edited."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin.people import UserAdmin
from accounts.admin.read_only import ReadOnly
from accounts.models import User
from billing.entitlements import for_users
from billing.models import EntitlementChange, Subscription, Trial
from billing.plans import Tier
from billing.services.grants import end_of_day, grant_tier
from billing.services.monthly_figures import first_payments_after_a_trial

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People with the tier that they hold, which the app `accounts` doesn't know."""

    list_display = ("email", "tier", *UserAdmin.list_display[1:])  # type: ignore[assignment]  # one column more

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the page of people, with the tiers of all on it computed together."""
        changelist = super().get_changelist_instance(request)
        held = for_users([person.pk for person in changelist.result_list], timezone.now())
        for person in changelist.result_list:
            person.held_tier = held[person.pk].tier
        return changelist

    @admin.display
    def tier(self, person: Any) -> str:
        return str(person.held_tier)


class _History(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that can be searched by person and read; only services write them."""

    list_select_related = ("user",)
    search_fields: ClassVar[tuple[str, ...]] = ("user__email", "=user__id")
    search_help_text = "E-mail address or id of the person"


@admin.register(Trial)
class TrialAdmin(_History):
    list_display = ("user", "started_at", "ends_at", "ended_at")
    list_filter = ("started_at", "ends_at", ("ended_at", admin.EmptyFieldListFilter))
    ordering = ("-started_at", "pk")


class FirstPaymentFilter(admin.SimpleListFilter):
    title = "first payment"
    parameter_name = "first_payment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "after a trial")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return queryset.filter(pk__in=first_payments_after_a_trial()) if self.value() == "yes" else queryset


@admin.register(EntitlementChange)
class EntitlementChangeAdmin(_History):
    list_display = (
        "at",
        "person",
        "from_tier",
        "to_tier",
        "from_source",
        "to_source",
        "to_status",
        "cause",
        "reference",
    )
    list_filter = (FirstPaymentFilter, "cause", "to_tier", "to_source", "to_status", "at")
    list_select_related = ("person",)
    search_fields = ("person__email", "=person__id", "=subject", "reference")
    search_help_text = "E-mail address or id of the person, the subject of an erased one, or an event"
    ordering = ("-pk",)


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Grants a tier to a person. Granting again replaces the earlier grant; Free ends it."""

    email = forms.EmailField(label="The person's e-mail address")
    wanted_tier = forms.ChoiceField(label="Tier", choices=[(tier.value, tier.value) for tier in Tier])
    until = forms.DateField(label="Last day (UTC)", required=False, help_text="Empty: until further notice.")

    class Meta:
        model = Subscription
        fields: tuple[str, ...] = ()

    def clean_email(self) -> User:
        user = User.objects.with_address(self.cleaned_data["email"])
        if user is None:
            raise forms.ValidationError("Nobody signs in with this address.")
        return user

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if day < timezone.now().date():
            raise forms.ValidationError("This day is past.")
        until = end_of_day(day)
        if until is None:
            raise forms.ValidationError("This day is too late: no day follows it.")
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        user = cleaned.get("email")
        granted = Subscription.objects.filter(user=user, source=Subscription.Source.OPERATOR) if user else None
        if cleaned.get("wanted_tier") == Tier.FREE and granted is not None and not granted.exists():
            raise forms.ValidationError("This person has no grant that Free could end.")
        return cleaned

    def validate_unique(self) -> None:
        """Check nothing: the service finds the row by person and source."""

    def validate_constraints(self) -> None:
        """Check nothing: the service fills the row."""


@admin.register(Subscription)
class SubscriptionAdmin(_History):
    """What people hold, and the one form of these pages: granting a tier."""

    list_display = (
        *("user", "source", "tier", "status", "started_at", "current_period_end", "cancel_at", "ended_at"),
        "updated_at",
    )
    list_filter = ("source", "tier", "status", ("ended_at", admin.EmptyFieldListFilter))
    ordering = ("-updated_at", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else GrantForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else [(None, {"fields": ["email", "wanted_tier", "until"]})]

    def save_form(self, request: HttpRequest, form: GrantForm, change: bool) -> Subscription | None:
        data = form.cleaned_data
        return grant_tier(user=data["email"], tier=Tier(data["wanted_tier"]), until=data["until"], now=timezone.now())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save nothing: the service has saved the grant."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save nothing: a grant has no related rows."""
