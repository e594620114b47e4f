"""The page that compares platforms in a category: a form that needs no script, a matrix, and quotations."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from governance.analysis.stating import compared_categories
from governance.api.comparison_shapes import ComparisonSerializer, describe_comparison
from governance.category_words import category_in_words
from governance.comparison import categories
from governance.models import Platform, Provision
from governance.stated_provisions import (
    FEWEST_COMPARED,
    MOST_COMPARED,
    ComparisonShown,
    NotToBeCompared,
    compare_platforms,
    platforms_to_compare,
)
from web.pages.comparison_matrix import matrix_of
from web.pages.own_pages import acts_of

LONGEST_NAME = 200
SUGGESTED = 6


@dataclass(frozen=True, slots=True)
class SuggestedPlatform:
    """A platform that has provisions of the category, and the address that adds it to what was chosen."""

    name: str
    address: str


@require_safe
@cache_control(private=True)
def compare(request: HttpRequest) -> HttpResponse:
    """Show how two to ten platforms state a category, or the form that asks for it.

    The form's `platform` fields may hold names; they lead to the address with `platforms=` and slugs, which is shared.
    `more` asks for one more field instead.
    """
    asked, said = request.GET, ""
    if "platform" in asked and "more" not in asked:
        slugs, said = _slugs(asked)
        if not said:
            query = urlencode({"category": asked.get("category", ""), "platforms": ",".join(slugs)})
            return redirect(f"{reverse('compare-page')}?{query}")
    compared = [one for one in categories() if one.id in compared_categories()]
    names = {one.id: category_in_words(one.id) for one in compared}
    chosen, shown = asked.get("category", ""), None
    if "platforms" in asked:
        shown, said = _shown(chosen, asked["platforms"])
    given = [name[:LONGEST_NAME] for name in asked.getlist("platform")]
    given = list(filter(None, given or [slug.strip()[:LONGEST_NAME] for slug in _listed(asked)]))[:MOST_COMPARED]
    known = chosen if chosen in names else compared[0].id
    comparison = ComparisonSerializer(describe_comparison(shown)).data if shown else None
    context = {
        "categories": compared,
        "chosen": chosen,
        "chosen_name": names[known],
        "fields": _fields(given, with_one_more="more" in asked),
        "names": Platform.objects.filter(documents__current_version__isnull=False)
        .distinct().order_by("name", "pk").values_list("slug", "name"),
        "suggested": _suggested(known, given, is_compared=shown is not None),
        "said": said,
        "comparison": comparison,
        "matrix": matrix_of(comparison) if comparison else None,
        "query": urlencode({"category": chosen, "platforms": asked.get("platforms", "")}),
        "most": MOST_COMPARED,
        "acts": acts_of(request, timezone.now()),
    }  # fmt: skip
    return render(request, "web/compare.html", context)


def _shown(category: str, platforms: str) -> tuple[ComparisonShown | None, str]:
    """Return the comparison that the address asks for, or what is wrong with it."""
    try:
        found = platforms_to_compare([slug.strip() for slug in platforms[:1_000].split(",")])
    except NotToBeCompared as refused:
        return None, str(refused)
    if category not in compared_categories():
        return None, _("Choose a category that can be compared.")
    return compare_platforms(found, category, None), ""


def _listed(asked: QueryDict) -> list[str]:
    return asked.get("platforms", "")[:1_000].split(",")


def _fields(given: Sequence[str], *, with_one_more: bool) -> list[str]:
    """Return what the fields hold: what was given, and two of them at least."""
    wanted = max(FEWEST_COMPARED, min(len(given) + with_one_more, MOST_COMPARED))
    # An empty field stays where another is asked for.
    wanted = max(wanted, FEWEST_COMPARED + 1) if with_one_more else wanted
    return [*given, *([""] * (wanted - len(given)))]


def _suggested(category: str, given: Sequence[str], *, is_compared: bool) -> list[SuggestedPlatform]:
    """Return platforms that have most provisions of the category and aren't chosen yet, in one statement."""
    if len(given) >= MOST_COMPARED:
        return []
    own = Provision.objects.in_force().filter(category=category).exclude(document__platform__slug__in=given)
    counted = own.values("document__platform__slug", "document__platform__name").annotate(count=Count("pk"))
    rows = counted.order_by("-count", "document__platform__slug")[:SUGGESTED]
    page, found = reverse("compare-page"), []
    for row in rows:
        slugs = [*given, row["document__platform__slug"]]
        if is_compared:
            query = urlencode({"category": category, "platforms": ",".join(slugs)})
        else:
            more = {} if len(slugs) >= FEWEST_COMPARED else {"more": "1"}
            query = urlencode({"category": category, "platform": slugs, **more}, doseq=True)
        found.append(SuggestedPlatform(row["document__platform__name"], f"{page}?{query}"))
    return found


def _slugs(asked: QueryDict) -> tuple[list[str], str]:
    """Return the slugs of what was filled in, a slug or a name each, and what is wrong with it (empty: nothing)."""
    slugs: list[str] = []
    for given in filter(None, (name.strip()[:LONGEST_NAME] for name in asked.getlist("platform")[:MOST_COMPARED])):
        named = Platform.objects.filter(slug=given) or Platform.objects.filter(name__iexact=given)
        found = named.order_by("pk").first()
        if found is None:
            return slugs, _("There is no platform “%(name)s”.") % {"name": given[:60]}
        slugs.append(found.slug)
    try:
        platforms_to_compare(slugs)
    except NotToBeCompared:
        return slugs, _("Name at least two different platforms.")
    return slugs, ""
