"""Pages of categories, of regulations, and of platforms compared."""

import pytest
from django.test import Client

from governance.analysis.law import regulations
from governance.comparison import categories
from governance.models import Platform

pytestmark = pytest.mark.django_db

RETENTION = "# Privacy\n\n## Retention\n\nWe keep your account data for {days} days after you close your account.\n"
HOSTILE = "<script>alert('x')</script>"


def shown(path, **options):
    answer = Client().get(path, **options)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.fixture
def two_platforms(make_platform, make_document, make_history):
    """Acme keeps data for 30 days, Brisk for 90."""
    for name, days in (("Acme", 30), ("Brisk", 90)):
        document = make_document(make_platform(name=name, slug=name.lower()), document_type="privacy-policy")
        make_history(document, texts=(RETENTION.format(days=days),))


def test_each_category_has_a_page_with_its_definition():
    every = shown("/categories/")
    for category in categories():
        assert f"/categories/{category.id}/" in every
    one = shown(f"/categories/{categories()[0].id}/")
    assert categories()[0].name in one
    assert Client().get("/categories/nothing/").status_code == 404


def test_a_category_page_shows_its_newest_changes(make_history):
    change = make_history()[1].change
    page = shown(f"/categories/{change.categories[0]}/")
    assert change.public_id in page
    assert "Provisions in force" in page


def test_each_regulation_has_a_page_that_says_what_is_unverified():
    every = shown("/regulations/")
    for regulation in regulations().values():
        assert f"/regulations/{regulation.id}/" in every
        page = shown(f"/regulations/{regulation.id}/")
        assert all(
            f'<time datetime="{one.day}">{one.day.day} {one.day:%B %Y}</time>' in page for one in regulation.dates
        )
        assert ("No source was seen" in page) == (not regulation.is_verified)
    assert Client().get("/regulations/nothing/").status_code == 404


def test_platforms_are_compared_by_quotations(two_platforms):
    page = shown("/compare/?category=retention&platforms=acme,brisk")
    assert "for 30 days" in page
    assert "for 90 days" in page
    assert "/api/v1/compare/csv/?category=retention&amp;platforms=acme%2Cbrisk" in page


def test_names_or_slugs_that_are_filled_in_lead_to_the_address_that_is_shared(two_platforms):
    answer = Client().get("/compare/", {"category": "retention", "platform": ["ACME", "", " brisk "]})
    assert answer.status_code == 302
    assert answer["Location"] == "/compare/?category=retention&platforms=acme%2Cbrisk"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("category=retention&platform=acme&platform=", "Name at least two different platforms."),
        ("category=retention&platform=acme&platform=acme", "Name at least two different platforms."),
        (f"category=retention&platform=acme&platform={HOSTILE}", "There is no platform “&lt;script&gt;"),
        ("category=retention&platforms=acme", "Give 2 to 10 different slugs."),
        ("category=retention&platforms=acme,nobody", "There is no “nobody”."),
        ("category=nothing&platforms=acme,brisk", "Choose a category that can be compared."),
        ("platforms=acme,brisk", "Choose a category that can be compared."),
    ],
)
def test_what_can_not_be_compared_is_said_and_kept_in_the_form(two_platforms, query, said):
    page = shown(f"/compare/?{query}")
    assert said in page
    assert "<script" not in page
    assert 'value="acme"' in page


def test_the_empty_form_says_what_to_do():
    assert "Choose a category and two to 10 platforms." in shown("/compare/")


def test_where_nothing_is_stated_that_is_said(two_platforms, make_platform):
    make_platform(name="Calm", slug="calm")
    page = shown("/compare/?category=retention&platforms=acme,calm")
    assert "No provision found" in page
    assert "Not found by our rules" in page


def test_a_comparison_of_ten_asks_as_many_statements_as_one_of_two(
    make_platform, make_document, make_history, django_assert_max_num_queries
):
    for number in range(10):
        document = make_document(make_platform(name=f"S{number}", slug=f"s{number}"), document_type="privacy-policy")
        make_history(document, texts=(RETENTION.format(days=number + 2),))
    slugs = ",".join(Platform.objects.order_by("slug").values_list("slug", flat=True))
    with django_assert_max_num_queries(8):
        assert Client().get(f"/compare/?category=retention&platforms={slugs}").status_code == 200
