"""Lets the service's own duties read the sites through the days, and compares what was said with what was injected."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from governance.capture.gate.looks import NEW_TEXT
from governance.capture.schedule.politeness import SPREAD, USUAL_DELAY
from governance.capture.sources import declare, read_by_itself
from governance.models import Capture, CaptureHost, Change, Document, SourcePage, Version
from governance.record.platforms import platform_named
from tests.governance.capture.site import WatchedWeb
from tests.governance.capture.thirty_days.faults import RETRY_AFTER
from tests.governance.capture.thirty_days.world import Injected, TrueChange, Watched, World

GRID = timedelta(minutes=20)
# Until when a change of the morning has been seen, with a fault before it.
LATEST = timedelta(hours=20)
SHORT_STEP = timedelta(seconds=15)
# What may be said of the address on any day: the machine was busy, and a page came too late.
BUSY = "timeout"


def live_through(world: World, web: WatchedWeb, tell: Callable[[datetime], None] = str) -> dict[str, Document]:
    """Add the documents and read them until the last day is over; the documents by their names.

    `tell` is called with each step's moment.
    """
    web.now = world.start
    documents = {watched.name: _added(watched, web) for watched in world.documents}
    while web.now < world.end:
        web.read_once()
        tell(web.now)
        web.now = max(web.now + SHORT_STEP, _next_step(web.now))
        for watched in world.documents:
            watched.pass_to(min(web.now, world.end - SHORT_STEP))
    return documents


def _added(watched: Watched, web: WatchedWeb) -> Document:
    platform = platform_named(watched.policy.company, is_demonstration=False, now=web.now)
    document = Document.objects.create(
        platform=platform, document_type=watched.policy.title.lower().replace(" ", "-"), title=watched.policy.title
    )
    addresses = [f"http://{watched.host}{path}" for path in watched.paths]
    if len(addresses) > 1:
        parts = [{"fetch": address} for address in addresses]
        declare(document, {"combine": parts, "select": ["main", "#content", "article"]}, now=web.now, is_urgent=False)
    else:
        read_by_itself(document, addresses, now=web.now, is_urgent=False)
    return document


def _next_step(now: datetime) -> datetime:
    """When something can be asked for next; rounded up where nothing is waiting for the pause of its host only."""
    if SourcePage.objects.filter(due_at__lte=now).exists():
        free = CaptureHost.objects.filter(first_due_at__lte=now).aggregate(at=Min("next_allowed_at"))["at"]
        if free - now < GRID:
            return free
    due = SourcePage.objects.filter(due_at__gt=now).aggregate(at=Min("due_at"))["at"]
    return due - (due - datetime.min.replace(tzinfo=due.tzinfo)) % GRID + GRID


@dataclass
class Said:
    """What came of the days: a row for each kind of what was injected, and sentences of what is wrong."""

    rows: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, name: str, *what: str) -> None:
        self.rows.setdefault(name, Counter()).update(what)

    def table(self) -> str:
        lines = [f"{'injected':36} {'times':>5}  said"]
        for name, counts in sorted(self.rows.items()):
            rest = ", ".join(f"{what} {count}" for what, count in counts.most_common() if what != "injected")
            lines.append(f"{name:36} {counts['injected']:>5}  {rest}")
        return "\n".join([*lines, *(f"WRONG: {one}" for one in self.wrong)])


def compare(world: World, documents: dict[str, Document]) -> Said:
    """Compare what the service said with what was injected."""
    said = Said()
    for watched in world.documents:
        document = documents[watched.name]
        alerts = list(Change.objects.alertable().filter(document=document).order_by("published_at"))
        _compare_changes(watched, alerts, said)
        captures = list(Capture.objects.filter(document=document).order_by("captured_at", "pk"))
        versions = list(Version.objects.filter(document=document).values_list("captured_at", flat=True))
        for injected in watched.injected:
            _compare_fault(watched, injected, captures, versions, world.end, said)
        _look_for_versions_of_nothing(watched, versions, said)
        _look_for_groundless_health(watched, captures, said)
    said.wrong += impolite(world)
    return said


def _compare_changes(watched: Watched, alerts: list[Change], said: Said) -> None:
    """Each true change is told once, on its day, and nothing else is told."""
    left = list(alerts)
    for change in watched.changes:
        name = f"change: {change.kind}" + (" behind a fault" if change.seen_at > change.at else f" ({watched.form})")
        told = next((one for one in left if _is_about(one, change)), None)
        if told is None:
            said.count(name, "injected", "NOT TOLD")
            said.wrong.append(f"{watched.name}: {change.kind} at {change.at} ({change.words!r}) was not told that day.")
            continue
        left.remove(told)
        said.count(name, "injected", "told the same day")
    for alert in left:
        said.count("(nothing)", "FALSE ALERT")
        said.wrong.append(f"{watched.name}: false alert at {alert.published_at}: {alert.headline} ({alert.reason})")


def _is_about(alert: Change, change: TrueChange) -> bool:
    assert alert.published_at is not None
    return change.at <= alert.published_at and alert.published_at.date() == change.at.date()


def _compare_fault(
    watched: Watched, injected: Injected, captures: list[Any], versions: list[datetime], end: datetime, said: Said
) -> None:
    fault = injected.fault
    within = [one for one in captures if injected.start <= one.captured_at < injected.end]
    states = Counter(one.state for one in within)
    codes = Counter(f"{one.state}/{one.verdict}" if one.verdict else one.state for one in within)
    said.count(f"{fault.name}", "injected", *codes.elements())
    new = [at for at in versions if injected.start <= at < injected.end]
    where = f"{watched.name}, {fault.name} from {injected.start}"
    if not within and injected.end < end:
        said.wrong.append(f"{where}: nothing was said.")
    elif fault.states and set(states) - fault.states:
        said.wrong.append(f"{where}: said {dict(codes)}.")
    elif fault.is_quiet and any(_is_groundless(watched, one) for one in within):
        said.wrong.append(f"{where}: said {dict(codes)} of what was the document.")
    if fault.states and new:
        said.wrong.append(f"{where}: became a version at {new}.")
    if fault.name == "gone" and end - injected.start > timedelta(days=4) and within[-1].state != "gone":
        said.wrong.append(f"{where}: is {within[-1].state} at the end.")


def _look_for_versions_of_nothing(watched: Watched, versions: list[datetime], said: Said) -> None:
    if any(one.fault.changes_text for one in watched.injected):
        return
    expected = 1 + len(watched.changes)
    if len(versions) != expected:
        said.wrong.append(f"{watched.name}: {len(versions)} versions, and {expected} texts that it had.")


def _look_for_groundless_health(watched: Watched, captures: list[Any], said: Said) -> None:
    """Of a document of which nothing is wrong nothing else is said."""
    for capture in captures:
        is_injected = any(one.start <= capture.captured_at < one.end for one in watched.injected)
        if not is_injected and _is_groundless(watched, capture):
            said.count("(nothing)", f"{capture.state}/{capture.verdict}")
            said.wrong.append(f"{watched.name}: {capture.state} at {capture.captured_at}: {capture.reason}")


def _is_groundless(watched: Watched, capture: Any) -> bool:
    """Whether something is said of a document that was there: more than that a change is looked at once more."""
    if capture.verdict == NEW_TEXT:
        has_changed = any(
            timedelta(0) <= capture.captured_at - one.at < LATEST and one.at.date() == capture.captured_at.date()
            for one in watched.changes
        )
        changes = any(one.fault.changes_text and one.start <= capture.captured_at for one in watched.injected)
        return not has_changed and not changes
    return capture.state != "verified" and capture.verdict != BUSY


def impolite(world: World) -> list[str]:
    """Sentences of requests that came too early after the one before at the same host."""
    return list(_too_early(world))


def _too_early(world: World) -> Iterator[str]:
    least = USUAL_DELAY * (1 - SPREAD)
    allowed: dict[str, datetime] = {}
    broke_off: dict[str, datetime] = {}
    for at, host, answer in world.asked:
        is_asked_again = broke_off.get(host) == at  # within one fetch, where the connection ended before an answer
        if at < allowed.get(host, at) and not is_asked_again:
            yield f"{host} was asked at {at}, before {allowed[host]}."
        is_asking_for_time = any(name == "Retry-After" for name, _ in answer.headers)
        if answer.raw is not None and not is_asked_again:
            broke_off[host] = at
        else:
            broke_off.pop(host, None)
        allowed[host] = at + (RETRY_AFTER if is_asking_for_time else least)
