"""The admin's lists on a screen of 1280 pixels: no column is cut off, and none has a sentence for a heading."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.services.api_keys import create_api_key
from alerts.models import Alert, Batch, Digest, FanOut
from alerts.owed.digests import compose_due_digests
from alerts.owed.fan_out import fan_out_due
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.services.grants import grant_tier
from tests.histories import TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.real_clock, pytest.mark.django_db(transaction=True)]

NAME = "The Quite Long Name of an International Marketplace for Handmade Things"
LONGEST_HEADING = 25


@pytest.fixture
def operator(make_user, make_platform, make_document, make_history, collection, now):
    """Signed in, on a site where most lists have rows with long names."""
    user = make_user(
        "operator-with-a-long-name@operations.example.com", tier="watcher", is_staff=True, is_superuser=True
    )
    document = make_document(make_platform("long", name=NAME), title=f"Terms of {NAME}", collection=collection)
    watch_platform(watchlist=default_watchlist(user, now), platform=document.platform, now=now - timedelta(days=9))
    make_history(document, texts=TEXTS)
    fan_out_due(now)
    compose_due_digests(now + timedelta(days=8))
    create_api_key(user=user, name=NAME, scopes=["read", "write", "export", "billing"], expires_at=None, now=now)
    grant_tier(user=user, tier="professional", until=now + timedelta(days=90), now=now)
    assert all(model.objects.exists() for model in (Alert, Batch, Digest, FanOut))
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def test_every_list_shows_all_of_its_columns(open_page, operator):
    cut, wordy = {}, {}
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        page = open_page(reverse(f"admin:{name}_changelist"), width=1280, cookies=operator)
        assert page.complaints == []
        area = page.evaluate(
            "(e => e ? e.scrollWidth - e.clientWidth : 0)(document.querySelector('#changelist .results'))"
        )
        if area > 0 or page.evaluate("document.documentElement.scrollWidth") > 1280:
            cut[name] = area
        headings = page.evaluate(
            "[...document.querySelectorAll('#result_list thead .text')].map(e => e.textContent.trim())"
        )
        if long := [heading for heading in headings if len(heading) > LONGEST_HEADING]:
            wordy[name] = long
        page.context.close()
    assert (cut, wordy) == ({}, {})


def test_no_two_groups_of_the_admin_have_one_name(open_page, operator):
    page = open_page("/admin/", cookies=operator)
    names = page.evaluate("[...document.querySelectorAll('#content-main caption')].map(e => e.textContent.trim())")
    assert len(names) > 5
    assert len(set(names)) == len(names)
