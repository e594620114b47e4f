"""Notes what changes in the law: dates of application that are reached, and new tables of regulations."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from governance.analysis.law import Engagement, tables_version
from governance.analysis.law_changes import DateReached, dates_between, differences_from, engaging, law_as_known
from governance.models import KnownLaw, LawChange


@transaction.atomic
def follow_law(now: datetime) -> dict[str, int]:
    """Note each date that was reached since the last time, and what new tables state differently; return the counts.

    The first time nothing is noted: what the tables state then is what is known.
    """
    today, version = now.astimezone(UTC).date(), tables_version()
    first = {"tables_version": version, "content": law_as_known(), "noted_until": today}
    _, is_first = KnownLaw.objects.get_or_create(pk=KnownLaw.ONLY_ROW, defaults=first)
    if is_first:
        return {"law_changes": 0}
    known = KnownLaw.objects.select_for_update().get(pk=KnownLaw.ONLY_ROW)
    found = [] if known.tables_version == version else _renewed(known, today, now)
    if known.noted_until < today:
        found += [_reached(one, now) for one in dates_between(known.noted_until, today)]
    count = len(LawChange.objects.bulk_create(found, ignore_conflicts=True)) if found else 0
    if known.tables_version != version or known.noted_until < today:
        known.tables_version, known.content = version, law_as_known()
        known.noted_until = max(known.noted_until, today)
        known.save()
    return {"law_changes": count}


def _renewed(known: KnownLaw, today: date, now: datetime) -> list[LawChange]:
    """Return the one event of new tables, nothing if only words of ours differ."""
    different = differences_from(known.content)
    if not different:
        return []
    concerned = {(one.category, one.regulation.id): one for difference in different for one in difference.concerned}
    sentences = [difference.sentence for difference in different]
    return [_law_change(LawChange.Kind.TABLES_RENEWED, "", today, sentences, concerned.values(), now)]


def _reached(one: DateReached, now: datetime) -> LawChange:
    concerned = engaging(one.regulation.id)
    return _law_change(LawChange.Kind.DATE_REACHED, one.regulation.id, one.day, one.sentences, concerned, now)


def _law_change(
    kind: str, regulation: str, day: date, sentences: Iterable[str], concerned: Iterable[Engagement], now: datetime
) -> LawChange:
    rows = [_plain(one) for one in concerned]
    return LawChange(
        kind=kind,
        regulation=regulation,
        day=day,
        tables_version=tables_version(),
        sentences=list(sentences),
        concerned=rows,
        is_material=any(row["exposure"] == "high" for row in rows),
        detected_at=now,
    )


def _plain(engagement: Engagement) -> dict[str, Any]:
    return {
        "category": engagement.category,
        "regulation": engagement.regulation.id,
        "articles": [article.reference for article in engagement.articles],
        "exposure": engagement.exposure,
        "rationale": engagement.rationale,
    }
