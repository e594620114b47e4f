"""A person watches categories over all platforms. API and pages use these functions."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from alerts.models import CategoryWatch, CategoryWatchDocumentType
from alerts.timing.digest_schedules import ensure_schedules
from alerts.watching.category_owing import keep_untold_of_categories
from alerts.watching.own_order import lock_order_of

MOST_CATEGORY_WATCHES = 20


class TooManyCategoryWatches(Exception):
    """The person has as many category watches as anybody may."""

    code = "category_watches_full"

    def __init__(self) -> None:
        said = _("%(limit)s category watches is as many as you can have; remove one.")
        super().__init__(said % {"limit": MOST_CATEGORY_WATCHES})
        self.limit = MOST_CATEGORY_WATCHES


class CategoryWatchDiffers(Exception):
    """The person watches this category already, with other settings than these."""

    code = "category_watch_differs"

    def __init__(self, watch: CategoryWatch) -> None:
        super().__init__(_("You watch this category already, with other settings. Change that watch by PATCH."))
        self.category_watch = str(watch.pk)


@dataclass(frozen=True, slots=True)
class CategoryWishes:
    """The settings that a person asks for on a category watch. None leaves one as it is."""

    cadence: str | None = None
    min_severity: int | None = None
    paused: bool | None = None
    document_types: Collection[str] | None = None

    @property
    def may_narrow(self) -> bool:
        """Whether these settings may make a watch cover less."""
        return bool(self.paused) or self.min_severity is not None or self.document_types is not None

    def differ_from(self, watch: CategoryWatch) -> bool:
        """Whether one of the settings asked for is another one than the watch has."""
        return any(wish is not None and wish != held for wish, held in self._beside(watch))

    def _beside(self, watch: CategoryWatch) -> list[tuple[Any, Any]]:
        """Return each setting that may be asked for beside the one that the watch has."""
        types = None if self.document_types is None else set(self.document_types)
        plain = [(getattr(self, name), getattr(watch, name)) for name in _STORED]
        return [*plain, (types, set(watch.document_type_filters.values_list("document_type", flat=True)))]


_STORED = tuple(one.name for one in fields(CategoryWishes) if one.name != "document_types")


@transaction.atomic
def watch_category(*, user: User, category: str, wishes: CategoryWishes, now: datetime) -> tuple[CategoryWatch, bool]:
    """Watch the category over all platforms; return the watch and whether it is new. Asking twice is asking once.

    Raises CategoryWatchDiffers if it is there with other settings, and TooManyCategoryWatches.
    """
    lock_order_of(user.pk)
    own = CategoryWatch.objects.filter(user=user)
    watch = own.filter(category=category).first()
    if watch is not None:
        if wishes.differ_from(watch):
            raise CategoryWatchDiffers(watch)
        return watch, False
    if own.count() >= MOST_CATEGORY_WATCHES:
        raise TooManyCategoryWatches
    watch = CategoryWatch(user=user, category=category, created_at=now)
    _apply(watch, wishes, now)
    return watch, True


@transaction.atomic
def change_category_watch(*, watch: CategoryWatch, wishes: CategoryWishes, now: datetime) -> CategoryWatch:
    """Change the watch's settings and return it."""
    lock_order_of(watch.user_id)
    watch.refresh_from_db(fields=_STORED)  # it may have been deleted while we waited
    if wishes.may_narrow:
        keep_untold_of_categories(user_id=watch.user_id, categories=[watch.category], now=now)
    _apply(watch, wishes, now)
    return watch


@transaction.atomic
def delete_category_watch(*, watch: CategoryWatch, now: datetime) -> None:
    """Delete the watch."""
    lock_order_of(watch.user_id)
    keep_untold_of_categories(user_id=watch.user_id, categories=[watch.category], now=now)
    CategoryWatch.objects.filter(pk=watch.pk).delete()


def _apply(watch: CategoryWatch, wishes: CategoryWishes, now: datetime) -> None:
    for name in _STORED:
        if getattr(wishes, name) is not None:
            setattr(watch, name, getattr(wishes, name))
    watch.save()
    if wishes.document_types is not None:
        watch.document_type_filters.all().delete()
        CategoryWatchDocumentType.objects.bulk_create(
            CategoryWatchDocumentType(watch=watch, document_type=one) for one in sorted(set(wishes.document_types))
        )
    ensure_schedules(watch.user, now)
