"""What a model made of changes as Prometheus gauges, under the names that docs/operations.md explains."""

from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.registry import Collector

from backend.delivery_gauges import Labels, gauge
from governance.rewriting.showing import RewritingFigures


class RewritingGauges(Collector):
    """The gauges of one day's figures, for Prometheus's library."""

    def __init__(self, found: RewritingFigures) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Yield every gauge."""
        found = self._found
        outcomes: list[tuple[Labels, float]] = [({"outcome": name}, count) for name, count in found.outcomes.items()]
        yield gauge("rewrites_last_day", "Changes that a model was asked about in 24 hours, by outcome.", *outcomes)
        yield gauge("rewritten_sentences_kept_last_day", "Sentences that the rules kept.", ({}, found.kept))
        dropped: list[tuple[Labels, float]] = [({"rule": name}, count) for name, count in found.dropped.items()]
        yield gauge("rewritten_sentences_dropped_last_day", "Sentences that the rules dropped.", *dropped)
        yield gauge("rewriting_tokens_today", "Tokens that the day's budget has lost.", ({}, found.tokens_today))
        refusals = found.refusals_today
        yield gauge("rewriting_budget_refusals_today", "How often the budget had no room.", ({}, refusals))
