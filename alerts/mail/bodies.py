"""Bodies of mails, stored once for all people who get the same, under a key of what they were made from."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime

import structlog
from django.conf import settings
from django.utils import translation

from alerts.mail.rendering import Rendered, render_alert, render_digest
from alerts.mail.wording import CHANGES_IN_FULL
from alerts.models import Content, Message
from billing.entitlements import Depth
from governance.reading import ChangeView, change_views

logger = structlog.get_logger(__name__)

_VIEWS_AT_ONCE = 20
CATEGORIES_NAMED = 3
_RENDERING = 13  # to be raised when the same changes shall give other bodies


@dataclass(frozen=True, slots=True)
class Recipe:
    """The ingredients of a body; those that are words are in its language.

    `cadence`, `period`, `unverified`, `earlier` and `watches_categories` are only for digests.
    """

    kind: str
    change_ids: tuple[int, ...]
    depth: Depth
    language: str
    cadence: str = ""
    period: str = ""
    unverified: tuple[str, ...] = ()  # lines about documents that could not be verified lately
    earlier: int = 0  # how many of the changes were published before the period
    taken_back: tuple[tuple[int, str], ...] = ()  # ids of those that are over, and since when, as ISO 8601
    counts_unreviewed: bool = False  # whether each person is told how many changes they have not decided on
    by_categories: tuple[tuple[int, tuple[str, ...]], ...] = ()  # ids of those that category watches tell, and which
    watches_categories: bool = False  # whether the digest covers category watches

    @property
    def key(self) -> str:
        made_from = [_RENDERING, settings.BASE_URL, settings.POSTAL_ADDRESS, *astuple(self)]
        return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()


def ensure_contents(recipes: Collection[Recipe], now: datetime) -> dict[Recipe, int]:
    """Return the ids of the bodies, rendering those that aren't stored. A failed one is logged and left out."""
    keys = {recipe.key: recipe for recipe in recipes}
    missing = [keys[key] for key in keys.keys() - _stored(keys).keys()]
    Content.objects.bulk_create(_render_all(missing, now), ignore_conflicts=True, batch_size=100)
    return {keys[key]: content_id for key, content_id in _stored(keys).items()}


def _stored(keys: Iterable[str]) -> dict[str, int]:
    return dict(Content.objects.filter(key__in=list(keys)).values_list("key", "pk"))


def _render_all(recipes: Collection[Recipe], now: datetime) -> list[Content]:
    in_full = {key for r in recipes if r.depth >= Depth.SUMMARY for key in r.change_ids[:CHANGES_IN_FULL]}
    in_short = {key for r in recipes for key in r.change_ids}
    summaries = _views_by_id(in_full, with_summary=True)
    headlines = _views_by_id(in_short, with_summary=False)
    contents = []
    for recipe in recipes:
        try:
            views = [
                summaries[key] if recipe.depth >= Depth.SUMMARY and place < CHANGES_IN_FULL else headlines[key]
                for place, key in enumerate(recipe.change_ids)
            ]
            with translation.override(recipe.language):
                rendered = _render(recipe, _with_what_became_of_them(recipe, views))
        except Exception:  # one body that can't be made must not stop the others
            logger.exception("content_failed", kind=recipe.kind, changes=recipe.change_ids)
            continue
        contents.append(
            Content(
                key=recipe.key,
                kind=recipe.kind,
                subject=rendered.subject,
                html=rendered.html,
                text=rendered.text,
                created_at=now,
            )
        )
    return contents


def of_those(taken_back: Mapping[int, datetime], change_ids: Iterable[int]) -> tuple[tuple[int, str], ...]:
    """Return which of these changes have been taken back, as a recipe holds them."""
    return tuple((key, taken_back[key].isoformat()) for key in change_ids if key in taken_back)


def named_of(
    told: Mapping[int, Collection[str]], categories: Mapping[int, Sequence[str]]
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return of each change that category watches tell the first of the watched categories, as a recipe holds them.

    `categories` are those of the change, the most important first. A few are named, so that there are not as many
    bodies as people have chosen sets of categories.
    """
    ordered = ((key, [one for one in categories[key] if one in told[key]]) for key in sorted(told))
    return tuple((key, tuple(watched[:CATEGORIES_NAMED])) for key, watched in ordered)


def _with_what_became_of_them(recipe: Recipe, views: list[ChangeView]) -> list[ChangeView]:
    """Return the changes, those that were taken back after those that stand."""
    since = {key: datetime.fromisoformat(at) for key, at in recipe.taken_back}
    told = [replace(view, taken_back_at=since[view.id]) if view.id in since else view for view in views]
    return sorted(told, key=lambda view: view.taken_back_at is not None)


def _render(recipe: Recipe, views: list[ChangeView]) -> Rendered:
    by_categories = dict(recipe.by_categories)
    if recipe.kind == Message.Kind.ALERT:
        return render_alert(
            views, depth=recipe.depth, counts_unreviewed=recipe.counts_unreviewed, by_categories=by_categories
        )
    return render_digest(
        views,
        cadence=recipe.cadence,
        period=recipe.period,
        depth=recipe.depth,
        unverified=recipe.unverified,
        earlier=recipe.earlier,
        counts_unreviewed=recipe.counts_unreviewed,
        by_categories=by_categories,
        watches_categories=recipe.watches_categories,
    )


def _views_by_id(change_ids: Iterable[int], *, with_summary: bool) -> dict[int, ChangeView]:
    """Return the views by id. Only some are loaded at once, since a summary quotes two whole texts."""
    ordered = sorted(change_ids)
    views: dict[int, ChangeView] = {}
    for start in range(0, len(ordered), _VIEWS_AT_ONCE):
        views |= loadable_views(ordered[start : start + _VIEWS_AT_ONCE], with_summary=with_summary)
    return views


def loadable_views(change_ids: Sequence[int], *, with_summary: bool) -> dict[int, ChangeView]:
    """Return the views that can be loaded. If a group fails, each is tried alone, so one bad change stops no other."""
    try:
        return {view.id: view for view in change_views(change_ids, with_summary=with_summary)}
    except Exception:
        logger.exception("change_views_failed", changes=change_ids)
    if len(change_ids) == 1:
        return {}
    return {key: view for one in change_ids for key, view in loadable_views([one], with_summary=with_summary).items()}
