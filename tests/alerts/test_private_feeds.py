"""What all feeds at secret addresses keep to: the calendar of deadlines, and the alerts as Atom and as JSON Feed."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from alerts.api.deadlines import DeadlineCalendar
from alerts.api.feeds import AlertAtomFeed, AlertJsonFeed
from alerts.deadlines.calendar_feed import make_feed
from alerts.watching.alert_feeds import make_alert_feed

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make_user):
    return make_user("reader@example.com", tier="professional")


def test_a_calendar_without_a_deadline_has_the_component_that_rfc_5545_asks_for(api, person, now):
    answer = api().get(f"/api/v1/deadlines/{make_feed(user=person, now=now)}.ics")
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
    (zone,) = calendar.subcomponents
    (standard,) = zone.subcomponents
    assert (str(zone["tzid"]), standard.decoded("tzoffsetto")) == ("UTC", timedelta())
    assert b"\r\nDTSTART:19700101T000000\r\n" in answer.content
    # Every property that 3.6 and 3.6.5 require is there: the library names those that are missing.
    assert all(part[name] for part in (calendar, zone, standard) for name in part.required)


@pytest.mark.parametrize(
    ("view", "make", "path"),
    [
        (DeadlineCalendar, make_feed, "deadlines/{}.ics"),
        (AlertAtomFeed, make_alert_feed, "feeds/{}.atom"),
        (AlertJsonFeed, make_alert_feed, "feeds/{}.json"),
    ],
)
def test_a_view_says_itself_what_the_rule_of_the_site_sends_and_a_reader_may_still_ask_by_etag(
    api, person, now, rf, view, make, path
):
    token = make(user=person, now=now)
    address = f"/api/v1/{path.format(token)}"
    sent = api().get(address)
    assert sent["Cache-Control"] == "private, no-store"
    assert view.as_view()(rf.get(address), token=token)["Cache-Control"] == sent["Cache-Control"]
    same = api().get(address, HTTP_IF_NONE_MATCH=sent["ETag"])
    assert (same.status_code, same["Cache-Control"]) == (304, sent["Cache-Control"])
