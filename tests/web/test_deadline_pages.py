"""The page of deadlines and of the calendar's address."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from alerts.models import DeadlineSettings
from alerts.reviewing.reviews import begin_review
from alerts.watching.watchlists import default_watchlist, watch_platform
from governance.change_days import note_days
from tests.histories import FIRST_TEXT

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def client(person):
    found = Client()
    found.force_login(person)
    return found


def shown(answer):
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = answer.content.decode()
    assert HOSTILE not in found
    return found


def test_without_any_it_says_what_would_be_there(client):
    assert "Nothing is coming" in shown(client.get("/deadlines/"))


def test_days_are_shown_by_month_with_the_words_that_state_them(client, person, make_history, make_document, now):
    day = f"{now + timedelta(days=60):%-d %B %Y}"
    stated = f"{FIRST_TEXT}\nThese terms take effect on {day}.\n"
    document = make_document(title=HOSTILE)
    at = now - timedelta(days=30)
    watch_platform(watchlist=default_watchlist(person, at), platform=document.platform, now=at)
    change = make_history(document, texts=(FIRST_TEXT, stated))[1].change
    begin_review(user=person, change=change, given={"due_date": now.date() + timedelta(days=90)}, now=now)
    note_days(now)
    found = shown(client.get("/deadlines/"))
    assert f"{day.partition(' ')[2]}</h2>" in found
    assert f"These terms take effect on {day}." in found
    assert "The text states this day." in found
    assert "Review due" in found


def test_the_calendars_address_is_shown_once_replaced_and_ended(client, person):
    made = [re.search(r"/api/v1/deadlines/[\w-]+\.ics", shown(client.post("/deadlines/calendar/")))[0] for _ in "ab"]
    assert [Client().get(path).status_code for path in made] == [404, 200]
    assert "It can’t be shown again." in shown(client.get("/deadlines/"))
    assert made[1] not in shown(client.get("/deadlines/"))
    assert "no longer works" in client.post("/deadlines/calendar/end/", follow=True).content.decode()
    assert Client().get(made[1]).status_code == 404


def test_a_lower_plan_gets_the_gate_and_no_address(make_user):
    lower = Client()
    lower.force_login(make_user(tier="watcher"))
    assert "Part of Professional" in shown(lower.get("/deadlines/"))
    assert lower.post("/deadlines/calendar/").status_code == 403
    assert not DeadlineSettings.objects.exists()
    assert lower.post("/deadlines/calendar/end/").status_code == 302
    assert lower.get("/deadlines/calendar/").status_code == 405
