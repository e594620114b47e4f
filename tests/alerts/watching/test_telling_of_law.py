"""Who watches clauses that a change of the law is about is told once, by mail, if their plan has the analysis."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from accounts.models import Notice
from accounts.outgoing import OptionalMail
from alerts.models import LawTelling, Unsubscription
from alerts.watching import law
from alerts.watching.law import tell_due
from alerts.watching.unsubscribing import mute
from backend import duties
from governance.law_record import follow_law
from governance.models import LawChange, Provision
from web.account_mail.sending_notices import NotTrueAnyMore, letter_of

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 11, 30, 12, tzinfo=UTC)
REACHED = datetime(2026, 12, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return REACHED


@pytest.fixture
def reached(db):
    follow_law(BEFORE)
    follow_law(REACHED)
    return LawChange.objects.get()


@pytest.fixture
def document(make_document, make_platform, make_history):
    document = make_document(make_platform("acme", name="Acme"))
    make_history(document)
    Provision.objects.filter(document=document).update(category="ai_training_use")
    return document


def letter(now=REACHED):
    return letter_of(Notice.objects.get(), now)


def test_each_who_watches_such_clauses_is_told_once(reached, document, make_user, watch):
    for tier in ("professional", "professional", "watcher", "free"):
        watch(make_user(tier=tier), document.platform, at=REACHED - DAY)
    make_user(tier="professional")
    assert tell_due(REACHED) == {"law_told": 2}
    assert tell_due(REACHED) == {"law_told": 0}
    assert Notice.objects.count() == 2
    assert LawTelling.objects.get().finished_at == REACHED


def test_the_mail_says_what_was_reached_and_where_the_clauses_are(reached, document, person, watch):
    watch(person, document.platform, at=REACHED - DAY)
    for name in ("tell_of_law", "send_notices"):
        duties.BY_NAME[name].run(REACHED)
    (sent,) = mail.outbox
    assert isinstance(sent, OptionalMail)
    assert sent.subject.startswith("EU AI Act, 2 December 2026: Art. 50(2) marking")
    count = Provision.objects.in_force().count()
    assert f"Acme: {count} clauses" in sent.body
    assert f"/api/v1/law-changes/{reached.public_id}/clauses/" in sent.body
    assert "No text has changed." in sent.body


def test_people_are_told_in_parts(reached, document, make_user, watch, monkeypatch):
    monkeypatch.setattr(law, "_PEOPLE_AT_ONCE", 2)
    for _ in range(5):
        watch(make_user(tier="professional"), document.platform, at=REACHED - DAY)
    assert [tell_due(REACHED)["law_told"] for _ in range(4)] == [2, 2, 1, 0]
    assert Notice.objects.values("user").distinct().count() == 5


def test_nobody_is_told_of_what_they_do_not_watch_or_want(reached, document, make_document, make_user, watch):
    elsewhere, muted, left, unverified = (make_user(tier="professional", verified=n < 3) for n in range(4))
    watch(elsewhere, make_document().platform, at=REACHED - DAY)
    for user in (muted, left, unverified):
        watch(user, document.platform, at=REACHED - DAY)
    mute(user=muted, platform_ids=[document.platform_id], now=REACHED)
    Unsubscription.objects.bulk_create(
        Unsubscription(user=left, scope=scope, at=REACHED) for scope in Unsubscription.Scope.values
    )
    assert tell_due(REACHED) == {"law_told": 0}


def test_what_is_concerned_at_lower_exposure_only_brings_no_mail(reached, document, person, watch):
    watch(person, document.platform, at=REACHED - DAY)
    LawChange.objects.update(is_material=False)
    assert tell_due(REACHED) == {"law_told": 0}


@pytest.mark.parametrize("what", ["clauses", "plan", "jurisdictions"])
def test_a_mail_that_is_no_longer_true_is_not_sent(reached, document, person, watch, what):
    watch(person, document.platform, at=REACHED - DAY)
    tell_due(REACHED)
    assert letter().lists[0].names
    if what == "clauses":
        Provision.objects.update(category="contact_entity")
    elif what == "jurisdictions":
        person.jurisdictions = ["US"]
        person.save()
    else:
        person.subscriptions.all().delete()
    with pytest.raises(NotTrueAnyMore):
        letter()
