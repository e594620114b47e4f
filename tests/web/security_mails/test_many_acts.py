"""Many acts at once are one mail, and no more than one mail leaves in ten minutes."""

from datetime import timedelta

from accounts.models import ApiKey, Notice
from tests.accounts.authenticator import code_of, has_totp
from tests.web.security_mails.acts import ACCOUNT, LINK, NEW, OLD, START, delete_keys, keys_made, kinds, take_over


def test_the_first_act_is_told_at_once_and_what_follows_within_ten_minutes_is_one_mail(person, sign_in, told, clock):
    client = sign_in()
    keys_made(client, 1)
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "A new API key was made for your account")
    assert "“Key 0”" in text
    keys_made(client, 19, clock, every=20)
    assert told() == []
    clock.move_to(START + timedelta(minutes=10, seconds=1))
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "A new API key was made for your account (19 times)")
    assert text.count("The key “Key ") == 19
    assert "between 11 March 2026, 10:30 (UTC) and 11 March 2026, 10:36 (UTC)" in text
    assert "It came from the network 127.0.0.0/24." in text
    assert len(LINK.findall(text)) == 1
    assert kinds(person).count("api_key_created") == 20


def test_many_acts_leave_in_at_most_one_mail_in_ten_minutes(person, sign_in, told, clock):
    client = sign_in()
    keys_made(client, 15)
    delete_keys(client)
    keys_made(client, 15)
    ((_, subject, text),) = told()
    assert subject == "A new API key was made for your account (30 times)"
    assert text.count("The key “Key ") == 20
    assert "- and 10 more" in text
    assert "on 11 March 2026, 10:30 (UTC)" in text
    assert kinds(person).count("api_key_created") == 30
    sent = []
    for _ in range(59):
        client = sign_in()
        delete_keys(client)
        keys_made(client, 1)
        sent += told()
        clock.shift(timedelta(minutes=1, seconds=-1))
    assert len(sent) <= 6
    told_of = sum(int(subject.rpartition("(")[2].split()[0]) if "times" in subject else 1 for _, subject, _ in sent)
    assert told_of >= 59 - 10
    clock.shift(timedelta(minutes=10))
    told_of += sum(int(subject.rpartition("(")[2].split()[0]) for _, subject, _ in told())
    assert told_of == 59


def test_acts_of_other_kinds_and_to_other_addresses_wait_for_nothing(person, sign_in, told, clock):
    client = sign_in()
    keys_made(client, 1)
    assert len(told()) == 1
    take_over(client)
    subjects = sorted((to, subject) for to, subject, _ in told())
    assert len(subjects) == 4
    assert {to for to, _ in subjects} == {OLD, NEW}


def test_the_way_back_of_several_acts_undoes_the_first_of_them(person, sign_in, told, clock, client):
    thief = sign_in()
    keys_made(thief, 1)
    told()
    secret = thief.get(f"{ACCOUNT}/authenticators/totp").json()["meta"]["secret"]
    keys_made(thief, 1)
    clock.shift(5)
    assert thief.post(f"{ACCOUNT}/authenticators/totp", {"code": code_of(secret)}).status_code == 200
    keys_made(thief, 1)
    clock.move_to(START + timedelta(minutes=10, seconds=1))
    text = next(text for _, subject, text in told() if "2 times" in subject)
    assert client.post(LINK.search(text)[1]).status_code == 200
    assert not has_totp(person)
    assert not ApiKey.objects.filter(revoked_at=None).exists()


def test_a_mail_that_was_tried_is_not_worded_anew(person, sign_in, clock):
    client = sign_in()
    keys_made(client, 1)
    Notice.objects.filter(kind="security_api_key_created").update(attempt_count=1)
    keys_made(client, 2)
    first, second = Notice.objects.filter(kind="security_api_key_created").order_by("created_at", "not_before")
    assert first.facts.get("count", 1) == 1
    assert second.facts["count"] == 2
    assert second.not_before == START + timedelta(minutes=10)
