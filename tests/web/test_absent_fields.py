"""What a form doesn't send stays as it is: absent isn't empty."""

from datetime import date

import pytest

from alerts.agreements.baselines import pin
from alerts.answering.answers import set_answers
from alerts.channels import keeping
from alerts.channels.keeping import ChannelWishes
from alerts.models import Alert, Baseline, Channel, Opinion, Review, RiskAnswers
from alerts.reviewing.reviews import begin_review
from alerts.watching.watchlists import default_watchlist
from tests.messages import message_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make_user):
    return make_user(tier="professional", display_name="Ada", quiet_from=22, quiet_until=6)


@pytest.fixture
def client(signed_in, person):
    return signed_in(person)


@pytest.fixture
def change(make_history):
    return make_history()[1].change


def test_one_answer_leaves_the_others(client, person, make_platform, now):
    known = {"retention.1": "yes", "ai_training_use.1": "no"}
    set_answers(user=person, platform=make_platform("acme"), answers=known, now=now)
    assert client.post("/platforms/acme/answers/", {"retention.1": "no"}).status_code == 302
    assert RiskAnswers.objects.get().answers == known | {"retention.1": "no"}
    client.post("/platforms/acme/answers/", {"ai_training_use.1": ""})
    assert RiskAnswers.objects.get().answers == {"retention.1": "no"}


@pytest.mark.parametrize("sent", [{}, {"unknown.1": "yes"}, {"retention.1": "no", "unknown.1": "yes"}])
def test_what_is_no_question_is_refused_and_changes_no_answer(client, person, make_platform, now, sent):
    set_answers(user=person, platform=make_platform("acme"), answers={"retention.1": "yes"}, now=now)
    assert client.post("/platforms/acme/answers/", sent).status_code == 400
    assert RiskAnswers.objects.get().answers == {"retention.1": "yes"}


def test_one_field_of_a_decision_leaves_the_others(client, person, change, now):
    given = {"decision": "accept", "reason": "So.", "decided_by": "Ada", "decided_at": now, "assignee": "Grace"}
    review, _ = begin_review(user=person, change=change, given={**given, "due_date": date(2030, 1, 1)}, now=now)
    assert client.post(f"/reviews/{review.pk}/", {"assignee": ""}).status_code == 302
    for nothing in ({}, {"unknown": "yes"}):
        assert client.post(f"/reviews/{review.pk}/", nothing).status_code == 400
    kept = Review.objects.get()
    assert (kept.assignee, kept.decision, kept.reason, kept.decided_by) == ("", "accept", "So.", "Ada")
    assert kept.due_date == date(2030, 1, 1)


def test_settings_that_are_not_sent_stay(client, person):
    sent = {"timezone": "UTC", "locale": "en", "digest_weekday": "1", "digest_hour": "9"}
    assert client.post("/account/", sent).status_code == 302
    person.refresh_from_db()
    assert (person.display_name, person.quiet_from, person.quiet_until) == ("Ada", 22, 6)
    assert person.digest_weekday == 1


def test_the_lists_of_a_channel_stay_where_the_boxes_were_not_there(client, person, now):
    wishes = ChannelWishes(url="https://hooks.example/", name="Room", watchlists=[default_watchlist(person, now)])
    channel, _ = keeping.add_channel(user=person, kind="webhook", wishes=wishes, now=now)
    path = f"/channels/{channel.pk}/settings/"
    client.post(path, {"name": "Other"})
    assert channel.watchlist_choices.exists()
    assert 'name="has_boxes" value="True"' in client.get(path).content.decode()
    client.post(path, {"has_boxes": "True"})
    assert not channel.watchlist_choices.exists()
    assert Channel.objects.get().name == "Other"


def test_the_note_of_an_agreement_stays(client, person, change, now):
    version = change.document.versions.order_by("sequence").first()
    day = version.captured_at.date()
    pin(user=person, document=change.document, version=version, agreed_at=day, note="Filed.", now=now)
    sent = {"agreed_at": f"{day:%Y-%m-%d}", "version": version.public_id}
    for more, left in (({}, "Filed."), ({"note": ""}, "")):
        assert client.post(f"/documents/{change.document.public_id}/agree/", sent | more).status_code == 302
        assert Baseline.objects.get().note == left


def test_the_note_of_an_opinion_stays_with_its_verdict(client, person, change, now):
    alert = Alert.objects.create(user=person, change=change, created_at=now, message=message_to(person, now))
    said = {"verdict": "not_worth_telling", "note": "Old."}
    for sent, left in ((said, "Old."), ({"verdict": said["verdict"]}, "Old."), (said | {"note": ""}, "")):
        assert client.post(f"/alerts/{alert.pk}/", sent).status_code == 302
        assert Opinion.objects.get().note == left
