"""How our reading stands as Prometheus gauges, under the names that docs/operations.md explains."""

from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.registry import Collector

from backend.delivery_gauges import Labels, gauge
from governance.capture.health.standing import CaptureStanding


class CaptureGauges(Collector):
    """The gauges of one standing, for Prometheus's library."""

    def __init__(self, found: CaptureStanding) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Yield every gauge. The ages have no sample where nothing is verified."""
        found = self._found
        states: list[tuple[Labels, float]] = [({"state": state}, count) for state, count in found.counts.items()]
        yield gauge("capture_documents", "Documents that we read ourselves.", *states)
        yield gauge(
            "capture_lag_seconds", "How long the first page that is due has waited.", ({}, found.lag.total_seconds())
        )
        ages: list[tuple[Labels, float]] = [
            ({"quantile": quantile}, age.total_seconds())
            for quantile, age in (("0.5", found.half_age), ("0.99", found.nearly_all_age))
            if age is not None
        ]
        yield gauge("capture_age_seconds", "Age that so many of the verified texts don't exceed.", *ages)
