"""Sample alerts, digests and account mails about fictional changes, made without a database."""

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.samples import account_mails
from alerts.mail import placeholders
from alerts.mail.rendering import Rendered, render_alert, render_digest
from alerts.mail.subjects import period_words
from billing.entitlements import Depth
from governance.comparison import Difference, compare, headline, parse
from governance.comparison.telling.statements import day_words
from governance.comparison.text.segment import ParsedText
from governance.comparison.text.word_lists import MONTH_NAMES
from governance.comparison.weighing.severity_reasons import reason_of
from governance.comparison.weighing.taxonomy import category_names
from governance.importers.demonstration import ATTRIBUTION, FILES, LICENCE
from governance.reading import ChangeView, ProvisionChangeView, StatementView, whys_of

_ZONE = ZoneInfo("Europe/Dublin")
_WEEK = datetime(2026, 3, 9, 8, tzinfo=UTC), datetime(2026, 3, 16, 8, tzinfo=UTC)
_DAY_TOLD = datetime(2026, 3, 11, 8, tzinfo=UTC), datetime(2026, 3, 12, 8, tzinfo=UTC)
MANY = 40
_SEVERITIES = ("high", "medium", "low")
_PLATFORMS = ("Quillbarn", "Emberlake", "Tidemarsh", "Hazelport", "Brindleway", "Cloverdesk")
_CAPTURED_AT = datetime(2026, 3, 11, 9, tzinfo=UTC)
_BEFORE_PERIOD = datetime(2026, 3, 6, 9, tzinfo=UTC)
# The last day that each sample text states, of its effect or of its last update.
_DATED = date(2026, 3, 5)
_DAY = re.compile(rf"\b\d{{1,2}} (?:{MONTH_NAMES}) \d{{4}}\b", re.IGNORECASE)


def mails() -> dict[str, Rendered]:
    """Return the sample mails by the names of their files, in the active language, with the placeholders filled in.

    Those about accounts and plans are in `web.account_mail.samples`.
    """
    changes = fictional_changes()
    short = [replace(change, provisions=(), statements=(), why_it_may_matter=()) for change in changes]
    many = [_elsewhere(changes[n % len(changes)], n) for n in range(MANY)]
    weekly: dict[str, Any] = {"cadence": "weekly", "period": period_words(*_WEEK, _ZONE)}
    over = replace(changes[0], detected_at=_BEFORE_PERIOD, taken_back_at=_CAPTURED_AT + timedelta(days=1))
    subscription = {
        "alert-one-change": render_alert(changes[:1], depth=Depth.SUMMARY),
        "alert-several-changes": render_alert(changes[:3], depth=Depth.SUMMARY, counts_unreviewed=True),
        "alert-by-category-watch": render_alert(
            changes[:1], depth=Depth.SUMMARY, by_categories={changes[0].id: _watched(changes[0])}
        ),
        "alert-one-change-headline-only": render_alert(short[:1], depth=Depth.HEADLINE),
        "digest-weekly-nothing-changed": render_digest([], depth=Depth.SUMMARY, **weekly),
        "digest-weekly-by-category-watch": render_digest(
            changes[:2],
            depth=Depth.SUMMARY,
            by_categories={changes[1].id: _watched(changes[1])},
            watches_categories=True,
            **weekly,
        ),
        "digest-weekly-few-changes": render_digest(changes[:2], depth=Depth.SUMMARY, **weekly),
        "digest-weekly-taken-back": render_digest([changes[1], over], depth=Depth.SUMMARY, earlier=1, **weekly),
        "digest-weekly-few-changes-headline-only": render_digest(short[:2], depth=Depth.HEADLINE, **weekly),
        "digest-weekly-many-changes": render_digest(many, depth=Depth.SUMMARY, **weekly),
        "digest-daily-one-change": render_digest(
            changes[1:2],
            depth=Depth.SUMMARY,
            cadence="daily",
            period=period_words(*_DAY_TOLD, _ZONE),
            counts_unreviewed=True,
        ),
    }
    transactional = {name: Rendered(*parts) for name, parts in account_mails().items()}
    return {name: _filled(mail) for name, mail in subscription.items()} | transactional


@cache
def fictional_changes() -> tuple[ChangeView, ...]:
    """Return what the comparison says of the demonstration's documents, the most important change first."""
    documents = sorted(folder for folder in FILES.glob("*/*") if folder.is_dir())
    found = [view for folder in documents for view in _changes_of(folder)]
    shown = [view for view in found if view.is_alertable and view.provisions]
    return tuple(sorted(shown, key=lambda view: _SEVERITIES.index(view.severity)))


