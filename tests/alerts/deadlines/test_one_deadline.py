"""A document's day of a kind is one deadline, and the same one wherever it is shown."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Notice
from alerts.deadlines.reminders import DEADLINES_NEAR, remind_due, set_reminders
from governance.change_days import note_days
from governance.models import Change, Version

pytestmark = pytest.mark.django_db
BASE = """# Terms of Service

## Content

We use your content to provide the service to you and to no other end.
"""
EFFECT = "These terms take effect on 14 March 2026."


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def document(make_document, make_platform):
    return make_document(make_platform("acme"), "terms-of-service")


@pytest.fixture
def listed(api, person, document, watch):
    watch(person, document.platform)
    return lambda **query: api(person).get("/api/v1/deadlines/", query).json()["deadlines"]


@pytest.fixture
def moved_twice(document, make_history, now):
    first = f"{BASE}\nWe may sell your content. {EFFECT} You may object to the changes until 13 March 2026.\n"
    make_history(document, (BASE, first, f"{BASE}\nWe may rent your content. {EFFECT}\n"))
    note_days(now)


def test_a_day_that_two_changes_state_is_one_with_the_words_of_the_last(moved_twice, listed, document):
    (one,) = listed()
    first, second = Change.objects.order_by("detected_at")
    assert (one["kind"], one["date"], one["change"]) == ("effective_date", "2026-03-14", first.public_id)
    assert one["id"] == f"effective_date-{first.public_id}-0"
    assert one["quotation"]["version"] == second.to_version.public_id
    assert EFFECT in second.to_version.text[one["quotation"]["start"] : one["quotation"]["end"]]


def test_it_is_reminded_of_once(moved_twice, listed, person, now):
    set_reminders(user=person, days_before=[7], now=now)
    assert remind_due(now) == {"reminders_owed": 1, "deadlines_told": 1}
    assert remind_due(now + timedelta(days=1))["deadlines_told"] == 0
    assert Notice.objects.filter(kind=DEADLINES_NEAR).count() == 1


def test_a_day_of_effect_that_alone_moved_is_listed(document, make_history, listed, now):
    first = f"{BASE}\nWe may sell your content. These terms take effect on 4 May 2026.\n"
    make_history(document, (BASE, first, first.replace("4 May", "1 June")))
    note_days(now)
    assert Change.objects.order_by("detected_at").last().label == Change.Label.COSMETIC
    assert [(one["kind"], one["date"]) for one in listed()] == [("effective_date", "2026-06-01")]


def test_what_takes_effect_is_said(document, make_history, listed, now):
    lines = "Section 5 of these terms takes effect on 4 May 2026."
    some = "These terms take effect on 1 May 2026 for new users."
    make_history(document, (BASE, f"{BASE}\nWe may sell your content.\n\n{some}\n"))
    make_history(document, (f"{BASE}\nWe may rent your content.\n\n{some}\n\n{lines}\n",))
    note_days(now)
    assert [one["what"].partition(": ")[2] for one in listed()] == [
        "takes effect for some, by its own words",
        "a part of it takes effect, by its own words",
    ]


LIST = "# Sub-processors\n\n| Entity | Purpose | Country |\n| --- | --- | --- |\n| Owl Ltd | Mail | Ireland |\n"


@pytest.mark.parametrize(("zone", "line", "last"), [
    ("UTC", "", date(2026, 3, 24)), ("Pacific/Kiritimati", "", date(2026, 3, 24)),
    ("America/Los_Angeles", "", date(2026, 3, 23)), ("Pacific/Kiritimati", "Last updated: 2 March 2026",
                                                    date(2026, 3, 16)),
])  # fmt: skip
def test_the_last_day_is_the_same_beside_the_list_and_among_the_deadlines(
    api, person, document, make_document, make_history, listed, now, zone, line, last
):
    clause = "Customer may object to a new sub-processor in writing within 14 days after receipt of the notice."
    agreement = make_document(document.platform, "data-processor-agreement")
    make_history(agreement, (f"# Data Processing Agreement\n\n## Sub-processors\n\n{clause}\n",))
    names = make_document(document.platform, "sub-processors")
    make_history(names, (LIST, f"{LIST}| Bolt Inc | Hosting | France |\n\n{line}\n"))
    at = datetime(2026, 3, 10, 2, tzinfo=UTC)
    if zone == "Pacific/Kiritimati":
        at = datetime(2026, 3, 10, 20, tzinfo=UTC)
    Change.objects.update(detected_at=at)
    newest = Version.objects.filter(document=names).order_by("-sequence").first()
    Version.objects.filter(pk=newest.pk).update(captured_at=at)
    person.timezone = zone
    person.save()
    note_days(now)
    (deadline,) = listed(kind="objection_end")
    beside = api(person).get(f"/api/v1/documents/{names.public_id}/sub-processors/").json()["objection"]
    assert deadline["date"] == beside["last_day"] == last.isoformat()
