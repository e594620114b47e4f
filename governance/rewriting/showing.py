"""The rewrite of a change that may be shown beside its summary, and how often there was none."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count

from governance.models import Change, Rewrite, RewritingBudget
from governance.reading import ChangeView
from governance.rewriting.guard.rules import GUARD_VERSION
from governance.rewriting.guard.told import digest_of
from governance.rewriting.prompt import PROMPT_VERSION
from governance.rewriting.statements import told_of
from governance.taken_back import taken_back

LABEL = (
    "These sentences were rewritten from the summary by a machine, a language model, and checked by rules. "
    "The rules can be wrong; the summary and its quotations are what counts."
)


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """One sentence; `cites` are JSON Pointers into the change's summary. A derived one is our own, unchanged."""

    sentence: str
    cites: tuple[str, ...]
    is_derived: bool


@dataclass(frozen=True, slots=True)
class ShownRewrite:
    """The sentences, which model made them and when, and what is to be said of them."""

    label: str
    model: str
    rewritten_at: datetime
    sentences: tuple[ShownSentence, ...]


def rewrite_of(change: Change, view: ChangeView) -> ShownRewrite | None:
    """Return the rewrite of a change that was read with its summary, or None.

    There is none while the operator names no endpoint, or another model; while the change is held; after it was
    withdrawn or taken back; and where its statements, class or severities are not those that were re-worded. What an
    earlier guard let through is not shown: rules are added where a lie was found.
    """
    if not settings.REWRITING_URL or change.withdrawn_at or (change.held_until and not change.confirmed_at):
        return None
    of_model = {"model": settings.REWRITING_MODEL, "prompt_version": PROMPT_VERSION, "guard_version": GUARD_VERSION}
    rows = list(Rewrite.objects.filter(change=change, state=Rewrite.State.READY, **of_model))
    if not rows:
        return None
    digest = digest_of(view.label, told_of(view))
    row = next((one for one in rows if one.statements_hash == digest), None)
    if row is None or row.answered_at is None or taken_back([change.pk]):
        return None
    sentences = tuple(ShownSentence(one["sentence"], tuple(one["cites"]), one["is_derived"]) for one in row.sentences)
    return ShownRewrite(LABEL, row.model, row.answered_at, sentences)


@dataclass(frozen=True, slots=True)
class RewritingFigures:
    """Of the last day: how many tries ended how, what the guard kept, and what it dropped by which rule."""

    outcomes: dict[str, int]
    kept: int
    dropped: dict[str, int]
    tokens_today: int
    refusals_today: int


def rewriting_figures(now: datetime) -> RewritingFigures:
    """Return the figures for /metrics."""
    lately = Rewrite.objects.filter(asked_at__gt=now - timedelta(days=1))
    ended: dict[str, Any] = dict(lately.values_list("outcome").annotate(Count("pk")).order_by())
    kept, dropped = 0, Counter[str]()
    for count, by_rule in lately.exclude(answered_at=None).values_list("kept_count", "dropped"):
        kept += count
        dropped.update(by_rule)
    today = RewritingBudget.objects.filter(period=f"{now.astimezone(UTC):%Y-%m-%d}").first()
    return RewritingFigures(
        outcomes={outcome: ended.get(outcome, 0) for outcome in Rewrite.Outcome.values},
        kept=kept,
        dropped=dict(dropped),
        tokens_today=today.tokens if today else 0,
        refusals_today=today.refusals if today else 0,
    )
