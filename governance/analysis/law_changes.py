"""What changes in the law while no text does: a date that is reached, or new tables.

The tables as they were known are kept as a plain value (`law_as_known`), so a later state can be compared with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from governance.analysis.law import EXPOSURES, Engagement, Regulation, engagements, regulations, spelled

_OF_A_REGULATION = {
    "since": "its main date",
    "until": "the day on which it lapses",
    "status": "its status",
    "dates": "its dates of application",
}


@dataclass(frozen=True, slots=True)
class DateReached:
    """A day on which more or less of a regulation applies, with what the table says of it."""

    regulation: Regulation
    day: date
    what: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the table says of the day, a sentence each."""
        of = f"{self.regulation.short_name}, {spelled(self.day)}"
        return tuple(f"{of}: {what.rstrip('.')}." for what in self.what)


@dataclass(frozen=True, slots=True)
class LawDifference:
    """One difference between two states of the tables. `concerned` are the engagements that it is about."""

    sentence: str
    concerned: tuple[Engagement, ...] = ()


def law_as_known() -> dict[str, Any]:
    """Return what the tables state now about dates, status and engagements, as plain JSON."""
    return {
        "regulations": {one.id: _known(one) for one in regulations().values()},
        "engagements": {
            category: {
                one.regulation.id: {
                    "articles": [article.reference for article in one.articles],
                    "exposure": one.exposure,
                }
                for one in rows
            }
            for category, rows in engagements().items()
        },
    }


def dates_between(after: date, until: date) -> list[DateReached]:
    """Return the days later than `after` and not later than `until` that the tables name, the earliest first."""
    found: dict[tuple[date, str], list[str]] = {}
    for one in regulations().values():
        for day, what in _days_of(one):
            if after < day <= until:
                found.setdefault((day, one.id), []).append(what)
    return [DateReached(regulations()[name], day, tuple(what)) for (day, name), what in sorted(found.items())]


def engaging(regulation_id: str) -> tuple[Engagement, ...]:
    """Return every engagement of a regulation, the highest exposure first, then by category."""
    found = [one for rows in engagements().values() for one in rows if one.regulation.id == regulation_id]
    return tuple(sorted(found, key=lambda one: (-EXPOSURES.index(one.exposure), one.category)))


def differences_from(known: Mapping[str, Any]) -> list[LawDifference]:
    """Return what the tables state differently now than `known`, a value of `law_as_known`, in the order of the tables.

    The words of rationales, titles and notes are no difference.
    """
    now = law_as_known()
    return [*_of_regulations(known["regulations"], now["regulations"]), *_of_engagements(known, now)]


def _known(regulation: Regulation) -> dict[str, Any]:
    return {
        "name": regulation.short_name,
        "since": regulation.in_force_since and regulation.in_force_since.isoformat(),
        "until": regulation.in_force_until and regulation.in_force_until.isoformat(),
        "status": regulation.table_status,
        "dates": [[one.day.isoformat(), one.what] for one in regulation.dates],
    }


def _days_of(regulation: Regulation) -> Iterator[tuple[date, str]]:
    """Yield each day of the table with what it says; its main date and its last day only if nothing else is."""
    told = {one.day for one in regulation.dates}
    if regulation.in_force_since and regulation.in_force_since not in told:
        yield regulation.in_force_since, "its main date in our table"
    for one in regulation.dates:
        yield one.day, one.what
    if regulation.in_force_until and regulation.in_force_until not in told:
        yield regulation.in_force_until, "no longer in force from this day"


def _of_regulations(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[LawDifference]:
    for name, row in after.items():
        if name not in before:
            yield LawDifference(f"{row['name']} was added to our tables.", engaging(name))
        elif changed := [_OF_A_REGULATION[key] for key in _OF_A_REGULATION if row[key] != before[name][key]]:
            yield LawDifference(f"{row['name']}: our tables now state differently {_listed(changed)}.", engaging(name))
    for name, row in sorted(before.items()):
        if name not in after:
            yield LawDifference(f"{row['name']} is no longer in our tables.")


def _of_engagements(known: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[LawDifference]:
    for category, rows in engagements().items():
        before = known["engagements"].get(category, {})
        for one in rows:
            name = one.regulation.id
            if name not in known["regulations"]:
                continue  # told as a whole
            if sentence := _difference(before.get(name), now["engagements"][category][name], one):
                yield LawDifference(sentence, (one,))
    for category, before in sorted(known["engagements"].items()):
        for name in sorted(before):
            if name in now["regulations"] and name not in now["engagements"].get(category, {}):
                of = now["regulations"][name]["name"]
                yield LawDifference(f"Our tables no longer map the category {category} to {of}.")


def _difference(before: Mapping[str, Any] | None, after: Mapping[str, Any], engagement: Engagement) -> str:
    """Return in a sentence how the engagement differs, empty if it does not."""
    of = f"{engagement.regulation.short_name} and the category {engagement.category}"
    if before is None:
        return f"Our tables now map the category {engagement.category} to {engagement.regulation.short_name}."
    if before["exposure"] != after["exposure"]:
        return f"{of}: the exposure in our tables is {after['exposure']} now; it was {before['exposure']}."
    if before["articles"] != after["articles"]:
        return f"{of}: the articles in our tables are {_listed(after['articles'])} now."
    return ""


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
