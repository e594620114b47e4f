"""Whose request it is: what SendGrid signed, and nothing else."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.db import connection
from django.test import Client

from alerts.models import Evidence, Feedback, ProviderEvent, Suppression
from backend.checks import mail_events_can_be_verified
from tests.alerts.delivery.mail_events.signed import PATH, event, headers_for, public_key_of, send

pytestmark = pytest.mark.django_db


def test_a_signed_request_is_taken_without_a_cookie(post):
    assert post(event("processed")).status_code == 204
    assert post().status_code == 204
    assert ProviderEvent.objects.count() == 1


@pytest.mark.parametrize("change", [
    "another body", "another time", "another key", "no signature", "no time", "not base64", "bad padding", "empty",
    "not DER", "not a number", "a year that is none", "another charset",
])  # fmt: skip
def test_what_sendgrid_did_not_sign_is_refused_and_changes_nothing(key, change):
    body = json.dumps([event("processed")]).encode()
    headers = headers_for(key, body)
    signature, time = headers
    if change == "another body":
        body += b" "
    elif change == "another time":
        headers[time] = str(int(headers[time]) + 1)
    elif change == "another key":
        headers = headers_for(ec.generate_private_key(ec.SECP256R1()), body)
    elif change == "no signature":
        del headers[signature]
    elif change == "no time":
        del headers[time]
    elif change == "not a number":
        headers[time] = "yesterday"
    elif change == "a year that is none":
        headers[time] = "9" * 30
    else:
        headers[signature] = {
            "not base64": "%%%", "bad padding": "abcde", "empty": "", "not DER": "AAAA", "another charset": "é",
        }[change]  # fmt: skip
    assert send(body, headers).status_code == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize(
    ("off", "status"),
    [
        (timedelta(hours=-25), 204),
        (timedelta(hours=-27), 400),
        (timedelta(minutes=9), 204),
        (timedelta(minutes=11), 400),
    ],
)
def test_a_signature_counts_for_the_day_in_which_sendgrid_tries_again(post, off, status):
    assert post(event("processed"), at=datetime.now(UTC) + off).status_code == status


@pytest.mark.parametrize("body", [b'{"event": "processed"}', b"null", b"", b"[", b'["\xff"]', b"[" * 100_000])
def test_a_signed_body_that_is_no_list_is_refused(key, body):
    assert send(body, headers_for(key, body)).status_code == 400


def test_a_batch_of_768_kilobytes_is_taken_and_one_of_more_than_a_megabyte_is_not(key):
    for size, status in ((768 * 1024, 204), (1024 * 1024 + 1, 413)):
        body = json.dumps([event("processed", filler="x" * size)]).encode()
        body = body.replace(b"x" * (len(body) - size), b"", 1)
        assert len(body) == size
        assert send(body, headers_for(key, body)).status_code == status


def test_without_a_key_nobody_listens_and_a_get_is_none(settings, key):
    body = b"[]"
    assert Client().get(PATH).status_code == 405
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = ""
    assert send(body, headers_for(key, body)).status_code == 404


def test_a_failure_answers_500_changes_nothing_and_the_same_request_works_later(post, sent, make_user):
    user = make_user()
    attempt, (message,) = sent(user)
    told = event("bounce", attempt=attempt, message=message, email=user.email, type="bounce")

    def fail(execute, sql, parameters, many, context):
        if sql.startswith("INSERT") and Suppression._meta.db_table in sql:
            raise RuntimeError("the database went away")
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(fail):
        assert post(told).status_code == 500
    assert not any(model.objects.exists() for model in (ProviderEvent, Evidence, Feedback))
    assert post(told).status_code == 204
    assert Suppression.objects.count() == Feedback.objects.count() == 1


@pytest.mark.parametrize("odd", [
    {"sg_event_id": "nul\x00"}, {"sg_event_id": "\ud800"}, {"sg_event_id": "x" * 200}, {"sg_event_id": 7}, {},
    {"event": None}, {"event": "of tomorrow"}, {"timestamp": "x"}, {"timestamp": 10**40}, {"timestamp": float("inf")},
    {"timestamp": []}, {"email": ["a"]}, {"email": "a" * 300 + "@example.com"}, {"reason": "\x00\ud800" * 900},
    {"cw_attempt": "x"}, {"cw_attempt": 5}, {"cw_message": "\x00"}, {"cw_message": {}},
])  # fmt: skip
def test_an_odd_event_holds_up_no_other(post, sent, make_user, odd):
    user = make_user()
    attempt, (message,) = sent(user)
    base = event("bounce", attempt=attempt, message=message, email=user.email, type="bounce")
    strange = {k: v for k, v in base.items() if k != "sg_event_id"} | {"event": "bounce"} | odd
    assert post(strange, 5, None, "x", event("delivered", attempt=attempt)).status_code == 204
    assert Evidence.objects.filter(attempt=attempt).exists()


def test_a_key_that_is_none_is_an_error_at_start(settings, key):
    assert mail_events_can_be_verified(None) == []
    der, public = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    other = base64.b64encode(ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(der, public)).decode()
    right = settings.SENDGRID_WEBHOOK_PUBLIC_KEY
    for wrong in ("x", "é", right[:-8], other, ",", f"{right},{other}"):
        settings.SENDGRID_WEBHOOK_PUBLIC_KEY = wrong
        assert [error.id for error in mail_events_can_be_verified(None)] == ["clausewatch.E020"]
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = ""
    assert mail_events_can_be_verified(None) == []


def test_of_several_keys_each_verifies_while_one_takes_the_place_of_another(settings, key, post):
    old = settings.SENDGRID_WEBHOOK_PUBLIC_KEY
    new = public_key_of(ec.generate_private_key(ec.SECP256R1()))
    for keys, status in ((f"{new}, {old}", 204), (f"{old},{new}", 204), (new, 400)):
        settings.SENDGRID_WEBHOOK_PUBLIC_KEY = keys
        assert (mail_events_can_be_verified(None), post(event("processed")).status_code) == ([], status)
