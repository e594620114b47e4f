"""Lists are paged by key: each row once, forward and back, in one query."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import ApiKey
from backend.pagination import Pages
from backend.urls import handler400, handler403, handler404, handler500  # noqa: F401  (a URL conf of our own below)


class Keys(APIView):
    ordering = ("-created_at", "id")


@pytest.fixture
def make_keys(make_user, now):
    """Keys of one person: many share a moment."""

    def make(count):
        user = make_user()
        ApiKey.objects.bulk_create(
            ApiKey(user=user, name=str(n), prefix=f"{n:012d}", created_at=now + timedelta(microseconds=n // 4))
            for n in range(count)
        )
        return ApiKey.objects.filter(user=user)

    return make


def page_of(rows, address, ordering=("-created_at", "id")):
    pages, view = Pages(), Keys()
    view.ordering = ordering
    found = pages.paginate_queryset(rows, Request(RequestFactory().get(address)), view)
    return pages.get_paginated_response([key.name for key in found]).data


@pytest.mark.parametrize("ordering", [("-created_at", "id"), ("created_at", "-id"), ("name", "id"), ("prefix",)])
def test_pages_show_each_row_once_forward_and_back_through_ties(make_keys, ordering):
    rows = make_keys(26)
    expected = [key.name for key in rows.order_by(*ordering)]
    shown, address, pages = [], "/x/?page_size=4", []
    while address:
        page = page_of(rows, address, ordering)
        shown += page["results"]
        pages.append(page)
        address = page["next"]
    assert shown == expected
    assert pages[0]["previous"] is None
    back, address = list(pages[-1]["results"]), pages[-1]["previous"]
    while address:
        page = page_of(rows, address, ordering)
        back = page["results"] + back
        address = page["previous"]
    assert back == expected


def test_links_lead_to_the_site_as_it_is_and_not_as_a_request_calls_it(make_keys, settings):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://clausewatch.example:8443"
    request = Request(RequestFactory().get("/x/?page_size=4&q=a%20b", headers={"host": "other.example:99"}))
    pages = Pages()
    pages.paginate_queryset(make_keys(8), request, Keys())
    links = pages.get_paginated_response([]).data
    assert links["next"].startswith("https://clausewatch.example:8443/x/?")
    assert "page_size=4" in links["next"]


def test_a_row_added_in_front_shifts_nothing(make_keys, now):
    rows = make_keys(8)
    first = page_of(rows, "/x/?page_size=4")
    ApiKey.objects.create(user=rows[0].user, name="new", prefix="new", created_at=now + timedelta(days=1))
    second = page_of(rows, first["next"])
    assert not set(first["results"]) & set(second["results"])
    assert "new" not in second["results"]


def test_without_an_order_of_the_view_the_queryset_s_counts(make_keys):
    rows = make_keys(8)
    assert page_of(rows.order_by("name"), "/x/", ordering=None)["results"] == sorted(str(n) for n in range(8))


def test_a_page_is_one_query_however_deep(make_keys):
    rows = make_keys(40)
    address = "/x/?page_size=4"
    for _ in range(6):
        with CaptureQueriesContext(connection) as queries:
            address = page_of(rows, address)["next"]
        assert len(queries) == 1
        assert "OFFSET" not in queries[0]["sql"]
