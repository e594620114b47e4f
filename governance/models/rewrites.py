"""What a model made of a change's statements, and what it has cost. A day or month and its limits know no person."""

from typing import ClassVar

from django.db import models

from governance.models.changes import Change


class Rewrite(models.Model):
    """One try to have the statements of a change put into plainer words, and what of it may be shown.

    It is asked for once per change, statements, model and prompt: that is its cache. `sentences` are shown as long as
    the change's statements have this hash; each is {sentence, cites, is_derived}, and cites are JSON Pointers into the
    change's summary.
    """

    class State(models.TextChoices):
        ASKING = "asking", "to be asked, or asked just now"
        READY = "ready", "has sentences that may be shown"
        FAILED = "failed", "the derived text stands"

    class Outcome(models.TextChoices):
        KEPT = "kept", "sentences were kept"
        NOTHING_KEPT = "nothing_kept", "no sentence was kept"
        HIGH_LEFT_OUT = "high_left_out", "a statement of high severity was cited by none"
        NOTHING_TOLD = "nothing_told", "there is no clause to tell of"
        TOO_LONG = "too_long", "statements of high severity don't fit into one request"
        OVER_BUDGET = "over_budget", "the change has had its tokens"
        NOT_REACHED = "not_reached", "nobody took the connection"
        LATE = "late", "no whole answer in time"
        HTTP_ERROR = "http_error", "a status other than 200"
        TOO_LARGE = "too_large", "more bytes than are read"
        NOT_OF_THE_PROTOCOL = "not_of_the_protocol", "no answer of chat completions"
        OTHER_MODEL = "other_model", "another model answered than was asked"
        REFUSED = "refused", "the model refused"
        CUT = "cut", "the answer was cut at its most tokens"
        BAD_ANSWER = "bad_answer", "no list of sentences with cites"
        LOST = "lost", "the worker ended while it asked"

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="rewrites")
    statements_hash = models.CharField(max_length=64)
    comparison_version = models.PositiveSmallIntegerField("of the change when it was asked")
    model = models.CharField(max_length=200)
    prompt_version = models.PositiveSmallIntegerField()
    guard_version = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=6, choices=State.choices, default=State.ASKING)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    lease_until = models.DateTimeField("until when nobody else asks, or it rests", null=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    tokens = models.PositiveIntegerField("taken of the change's budget", default=0)
    sentences = models.JSONField(default=list)
    kept_count = models.PositiveSmallIntegerField(default=0)
    dropped = models.JSONField("sentences that the guard dropped, by rule", default=dict)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change", "statements_hash", "model", "prompt_version"], name="a_rewrite_is_asked_for_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="ready", outcome="kept", answered_at__isnull=False)
                | ~models.Q(state="ready") & ~models.Q(outcome="kept"),
                name="only_a_rewrite_with_kept_sentences_is_ready",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="rewrites_by_time")]

    def __str__(self) -> str:
        return f"{self.change_id} by {self.model}"


class RewritingBudget(models.Model):
    """What a day or a month has taken: `period` is `2026-11-30` or `2026-11`, in UTC.

    It is taken before a request, at the most that it can cost, and set right by what the answer says it used.
    """

    TOKENS_OF_PRICE: ClassVar[int] = 1_000_000

    period = models.CharField(primary_key=True, max_length=10)
    tokens = models.PositiveBigIntegerField(default=0)
    cost = models.PositiveBigIntegerField("in millionths of a cent", default=0)
    calls = models.PositiveIntegerField(default=0)
    refusals = models.PositiveIntegerField("how often it had no room", default=0)

    def __str__(self) -> str:
        return self.period
