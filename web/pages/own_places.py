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
    OwnPlace("memos-page", gettext_noop("Memos"), ("memo-page", "memo-ask-page", "memo-delete-page")),
)
_OF_COMPLIANCE = tuple(name for place in COMPLIANCE for name in (place.name, *place.others))
PLACES = (
    OwnPlace("dashboard", "Dashboard", ("trial",)),
    OwnPlace("reviews-page", gettext_noop("Compliance"), _OF_COMPLIANCE[1:]),
)
