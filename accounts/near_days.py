"""Days that a person may mean: a typing error of centuries is none, and can be counted from neither way."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FIRST, LAST = date(1990, 1, 1), date(2199, 12, 31)


def validate_near_day(day: date) -> None:
    """Raise ValidationError if the day is before 1990 or after 2199."""
    if not FIRST <= day <= LAST:
        raise ValidationError(_("This date is too far away."), code="too_far")
