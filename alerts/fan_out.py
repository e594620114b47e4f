"""Turning a published change into what is owed for it: one alert a person, by set-based SQL."""

from datetime import datetime

import structlog
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import DateTimeField, F, Func, UUIDField, Value

from alerts.audience import items_told_the_same_day, telling
from alerts.clock import RunningClock
from alerts.models import Alert, FanOut
from governance.models import Change

logger = structlog.get_logger(__name__)


class NewUuid(Func):
    """A random UUID made by the database, one for each row."""

    function = "gen_random_uuid"
    template = "%(function)s()"
    output_field = UUIDField()

    def as_sqlite(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        return super().as_sql(compiler, connection, template="lower(hex(randomblob(16)))", **context)


def fan_out_due(now: datetime) -> dict[str, int]:
    """Fan out every published change that hasn't been, each in a transaction of its own.

    A change that fails is left for the next time and stops no other.
    """
    clock = RunningClock(now)
    counts = {"changes": 0, "alerts": 0, "failed": 0}
    due = Change.objects.published().filter(fan_out=None).order_by("published_at", "pk")
    for change in list(due.only("id", "platform_id", "published_at", "is_alertable")):
        try:
            alerts = fan_out(change=change, now=clock())
        except DatabaseError:
            logger.exception("fan_out_failed", change=change.public_id)
            counts["failed"] += 1
            continue
        if alerts is not None:
            counts["changes"] += 1
            counts["alerts"] += alerts
    return counts


@transaction.atomic
def fan_out(*, change: Change, now: datetime) -> int | None:
    """Write the change's marker and its alerts: how many, or None where another worker was first.

    A change that isn't alertable gets its marker too, so that it stays quiet whatever it is called later.
    """
    try:
        with transaction.atomic():
            FanOut.objects.create(change=change, done_at=now, alert_count=0)
    except IntegrityError:
        return None
    if not change.is_alertable:
        return 0
    count = _insert_alerts(change, now)
    FanOut.objects.filter(change=change).update(alert_count=count)
    return count


def _insert_alerts(change: Change, now: datetime) -> int:
    """INSERT … SELECT: Python never sees the people, however many they are."""
    change_alone = Change.objects.filter(pk=change.pk)
    owed = (
        telling(items_told_the_same_day(now), change_alone, now)
        .filter(platform=change.platform_id)
        .annotate(alert_id=NewUuid(), created=Value(now, output_field=DateTimeField()))
        .order_by("watchlist__user_id")  # rows go into the indexes by person in their order, several times faster
        .values_list("alert_id", "watchlist__user_id", F("platform__changes__id"), "created")
    )
    select, parameters = owed.query.sql_with_params()
    quote = connection.ops.quote_name
    column_of = {field.name: field.column for field in Alert._meta.concrete_fields if field.column is not None}
    columns = ", ".join(quote(column_of[name]) for name in ("id", "user", "change", "created_at"))
    # A platform on several lists of a person comes several times; the constraint keeps one.
    insert = f"INSERT INTO {quote(Alert._meta.db_table)} ({columns}) {select} ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(insert, parameters)
        return int(cursor.rowcount)
