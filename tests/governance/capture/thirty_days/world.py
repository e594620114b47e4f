"""The platforms' sites through the days: who has which document where, what is wrong when, and what truly changes."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.governance.capture.thirty_days.faults import ELSEWHERE, FAULTS, Fault, Scene
from tests.governance.capture.thirty_days.pages import page_of, part_of, pdf_pages_of
from tests.governance.capture.thirty_days.policies import KINDS, TITLES, Policy, companies, policy_of
from tests.local_web import Answer, Asked
from tests.local_web.answers import Reply

NOT_HERE = Answer(b"<h1>No such page</h1>", 404, (("Content-Type", "text/html"),))


@dataclass(frozen=True)
class Injected:
    """A fault of a document from a moment to another."""

    fault: Fault
    start: datetime
    end: datetime


@dataclass
class TrueChange:
    """What a platform truly changes at a moment. `words` are new in the text, or gone from it; set when it is made."""

    kind: str
    at: datetime
    seen_at: datetime  # when it shows: later than `at` where a fault hides it
    words: str = ""


@dataclass
class Watched:
    """A document of a platform: its text as it stands, where it is read, and what happens to it."""

    policy: Policy
    place: int
    host: str
    paths: list[str]
    form: str
    has_etag: bool
    chance: Random
    injected: list[Injected] = field(default_factory=list)
    changes: list[TrueChange] = field(default_factory=list)
    design: int = 0
    asked_of_part: Counter[int] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        return f"{self.policy.company}, {self.policy.title}"

    @property
    def parts(self) -> int:
        return len(self.paths)

    @property
    def other_host(self) -> str:
        return f"legal-of-{self.host}"

    def pass_to(self, now: datetime) -> None:
        """Make the changes that are due by now."""
        for change in self.changes:
            if change.at <= now and not change.words:
                change.words = self.policy.change(change.kind, self.chance)
        if any(one.fault.name == "redesigned" and one.start <= now for one in self.injected):
            self.design = 1 + len(self.policy.company) % 2

    def answer(self, part: int, now: datetime, *, is_moved: bool) -> Answer:
        """What is answered for one of its pages."""
        self.asked_of_part[part] += 1
        self.pass_to(now)
        good = self._good(part)
        fault = next((one.fault for one in self.injected if one.start <= now < one.end), None)
        if fault is None or is_moved:
            return good
        return fault.answer(Scene(self, part, good, now, self.chance))

    def _good(self, part: int) -> Answer:
        if self.form == "pdf":
            return pdf_pages_of(self.policy)
        return page_of(self.policy, part_of(self.policy, part, self.parts), design=self.design)


class World:
    """All sites, or every so many of them. `asked` holds each request for a page of a document and when it came."""

    def __init__(self, *, hosts: int, days: int, start: datetime, seed: int, part: int = 0, parts: int = 1) -> None:
        self.start, self.end = start, start + timedelta(days=days)
        self.asked: list[tuple[datetime, str, Answer]] = []
        self.chance = Random(seed)
        self.documents = [document for place in range(hosts) for document in self._of_platform(place)]
        plan(self, days)
        self.documents = [one for one in self.documents if one.place % parts == part]

    def site(self, clock: Callable[[], datetime]) -> dict[str, dict[str, Reply]]:
        """What the hosts answer, by the clock."""
        site: dict[str, dict[str, Reply]] = {}
        for document in self.documents:
            for host in (document.host, document.other_host):
                site.setdefault(host, dict(ELSEWHERE))
            for part, path in enumerate(document.paths):
                site[document.host][path] = self._reply(document, part, clock)
                for host in (document.host, document.other_host):
                    site[host][f"/moved{path}"] = self._reply(document, part, clock, is_moved=True)
        return site

    def _reply(
        self, document: Watched, part: int, clock: Callable[[], datetime], *, is_moved: bool = False
    ) -> Callable[[Asked], Answer]:
        def reply(asked: Asked) -> Answer:
            answer = document.answer(part, clock(), is_moved=is_moved)
            if not is_moved:
                self.asked.append((clock(), document.host, answer))
            return _conditional(answer, asked) if document.has_etag else answer

        return reply

    def _of_platform(self, place: int) -> Iterator[Watched]:
        company = companies(place + 1)[place]
        host = f"{company.lower().replace(' ', '-')}.example"
        for number, title in enumerate(TITLES):
            form = ("page", ("page", "pages")[place % 3 == 0], ("page", "pdf", "pages", "pdf")[place % 4])[number]
            count = self.chance.choice((2, 3, 4)) if form == "pages" else 1
            stem = f"/{title.split()[0].lower()}" + (".pdf" if form == "pdf" else "")
            paths = [f"{stem}/{part}" if count > 1 else stem for part in range(count)]
            policy = policy_of(company, title, self.chance)
            yield Watched(policy, place, host, paths, form, place % 2 == 0, Random(self.chance.getrandbits(32)))


def _conditional(answer: Answer, asked: Asked) -> Answer:
    is_bad = answer.wait or answer.drip or answer.cut_after is not None
    if answer.status != 200 or not answer.body or is_bad:
        return answer
    etag = f'"{hashlib.md5(answer.body).hexdigest()}"'
    if asked.headers.get("if-none-match") == etag:
        return Answer(status=304, headers=(("ETag", etag),))
    return answer.with_headers(("ETag", etag))


def plan(world: World, days: int) -> None:
    """Give the documents faults and changes, each kind at least once where there is room for it.

    Changes come from one to six in the morning, on days with a fault and without one. A fault that lasts longer than
    until the early afternoon keeps changes away: what can't be seen can't be told.
    """
    chance = world.chance
    faults, kinds = _in_turn(list(FAULTS), chance), _in_turn(list(KINDS), chance)
    used = {fault.name: 0 for fault in FAULTS}
    first = {document.name: chance.randrange(1, min(4, days)) for document in world.documents}
    for _ in range(days):
        for document in chance.sample(world.documents, len(world.documents)):
            day = first[document.name]
            if day >= days:
                continue
            midnight = world.start + timedelta(days=day)
            morning = midnight + timedelta(minutes=chance.randrange(60, 360))
            fault = _fitting(faults, document, used) if chance.random() < 0.7 else None
            if fault is None:
                document.changes.append(TrueChange(next(kinds), morning, morning))
                first[document.name] = day + chance.randrange(2, 5)
                continue
            used[fault.name] += 1
            end = morning + fault.lasts
            document.injected.append(Injected(fault, morning, end))
            is_over_at_noon = end < midnight + timedelta(hours=14)
            if is_over_at_noon and chance.random() < 0.4:
                at = midnight + timedelta(minutes=chance.randrange(60, 480))
                document.changes.append(TrueChange(next(kinds), at, max(at, end)))
            if fault.is_quiet and not fault.changes_text:
                next_morning = morning + timedelta(days=1)
                document.changes.append(TrueChange(next(kinds), next_morning, next_morning))
            first[document.name] = day + (end - midnight).days % 90 + chance.randrange(2, 5)
    for document in world.documents:
        document.changes.sort(key=lambda change: change.at)
        document.changes = [one for one in document.changes if one.at < world.end and not _is_hidden(document, one)]


def _is_hidden(document: Watched, change: TrueChange) -> bool:
    """Whether the document is gone by then."""
    return any(one.fault.name == "gone" and one.start <= change.at for one in document.injected)


def _fitting(faults: Iterator[Fault], document: Watched, used: dict[str, int]) -> Fault | None:
    for _ in range(len(FAULTS)):
        fault = next(faults)
        lasting = any(one.fault.lasts > timedelta(days=30) for one in document.injected)
        if document.form in fault.forms and used[fault.name] < fault.most and not lasting:
            return fault
    return None


def _in_turn(kinds: list, chance: Random) -> Iterator:
    """All kinds in an order by chance, again and again."""
    while True:
        yield from chance.sample(kinds, len(kinds))
