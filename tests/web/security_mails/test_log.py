"""The security log of an account: who reads it, what it keeps, and for how long."""

from datetime import timedelta

from accounts.models import Notice, SecurityEvent
from accounts.services.security_log import forget_old_events
from tests.web.security_mails.acts import (
    API,
    AUTH,
    OLD,
    START,
    make_key,
)


def test_failed_sign_ins_are_logged_with_a_hash_and_a_network_and_no_secret(person, api):
    for email in (OLD, "nobody@example.com"):
        api().post(f"{AUTH}/login", {"email": email, "password": "a wrong passphrase"}, REMOTE_ADDR="192.0.2.77")
    known, unknown = SecurityEvent.objects.order_by("user")
    if unknown.user_id:
        known, unknown = unknown, known
    assert (known.user, unknown.user) == (person, None)
    for event in (known, unknown):
        assert (event.kind, event.network, len(event.address_hash)) == ("sign_in_failed", "192.0.2.0/24", 64)
        assert "nobody" not in str(event.__dict__)
        assert "passphrase" not in str(event.__dict__)
    assert known.address_hash != unknown.address_hash


def test_a_person_reads_the_log_of_their_own_account(person, sign_in, make_user, api):
    client = sign_in()
    api().post(f"{AUTH}/login", {"email": OLD, "password": "a wrong passphrase"})
    make_key(make_user("other@example.com"))
    page = client.get(f"{API}/me/security-log/").json()
    assert {row["kind"] for row in page["results"]} == {"sign_in_failed", "signed_in"}
    assert set(page["results"][0]) == {"id", "at", "kind", "network", "facts"}
    assert client.get(f"{API}/me/security-log/?page_size=1").json()["next"]
    assert api().get(f"{API}/me/security-log/").status_code == 401


def test_the_log_is_kept_for_a_bounded_time(person, sign_in, settings):
    sign_in()
    settings.SECURITY_LOG_DAYS = 30
    assert forget_old_events(START + timedelta(days=30)) == {"security_events": 0}
    assert forget_old_events(START + timedelta(days=30, seconds=1)) == {"security_events": 1}


def test_a_mail_about_an_act_is_owed_in_the_transaction_of_the_act(person):
    make_key(person)
    assert Notice.objects.get().about_at == SecurityEvent.objects.get().at
