"""Pages of the categories of provisions: what each is, what changed in it, and platforms side by side."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from governance.analysis.law import engagements
from governance.analysis.stating import compared_categories
from governance.api.comparison_shapes import ComparisonSerializer, describe_comparison
from governance.comparison import Category, categories
from governance.models import Change, ChangeCategory, Platform, Provision
from governance.reading import change_views
from governance.stated_provisions import MOST_COMPARED, NotToBeCompared, compare_platforms, platforms_to_compare
from web.pages.own_pages import acts_of

NEWEST_CHANGES = 20
SHOWN_FIELDS = 4
LONGEST_NAME = 200


@require_safe
@cache_control(private=True)
def all_categories(request: HttpRequest) -> HttpResponse:
    """Show every category with its definition."""
    return render(request, "web/categories.html", {"categories": categories()})


@require_safe
@cache_control(private=True)
def category(request: HttpRequest, category_id: str) -> HttpResponse:
    """Show one category: how many platforms have such provisions, the newest changes of it, and laws it engages."""
    found = _known(category_id)
    changed = ChangeCategory.objects.filter(category=found.id, change__label__in=Change.REPORTED_LABELS)
    newest = changed.order_by("-detected_at", "-change_id").values_list("change_id", flat=True)
    in_force = Provision.objects.in_force().filter(category=found.id)
    context = {
        "category": found,
        "counts": in_force.aggregate(provisions=Count("pk"), platforms=Count("document__platform", distinct=True)),
        "changes": change_views(newest[:NEWEST_CHANGES], with_summary=False),
        "engagements": engagements().get(found.id, ()),
        "can_be_compared": found.id in compared_categories(),
    }
    return render(request, "web/category.html", context)


def _known(category_id: str) -> Category:
    for one in categories():
        if one.id == category_id:
            return one
    raise Http404


@require_safe
@cache_control(private=True)
def compare(request: HttpRequest) -> HttpResponse:
    """Show how two to ten platforms state a category, or the form that asks for it.

    The form's `platform` fields may hold names; they lead to the address with `platforms=` and slugs, which is shared.
    """
    asked, said = request.GET, ""
    if "platform" in asked:
        slugs, said = _slugs(asked)
        if not said:
            query = urlencode({"category": asked.get("category", ""), "platforms": ",".join(slugs)})
            return redirect(f"{reverse('compare-page')}?{query}")
    chosen, shown = asked.get("category", ""), None
    if "platforms" in asked:
        try:
            platforms = platforms_to_compare([slug.strip() for slug in asked["platforms"][:1_000].split(",")])
            if chosen in compared_categories():
                shown = compare_platforms(platforms, chosen, None)
            else:
                said = "Choose a category that can be compared."
        except NotToBeCompared as refused:
            said = str(refused)
    given = [name[:LONGEST_NAME] for name in asked.getlist("platform")] or asked.get("platforms", "").split(",")
    compared = [one for one in categories() if one.id in compared_categories()]
    context = {
        "categories": compared,
        "chosen": chosen,
        "fields": [*given, *([""] * SHOWN_FIELDS)][: max(SHOWN_FIELDS, min(len(given), MOST_COMPARED))],
        "names": Platform.objects.filter(documents__current_version__isnull=False)
        .distinct().order_by("name", "pk").values_list("slug", "name"),
        "said": said,
        "comparison": ComparisonSerializer(describe_comparison(shown)).data if shown else None,
        "query": urlencode({"category": chosen, "platforms": asked.get("platforms", "")}),
        "most": MOST_COMPARED,
        "acts": acts_of(request, timezone.now()),
    }  # fmt: skip
    return render(request, "web/compare.html", context)


def _slugs(asked: QueryDict) -> tuple[list[str], str]:
    """Return the slugs of what was filled in, a slug or a name each, and what is wrong with it (empty: nothing)."""
    slugs: list[str] = []
    for given in filter(None, (name.strip()[:LONGEST_NAME] for name in asked.getlist("platform")[:MOST_COMPARED])):
        named = Platform.objects.filter(slug=given) or Platform.objects.filter(name__iexact=given)
        found = named.order_by("pk").first()
        if found is None:
            return slugs, f"There is no platform “{given[:60]}”."
        slugs.append(found.slug)
    try:
        platforms_to_compare(slugs)
    except NotToBeCompared:
        return slugs, "Name at least two different platforms."
    return slugs, ""
