"""What a person's own pages are called, in the order of their navigation."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A page of a person's own by the name of its address, and the other addresses that belong to it."""

    name: str
    label: str
    others: tuple[str, ...] = ()

    def is_here(self, name: str) -> bool:
        """Tell whether the address of this name belongs to the place."""
        return name == self.name or name in self.others


COMPLIANCE = (
    OwnPlace("reviews-page", gettext_noop("Reviews"), ("review-page", "sign-off-page")),
    OwnPlace("baselines-page", gettext_noop("Agreements"), ("baseline-page", "agree-page", "baseline-delete-page")),
    OwnPlace("deadlines-page", gettext_noop("Deadlines"), ("calendar-make-page",)),
    OwnPlace("memos-page", gettext_noop("Memos"), ("memo-page", "memo-ask-page", "memo-delete-page")),
    OwnPlace("vendors-page", gettext_noop("Vendors"), ("vendor-list-page", "vendor-delete-page")),
)
ACCOUNT = (
    OwnPlace("account", gettext_noop("Settings")),
    OwnPlace("account_email", gettext_noop("Addresses"), ("account_email_verification_sent",)),
    OwnPlace("account_change_password", gettext_noop("Password")),
    OwnPlace(
        "mfa_index",
        gettext_noop("Second factor"),
        (
            *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
            *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
        ),
    ),
    OwnPlace("ways-to-sign-in", gettext_noop("Ways to sign in")),
    OwnPlace("usersessions_list", gettext_noop("Sign-ins")),
    OwnPlace("account-keys", gettext_noop("API keys"), ("account-key-revoke",)),
    OwnPlace("account-data", gettext_noop("Your data"), ("account-delete",)),
)


def _names_of(places: tuple[OwnPlace, ...]) -> tuple[str, ...]:
    return tuple(name for place in places for name in (place.name, *place.others))


_OF_LISTS = (
    *("list-new", "list-page", "list-add", "list-settings", "list-delete", "asked-platforms"),
    *("category-watches", "category-watch-new", "category-watch", "category-watch-delete"),
)
_OF_CHANNELS = (
    *("channel-new", "channel-page", "channel-settings", "channel-secret", "channel-delete", "channel-delivery"),
    *("channel-replay", "feeds", "feed-alerts", "feed-alerts-end", "feed-deadlines", "feed-deadlines-end"),
)
PLACES = (
    OwnPlace("dashboard", gettext_noop("Dashboard"), ("trial",)),
    OwnPlace("alerts", gettext_noop("Alerts"), ("alert-page", "digests", "digest-page", "digest-entry")),
    OwnPlace("lists", gettext_noop("Watchlists"), _OF_LISTS),
    OwnPlace("channels", gettext_noop("Channels"), _OF_CHANNELS),
    OwnPlace("reviews-page", gettext_noop("Compliance"), _names_of(COMPLIANCE)),
    OwnPlace("billing", gettext_noop("Plan")),
    OwnPlace("account", gettext_noop("Account"), _names_of(ACCOUNT)),
)