def _changes_of(folder: Path) -> Iterator[ChangeView]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))]
    for before, after in pairwise(texts):
        days = [_day(found.group()) for found in _DAY.finditer(after)]
        later = _DATED - max(days) if days else timedelta()
        yield _view(folder.parent.name, folder.name, parse(_moved(before, later)), parse(_moved(after, later)))


def _day(words: str) -> date:
    return datetime.strptime(f"{words} +0000", "%d %B %Y %z").date()


def _moved(text: str, later: timedelta) -> str:
    """Return the text with every day that it states so much later, to go with the day on which it was captured."""
    return _DAY.sub(lambda found: day_words(_day(found.group()) + later), text)


def _view(platform: str, title: str, before: ParsedText, after: ParsedText) -> ChangeView:
    comparison = compare(before, after)
    number = int(after.digest[:4], 16)
    return ChangeView(
        id=number,
        public_id=f"CW-C-{number:06}",
        url_path=f"/changes/CW-C-{number:06}/",
        platform_name=platform,
        platform_slug=platform.lower(),
        document_public_id="",
        document_title=title,
        document_type=title.lower().replace(" ", "-"),
        from_version_public_id="",
        to_version_public_id="",
        label=comparison.label,
        rule=comparison.rule,
        reason=comparison.reason,
        is_alertable=comparison.is_alertable,
        severity=comparison.severity,
        severity_rule=comparison.severity_rule,
        headline=headline(platform, title, comparison),
        effective_date=comparison.effective_date,
        detected_at=_CAPTURED_AT,
        published_at=_CAPTURED_AT,
        held_until=None,
        confirmed_at=None,
        withdrawn_at=None,
        counts=asdict(comparison.counts),
        categories=comparison.categories,
        attribution=ATTRIBUTION,
        licence=LICENCE,
        is_demonstration=True,
        document_language="en",
        source_url=f"https://{platform.lower()}.example/{title.lower().replace(' ', '-')}",
        provisions=tuple(_provision(before, after, difference) for difference in comparison.differences),
        statements=tuple(StatementView(one.code, one.sentence) for one in comparison.statements),
        why_it_may_matter=whys_of((one.category, one.kind, one.severity_rule) for one in comparison.differences),
    )


def _provision(before: ParsedText, after: ParsedText, difference: Difference) -> ProvisionChangeView:
    old, new = difference.before, difference.after
    shown = new or old
    return ProvisionChangeView(
        kind=difference.kind,
        provision_public_id="",
        category=difference.category,
        category_name=category_names()[difference.category],
        severity=difference.severity,
        severity_rule=difference.severity_rule,
        severity_reason=reason_of(difference.severity_rule, difference.category),
        sentence=difference.sentence,
        heading_path=shown.heading_path if shown else (),
        label=shown.label if shown else "",
        before_quote=before.quote(old) if old else None,
        after_quote=after.quote(new) if new else None,
        before_start=old.start if old else None,
        before_end=old.end if old else None,
        after_start=new.start if new else None,
        after_end=new.end if new else None,
        provisions=difference.provisions,
    )


def _watched(view: ChangeView) -> tuple[str, ...]:
    """Return the last of the categories that the change touches, which its headline is hardly about."""
    return view.categories[-1:]


def _elsewhere(view: ChangeView, number: int) -> ChangeView:
    """Return the same change as if of another fictional platform."""
    name = _PLATFORMS[number % len(_PLATFORMS)]
    told = view.headline.replace(view.platform_name, name, 1)
    public_id = f"CW-C-{number:06}"
    return replace(view, platform_name=name, headline=told, public_id=public_id, url_path=f"/changes/{public_id}/")


def _filled(mail: Rendered) -> Rendered:
    values = {
        placeholders.NAME: "Ana",
        placeholders.UNSUBSCRIBE_URL: f"{settings.BASE_URL}/unsubscribe/fictional/",
        placeholders.PREFERENCES_URL: f"{settings.BASE_URL}/unsubscribe/fictional/",
        placeholders.OPINIONS_URL: f"{settings.BASE_URL}/feedback/fictional/",
        placeholders.UNREVIEWED_COUNT: "7",
    }
    return Rendered(mail.subject, placeholders.fill_html(mail.html, values), placeholders.fill_text(mail.text, values))
