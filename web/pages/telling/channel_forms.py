"""The forms of channels: a new one, its settings, and which of its deliveries are sent again."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, validate_one_line
from alerts.channels.addresses import NotForAChannel, checked_address
from alerts.channels.keeping import ChannelWishes
from alerts.channels.replaying import Range
from alerts.models import CategoryWatch, Channel, Watchlist
from governance.category_words import category_in_words
from web.pages.form_fields import DayField, sent_fields

KINDS = {
    Channel.Kind.WEBHOOK: _("Webhook: signed JSON to an address of yours"),
    Channel.Kind.SLACK: _("Slack: an incoming webhook of a channel"),
    Channel.Kind.TEAMS: _("Microsoft Teams: the address of a workflow"),
    Channel.Kind.DISCORD: _("Discord: a webhook of a channel"),
}


class ChannelForm(forms.Form):
    """What is set on a channel. The address of one that is there stays as it is where the field is left empty."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect, choices=list(KINDS.items()))
    url = forms.CharField(
        label=_("Address"),
        help_text=_("An https address. Whoever has it can post there, so it is kept encrypted and not shown again."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        validators=[validate_one_line],
        help_text=_("What you call it, such as the room that it posts to. It may be empty."),
    )
    watchlists = forms.ModelMultipleChoiceField(
        label=_("Watchlists that are posted here"),
        queryset=Watchlist.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    category_watches = forms.ModelMultipleChoiceField(
        label=_("Category watches that are posted here"),
        queryset=CategoryWatch.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    # Ticked by none means none only where the boxes were there to be ticked.
    has_boxes = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def __init__(self, user: User, channel: Channel | None = None, data: Any = None) -> None:
        super().__init__(data, initial=_set_on(user, channel))
        lists = Watchlist.objects.filter(user=user).order_by("created_at", "pk")
        watches = CategoryWatch.objects.filter(user=user).order_by("created_at", "pk")
        self.fields["watchlists"].queryset = lists  # type: ignore[attr-defined]
        self.fields["category_watches"].queryset = watches  # type: ignore[attr-defined]
        self.fields["category_watches"].label_from_instance = (  # type: ignore[attr-defined]
            lambda watch: category_in_words(watch.category)
        )
        if not watches.exists():
            del self.fields["category_watches"]
        if channel:
            del self.fields["kind"]
            self.fields["url"].required = False
            self.fields["url"].label = _("New address")
            self.fields["url"].help_text = _("Leave it empty to keep the address that is set.")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url:
            try:
                checked_address(url)
            except NotForAChannel as refused:
                raise forms.ValidationError(str(refused)) from refused
        return url

    @property
    def wishes(self) -> ChannelWishes:
        """What the form asks for, once it is valid."""
        asked = sent_fields(self)
        lists, watches = self._chosen("watchlists"), self._chosen("category_watches")
        return ChannelWishes(
            url=asked.get("url") or None, name=asked.get("name"), watchlists=lists, category_watches=watches
        )

    def _chosen(self, name: str) -> list[Any] | None:
        is_sent = name in self.data or self.cleaned_data["has_boxes"]
        return list(self.cleaned_data[name]) if is_sent and name in self.fields else None


def _set_on(user: User, channel: Channel | None) -> dict[str, Any]:
    if channel is None:
        default = Watchlist.objects.filter(user=user, is_default=True).values_list("pk", flat=True)
        return {"kind": Channel.Kind.WEBHOOK, "watchlists": list(default)}
    return {
        "name": channel.name,
        "watchlists": list(channel.watchlist_choices.values_list("watchlist_id", flat=True)),
        "category_watches": list(channel.category_choices.values_list("watch_id", flat=True)),
    }


class ReplayForm(forms.Form):
    """The first and the last day, in the person's time zone, of what is sent again."""

    since = DayField(label=_("From"))
    until = DayField(label=_("To, with that day"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("since", _("This is after the last day."))
        return cleaned

    @property
    def range(self) -> Range:
        """The days as a range of moments, once the form is valid."""
        days = (self.cleaned_data["since"], self.cleaned_data["until"] + timedelta(days=1))
        since, until = (datetime.combine(day, time.min, timezone.get_current_timezone()) for day in days)
        return Range(since, until)
