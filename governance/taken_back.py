"""Finds changes that were taken back: the document has returned to a text from before them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from governance.models import Change, Version


def taken_back(change_ids: Collection[int]) -> dict[int, datetime]:
    """Return which of these changes were taken back, and when that was captured, in one query.

    A change was taken back if a later version has the words of one from before it, and no version after that has the
    words that it brought. Where a change left the words as they were and moved days, the days are compared too. Failed
    captures don't count.
    """
    moved_days = When(from_version__normal_digest=F("to_version__normal_digest"), then=_return_to("dated_digest"))
    found = Change.objects.filter(pk__in=change_ids).annotate(
        returned_at=Coalesce(_return_to("normal_digest"), Case(moved_days)),
    )
    return dict(found.exclude(returned_at=None).order_by().values_list("pk", "returned_at"))


def _return_to(digest: str) -> Subquery:
    """When a text was captured first whose digest of this kind is that of one from before the change."""
    good = Version.objects.filter(document=OuterRef("document"), is_good=True, is_too_large=False)
    before = good.filter(**{digest: OuterRef(digest), "sequence__lte": OuterRef(OuterRef("from_version__sequence"))})
    again = good.filter(**{digest: OuterRef(OuterRef(f"to_version__{digest}")), "sequence__gt": OuterRef("sequence")})
    after = good.filter(sequence__gt=OuterRef("to_version__sequence"))
    returned = after.exclude(**{digest: OuterRef(f"to_version__{digest}")}).filter(Exists(before), ~Exists(again))
    return Subquery(returned.order_by("sequence").values("captured_at")[:1])
