"""Has the statements of new changes re-worded: a duty on a queue of its own, which nothing that is sent waits for.

Each change is claimed as a row, asked about outside any transaction, and marked. What fails leaves the derived text.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.models import Change, Rewrite, RewritingBudget
from governance.reading import change_views
from governance.rewriting.answers import AnswerRefused, read_completion, read_sentences, usage_of
from governance.rewriting.asking import asked
from governance.rewriting.budget import NoRoom, Used, note_refusal, settle, take
from governance.rewriting.guard.rules import GUARD_VERSION, CheckedAnswer, checked
from governance.rewriting.guard.told import ToldStatement, digest_of
from governance.rewriting.prompt import MOST_ANSWERED, PROMPT_VERSION, TooLong, messages_for, most_tokens, selected
from governance.rewriting.statements import told_of

logger = structlog.get_logger(__name__)
State, Outcome = Rewrite.State, Rewrite.Outcome

# What is older is history by now, and an operator who names an endpoint does not pay for years of it.
FRESH, KEPT_FAILED, KEPT_DAYS = timedelta(days=3), timedelta(days=90), timedelta(days=400)
AT_ONCE, MOST_LOOKED_AT, MOST_SECONDS, MOST_ATTEMPTS = 10, 30, 30.0, 3
LEASE = timedelta(minutes=10)
# What may be otherwise the next time. Everything else was paid for, and is not asked again.
_PASSING = frozenset((Outcome.NOT_REACHED, Outcome.LATE, Outcome.HTTP_ERROR))
_READ_IN = "en"


def rewrite_due(now: datetime) -> dict[str, int]:
    """Ask about changes that were published lately, some at most, and return counts; without REWRITING_URL do nothing.

    It begins no request after half a minute, so that a slow model doesn't outlast the task's time.
    """
    if not settings.REWRITING_URL:
        return {"rewritten": 0, "left_derived": 0}
    counts = {"rewritten": 0, "left_derived": 0, "over_budget": 0}
    _forget(now)
    begun, tried, asked_of = monotonic(), set[int](), 0
    while asked_of < AT_ONCE and len(tried) < MOST_LOOKED_AT:
        change = _due(now).exclude(pk__in=tried).order_by("published_at", "pk").first()
        if change is None or monotonic() - begun > MOST_SECONDS:
            break
        tried.add(change.pk)
        try:
            became = _rewrite(change, now)
        except NoRoom as error:
            if not counts["over_budget"]:
                note_refusal(now)
                logger.warning("rewriting_over_budget")
            counts["over_budget"] = 1
            if not error.is_lasting:
                break
            continue
        asked_of += 1
        if became is not None:
            counts["rewritten" if became == Outcome.KEPT else "left_derived"] += 1
    return counts


def _due(now: datetime) -> "QuerySet[Change]":
    """Changes that are told, stand, are in English, and were not asked about as they are judged now."""
    rows = Rewrite.objects.filter(
        change=OuterRef("pk"),
        model=settings.REWRITING_MODEL,
        prompt_version=PROMPT_VERSION,
        comparison_version=OuterRef("comparison_version"),
    )
    settled = rows.filter(~Q(state=State.ASKING) | Q(lease_until__gt=now))
    fresh = Change.objects.reportable().filter(published_at__gt=now - FRESH, published_at__lte=now, withdrawn_at=None)
    held = Q(held_until__isnull=False, confirmed_at=None)
    return fresh.filter(~held, ~Exists(settled), document__language__startswith=_READ_IN)


def _rewrite(change: Change, now: datetime) -> str | None:
    """Ask about one change and return the outcome; None if somebody else does, or the answer is known already."""
    views = change_views([change.pk], with_summary=True)
    if not views:
        return None
    told = told_of(views[0])
    row = _row_of(change, digest_of(views[0].label, told), now)
    try:
        some = selected(told)
    except TooLong:
        return _end(row, Outcome.TOO_LONG, now)
    if not any(one.before or one.after for one in some):
        return _end(row, Outcome.NOTHING_TOLD, now)
    messages = messages_for(some)
    most = Used(most_tokens(messages), MOST_ANSWERED)
    try:
        is_claimed = _claim(row, most, now)
    except NoRoom as error:
        if not error.of_change:
            raise
        return _end(row, Outcome.OVER_BUDGET, now)
    return _ask(row, messages, some, most, now) if is_claimed else None


def _row_of(change: Change, digest: str, now: datetime) -> Rewrite:
    """Return the row of these statements. One that was judged anew and says the same is the same."""
    key = {"model": settings.REWRITING_MODEL, "prompt_version": PROMPT_VERSION}
    row, _ = Rewrite.objects.get_or_create(
        change=change,
        statements_hash=digest,
        **key,
        defaults={"asked_at": now, "comparison_version": change.comparison_version},
    )
    if row.comparison_version != change.comparison_version:
        Rewrite.objects.filter(pk=row.pk).update(comparison_version=change.comparison_version)
    return row


@transaction.atomic
def _claim(row: Rewrite, most: Used, now: datetime) -> bool:
    """Claim the row and take what the request may use, or return False. Raises NoRoom."""
    free = Rewrite.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), pk=row.pk, state=State.ASKING)
    if free.select_for_update().first() is None:
        return False
    row.refresh_from_db()
    if row.attempt_count >= MOST_ATTEMPTS:
        _end(row, row.outcome or Outcome.LOST, now)
        return False
    take(row, most, now=now)
    row.lease_until, row.attempt_count = now + LEASE, row.attempt_count + 1
    row.save(update_fields=["lease_until", "attempt_count"])
    return True


def _ask(
    row: Rewrite, messages: list[dict[str, str]], told: Sequence[ToldStatement], most: Used, now: datetime
) -> str | None:
    body, verdict, usage = b"", None, None
    try:
        body = asked(messages)
        verdict = checked(read_sentences(read_completion(body, model=settings.REWRITING_MODEL)), told)
        outcome = _outcome_of(verdict)
    except AnswerRefused as error:
        outcome = error.code
        usage = None if error.was_sent else (0, 0)
    usage = usage_of(body) if body else usage
    with transaction.atomic():
        settle(row, most, Used(*usage) if usage else None, taken_at=now)
        if verdict is not None:
            return _end(row, outcome, now, verdict)
        logger.warning("not_rewritten", change=row.change.public_id, outcome=outcome)
        if outcome in _PASSING and row.attempt_count < MOST_ATTEMPTS:
            rest = LEASE * row.attempt_count
            Rewrite.objects.filter(pk=row.pk, state=State.ASKING, attempt_count=row.attempt_count).update(
                outcome=outcome, lease_until=now + rest
            )
            return None
        return _end(row, outcome, now)


def _outcome_of(verdict: CheckedAnswer) -> str:
    if verdict.sentences:
        return Outcome.KEPT
    return Outcome.HIGH_LEFT_OUT if verdict.kept else Outcome.NOTHING_KEPT


def _end(row: Rewrite, outcome: str, now: datetime, verdict: CheckedAnswer | None = None) -> str | None:
    """Mark the row as long as the claim to it is ours, and return the outcome."""
    said = {} if verdict is None else {
        "sentences": [
            {"sentence": one.sentence, "cites": list(one.cites), "is_derived": one.is_derived}
            for one in verdict.sentences
        ],
        "kept_count": verdict.kept,
        "dropped": verdict.dropped,
        "guard_version": GUARD_VERSION,
    }  # fmt: skip
    state = State.READY if outcome == Outcome.KEPT else State.FAILED
    ours = Rewrite.objects.filter(pk=row.pk, state=State.ASKING, attempt_count=row.attempt_count)
    is_ours = ours.update(state=state, outcome=outcome, lease_until=None, answered_at=now, **said)
    return outcome if is_ours else None


def _forget(now: datetime) -> None:
    """Delete what failed long ago, and the sums of days and months that no limit asks for."""
    Rewrite.objects.filter(state=State.FAILED, asked_at__lt=now - KEPT_FAILED).delete()
    RewritingBudget.objects.filter(period__lt=f"{now - KEPT_DAYS:%Y-%m}").delete()
