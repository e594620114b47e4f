"""What is kept after an erasure, without a name: that a trial was used, and that an address is not written to."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.core import mail

from accounts.models import SecurityEvent, User
from accounts.services.deletion import (
    UNDO_WINDOW,
    request_deletion,
)
from alerts.models import Opinion, Suppression
from alerts.watching.mail_preferences import mail_preferences_of
from billing.models import UsedTrial
from billing.services.overview import overview_of
from billing.services.trials import TrialAlreadyUsed, start_trial
from tests.conftest import PASSWORD
from tests.web.deletion.leaving import ADDRESS, against
from web.account_mail.about_accounts import letter_about_deletion
from web.personal_data.erasure import erase_due

DAY = timedelta(days=1)


def test_one_trial_for_one_address_survives_erasure_and_a_new_secret_key(person, make_user, provider, now, settings):
    start_trial(user=person, now=now)
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    again = make_user(ADDRESS)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer one " * 6
    with pytest.raises(TrialAlreadyUsed):
        start_trial(user=again, now=now + 100 * DAY)
    assert overview_of(again, now).is_trial_available is False
    other = make_user("somebody.else@example.com")
    EmailAddress.objects.create(user=other, email=ADDRESS.upper(), verified=True, primary=False)
    with pytest.raises(TrialAlreadyUsed):
        start_trial(user=other, now=now)
    assert start_trial(user=make_user(), now=now)
    assert ADDRESS not in str(list(UsedTrial.objects.values()))


def test_an_account_without_a_trial_leaves_the_trial_to_the_next(person, make_user, provider, now):
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    assert overview_of(make_user(ADDRESS), now).is_trial_available
    assert UsedTrial.objects.count() == 0


def test_an_address_that_came_back_is_still_not_written_to_after_a_new_sign_up(person, provider, client, now):
    Suppression.objects.create(address=ADDRESS, reason="reported", source="sendgrid", detail=ADDRESS, at=now)
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    kept = Suppression.objects.get()
    assert (len(kept.address), kept.detail) == (64, "")
    signup = {"email": ADDRESS, "password": PASSWORD}
    assert client.post("/_allauth/app/v1/auth/signup", signup, content_type="application/json").status_code == 401
    assert mail.outbox == []  # who complained gets no code either
    user = User.objects.get()
    assert mail_preferences_of(user, now).suppression is None  # as long as nobody has shown to have the address
    row = EmailAddress.objects.get()
    assert row.set_verified()
    email_confirmed.send(sender=EmailAddress, request=None, email_address=row)
    assert mail_preferences_of(user, now).suppression.reason == "reported"
    assert against(user, now) == "suppressed"
    assert Suppression.objects.count() == 1


def test_what_is_known_of_an_address_that_a_person_had_before_is_kept_by_its_hash(person, make_user, provider, now):
    now_anothers, former = "now-anothers@example.com", "former@example.com"
    for address in (former, now_anothers):
        SecurityEvent.objects.create(user=person, kind="address_changed", at=now, facts={"to": address})
        Suppression.objects.create(address=address, reason="bounced", source="sendgrid", detail=address, at=now)
    make_user(now_anothers)
    request_deletion(user=person, password=PASSWORD, now=now)
    erase_due(now + UNDO_WINDOW)
    kept = sorted(Suppression.objects.values_list("address", flat=True), key=len)
    assert (kept[0], len(kept[1])) == (now_anothers, 64)


def test_the_privacy_page_says_what_is_kept(client, db):
    html = client.get("/privacy/").content.decode()
    for words in ("keyed hash", "14 days", "/api/v1/me/export/", "HMAC-SHA256", "free trial"):
        assert words in html
    assert "/privacy/" in client.get("/").content.decode()


def test_the_mail_about_a_deletion_and_the_privacy_page_name_the_same_that_stays(client, db):
    letter = letter_about_deletion(day="1 May 2026", moment="1 May 2026, 10:00 (UTC)", keep_url="https://x.example/")
    page = " ".join(client.get("/privacy/").content.decode().split())
    kept = page.partition("What stays afterwards")[2]
    assert kept.count("<li>") == 4
    assert "Four things stay" in letter.closing[0]
    for told in (letter.closing[0], kept):
        for words in (
            "keyed hash",
            "trial",
            "came back",
            "nswer that you gave",
            "the change",
            "time",
            "your note",
            "plans",
        ):
            assert words in told, words
        assert "as a count" not in told


def test_what_a_person_said_of_changes_stays_as_a_row_without_person_and_note(
    person, make_user, make_history, provider, now
):
    change, other = make_history()[1].change, make_user()
    for user in (person, other):
        Opinion.objects.create(
            user=user, change=change, told_in="alert", verdict="not_worth_telling", note=f"I am {user.email}.",
            said_at=now, label=change.label, rule=change.rule, is_alertable=True, severity=1, severity_rule="r",
        )  # fmt: skip
    request_deletion(user=person, password=PASSWORD, now=now)
    assert Opinion.objects.filter(user=person).exists()  # the deletion may still be undone
    erase_due(now + UNDO_WINDOW)
    kept = Opinion.objects.order_by("pk").values_list("user", "verdict", "note")
    assert list(kept) == [(None, "not_worth_telling", ""), (other.pk, "not_worth_telling", f"I am {other.email}.")]
