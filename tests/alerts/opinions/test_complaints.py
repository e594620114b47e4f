"""Rules by complaint rate: what counts against which, and that one complaint about one alert is no pattern."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alerts.models import FanOut, Opinion
from alerts.opinions.complaints import complaints_since
from governance.models import Change
from governance.models.changes import Severity

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(make_user, make_platform, make_change, now):
    """A change that was told in so many alerts, and what some of their readers said."""

    def tell(rule, alerts, complaints=0, *, verdict="not_worth_telling", told_in="alert", at=now, is_alertable=True):
        change = make_change(make_platform(), published_at=at, is_alertable=is_alertable)
        Change.objects.filter(pk=change.pk).update(rule=rule, severity_rule=f"{rule} severity")
        FanOut.objects.create(change=change, begun_at=at, done_at=at, alert_count=alerts)
        for _ in range(complaints):
            Opinion.objects.create(
                user=make_user(), change=change, told_in=told_in, verdict=verdict, said_at=at, label=change.label,
                rule=rule, is_alertable=is_alertable, severity=Severity.LOW, severity_rule=f"{rule} severity",
            )  # fmt: skip
        return change

    return tell


def test_rules_come_by_the_lower_end_of_their_rate_and_those_of_few_alerts_last(judged):
    judged("one of one", 1, 1)
    judged("often", 200, 30)
    judged("seldom", 1_000, 3)
    judged("never", 500)
    judged("half of little", 20, 10)
    found = complaints_since(None).by_rule
    assert [one.rule for one in found] == ["half of little", "often", "seldom", "never", "one of one"]
    often = found[1]
    assert (often.changes, often.told, often.complaints, often.rate) == (1, 200, 30, 0.15)
    assert 0.10 < often.interval[0] < 0.15 < often.interval[1] < 0.21
    assert found[-1].is_rare


def test_a_complaint_about_the_weight_counts_against_the_rule_of_the_severity(judged):
    judged("a", 100, 5, verdict="should_be_higher")
    judged("b", 100, 5, verdict="right")
    found = complaints_since(None)
    assert [(one.rule, one.complaints) for one in found.by_severity_rule] == [("a severity", 5), ("b severity", 0)]
    assert {one.rule: one.complaints for one in found.by_rule} == {"a": 0, "b": 0}


def test_what_is_said_of_digests_counts_apart(judged):
    judged("left to digests", 0, 3, verdict="should_be_sooner", told_in="digest", is_alertable=False)
    judged("left to digests", 0, 2, told_in="digest", is_alertable=False)
    judged("told", 50, 4, told_in="digest")
    judged("too light", 50, 1, verdict="should_be_higher", told_in="digest")
    found = complaints_since(None)
    assert [(one.rule, one.complaints) for one in found.by_rule] == [("told", 0), ("too light", 0)]
    shown = [
        (one.rule, one.changes, one.should_be_sooner, one.should_be_higher, one.not_worth_telling)
        for one in found.in_digests
    ]
    assert shown == [("left to digests", 2, 3, 0, 2), ("too light", 1, 0, 1, 0), ("told", 1, 0, 0, 4)]


def test_a_period_is_of_the_changes_that_were_told_in_it(judged, now):
    judged("old", 100, 50, at=now - timedelta(days=40))
    judged("new", 100, 1)
    assert [one.rule for one in complaints_since(now - timedelta(days=30)).by_rule] == ["new"]
    assert [one.rule for one in complaints_since(None).by_rule] == ["old", "new"]


def test_a_rule_that_was_mended_keeps_its_record(judged):
    change = judged("too eager", 100, 20)
    judged("mended", 300)
    Change.objects.filter(pk=change.pk).update(rule="mended", severity_rule="mended severity")
    found = {one.rule: (one.changes, one.told, one.complaints) for one in complaints_since(None).by_rule}
    assert found == {"too eager": (1, 100, 20), "mended": (1, 300, 0)}


# --- The operator's pages


@pytest.fixture
def operator(make_user, client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


RULES = "admin:alerts_opinion_rules"


def test_the_operator_sees_rules_by_complaint_rate_within_a_period(operator, judged, now):
    judged("too eager", 40, 10)
    judged("of long ago", 40, 10, at=now - timedelta(days=300))
    with CaptureQueriesContext(connection) as queries:
        page = operator.get(reverse(RULES)).content.decode()
    few = len(queries)
    assert "too eager" in page
    assert "25.0 % (14.2 % to 40.2 %)" in page
    assert "of long ago" not in page
    assert "of long ago" in operator.get(reverse(RULES), {"days": "all"}).content.decode()
    assert "of long ago" not in operator.get(reverse(RULES), {"days": "nonsense"}).content.decode()
    for number in range(5):
        judged(f"rule {number}", 40, 2)
    with CaptureQueriesContext(connection) as queries:
        operator.get(reverse(RULES))
    assert len(queries) == few


def test_the_operator_sees_what_a_digest_told_as_too_light(operator, judged):
    judged("too light", 0, 3, verdict="should_be_higher", told_in="digest")
    page = operator.get(reverse(RULES)).content.decode()
    assert '<th scope="row">too light</th><td>1</td><td>0</td><td>3</td><td>0</td>' in page
    assert "Should have weighed more" in page


def test_the_list_leads_to_the_rules_and_nothing_can_be_written(operator, judged):
    judged("too eager", 40, 2)
    listed = operator.get(reverse("admin:alerts_opinion_changelist"), {"q": "eager"}).content.decode()
    assert reverse(RULES) in listed
    assert operator.get(reverse("admin:alerts_opinion_add")).status_code == 403
    one = Opinion.objects.first()
    path = reverse("admin:alerts_opinion_change", args=[one.pk])
    assert operator.get(path).status_code == 200
    assert operator.post(path, {"verdict": "right"}).status_code == 403
    assert operator.post(reverse(RULES)).status_code in (200, 405)
    assert Opinion.objects.filter(verdict="right").count() == 0


def test_staff_without_the_right_to_see_opinions_do_not_see_the_rules(client, make_user):
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse(RULES)).status_code == 403
