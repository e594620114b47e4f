"""A person's deadlines: which days, how they were counted, on whose clocks, and for whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from alerts.models import DeadlineSettings
from alerts.reviewing.reviews import begin_review, change_review, sign_off
from alerts.watching.unsubscribing import mute
from billing.entitlements import Tier
from billing.services.grants import grant_tier
from governance.change_days import note_days
from governance.models import Change, ChangeDay

pytestmark = pytest.mark.django_db
URL = "/api/v1/deadlines/"
BASE = """# Terms of Service

## Content

We use your content to provide the service to you and to no other end.
"""
CLAUSE = "If you do not agree with an amendment of these terms, you may object within 30 days of the notice of it."
AFTER = f"""{BASE}
We may sell your content to our partners.

{CLAUSE}

These terms take effect on 4 May 2026.
"""


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def document(make_document, make_platform):
    return make_document(make_platform("acme"), "terms-of-service")


@pytest.fixture
def change(document, make_history, now):
    make_history(document, (f"{BASE}\n{CLAUSE}\n", AFTER))
    note_days(now)
    return Change.objects.get()


@pytest.fixture
def watched(person, watch, document):
    return watch(person, document.platform)


@pytest.fixture
def listed(api, person):
    return lambda **query: api(person).get(URL, query).json()


def made(api, person):
    answer = api(person).post(f"{URL}feed/", {}, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()["url"].removeprefix("http://localhost:8000")


def feed_path(url):
    return "/api/" + url.partition("/api/")[2]


def test_days_are_listed_with_their_words_and_how_they_were_counted(listed, watched, change, person):
    found = listed()
    assert (found["today"], found["timezone"], found["has_more"]) == ("2026-03-11", "UTC", False)
    objection, effect = found["deadlines"]
    assert (objection["kind"], objection["date"]) == ("objection_end", "2026-04-09")
    assert objection["how"] == (
        "30 days from 10 March 2026, the day on which the change was detected. The clause counts from a notice, "
        "whose day is not known here; by that the last day may be another."
    )
    assert (effect["kind"], effect["date"], effect["how"]) == (
        "effective_date",
        "2026-05-04",
        "The text states this day.",
    )
    text = change.to_version.text
    for one in found["deadlines"]:
        quotation = one["quotation"]
        assert text[quotation["start"] : quotation["end"]] == quotation["text"]
        assert quotation["stated"] in quotation["text"]
        assert quotation["version"] == change.to_version.public_id
        assert (one["change"], one["platform"]["slug"], one["review"]) == (change.public_id, "acme", None)
    assert effect["quotation"]["stated"] == "4 May 2026"


def test_they_are_filtered_by_kind_and_day(listed, watched, change):
    assert [one["kind"] for one in listed(kind="effective_date")["deadlines"]] == ["effective_date"]
    assert [one["kind"] for one in listed(until="2026-04-09")["deadlines"]] == ["objection_end"]
    assert listed(until="2026-04-08")["deadlines"] == []
    assert [one["kind"] for one in listed(since="2026-04-10")["deadlines"]] == ["effective_date"]
    assert len(listed(since="2026-04-09", until="2026-05-04")["deadlines"]) == 2


@pytest.mark.parametrize(
    "query", [{"kind": "end"}, {"since": "yesterday"}, {"until": "2026-02-30"}, {"since": "0001-01-01"}, {"day": "1"}]
)
def test_wrong_filters_are_refused(api, person, query):
    assert api(person).get(URL, query).status_code == 400


@pytest.mark.parametrize(
    ("zone", "detected", "counted"),
    [("Pacific/Auckland", "10 March 2026", "2026-04-09"), ("America/Los_Angeles", "9 March 2026", "2026-04-08")],
)
def test_a_day_is_that_of_the_person_s_zone(listed, watched, change, person, zone, detected, counted):
    Change.objects.update(detected_at=datetime(2026, 3, 10, 12 if "Pacific" in zone else 2, 30, tzinfo=UTC))
    person.timezone = zone
    person.save()
    found = listed()
    (objection,) = (one for one in found["deadlines"] if one["kind"] == "objection_end")
    assert objection["date"] == counted
    assert f"from {detected}, the day on which the change was detected" in objection["how"]
    assert found["today"] == "2026-03-11"
    assert len(listed(since=counted, until=counted, kind="objection_end")["deadlines"]) == 1


def test_reviews_that_are_due_are_among_them_until_they_are_signed_off(listed, watched, change, person, now):
    review, _ = begin_review(user=person, change=change, given={"due_date": date(2026, 4, 1)}, now=now)
    due = listed()["deadlines"][0]
    assert (due["kind"], due["date"], due["review"], due["quotation"]) == (
        "review_due",
        "2026-04-01",
        str(review.pk),
        None,
    )
    assert due["what"] == f"Review due: {change.headline}"
    decided = {"decision": "accept", "reason": "Small.", "decided_by": "Ada"}
    change_review(review=review, given=decided, now=now)
    sign_off(review=review, name="Grace", now=now)
    assert "review_due" not in {one["kind"] for one in listed()["deadlines"]}


def test_what_is_muted_unwatched_withdrawn_or_gone_is_not_listed(listed, watched, change, person, now, document):
    assert len(listed()["deadlines"]) == 2
    ChangeDay.objects.filter(kind="effective_date").update(is_gone=True)
    assert len(listed()["deadlines"]) == 1
    mute(user=person, platform_ids=[document.platform_id], now=now)
    assert listed()["deadlines"] == []


def test_a_change_that_still_has_to_stand_brings_none(listed, watched, change, now):
    Change.objects.update(held_until=now + timedelta(days=1))
    assert listed()["deadlines"] == []


def test_the_list_takes_as_many_statements_for_many_as_for_one(
    person, watch, make_document, make_history, watched, change, api, now
):
    client = api(person)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for _ in range(3):
        document = make_document()
        make_history(document, (BASE, AFTER))
        watch(person, document.platform)
    note_days(now)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(URL).json()["deadlines"]) == 8
    assert len(many) == len(few)


def how(document, make_history, now, listed, clause, *, lines="", kind="objection_end"):
    make_history(document, (f"{BASE}\n{clause}\n", f"{BASE}\nWe may sell your content.\n\n{clause}\n\n{lines}\n"))
    note_days(now)
    (found,) = (one for one in listed()["deadlines"] if one["kind"] == kind)
    return found["date"], found["how"]


OF_THE_CHANGE = "You may object to an amendment within 30 days of this change."


def test_it_says_which_days_the_words_allow(document, make_history, now, watched, listed):
    assert how(document, make_history, now, listed, OF_THE_CHANGE, lines="These terms take effect on 4 May 2026.") == (
        "2026-04-09",
        "30 days from 10 March 2026, the day on which the change was detected. The clause counts from the change. The "
        "text takes effect on 4 May 2026; counted from then the last day would be later.",
    )


def test_the_earlier_last_day_is_the_one_that_is_shown(document, make_history, now, watched, listed):
    assert how(document, make_history, now, listed, OF_THE_CHANGE, lines="Last updated: 2 March 2026") == (
        "2026-04-01",
        "30 days from 2 March 2026, the day that the text states as its last update. It is the earliest day that the "
        "words allow: the change was detected on 10 March 2026. The clause counts from the change.",
    )


def test_before_a_day_ends_with_the_day_before_it(document, make_history, now, watched, listed):
    make_history(document, (BASE, f"{BASE}\nYour data trains our models unless you opt out before 15 January 2027.\n"))
    note_days(now)
    (found,) = listed()["deadlines"]
    assert (found["kind"], found["date"], found["quotation"]["stated"]) == (
        "opt_out_end",
        "2027-01-14",
        "15 January 2027",
    )
    assert found["how"] == "The text says before 15 January 2027, so the last day is the day before."


def test_an_objection_to_a_sub_processor_names_what_states_it(
    document, make_document, make_history, now, watched, listed
):
    agreement = make_document(document.platform, "data-processor-agreement")
    clause = "Customer may object to a new sub-processor in writing within 14 days after receipt of the notice."
    make_history(agreement, (f"# Data Processing Agreement\n\n## Sub-processors\n\n{clause}\n",))
    head = "# Sub-processors\n\n| Entity | Purpose | Country |\n| --- | --- | --- |\n| Owl Ltd | Mail | Ireland |\n"
    names = make_document(document.platform, "sub-processors")
    make_history(names, (head, f"{head}| Bolt Inc | Hosting | France |\n"))
    note_days(now)
    (found,) = listed()["deadlines"]
    assert found["what"] == (
        f"{document.platform.name}, {names.title}: last day of the period for objecting to a new sub-processor, "
        f"as “{agreement.title}” states it"
    )
    assert found["rule"] == "sub-processors-objection-within"


# --- The calendar


def test_the_calendar_has_an_event_of_a_whole_day_for_each(api, person, watched, change):
    answer = api().get(feed_path(made(api, person)))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Cache-Control"].startswith("private")
    assert answer["Referrer-Policy"] == "no-referrer"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [date(2026, 4, 9), date(2026, 5, 4)]
    assert [event.decoded("dtend") for event in events] == [date(2026, 4, 10), date(2026, 5, 5)]
    assert str(events[0]["uid"]).startswith(f"objection_end-{change.public_id}-0@")
    assert events[0].decoded("dtstamp") == change.detected_at
    assert "These terms take effect on 4 May 2026." in str(events[1]["description"])


def test_the_last_day_of_all_stops_no_calendar(api, person, watched, change, now):
    begin_review(user=person, change=change, given={"due_date": date.max}, now=now)
    events = Calendar.from_ical(api().get(feed_path(made(api, person))).content).walk("VEVENT")
    assert date.max in [event.decoded("dtstart") for event in events]


def test_its_bytes_change_with_the_state_alone_and_a_copy_is_not_sent_again(api, person, watched, change, now):
    import time_machine

    path = feed_path(made(api, person))
    first = api().get(path)
    with time_machine.travel(now + timedelta(hours=3), tick=False):
        later = api().get(path)
        assert later.content == first.content
        assert later["ETag"] == first["ETag"]
        again = api().get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    begin_review(user=person, change=change, given={"due_date": date(2026, 4, 1)}, now=now)
    assert api().get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_hostile_words_stay_words(api, person, watched, change, now, document):
    evil = "Evil\r\nBEGIN:VEVENT\nSUMMARY:x\x07; a,b\\c \u202e" + "é" * 300
    change.headline = evil[:400]
    change.save()
    document.title = "T\nEND:VCALENDAR"
    document.save()
    begin_review(user=person, change=change, given={"due_date": date(2026, 4, 1)}, now=now)
    content = api().get(feed_path(made(api, person))).content
    assert content.count(b"BEGIN:VEVENT\r\n") == 3
    assert content.count(b"END:VCALENDAR\r\n") == 1
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"\x07" not in content
    events = Calendar.from_ical(content).walk("VEVENT")
    assert any(str(event["summary"]).startswith("Review due: Evil BEGIN:VEVENT") for event in events)


def test_the_token_is_kept_as_a_digest_and_a_new_one_ends_it(api, person, watched, change):
    first = feed_path(made(api, person))
    token = first.rpartition("/")[2].removesuffix(".ics")
    assert len(token) >= 43
    assert token not in str(DeadlineSettings.objects.values().get())
    assert api(person).get(f"{URL}feed/").json() == {"made_at": "2026-03-11T10:30:00Z"}
    second = feed_path(made(api, person))
    assert (api().get(first).status_code, api().get(second).status_code) == (404, 200)
    assert api(person).delete(f"{URL}feed/").status_code == 204
    assert api().get(second).status_code == 404
    assert api(person).get(f"{URL}feed/").json() == {"made_at": None}


def test_without_the_feature_the_calendar_is_not_there_and_says_nothing(api, person, watched, change, now):
    path = feed_path(made(api, person))
    unknown = api().get(f"{URL}{'x' * 43}.ics")
    grant_tier(user=person, tier=Tier.WATCHER, until=None, now=now)
    refused = api().get(path)
    assert (refused.status_code, refused.content) == (404, unknown.content)
    grant_tier(user=person, tier=Tier.PROFESSIONAL, until=None, now=now)
    assert api().get(path).status_code == 200
    person.is_active = False
    person.save()
    assert api().get(path).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "%00", "é", "x" * 5000, "..%2F..", "feed"])
def test_odd_tokens_are_not_found(api, person, watched, change, token):
    made(api, person)
    assert api().get(f"{URL}{token}.ics").status_code in (400, 404)


def test_lower_tiers_and_strangers_hear_nothing(api, make_user, person, watch, watched, change, document):
    for tier in ("free", "watcher"):
        lower = make_user(tier=tier)
        watch(lower, document.platform)
        for method, path in (("get", URL), ("get", f"{URL}feed/"), ("post", f"{URL}feed/")):
            refused = getattr(api(lower), method)(path)
            assert (refused.status_code, refused.json()["required_tier"]) == (403, "professional")
            assert b"May" not in refused.content
            assert b"object" not in refused.content
    assert api().get(URL).status_code == 401
    assert api(make_user(tier="professional")).get(URL).json()["deadlines"] == []


def test_the_token_is_not_in_the_logs(api, person, watched, change, caplog, capsys):
    path = feed_path(made(api, person))
    token = path.rpartition("/")[2].removesuffix(".ics")
    api().get(path)
    api().get(path.replace(".ics", "x.ics"))
    assert token not in caplog.text + "".join(capsys.readouterr())


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_feeds_made_at_once_leave_one_that_works(api, make_user, now, at_once):
    from alerts.deadlines.calendar_feed import NoFeed, calendar_at, make_feed

    user = make_user(tier="professional")
    tokens = at_once(*[lambda: make_feed(user=user, now=now)] * 2)
    works = []
    for token in tokens:
        try:
            calendar_at(token, now)
            works.append(token)
        except NoFeed:
            continue
    assert len(works) == 1
