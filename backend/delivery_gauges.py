"""The state of delivery as Prometheus gauges, under the names that docs/operations.md explains."""

from collections.abc import Callable, Iterator, Sequence

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from alerts.delivery.status import Backlog, KindBacklog

Labels = dict[str, str]


class DeliveryGauges(Collector):
    """The gauges of one backlog, for Prometheus's library."""

    def __init__(self, found: Backlog) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Yield every gauge. One that has no value, such as the time of an event that never came, has no sample."""
        return _gauges_of(self._found)


def _gauges_of(found: Backlog) -> Iterator[Metric]:
    yield from _of_kinds(found.kinds)
    for name, waiting, meaning in (
        ("alerts", found.alerts, "alerts that are owed and not composed"),
        ("digests", found.digests, "digests that are due and not composed"),
        ("changes", found.changes, "changes that are published and not fanned out"),
    ):
        yield gauge(f"{name}_waiting", f"Number of {meaning}.", ({}, waiting.count))
        yield gauge(f"{name}_oldest_seconds", f"Age of the first of the {meaning}.", ({}, waiting.oldest_seconds))
    attempts = [
        ({"transport": transport, "outcome": outcome or "running"}, count)
        for (transport, outcome), count in found.attempts_last_hour.items()
    ]
    yield gauge("attempts_last_hour", "Requests to the mail provider that began in the last hour.", *attempts)
    heard_at = found.provider.last_event_at
    events: list[tuple[Labels, float]] = [({}, heard_at.timestamp())] if heard_at else []
    yield gauge("provider_last_event_timestamp_seconds", "When the mail provider last told of anything.", *events)
    silent = found.provider.unanswered
    yield gauge(
        "provider_unanswered_batches", "Batches accepted half an hour ago without any event since.", ({}, silent)
    )


_OF_EACH_KIND: tuple[tuple[str, str, Callable[[KindBacklog], float]], ...] = (
    ("sending_paused", "1 while the operator holds this kind up.", lambda kind: kind.is_paused),
    ("oldest_due_seconds", "How long the first due batch has been due.", lambda kind: kind.due.oldest_seconds),
    ("oldest_unsent_seconds", "Age of the first batch that is not sent.", lambda kind: kind.unsent.oldest_seconds),
    ("batches_failed_last_day", "Batches refused for good in 24 hours.", lambda kind: kind.failed_last_day),
    ("messages_sent_last_5_minutes", "Messages accepted in 5 minutes.", lambda kind: kind.messages_sent_last_5_minutes),
    ("messages_sent_last_hour", "Messages accepted in an hour.", lambda kind: kind.messages_sent_last_hour),
)


def _of_kinds(kinds: Sequence[KindBacklog]) -> Iterator[Metric]:
    states = [
        ({"kind": kind.kind, "state": state}, count)
        for kind in kinds
        for state, count in (
            ("due", kind.due.count),
            ("later", kind.later),
            ("sending", kind.sending),
            ("uncertain", kind.uncertain),
            ("held", kind.held),
        )
    ]
    yield gauge("batches", "Batches that are not sent; later: pending, and not yet due.", *states)
    for name, meaning, value_of in _OF_EACH_KIND:
        yield gauge(name, meaning, *(({"kind": kind.kind}, value_of(kind)) for kind in kinds))


def gauge(name: str, meaning: str, *samples: tuple[Labels, float]) -> Metric:
    """Make one gauge; `meaning` is a sentence, and labels tell several values apart."""
    gauge = GaugeMetricFamily(f"clausewatch_{name}", meaning)
    for labels, value in samples:
        gauge.add_sample(gauge.name, labels, value)
    return gauge
