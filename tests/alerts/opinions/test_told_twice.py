"""A change told the same day and again in a digest: what its person says of it counts as said of the alert."""

import pytest

from alerts.models import Alert, FanOut, Opinion
from alerts.opinions.complaints import complaints_since
from governance.models import Change
from tests.alerts.opinions.conftest import alert_path, entry_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def told_twice(told_in_digest, now):
    """A digest's entry on a change that its person was told the same day."""

    def tell(**fields):
        entry = told_in_digest(is_alertable=True, **fields)
        Alert.objects.create(user=entry.digest.user, change=entry.change, created_at=now)
        FanOut.objects.filter(change=entry.change).update(alert_count=1)
        return entry

    return tell


def test_a_complaint_said_again_from_the_digest_stays_one_about_the_alert(told_twice, api):
    entry = told_twice()
    client = api(entry.digest.user)
    alert = Alert.objects.get()
    for path in (alert_path(alert), entry_path(entry)):
        assert client.post(path, {"verdict": "not_worth_telling"}, format="json").status_code in (200, 201)
        assert Opinion.objects.get().told_in == "alert"
    (record,) = complaints_since(None).by_rule
    assert (record.told, record.complaints) == (1, 1)
    assert complaints_since(None).in_digests == []


def test_what_was_told_the_same_day_could_not_have_been_sooner_whatever_it_is_now(told_twice, api):
    entry = told_twice()
    Change.objects.update(is_alertable=False)
    assert "should_be_sooner" not in api(entry.digest.user).get(entry_path(entry)).json()["choices"]
