"""The export: everything that is held about a person, nothing of anybody else, no secret, and never all in memory."""

import json
import tracemalloc
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts.models import ApiKey, User
from accounts.services.notices import owe
from accounts.services.security_log import Kind, note
from alerts.agreements.baselines import pin
from alerts.answering.answers import set_answers
from alerts.certifying.asking import ask_for_certificate
from alerts.channels.events import TEST, make_test_event
from alerts.channels.keeping import ChannelWishes, add_channel
from alerts.channels.owing import owe_one
from alerts.deadlines.reminders import set_reminders
from alerts.memos.asking import MemoWish, ask_for_memo
from alerts.models import (
    AccountMailFailure,
    Alert,
    Batch,
    Content,
    DeadlineReminder,
    Digest,
    DigestEntry,
    Feedback,
    ListedAddress,
    Message,
    Opinion,
    Suppression,
    UnreadDocument,
    Unsubscription,
    UntoldChange,
    Withheld,
)
from alerts.reviewing.reviews import begin_review
from alerts.vendors.lists import import_vendors
from alerts.watching.alert_feeds import make_alert_feed
from alerts.watching.category_watches import CategoryWishes, watch_category
from alerts.watching.platform_requests import ask_for_platform
from alerts.watching.watchlists import Wishes, change_watchlist, default_watchlist, watch_platform
from billing.models import BillingAccount, BillingCustomer, LateCharge
from billing.plans import Tier
from billing.services.grants import grant_tier
from billing.services.trials import start_trial
from governance.models import Change
from tests.messages import message_to
from web.personal_data.export import SECTIONS, export_of

EXPORT = "/api/v1/me/export/"
DAY = timedelta(days=1)


@pytest.fixture
def full(make_user, make_history, make_document, now):
    """A person of whom something of every kind is held."""

    def make(email):
        user = make_user(email, password="a long passphrase 42", display_name=f"Name of {email}")
        document = make_document()
        make_history(document)
        change = Change.objects.filter(platform=document.platform).first()
        start_trial(user=user, now=now)
        grant_tier(user=user, tier=Tier.PROFESSIONAL, until=now + DAY, now=now)
        watchlist = default_watchlist(user, now)
        change_watchlist(
            watchlist=watchlist, wishes=Wishes(categories=["other"], document_types=["terms-of-service"]), now=now
        )
        watch_platform(watchlist=watchlist, platform=document.platform, now=now)
        Unsubscription.objects.create(user=user, scope="digests", at=now)
        Suppression.objects.create(address=email, reason="bounced", source="sendgrid", detail="x", at=now)
        ListedAddress.objects.create(address=email, owed_at=now, not_before=now)
        message = message_to(user, now)
        Withheld.objects.create(message=message, reason="unverified", at=now)
        Feedback.objects.create(message=message, kind="bounced", detail=f"no {email}", at=now)
        Alert.objects.create(user=user, change=change, message=message, created_at=now)
        digest = Digest.objects.create(
            user=user, cadence="weekly", period_start=now, period_end=now + DAY, created_at=now
        )
        DigestEntry.objects.create(digest=digest, change=change)
        Opinion.objects.create(
            user=user, change=change, told_in="alert", verdict="right", note=f"of {email}", said_at=now,
            label=change.label, rule=change.rule, is_alertable=True, severity=2, severity_rule=change.severity_rule,
        )  # fmt: skip
        UntoldChange.objects.create(user=user, change=change, platform=document.platform, kept_at=now)
        begin_review(user=user, change=change, given={"assignee": f"of {email}"}, now=now)
        set_answers(user=user, platform=document.platform, answers={"retention.1": "yes"}, now=now)
        make_alert_feed(user=user, now=now)
        wishes = CategoryWishes(document_types=["terms-of-service"])
        watch, _ = watch_category(user=user, category="retention", wishes=wishes, now=now)
        wishes = ChannelWishes(
            url=f"https://hooks.example/secret-{email}", watchlists=[watchlist], category_watches=[watch]
        )
        channel, _ = add_channel(user=user, kind="webhook", wishes=wishes, now=now)
        event = make_test_event(channel_id=channel.pk, now=now)
        owe_one(channel=channel, content=event, event_type=TEST, now=now)
        ask_for_memo(user=user, wish=MemoWish("pdf", document=document), now=now)
        set_reminders(user=user, days_before=[7], now=now)
        DeadlineReminder.objects.create(user=user, deadline=f"of {email}", day=now, days_before=7, owed_at=now)
        pin(user=user, document=document, version=change.to_version, agreed_at=now.date(), now=now)
        ask_for_certificate(user=user, documents=[document], of_watchlist=False, since=now - DAY, until=now, now=now)
        import_vendors(user=user, name="Vendors", data=f"name\nVendor of {email}\n".encode(), now=now)
        ask_for_platform(user=user, name="Acme", url="https://acme.example/terms", now=now)
        UnreadDocument.objects.create(user=user, document=document, owed_at=now)
        AccountMailFailure.objects.create(id=email, user=user, kind="dropped", at=now)
        ApiKey.objects.create(user=user, name="CI", prefix=email[:8], secret_sha256="secret-of-the-key")
        Authenticator.objects.create(user=user, type="totp", data={"secret": "secret-of-the-totp"})
        SocialAccount.objects.create(user=user, provider="company", uid=f"uid of {email}", extra_data={"email": email})
        UserSession.objects.create(user=user, ip="192.0.2.1", session_key=f"secret-{email[:8]}", user_agent="Browser")
        owe(user=user, kind="trial_ending", about_at=now, now=now)
        note(kind=Kind.SIGNED_IN, user=user, now=now)
        account = BillingAccount.objects.create(user=user, created_at=now)
        BillingCustomer.objects.create(id=f"cus_{email[:4]}", account=account, linked_at=now)
        LateCharge.objects.create(
            id=f"in_{email[:4]}", account=account, amount=1_900, currency="usd", outcome="refunded", at=now
        )
        person = ContentType.objects.get_for_model(User)
        for actor in (make_user(is_staff=True), user):
            LogEntry.objects.create(
                user=actor, content_type=person, object_id=str(user.pk), object_repr="", action_flag=CHANGE
            )
        user.groups.create(name=f"group of {email}")
        user.user_permissions.add(person.permission_set.first())
        return user

    return make


