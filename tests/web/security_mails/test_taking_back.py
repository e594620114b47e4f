"""A change of address is told to the one before it, with a link that takes the account back."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts.models import ApiKey, SecurityEvent, User
from accounts.services.account_changes import tell_of
from accounts.services.security_log import WAY_BACK
from accounts.services.way_back import take_back
from alerts.channels.keeping import ChannelWishes, add_channel
from alerts.deadlines.calendar_feed import make_feed
from alerts.models import AlertFeed
from alerts.watching.alert_feeds import make_alert_feed
from tests.accounts.authenticator import has_totp, set_up_totp
from tests.conftest import PASSWORD
from tests.web.security_mails.acts import (
    API,
    AUTH,
    CODE,
    LINK,
    NEW,
    NEW_PASSWORD,
    OLD,
    START,
    kinds,
    take_over,
)


def test_a_change_of_address_is_told_to_the_old_one_at_each_step(person, sign_in, told):
    client = sign_in()
    take_over(client)
    assert User.objects.get().email == NEW
    mails = told()
    assert sorted((to, subject) for to, subject, _ in mails) == [
        (NEW, "An address was removed from your account"),
        (OLD, "An address was added to your account"),
        (OLD, "An address was removed from your account"),
        (OLD, "The address of your account was changed"),
    ]
    assert sorted(bool(LINK.search(text)) for _, _, text in mails) == [False, False, True, True]
    assert all(NEW in text for _, subject, text in mails if "changed" in subject or "added" in subject)
    assert kinds(person) == ["address_added", "address_changed", "address_removed", "signed_in"]


def test_whoever_had_the_address_takes_the_account_back_by_the_link(person, sign_in, told, client):
    thief = sign_in()
    take_over(thief)
    thief.post(f"{API}/api-keys/", {"name": "theirs"})
    set_up_totp(person)
    link = next(LINK.search(text)[1] for to, subject, text in told() if "changed" in subject)
    page = client.get(link)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert OLD in page.content.decode()
    assert User.objects.get().email == NEW  # a scanner that follows the link changes nothing
    page = client.post(link)
    assert "You have your account back" in page.content.decode()
    user = User.objects.get()
    assert (user.email, user.has_usable_password(), has_totp(user)) == (OLD, False, False)
    assert [(row.email, row.verified, row.primary) for row in EmailAddress.objects.all()] == [(OLD, True, True)]
    assert ApiKey.objects.get().revoked_at
    assert thief.get(f"{API}/me/").status_code == 401
    assert client.post(link).status_code == 404
    assert sorted((to, subject) for to, subject, _ in told()) == [
        (NEW, "Your account was taken back"),
        (OLD, "Your account was taken back"),
    ]


def test_what_leads_out_of_the_account_ends_with_it(person, sign_in, told, client, now):
    thief = sign_in()
    feed, calendar = make_alert_feed(user=person, now=now), make_feed(user=person, now=now)
    channel, _ = add_channel(user=person, kind="webhook", wishes=ChannelWishes(url="https://hooks.example/"), now=now)
    take_over(thief)
    link = next(LINK.search(text)[1] for _, subject, text in told() if "changed" in subject)
    assert "channels are paused" in client.get(link).content.decode()
    channel.refresh_from_db()
    assert channel.state == "active"
    client.post(link)
    channel.refresh_from_db()
    assert channel.state == "paused"
    assert not AlertFeed.objects.exists()
    for address in (f"{API}/feeds/{feed}.atom", f"{API}/deadlines/{calendar}.ics"):
        assert client.get(address).status_code == 404


def test_after_it_was_taken_back_a_reset_leads_in_again(person, sign_in, told, client, api):
    take_over(sign_in())
    link = next(LINK.search(text)[1] for _, subject, text in told() if "changed" in subject)
    client.post(link)
    mail.outbox.clear()
    asked = api().post(f"{AUTH}/password/request", {"email": OLD})
    again = api()
    again.credentials(HTTP_X_SESSION_TOKEN=asked.json()["meta"]["session_token"])
    code = CODE.search(mail.outbox[0].body)[1]
    again.post(f"{AUTH}/password/reset", {"key": code, "password": NEW_PASSWORD})
    assert sign_in(OLD, NEW_PASSWORD).get(f"{API}/me/").json()["email"] == OLD


def test_whoever_has_just_taken_an_account_gets_no_way_back(person, sign_in, told, client):
    """Else the thief would undo the return of the account: the address before theirs is always the stronger."""
    thief = sign_in()
    take_over(thief)
    first = next(LINK.search(text)[1] for _, subject, text in told() if "changed" in subject)
    thief.post(f"{API}/api-keys/", {"name": "theirs"})
    assert [(to, bool(LINK.search(text))) for to, _, text in told()] == [(NEW, False)]
    client.post(first)
    assert not any(LINK.search(text) for _, _, text in told())
    assert not SecurityEvent.objects.filter(way_back_until__isnull=False, kind="address_changed").exists()


def test_a_way_back_ends_after_seven_days(person, sign_in, told, clock, client):
    take_over(sign_in())
    link = next(LINK.search(text)[1] for _, subject, text in told() if "changed" in subject)
    clock.move_to(START + WAY_BACK - timedelta(seconds=1))
    assert client.get(link).status_code == 200
    clock.move_to(START + WAY_BACK + timedelta(minutes=1))
    assert client.get(link).status_code == client.post(link).status_code == 404
    assert User.objects.get().email == NEW


def test_a_deletion_that_somebody_else_asked_for_ends_with_the_return(person, sign_in, told, client):
    thief = sign_in()
    take_over(thief)
    assert thief.delete(f"{API}/me/", {"password": PASSWORD}).status_code == 202
    link = next(LINK.search(text)[1] for _, subject, text in told() if "was changed" in subject)
    assert client.post(link).status_code == 200
    assert User.objects.get().erase_at is None


def test_an_address_that_somebody_else_has_verified_meanwhile_is_not_given_back(
    person, sign_in, told, client, make_user
):
    take_over(sign_in())
    link = next(LINK.search(text)[1] for _, subject, text in told() if "changed" in subject)
    make_user(OLD)
    assert client.post(link).status_code == 404
    assert User.objects.filter(email=NEW).exists()


@pytest.mark.parametrize("token", ["x", "x.y", "0" * 32 + ".sig"])
def test_a_link_that_was_not_made_here_is_refused(client, db, token):
    assert client.get(f"/account/not-me/{token}/").status_code == 404
    assert client.post(f"/account/not-me/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("mail_about_it", "kind"),
    [
        ("mfa/email/totp_activated", Authenticator.Type.TOTP),
        ("mfa/email/webauthn_added", Authenticator.Type.WEBAUTHN),
        ("mfa/email/recovery_codes_generated", Authenticator.Type.RECOVERY_CODES),
    ],
)
def test_the_way_back_removes_the_factor_that_the_mail_is_about(person, mail_about_it, kind):
    """The act is told a moment after its row was made, and the recovery codes that come with it lie between."""
    own, of_the_act, with_it = (START + timedelta(milliseconds=at) for at in (-1, 0, 5))
    for at, type_ in ((own, "webauthn"), (of_the_act, kind), (with_it, "recovery_codes")):
        if not Authenticator.objects.filter(user=person, type=type_).exists() or type_ == "webauthn":
            Authenticator.objects.create(user=person, type=type_, data={}, created_at=at)
    tell_of(mail_about_it, user=person, context={}, keeps_keys=False, now=START + timedelta(milliseconds=9))
    take_back(event_id=SecurityEvent.objects.latest("pk").pk, now=START + timedelta(hours=1))
    assert [row.created_at for row in Authenticator.objects.filter(user=person)] == [own]
