"""What a plan without a feature stops of what a person set up: category watches and channels. They are kept."""

from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import User
from alerts.models import CategoryWatch, Channel
from billing.entitlements import Feature
from governance.category_words import category_in_words


@dataclass(frozen=True, slots=True)
class Stopped:
    """The names of category watches and of channels that become inactive, the oldest first."""

    category_watches: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


def stopped(user: User, features: Collection[Feature]) -> Stopped:
    """Return what a plan with these features stops of the person's. What they paused themselves is not named."""
    watches = CategoryWatch.objects.filter(user=user, paused=False).order_by("created_at", "pk")
    channels = Channel.objects.filter(user=user, state=Channel.State.ACTIVE).order_by("made_at", "pk")
    return Stopped(
        category_watches=()
        if Feature.CATEGORY_WATCHES in features
        else tuple(category_in_words(one) for one in watches.values_list("category", flat=True)),
        channels=()
        if Feature.WEBHOOKS in features
        else tuple(one.name or f"{one.get_kind_display()}: {one.shown_url}" for one in channels),
    )
