"""What a person says over the API of the changes that they were told of."""

import pytest

from alerts.models import Opinion
from governance.models import Change
from governance.models.changes import Severity
from tests.alerts.opinions.conftest import alert_path, entry_path

pytestmark = pytest.mark.django_db


def say(client, path, verdict, **fields):
    return client.post(path, {"verdict": verdict, **fields}, format="json")


def test_what_a_person_says_of_an_alert_is_stored_with_the_rules_that_told_it(told, api, now):
    alert = told()
    answer = say(api(alert.user), alert_path(alert), "not_worth_telling", note="Only a heading.")
    assert answer.status_code == 201
    shown = {
        "verdict": "not_worth_telling",
        "note": "Only a heading.",
        "said_at": now.isoformat().replace("+00:00", "Z"),
        "choices": ["right", "not_worth_telling", "should_be_higher"],
    }
    assert answer.json() == shown
    assert api(alert.user).get(alert_path(alert)).json() == shown
    opinion = Opinion.objects.get()
    assert (opinion.user, opinion.change, opinion.told_in) == (alert.user, alert.change, "alert")
    assert (opinion.rule, opinion.severity_rule, opinion.label, opinion.severity) == ("test", "test", "substantive", 2)


def test_the_last_word_counts_and_can_be_taken_back(told, api):
    alert = told()
    client, path = api(alert.user), alert_path(alert)
    assert say(client, path, "not_worth_telling", note="Why?").status_code == 201
    assert say(client, path, "right").status_code == 200
    assert [(o.verdict, o.note) for o in Opinion.objects.all()] == [("right", "")]
    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 204
    assert not Opinion.objects.exists()
    nothing = client.get(path).json()
    assert (nothing["verdict"], nothing["note"], nothing["said_at"]) == (None, "", None)


def test_a_key_that_may_not_read_is_shown_what_it_said_first_and_nothing_afterwards(told, api):
    alert = told()
    client, path = api(alert.user, scopes=("write",)), alert_path(alert)
    assert say(client, path, "right").status_code == 201
    again = say(client, path, "not_worth_telling")
    assert (again.status_code, again.content) == (204, b"")
    assert Opinion.objects.get().verdict == "not_worth_telling"


def test_the_rule_of_the_time_stays_when_the_change_is_classified_anew(told, api):
    alert = told()
    say(api(alert.user), alert_path(alert), "should_be_higher")
    Change.objects.update(rule="another", severity=Severity.HIGH, severity_rule="another")
    opinion = Opinion.objects.get()
    assert (opinion.rule, opinion.severity_rule, opinion.severity) == ("test", "test", Severity.MEDIUM)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "verdict"),
        ({"verdict": "boring"}, "verdict"),
        ({"verdict": None}, "verdict"),
        ({"verdict": "should_be_sooner"}, "verdict"),  # it was told the same day
        ({"verdict": "right", "note": "x" * 501}, "note"),
        ({"verdict": "right", "note": "two\nlines"}, "note"),
        ({"verdict": "right", "note": 5}, "note"),
        ({"verdict": "right", "note": True}, "note"),
        ({"verdict": "right", "mood": "good"}, "mood"),
    ],
)
def test_what_is_not_an_answer_to_the_question_is_refused(told, api, body, field):
    alert = told()
    answer = api(alert.user).post(alert_path(alert), body, format="json")
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {field}
    assert not Opinion.objects.exists()


def test_the_error_about_a_note_of_two_lines_does_not_speak_of_a_name(told, api):
    alert = told()
    answer = say(api(alert.user), alert_path(alert), "right", note="two\nlines")
    (error,) = answer.json()["errors"]["note"]
    assert "one line" in str(error)
    assert "name" not in str(error)


@pytest.mark.parametrize("note", ["\u0301", " \u00a0 ", "\ufe0f"])
def test_a_note_of_nothing_that_shows_is_none(told, api, note):
    alert = told()
    assert say(api(alert.user), alert_path(alert), "right", note=note).status_code == 201
    assert Opinion.objects.get().note == ""


def test_what_is_of_high_severity_can_not_be_asked_to_be_higher(told, api):
    alert = told(severity=Severity.HIGH)
    client = api(alert.user)
    assert client.get(alert_path(alert)).json()["choices"] == ["right", "not_worth_telling"]
    assert say(client, alert_path(alert), "should_be_higher").status_code == 400


def test_of_a_change_in_a_digest_a_person_says_that_it_should_have_been_sooner(told_in_digest, api):
    entry = told_in_digest()
    client, path = api(entry.digest.user), entry_path(entry)
    assert client.get(path).json()["choices"] == ["right", "not_worth_telling", "should_be_sooner"]
    assert say(client, path, "should_be_higher").status_code == 400
    assert say(client, path, "should_be_sooner").status_code == 201
    opinion = Opinion.objects.get()
    assert (opinion.verdict, opinion.told_in, opinion.is_alertable) == ("should_be_sooner", "digest", False)


def test_who_chose_a_digest_can_not_say_that_an_alert_should_have_been_sooner(told_in_digest, api):
    entry = told_in_digest(is_alertable=True)
    client, path = api(entry.digest.user), entry_path(entry)
    assert client.get(path).json()["choices"] == ["right", "not_worth_telling", "should_be_higher"]
    assert say(client, path, "should_be_sooner").status_code == 400


def test_anothers_alerts_and_digests_are_not_there(told, told_in_digest, api, make_user):
    alert, entry, stranger = told(), told_in_digest(), make_user(tier="professional")
    for path in (alert_path(alert), entry_path(entry)):
        for method in ("get", "delete"):
            assert getattr(api(stranger), method)(path).status_code == 404
        assert say(api(stranger), path, "right").status_code == 404
        assert api().get(path).status_code == 401
    not_in_it = f"/api/v1/digests/{entry.digest_id}/entries/{alert.change.public_id}/feedback/"
    assert api(entry.digest.user).get(not_in_it).status_code == 404
    nonsense = f"/api/v1/digests/{entry.digest_id}/entries/CW-C-nonsense/feedback/"
    assert api(entry.digest.user).get(nonsense).status_code == 404
    assert not Opinion.objects.exists()


def test_a_key_that_only_reads_says_nothing(told, api):
    alert = told()
    client = api(alert.user, scopes=("read",))
    assert client.get(alert_path(alert)).status_code == 200
    assert say(client, alert_path(alert), "right").status_code == 403
    assert client.delete(alert_path(alert)).status_code == 403


def test_one_persons_opinion_leaves_anothers_alone(told, api, make_user, watch):
    other = make_user(tier="watcher")
    first = told()
    platform = first.change.platform
    watch(other, platform)
    second = told(other, platform=platform)
    say(api(first.user), alert_path(first), "right")
    say(api(other), alert_path(second), "not_worth_telling")
    assert Opinion.objects.count() == 2
    assert api(first.user).get(alert_path(first)).json()["verdict"] == "right"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_there_is_one(told, api, at_once):
    alert = told()
    clients = [api(alert.user), api(alert.user)]
    path = alert_path(alert)
    answers = at_once(
        lambda: say(clients[0], path, "right").status_code,
        lambda: say(clients[1], path, "not_worth_telling").status_code,
    )
    assert sorted(answers) == [200, 201]
    assert Opinion.objects.count() == 1
