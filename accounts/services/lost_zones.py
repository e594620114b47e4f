"""Tells people once that their time zone no longer exists. Until they choose another, their times are UTC."""

from datetime import datetime

from accounts.models import User
from accounts.services.notices import owe
from accounts.zones import is_known

ZONE_UNKNOWN = "zone_unknown"


def tell_of_lost_zones(now: datetime) -> dict[str, int]:
    """Owe one mail to each person whose zone is unknown now, and return how many. Later losses owe no second one."""
    names = User.objects.order_by("timezone").values_list("timezone", flat=True).distinct()
    lost = [name for name in names if not is_known(name)]
    told = 0
    for user in User.objects.filter(timezone__in=lost, is_active=True).exclude(notices__kind=ZONE_UNKNOWN).iterator():
        told += owe(user=user, kind=ZONE_UNKNOWN, about_at=now, now=now, facts={"timezone": user.timezone})
    return {"lost_zones_told": told}
