"""A mail about an account speaks its person's language, whatever that of the page or the worker is."""

import pytest
from django.core import mail

from accounts.models import User
from tests.conftest import PASSWORD
from tests.web.notices.plan_steps import tick, trial

pytestmark = pytest.mark.django_db


def test_a_notice_is_in_the_language_of_its_person(watcher_of, now):
    english, german = (watcher_of(1, before=trial(now)) for _ in range(2))
    User.objects.filter(pk=german.pk).update(locale="de", timezone="Europe/Berlin")
    tick(now)
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects == {
        english.email: "Your Professional trial has started",
        german.email: "Ihre Testphase von Professional hat begonnen",
    }
    (told,) = (message for message in mail.outbox if message.to == [german.email])
    assert " Uhr (Europe/Berlin)" in told.body


def test_a_code_is_in_the_language_of_the_person_and_of_nobody_in_that_of_the_page(client, make_user):
    make_user("leser@example.com", password=PASSWORD, locale="de")
    asked = ("leser@example.com", "en"), ("nobody@example.com", "de"), ("somebody@example.com", "en")
    for address, page in asked:
        client.post("/accounts/password/reset/", {"email": address}, headers={"Accept-Language": page})
    assert [message.subject for message in mail.outbox] == [
        "Ihr Code für ein neues Passwort bei Clausewatch",
        "Kein Clausewatch-Konto für diese Adresse",
        "No Clausewatch account for this address",
    ]
