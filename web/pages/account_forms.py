"""The forms of the account pages. The rules on values are those of the API's door to the same services."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User, validate_one_line
from accounts.services.api_keys import SCOPES_AS_SHIPPED
from accounts.services.preferences import are_quiet_hours
from accounts.zones import known_names
from alerts.watching.unsubscribing import Scope
from governance.analysis.standpoint import ROLES, jurisdictions
from web.coded_words import spoken_later
from web.pages.form_fields import sent_fields

_WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
_HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
_MAILS = {Scope.ALERTS: _("Same-day alerts"), Scope.DIGESTS: _("The digest")}
_PLACES = {
    "AU": _("Australia"),
    "BR": _("Brazil"),
    "CA": _("Canada"),
    "EU": _("European Union"),
    "GB": _("United Kingdom"),
    "IN": _("India"),
    "US": _("United States, all states"),
    "US-CA": _("California"),
    "US-CO": _("Colorado"),
    "US-IL": _("Illinois"),
    "US-TX": _("Texas"),
    "US-VA": _("Virginia"),
}
_LIFETIMES = (("", _("Never")), ("30", _("In 30 days")), ("90", _("In 90 days")), ("365", _("In a year")))


class KeyScope(models.TextChoices):
    """What an API key may do, in words."""

    READ = "read", _("read: what is yours, and the record")
    WRITE = "write", _("write: your watchlists and everything else you set up")
    EXPORT = "export", _("export: everything that is held about you")
    BILLING = "billing", _("billing: open checkout and the billing portal")


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in known_names()]


def _hour_or_none(value: Any) -> int | None:
    return int(value) if value not in ("", None) else None


class SettingsForm(forms.Form):
    """How a person wants to be addressed, when they are written to, and from where the analysis looks."""

    display_name = forms.CharField(
        label=_("Name"), max_length=100, required=False, validators=[validate_one_line], help_text=_("May stay empty.")
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=_zones, help_text=_("Days and hours are told by it."))
    locale = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of pages and mails. What documents state, and our analyses of it, stay in their own language."),
    )
    mails = forms.MultipleChoiceField(
        label=_("Mails about changes"),
        choices=list(_MAILS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Mails about your account and its security are always sent."),
    )
    digest_weekday = forms.TypedChoiceField(
        label=_("Day of the weekly digest"), choices=list(enumerate(_WEEKDAYS)), coerce=int
    )
    digest_hour = forms.TypedChoiceField(label=_("Hour of the digest"), choices=_HOURS, coerce=int)
    send_empty_digest = forms.BooleanField(
        label=_("Send the weekly digest even if nothing changed"),
        required=False,
        help_text=_("One short mail that says so."),
    )
    send_empty_daily_digest = forms.BooleanField(label=_("Send a daily digest even if nothing changed"), required=False)
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet hours from"),
        choices=[("", _("None")), *_HOURS],
        required=False,
        coerce=_hour_or_none,
        empty_value=None,
        help_text=_("Same-day alerts wait from one hour to the other, never past your day."),
    )
    quiet_until = forms.TypedChoiceField(
        label=_("Quiet hours until"),
        choices=[("", _("None")), *_HOURS],
        required=False,
        coerce=_hour_or_none,
        empty_value=None,
    )
    jurisdictions = forms.MultipleChoiceField(
        label=_("Whose law matters to you"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(code, _PLACES.get(code, code)) for code in jurisdictions()],
        help_text=_("The analysis leaves out the others. With none chosen it looks at all."),
    )
    roles = forms.MultipleChoiceField(
        label=_("You or your company"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role, spoken_later(words)) for role, words in ROLES.items()],
        help_text=_("With none chosen no regulation is left out."),
    )

    @classmethod
    def initial_of(cls, user: User, unsubscribed: list[str]) -> dict[str, Any]:
        """Return the form's values as they are stored."""
        stored = {name: getattr(user, name) for name in cls.base_fields if name != "mails"}
        return stored | {"mails": [scope.value for scope in Scope if scope.value not in unsubscribed]}

    def clean(self) -> dict[str, Any]:
        """Refuse quiet hours that are not two different ones or none."""
        given = super().clean() or {}
        if not self.errors.keys() & {"quiet_from", "quiet_until"} and not are_quiet_hours(
            given.get("quiet_from"), given.get("quiet_until")
        ):
            self.add_error("quiet_until", _("Choose two different hours, or none for both."))
        return given

    def changes(self) -> dict[str, Any]:
        """Return what the services take of what was sent, in the order of their tables."""
        given = sent_fields(self)
        wanted = given.pop("mails")
        return given | {
            "unsubscribed_from": [scope.value for scope in Scope if scope.value not in wanted],
            "jurisdictions": [one for one in jurisdictions() if one in given["jurisdictions"]],
            "roles": [one for one in ROLES if one in given["roles"]],
        }


class NewKeyForm(forms.Form):
    """An API key to be made: its name, what it may do, and when it ends."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        validators=[validate_one_line],
        help_text=_("What it is for, such as “Nightly report”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=KeyScope.choices,
        initial=list(SCOPES_AS_SHIPPED),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=_("It ends"), choices=_LIFETIMES, required=False, coerce=int, empty_value=None)


class DeletionForm(forms.Form):
    """The password, asked for before an account is deleted. Of somebody who has none, nothing is asked."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        if not user.has_usable_password():
            del self.fields["password"]
