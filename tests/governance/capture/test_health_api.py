"""What the API says of our own reading of a document."""

import pytest

from governance.models import CaptureHealth
from governance.monitoring import unread_to_tell
from tests.governance.capture.site import policy
from tests.local_web import unavailable

pytestmark = pytest.mark.django_db
URL = "/api/v1/documents/"


def test_a_document_that_others_read_has_no_health(api, make_document):
    document = make_document()
    assert api().get(f"{URL}{document.public_id}/").json()["health"] is None
    assert [row["health"] for row in api().get(URL).json()["results"]] == [None]


def test_a_document_says_how_our_reading_stands(api, watched):
    web = watched()
    document = web.document()
    shown = api().get(f"{URL}{document.public_id}/").json()
    assert shown["health"] == {
        "state": "never",
        "reason": None,
        "since": "2026-11-25T12:00:00Z",
        "last_verified_at": None,
        "next_due_at": "2026-11-25T12:00:00Z",
        "read_every_seconds": 21_600,
    }
    assert shown["state"] == "listed"
    web.read()
    shown = api().get(f"{URL}{document.public_id}/").json()
    assert (shown["health"]["state"], shown["health"]["reason"]) == ("verified", None)
    assert shown["health"]["last_verified_at"] == shown["last_verified_at"]
    assert "2026-11-25T17" < shown["health"]["next_due_at"] <= "2026-11-25T18:00:00Z"
    web.site["owl.example"]["/terms"] = unavailable(403)
    web.pass_time(hours=6)
    web.read()
    health = api().get(URL).json()["results"][0]["health"]
    assert health["state"] == "blocked"
    assert health["reason"] == "The site refuses to show http://owl.example/terms (403)."
    assert health["since"] == "2026-11-25T18:00:00Z"


def test_documents_are_filtered_by_health(api, watched, make_document):
    web = watched()
    document = web.document()
    make_document()
    web.read()
    assert [row["id"] for row in api().get(f"{URL}?health=verified").json()["results"]] == [document.public_id]
    assert api().get(f"{URL}?health=blocked").json()["results"] == []
    answer = api().get(f"{URL}?health=well")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["health"])


def test_a_list_costs_the_same_whatever_it_holds(api, watched, django_assert_num_queries):
    web = watched()
    for number in range(5):
        web.document(f"Policy {number}", path=f"/terms?{number}")
    client = api()
    with django_assert_num_queries(1):
        assert len(client.get(URL).json()["results"]) == 5


def test_what_was_told_of_a_failure_ends_with_it(watched):
    web = watched()
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = unavailable(500)
    for _ in range(9):
        web.pass_time(hours=6)
        web.read()
    assert list(unread_to_tell(web.now)) == [document.health]
    CaptureHealth.objects.update(told_at=web.now)
    assert not unread_to_tell(web.now).exists()
    web.site["owl.example"]["/terms"] = policy()
    web.pass_time(hours=6)
    web.read()
    health = CaptureHealth.objects.get()
    assert (health.state, health.failing_since, health.told_at) == ("verified", None, None)
