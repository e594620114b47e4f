"""When very many hosts fail at once it is us: our line, our resolver. Then nothing is said of any document."""

from datetime import datetime, timedelta

from governance.models import Fetch

WITHIN = timedelta(minutes=10)
FEWEST_HOSTS = 10
FAILING_SHARE = 0.2
# What a broken line of ours looks like; an answer, even a bad one, shows that the line works.
_LIKE_OUR_LINE = ("dns", "refused", "tls", "timeout", "protocol")


def is_our_own_outage(now: datetime) -> bool:
    """Tell whether more than a fifth of the hosts that answered once failed on the line within the last ten minutes."""
    recent = Fetch.objects.filter(ended_at__gt=now - WITHIN, ended_at__lte=now, page__accepted_fetch__isnull=False)
    asked = recent.values("page__host").distinct().count()
    if asked < FEWEST_HOSTS:
        return False
    failing = recent.filter(outcome__in=_LIKE_OUR_LINE).values("page__host").distinct().count()
    return failing > FAILING_SHARE * asked


def came_of_our_own_outage(ended_at: datetime, now: datetime) -> bool:
    """Tell whether a fetch that ended at `ended_at` failed because of an outage of our own, over by now or not.

    The first fetches of an outage are known by the others that failed within the next ten minutes.
    """
    return is_our_own_outage(ended_at) or is_our_own_outage(min(now, ended_at + WITHIN))