def exported(user, now):
    return json.loads("".join(export_of(user, now)))


def test_the_export_holds_something_of_every_kind(full, now):
    user = full("anabelle@example.com")
    found = exported(user, now)
    assert found["account"]["email"] == "anabelle@example.com"
    assert found["account"]["timezone"] == "UTC"
    assert [section.name for section in SECTIONS if not found[section.name]] == []
    assert found["alerts"][0]["change"].startswith("CW-C-")
    assert found["alerts"][0]["change"] == found["digest_entries"][0]["change"]
    assert [row["to_tier"] for row in found["entitlement_changes"]] == ["professional", "professional"]
    assert found["mails"][0]["withheld_reason"] == "unverified"
    assert set(found) == {"exported_at", "account", *(section.name for section in SECTIONS)}


def test_no_secret_and_nothing_of_anybody_else_is_in_it(full, now):
    one, other = full("anabelle@example.com"), full("beatrice@example.com")
    text = "".join(export_of(one, now))
    for word in ("secret-", "beatrice", str(other.pk), other.password, one.password, "cus_beat"):
        assert word not in text
    assert "cus_anab" in text


def test_every_model_that_points_to_a_person_is_exported(db):
    """Whoever adds a model about people adds it to the export too."""
    pointing = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.related_model is User and not field.auto_created
    }
    # The two join tables are found by their labels; User itself is `account`.
    assert pointing <= {section.model._meta.label for section in SECTIONS}


def test_every_column_of_the_account_is_exported_but_the_password():
    columns = {field.attname for field in User._meta.concrete_fields} - {"password"}
    from web.personal_data.export import _ACCOUNT

    assert columns == set(_ACCOUNT)


def test_over_the_api_it_is_streamed_to_its_person_only(full, api, now):
    user = full("anabelle@example.com")
    answer = api(user).get(EXPORT)
    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Type"] == "application/json"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert json.loads(b"".join(answer.streaming_content))["account"]["id"] == str(user.pk)
    assert api().get(EXPORT).status_code == 401


def test_somebody_who_has_just_signed_up_has_an_export(make_user, now):
    found = exported(make_user(verified=False), now)
    assert found["alerts"] == []
    assert len(found["email_addresses"]) == 1


def test_it_is_given_ten_times_an_hour(make_user, api, settings):
    settings.RATE_LIMITS = "on"
    client = api(make_user())
    statuses = [client.get(EXPORT).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


def test_memory_and_statements_do_not_grow_with_what_is_held(make_user, now, django_assert_max_num_queries):
    content = Content.objects.create(key="k", kind="alert", subject="s" * 200, html="h", text="t", created_at=now)
    batch = Batch.objects.create(kind="alert", content=content, not_before=now, created_at=now)

    def peak(count):
        user = make_user()
        Message.objects.bulk_create(
            [Message(user=user, kind="alert", batch=batch, created_at=now) for _ in range(count)], batch_size=1000
        )
        with django_assert_max_num_queries(len(SECTIONS) + 6):
            tracemalloc.start()
            size = sum(len(piece) for piece in export_of(user, now))
            _, highest = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return size, highest

    peak(10)  # what is loaded once
    small, large = peak(500), peak(6000)
    assert large[0] > small[0] * 8
    assert large[1] < small[1] * 2
