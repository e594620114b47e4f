"""A new person is welcomed once, on the plan that they have."""

import re
from datetime import timedelta

from django.core import mail

from accounts.models import ApiKey, User
from accounts.services.api_keys import create_api_key
from accounts.services.notices import WELCOME, owe
from alerts.watching.watchlists import default_watchlist, watch_platform
from billing.services.trials import start_trial
from web.account_mail.sending_notices import send_due_notices


def test_a_new_person_is_welcomed_once_and_told_of_each_key(client, db, settings, now):
    sign_up = {"email": "new@example.com", "password": "a long passphrase 42"}
    answer = client.post("/_allauth/app/v1/auth/signup", sign_up, content_type="application/json")
    assert send_due_notices(now)["notices_sent"] == 0  # nobody has shown to have the address
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.outbox[-1].body, re.M)[1]
    headers = {"X-Session-Token": answer.json()["meta"]["session_token"]}
    verified = client.post(
        "/_allauth/app/v1/auth/email/verify", {"key": code}, content_type="application/json", headers=headers
    )
    assert verified.status_code == 200
    mail.outbox = []
    for minutes, name in ((1, "CI"), (12, "Laptop\r\nBcc: a@example.com")):
        at = now + timedelta(minutes=minutes)
        create_api_key(user=User.objects.get(), name=name, scopes=["read"], expires_at=None, now=at)
        for _ in range(2):
            send_due_notices(at)
    subjects = [message.subject for message in mail.outbox]
    assert subjects == ["Welcome to Clausewatch", *["A new API key was made for your account"] * 2]
    assert "“Laptop Bcc: a@example.com”" in mail.outbox[2].body
    for key, message in zip(ApiKey.objects.order_by("created_at"), mail.outbox[1:], strict=True):
        assert key.prefix in message.body
        assert key.secret_sha256 not in message.body


def test_the_welcome_to_somebody_who_watches_already_does_not_ask_for_it(make_user, make_platform, now):
    for user in (make_user("new@example.com"), watching := make_user("watching@example.com")):
        owe(user=user, kind=WELCOME, about_at=now, now=now)
    watch_platform(watchlist=default_watchlist(watching, now), platform=make_platform(), now=now)
    mail.outbox = []
    send_due_notices(now)
    texts = {message.to[0]: " ".join(message.body.split()) for message in mail.outbox}
    asking = "Put a platform on your watchlist"
    assert asking in texts["new@example.com"]
    assert asking not in texts["watching@example.com"]
    assert asking not in next(m.alternatives[0][0] for m in mail.outbox if m.to == ["watching@example.com"])
    assert "of the platforms on your watchlist" in texts["watching@example.com"]


def test_the_welcome_to_somebody_on_the_trial_names_professional(make_user, now):
    user = make_user()
    owe(user=user, kind=WELCOME, about_at=now, now=now)
    start_trial(user=user, now=now)
    mail.outbox = []
    send_due_notices(now)
    welcome = next(message for message in mail.outbox if message.subject == "Welcome to Clausewatch")
    text = " ".join(welcome.body.split())
    assert "You are on Professional: any number of platforms with same-day alerts." in text
    assert "on Free" not in text
    assert "free to try" not in text
