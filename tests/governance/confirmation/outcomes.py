"""What has become of a change, of the news and of what is in force; and the days that pass."""

from datetime import timedelta

from governance.models import Change, Document, Provision
from governance.record.confirm import confirm_due
from tests.governance.conftest import FIRST_DAY

DAY = timedelta(days=1)


def change_to(version):
    return Change.objects.get(to_version=version)


def state_of(version):
    change = change_to(version)
    if change.held_until is None:
        return "never held"
    return "confirmed" if change.confirmed_at else "withdrawn" if change.withdrawn_at else "held"


def news():
    """What is published for subscribers to be alerted of, in order."""
    return [change.to_version.sequence for change in Change.objects.alertable().order_by("published_at", "pk")]


def in_force():
    return set(Provision.objects.in_force().values_list("current_revision__text", flat=True))


def seen_on(day):
    """The document was seen to stand as it is."""
    Document.objects.update(last_verified_at=FIRST_DAY + day * DAY)


def due(day):
    return confirm_due(FIRST_DAY + day * DAY)["confirmed"]
