"""The operator's pages: they open, cost the same whatever they hold, change nothing but what is asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alerts.models import Batch, ListedAddress, Suppression, Unsubscription

pytestmark = pytest.mark.django_db

PAGES = (
    "watchlist", "fanout", "alert", "digest", "digestschedule", "batch", "withheld", "unsubscription",
    "feedback", "suppression", "listedaddress", "opinion",
)  # fmt: skip


@pytest.fixture
def operator(make_user):
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def fill(make_user, make_platform, watch, make_change, run, now):
    def people(count):
        for _ in range(count):
            user, platform = make_user(tier="watcher"), make_platform()
            watch(user, platform)
            make_change(platform, published_at=now)
            Unsubscription.objects.create(user=user, scope="digests", at=now)
        run(now)
        run(now + timedelta(days=7))

    return people


def test_lists_cost_the_same_whatever_they_hold_and_can_be_searched(operator, fill):
    def cost(page):
        with CaptureQueriesContext(connection) as queries:
            answer = operator.get(reverse(f"admin:alerts_{page}_changelist"))
        assert answer.status_code == 200
        return len(queries)

    fill(1)
    few = {page: cost(page) for page in PAGES}
    fill(4)
    assert {page: cost(page) for page in PAGES} == few
    assert max(few.values()) <= 12
    for page in PAGES:
        assert operator.get(reverse(f"admin:alerts_{page}_changelist"), {"q": "example"}).status_code == 200


def test_what_readers_say_and_what_providers_report_have_names_that_differ(operator):
    page = operator.get(reverse("admin:app_list", args=["alerts"])).content.decode()
    assert "Delivery reports" in page
    assert "Readers’ opinions" in page
    assert ">Feedback<" not in page


@pytest.mark.parametrize("page", ["watchlist", "digest", "batch"])
def test_one_row_is_shown_with_what_belongs_to_it_and_can_not_be_changed(operator, fill, page):
    fill(2)
    from django.apps import apps

    row = apps.get_model("alerts", page).objects.first()
    path = reverse(f"admin:alerts_{page}_change", args=[row.pk])
    assert operator.get(path).status_code == 200
    assert operator.post(path, {"state": "pending"}).status_code == 403
    assert operator.post(reverse(f"admin:alerts_{page}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_the_operator_sends_held_and_failed_batches_again_and_nothing_else(operator, fill):
    fill(3)
    held, failed, *others = Batch.objects.order_by("pk")
    Batch.objects.filter(pk=held.pk).update(state="held")
    Batch.objects.filter(pk=failed.pk).update(state="failed")
    chosen = [batch.pk for batch in Batch.objects.all()]
    answer = operator.post(
        reverse("admin:alerts_batch_changelist"),
        {
            "action": "try_again",
            "_selected_action": chosen,
            "confirmed": "yes",
            "despite_doubt": "on",
            "despite_age": "on",
        },
        follow=True,
    )
    assert "2 of 2 will be sent again." in answer.content.decode()
    assert set(Batch.objects.filter(state="pending").values_list("pk", flat=True)) == {held.pk, failed.pk}
    assert not Batch.objects.filter(pk__in=[b.pk for b in others], state="pending").exists()


@pytest.mark.parametrize("many", [True, False])
def test_an_address_that_the_operator_lets_back_is_owed_at_the_provider_too(operator, settings, now, many):
    settings.EMAIL_TRANSPORT = "sendgrid"
    for number in range(2):
        Suppression.objects.create(pk=f"p{number}@example.com", reason="reported", source="sendgrid", at=now)
    if many:
        chosen = {"action": "delete_selected", "_selected_action": ["p0@example.com", "p1@example.com"], "post": "yes"}
        operator.post("/admin/alerts/suppression/", chosen)
    else:
        operator.post("/admin/alerts/suppression/p0_40example.com/delete/", {"post": "yes"})
    owed = ListedAddress.objects.filter(was_reported=True).order_by("pk").values_list("pk", flat=True)
    assert list(owed) == ["p0@example.com", "p1@example.com"][: 2 if many else 1]
    assert Suppression.objects.count() == (0 if many else 1)
