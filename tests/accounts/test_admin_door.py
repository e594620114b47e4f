"""The admin signs in through allauth only, with a second factor, in a short session."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db.models.signals import pre_save
from django.urls import reverse

from accounts.models import User
from tests.accounts.authenticator import code_of, has_totp, set_up_totp, wrong_code
from tests.accounts.conftest import START
from tests.conftest import PASSWORD

LOGIN, ADMIN = "/accounts/login/", "/admin/"


@pytest.fixture
def clock(clock, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    return clock


@pytest.fixture
def operator(make_user, clock):
    return make_user("operator@example.com", password=PASSWORD, is_staff=True, is_superuser=True)


def sign_in(client, secret="", email="operator@example.com"):
    answer = client.post(LOGIN, {"login": email, "password": PASSWORD})
    if secret:
        answer = client.post(answer.url, {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content


def is_open(client):
    return client.get(ADMIN).status_code == 200


def test_django_s_own_sign_in_is_gone(client, operator):
    answer = client.get("/admin/login/?next=/admin/accounts/user/")
    assert (answer.status_code, answer.url) == (302, f"{LOGIN}?next=%2Fadmin%2Faccounts%2Fuser%2F")
    answer = client.post("/admin/login/", {"username": "operator@example.com", "password": PASSWORD})
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, LOGIN)
    assert not is_open(client)
    assert "_auth_user_id" not in client.session
    sign_in(client, set_up_totp(operator))
    for name in ("password_change", "password_change_done"):
        assert client.get(reverse(f"admin:{name}")).url == "/accounts/password/reset/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_door_leads_to_no_other_site(client, operator, target):
    assert client.get("/admin/login/", {"next": target}).url == f"{LOGIN}?next=%2Fadmin%2F"
    sign_in(client, set_up_totp(operator))
    assert client.get("/admin/login/", {"next": target}).url == ADMIN


def test_a_password_alone_opens_nothing_where_there_is_a_second_factor(client, operator):
    secret = set_up_totp(operator)
    client.post(LOGIN, {"login": "operator@example.com", "password": PASSWORD})
    assert not is_open(client)
    assert client.get("/api/v1/me/").status_code == 401
    sign_in(client, secret)
    assert is_open(client)


def test_who_has_no_second_factor_is_led_to_set_one_up_and_then_in(client, operator):
    sign_in(client)
    assert not is_open(client)
    step = client.get("/admin/login/?next=/admin/")
    assert step.url == "/admin/second-factor/"
    secret = client.get(step.url).context["secret"]
    assert client.post(step.url, {"code": "000000"}).status_code == 200
    assert not has_totp(operator)
    page = client.post(step.url, {"code": code_of(secret)})
    assert len(page.context["codes"]) == 10
    assert has_totp(operator)
    assert is_open(client)
    assert client.get(step.url).url == ADMIN


def test_the_code_that_set_the_factor_up_at_the_door_is_spent(client, operator, clock):
    sign_in(client)
    secret = client.get("/admin/second-factor/").context["secret"]
    code = code_of(secret)
    assert client.post("/admin/second-factor/", {"code": code}).status_code == 200
    client.logout()
    for later in (0, 30, 59):
        clock.move_to(START + timedelta(seconds=later))
        client.post(LOGIN, {"login": "operator@example.com", "password": PASSWORD})
        assert "Incorrect code." in client.post("/accounts/2fa/authenticate/", {"code": code}).content.decode()
        assert not is_open(client)
    clock.move_to(START + timedelta(seconds=60))
    sign_in(client, secret)
    assert is_open(client)


def test_a_wrong_code_sets_nothing_up_and_the_picture_stays_good(client, operator):
    sign_in(client)
    secret = client.get("/admin/second-factor/").context["secret"]
    assert client.get("/admin/second-factor/").context["secret"] == secret  # whoever comes back has scanned it
    for code in (wrong_code(secret), "", "x" * 200):
        page = client.post("/admin/second-factor/", {"code": code})
        assert page.context["form"].errors["code"]
        assert page.context["secret"] == secret
        assert not has_totp(operator)
        assert not is_open(client)
    client.post("/admin/second-factor/", {"code": code_of(secret)})
    assert is_open(client)


def test_a_code_opens_the_door_once(client, operator, clock):
    sign_in(client)
    secret = set_up_totp(operator)
    step, code = client.get("/admin/login/?next=/admin/").url, code_of(secret)
    assert client.post(step, {"code": code}).url == ADMIN
    client.logout()
    clock.move_to(START + timedelta(seconds=30))
    client.post(LOGIN, {"login": "operator@example.com", "password": PASSWORD})
    assert "Incorrect code." in client.post("/accounts/2fa/authenticate/", {"code": code}).content.decode()
    assert not is_open(client)


def test_a_second_factor_is_set_up_by_staff_after_a_recent_sign_in_only(client, operator, make_user, clock):
    assert client.get("/admin/second-factor/").status_code == 302
    make_user("reader@example.com", password=PASSWORD)
    sign_in(client, email="reader@example.com")
    assert client.get("/admin/second-factor/").url == ADMIN
    client.logout()
    sign_in(client)
    clock.shift(timedelta(minutes=40))
    assert client.get("/admin/second-factor/").url.startswith("/accounts/reauthenticate/")


def test_on_pages_one_factor_is_asked_for_after_the_other(client, operator, settings, clock):
    settings.STAFF_IDLE_MINUTES = 120
    secret = set_up_totp(operator)
    sign_in(client, secret)
    clock.shift(timedelta(minutes=40))
    first = client.get("/admin/second-factor/").url
    assert first.startswith("/accounts/reauthenticate/")
    assert client.get(first).status_code == 200
    second = client.get(client.post(first, {"password": PASSWORD}).url).url
    assert second.startswith("/accounts/2fa/reauthenticate/")
    assert client.get(second).status_code == 200
    assert client.post(second, {"code": code_of(secret)}).url == "/admin/second-factor/"
    assert client.get("/admin/second-factor/").url == ADMIN


def test_a_session_from_before_the_second_factor_gives_it_first(client, operator):
    sign_in(client)
    secret = set_up_totp(operator)
    assert not is_open(client)
    step = client.get("/admin/login/?next=/admin/accounts/")
    assert step.url == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Faccounts%2F"
    assert client.post(step.url, {"code": code_of(secret)}).url == "/admin/accounts/"
    assert is_open(client)


def test_on_one_s_own_machine_a_setting_relaxes_it(client, operator, settings):
    settings.STAFF_SECOND_FACTOR = "optional"
    sign_in(client)
    assert is_open(client)


def test_somebody_who_is_no_staff_is_told_so(client, make_user, clock):
    make_user("reader@example.com", password=PASSWORD)
    sign_in(client, email="reader@example.com")
    assert client.get("/admin/login/").status_code == 403
    assert client.get("/api/v1/me/").status_code == 200  # and stays signed in


def test_a_session_from_before_somebody_became_staff_opens_nothing(client, make_user, clock):
    user = make_user("operator@example.com", password=PASSWORD)
    sign_in(client, set_up_totp(user))
    User.objects.update(is_staff=True)
    assert not is_open(client)
    assert client.get("/admin/login/").url == f"{LOGIN}?next=%2Fadmin%2F"
    clock.shift(60)
    sign_in(client, email="operator@example.com", secret=secret_of(user))
    assert is_open(client)


def secret_of(user):
    from allauth.mfa.adapter import get_adapter

    return get_adapter().decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])


# --- Short sessions


def test_a_session_of_staff_ends_after_twelve_hours_however_busy_it_is(client, operator, clock):
    sign_in(client, set_up_totp(operator))
    for _ in range(12 * 2 - 1):
        clock.shift(timedelta(minutes=30))
        assert is_open(client)
    clock.shift(timedelta(minutes=31))
    assert not is_open(client)
    assert client.get("/api/v1/me/").status_code == 401


def test_a_session_of_staff_ends_after_an_hour_of_rest(client, operator, clock):
    sign_in(client, set_up_totp(operator))
    clock.shift(timedelta(minutes=59))
    assert is_open(client)
    clock.shift(timedelta(minutes=61))
    assert not is_open(client)
    assert "_auth_user_id" not in client.session


def test_a_session_token_of_staff_is_as_short(api, operator, clock):
    answer = api().post("/_allauth/app/v1/auth/login", {"email": "operator@example.com", "password": PASSWORD})
    client = api()
    client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
    clock.shift(timedelta(minutes=59))
    assert client.get("/api/v1/me/").status_code == 200
    clock.shift(timedelta(minutes=61))
    assert client.get("/api/v1/me/").status_code == 401
    assert client.get("/_allauth/app/v1/auth/session").status_code == 410


def test_other_people_s_sessions_last_as_before(client, make_user, clock):
    make_user("reader@example.com", password=PASSWORD)
    sign_in(client, email="reader@example.com")
    clock.shift(timedelta(days=20))
    assert client.get("/api/v1/me/").status_code == 200


# --- What the admin offers


@pytest.fixture
def inside(client, operator):
    sign_in(client, set_up_totp(operator))
    return client


@pytest.mark.parametrize("model", ["account_emailaddress", "mfa_authenticator", "usersessions_usersession"])
def test_rows_of_allauth_are_looked_at_and_not_written(inside, operator, model):
    UserSession.objects.get_or_create(user=operator, ip="192.0.2.1", session_key="a-secret-key", user_agent="x")
    row = {
        "account_emailaddress": EmailAddress,
        "mfa_authenticator": Authenticator,
        "usersessions_usersession": UserSession,
    }[model].objects.first()
    assert inside.get(reverse(f"admin:{model}_changelist")).status_code == 200
    page = inside.get(reverse(f"admin:{model}_change", args=[row.pk])).content.decode()
    assert "_save" not in page
    assert "a-secret-key" not in page
    assert "secret" not in page.replace("a-secret-key", "")
    assert inside.get(reverse(f"admin:{model}_add")).status_code == 403
    assert inside.post(reverse(f"admin:{model}_change", args=[row.pk]), {"verified": "on"}).status_code == 403
    assert inside.post(reverse(f"admin:{model}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_the_security_log_is_read_in_the_admin_only(inside):
    page = inside.get(reverse("admin:accounts_securityevent_changelist"))
    assert page.status_code == 200
    assert "signed_in" in page.content.decode()
    assert inside.get(reverse("admin:accounts_securityevent_add")).status_code == 403


@pytest.fixture
def helper(client, make_user, clock):
    """Staff that may change people, and no superuser."""
    user = make_user("operator@example.com", password=PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("change_user", "view_user")))
    sign_in(client, set_up_totp(user))
    return user


FORM = {"timezone": "UTC", "locale": "en", "digest_weekday": 1, "digest_hour": 8, "is_active": "on"}
POWERS = {"is_staff": "on", "is_superuser": "on"}


def post_to(client, user):
    inline = {f"emailaddress_set-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    return client.post(reverse("admin:accounts_user_change", args=[user.pk]), FORM | POWERS | inline)


def test_staff_makes_nobody_a_superuser_and_changes_none(client, helper, make_user):
    reader, root = make_user(), make_user(is_staff=True, is_superuser=True)
    for user in (helper, reader):
        assert post_to(client, user).status_code == 302
        user.refresh_from_db()
        assert (user.digest_weekday, user.is_superuser) == (1, False)
    assert not User.objects.get(pk=reader.pk).is_staff
    assert post_to(client, root).status_code == 403


def test_a_form_about_a_person_leaves_what_they_did_meanwhile(inside, make_user):
    """A deletion and a new password that come after the form was read, and before it is stored."""
    reader = make_user(password=PASSWORD)
    password = make_password("another good password")

    def meanwhile(sender, **told):
        User.objects.filter(pk=reader.pk).update(erase_at=START, password=password)

    pre_save.connect(meanwhile, sender=User)
    try:
        assert post_to(inside, reader).status_code == 302
    finally:
        pre_save.disconnect(meanwhile, sender=User)
    reader.refresh_from_db()
    assert (reader.digest_weekday, reader.is_superuser) == (1, True)
    assert (reader.erase_at, reader.password) == (START, password)


def test_a_superuser_says_who_is_staff(inside, make_user):
    reader = make_user()
    assert post_to(inside, reader).status_code == 302
    assert User.objects.get(pk=reader.pk).is_superuser
