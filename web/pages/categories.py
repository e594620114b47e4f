"""Pages of the categories of provisions: what each is, what changed in it, and platforms side by side."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from governance.analysis.law import engagements
from governance.analysis.stating import compared_categories
from governance.comparison import Category, categories
from governance.models import Change, ChangeCategory, Provision
from governance.reading import change_views

NEWEST_CHANGES = 20


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
