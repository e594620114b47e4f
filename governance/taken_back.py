"""Finds changes that were taken back: the document has returned to a text from before them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery

from governance.models import Change, Version


def taken_back(change_ids: Collection[int]) -> dict[int, datetime]:
    """Return which of these changes were taken back, and when that was captured, in one query.

    A change was taken back if a later version has the words of one from before it, and no version after that has the
    words that it brought. Failed captures don't count.
    """
    good = Version.objects.filter(document=OuterRef("document"), is_good=True, is_too_large=False)
    before = good.filter(
        normal_digest=OuterRef("normal_digest"), sequence__lte=OuterRef(OuterRef("from_version__sequence"))
    )
    again = good.filter(
        normal_digest=OuterRef(OuterRef("to_version__normal_digest")), sequence__gt=OuterRef("sequence")
    )
    after = good.filter(sequence__gt=OuterRef("to_version__sequence"))
    returned = after.exclude(normal_digest=OuterRef("to_version__normal_digest")).filter(Exists(before), ~Exists(again))
    found = Change.objects.filter(pk__in=change_ids).annotate(
        returned_at=Subquery(returned.order_by("sequence").values("captured_at")[:1])
    )
    return dict(found.exclude(returned_at=None).order_by().values_list("pk", "returned_at"))
