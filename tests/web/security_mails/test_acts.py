"""Each act that recovers or widens an account is told: passwords, second factors, keys, exports."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from tests.accounts.authenticator import code_of
from tests.conftest import PASSWORD
from tests.web.security_mails.acts import ACCOUNT, API, AUTH, CODE, LINK, NEW_PASSWORD, OLD, by_key, kinds, make_key


def test_a_reset_ends_every_sign_in_and_key_and_the_mail_names_them(person, sign_in, told, api):
    key, session = make_key(person), sign_in()
    told()
    asked = api().post(f"{AUTH}/password/request", {"email": OLD})
    client = api()
    client.credentials(HTTP_X_SESSION_TOKEN=asked.json()["meta"]["session_token"])
    code = CODE.search(mail.outbox[-1].body)[1]
    client.post(f"{AUTH}/password/reset", {"key": code, "password": NEW_PASSWORD})
    assert by_key(api, key) == session.get(f"{API}/me/").status_code == 401
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "Your password was reset")
    assert "API keys that have ended (1):\n- CI (" in text
    assert LINK.search(text)


@pytest.mark.parametrize("keep", [False, True])
def test_a_change_ends_other_sign_ins_and_the_keys_unless_they_are_kept(person, sign_in, told, api, keep):
    key, other, own = make_key(person), sign_in(), sign_in()
    told()
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD} | ({"keep_api_keys": True} if keep else {})
    answer = own.post(f"{ACCOUNT}/password/change", body)
    own.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])  # the one before is no longer good
    assert own.get(f"{API}/me/").status_code == 200
    assert other.get(f"{API}/me/").status_code == 401
    assert by_key(api, key) == (200 if keep else 401)
    ((to, subject, text),) = told()
    assert (to, subject) == (OLD, "Your password was changed")
    assert ("API keys that still work (1)" if keep else "API keys that have ended (1)") in text


def test_second_factors_are_told_of(person, sign_in, told, django_capture_on_commit_callbacks):
    client = sign_in()
    totp = f"{ACCOUNT}/authenticators/totp"
    secret = client.get(totp).json()["meta"]["secret"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(totp, {"code": code_of(secret)}).status_code == 200
    assert [(to, subject) for to, subject, _ in told()] == [(OLD, "A second factor was added to your account")]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{ACCOUNT}/authenticators/recovery-codes", {})
    assert [subject for _, subject, _ in told()] == ["New recovery codes were made for your account"]
    assert client.delete(totp).status_code == 200
    assert [subject for _, subject, _ in told()] == ["A second factor was removed from your account"]
    assert not Authenticator.objects.exists()


def test_a_key_and_an_export_are_told_of_and_logged(person, sign_in, told):
    client = sign_in()
    key = client.post(f"{API}/api-keys/", {"name": "CI"}).json()
    ((_, subject, text),) = told()
    assert subject == "A new API key was made for your account"
    assert f"cw_{key['prefix']}" in text
    assert LINK.search(text)
    client.delete(f"{API}/api-keys/{key['id']}/")
    client.delete(f"{API}/api-keys/{key['id']}/")
    client.get(f"{API}/me/export/")
    assert [subject for _, subject, _ in told()] == ["The data of your account was exported"]
    assert kinds(person) == ["api_key_created", "api_key_revoked", "exported", "signed_in"]
