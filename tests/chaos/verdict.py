"""What became of everybody, from the provider's record and the tables."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Count

from alerts.models import Alert, Attempt, Batch, Message, WatchItem
from governance.models import Change
from tests.chaos.worker import LEASE

IN_DOUBT = (Batch.State.UNCERTAIN, Batch.State.HELD)


@dataclass
class ChaosVerdict:
    """Numbers of messages, but for `states` and `doubts`."""

    owed: int
    never_owed: int  # watchers of a published change who have no alert for it
    lost: int  # without a message, or neither accepted nor in doubt
    twice: int  # accepted more than once, by message or by person
    strangers: int  # accepted and not ours
    wrongly_sent: int  # marked as sent and never accepted
    past_the_lease: int  # requests, accepted when their attempt's lease was over: luck if none comes twice
    in_doubt_and_accepted: int
    in_doubt_and_not_accepted: int
    states: dict[str, int] = field(default_factory=dict)  # of batches
    doubts: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (
            self.never_owed or self.lost or self.twice or self.strangers or self.wrongly_sent or self.past_the_lease
        )


def judge(record: Path) -> ChaosVerdict:
    """Each of the watchers of a published change is to have one alert, in one message, which is accepted once."""
    accepted: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    arrivals: dict[str, float] = {}
    for line in record.read_text().splitlines():
        attempt, message, address, arrived = line.split()
        arrivals[attempt] = float(arrived)
        accepted[message] += 1
        reached[address] += 1
    state_of = {str(pk): state for pk, state in Message.objects.values_list("pk", "batch__state").iterator()}
    owed_to = dict(Alert.objects.values_list("user__email").annotate(count=Count("pk")).iterator())
    never = [pk for pk in state_of if pk not in accepted]
    by_message = sum(count - 1 for count in accepted.values())
    by_person = sum(max(count - owed_to.get(address, 0), 0) for address, count in reached.items())
    return ChaosVerdict(
        owed=Alert.objects.count(),
        never_owed=_watchers_of_what_was_published() - Alert.objects.count(),
        lost=Alert.objects.filter(message=None).count() + sum(state_of[pk] not in IN_DOUBT for pk in never),
        twice=max(by_message, by_person),
        strangers=sum(pk not in state_of for pk in accepted),
        wrongly_sent=sum(state_of[pk] == Batch.State.SENT for pk in never),
        past_the_lease=_past_the_lease(arrivals),
        in_doubt_and_accepted=sum(state in IN_DOUBT and pk in accepted for pk, state in state_of.items()),
        in_doubt_and_not_accepted=sum(state_of[pk] in IN_DOUBT for pk in never),
        states=dict(Batch.objects.values_list("state").annotate(count=Count("pk")).order_by("state")),
        doubts=_doubts(accepted),
    )


def _watchers_of_what_was_published() -> int:
    """How many alerts there should be."""
    watchers = dict(WatchItem.objects.values_list("platform").annotate(Count("watchlist__user", distinct=True)))
    return sum(watchers[platform] for platform in Change.objects.published().values_list("platform", flat=True))


def _past_the_lease(arrivals: dict[str, float]) -> int:
    starts = Attempt.objects.in_bulk(list(arrivals))
    return sum(arrivals[str(pk)] - attempt.started_at.timestamp() > LEASE for pk, attempt in starts.items())


def _doubts(accepted: Counter[str]) -> list[str]:
    """A line for each batch of which the service doesn't know, with what the provider knows."""
    lines = []
    for batch in Batch.objects.filter(state__in=IN_DOUBT).order_by("pk"):
        messages = [str(pk) for pk in batch.messages.values_list("pk", flat=True)]
        taken = sum(pk in accepted for pk in messages)
        lines.append(f"batch {batch.pk} {batch.state}: {len(messages)} messages, {taken} accepted ({batch.reason})")
    return lines
