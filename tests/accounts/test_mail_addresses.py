"""One spelling of an address, wherever it comes from: typed, stored, hashed, said by the mail provider."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.mail_addresses import NotAnAddress, canonical_address, spellings, wire_address
from accounts.models import User
from tests.conftest import PASSWORD


@pytest.mark.pure
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" Reader@Example.COM ", "reader@example.com"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
        ("reader@BU\u0308CHER.example", "reader@xn--bcher-kva.example"),
        ("reader@XN--BCHER-KVA.example", "reader@xn--bcher-kva.example"),
        # What Python's own codec takes for strasse.example, fass.example and another Greek word.
        ("reader@straße.example", "reader@xn--strae-oqa.example"),
        ("reader@STRAẞE.example", "reader@xn--strae-oqa.example"),
        ("reader@faß.example", "reader@xn--fa-hia.example"),
        ("reader@φως.example", "reader@xn--3xahj.example"),
        ("reader@ｅｘａｍｐｌｅ。com", "reader@example.com"),
        ("a+b.c@example.com", "a+b.c@example.com"),
        ("\u212aelvin@example.com", "kelvin@example.com"),  # the sign of the unit is the letter, composed
        ("re\u0301mi@example.com", "r\u00e9mi@example.com"),
        ("reader@ab--cd.example", "reader@ab--cd.example"),
        # Quotes and backslashes are ways of writing: all of these name one mailbox.
        ('"reader.x"@example.com', "reader.x@example.com"),
        (r'"\Reader.\x"@example.com', "reader.x@example.com"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_has_one_spelling(given, kept):
    assert canonical_address(given) == kept
    assert canonical_address(kept) == kept
    assert spellings(given)[0] == kept


@pytest.mark.pure
@pytest.mark.parametrize(
    "given",
    [
        *("", "reader", "@example.com", "reader@", "reader@i❤.example", "reader@xn--a.example"),
        *("reader@a\u200db.example", "reader@٠١a.example", "reader@bücher..example", "reader@" + "ü" * 64 + ".example"),
        *("a" * 250 + "@example.com", "a" * 65 + "@example.com", "ü" * 33 + "@example.com"),
        *('"a b"@example.com', '""@example.com', '"a@b"@example.com', '"a..b"@example.com', '"a"b"@example.com'),
        *(r'"a\"@example.com', r"a\b@example.com", '"a@example.com', 'a"@example.com', r'"a\"b"@example.com'),
    ],
)
def test_what_has_no_spelling_is_no_address(given):
    with pytest.raises(NotAnAddress):
        canonical_address(given)
    assert spellings(given) == [given.strip().lower()]


@pytest.mark.pure
def test_a_domain_on_the_wire_is_that_of_the_present_standard():
    assert wire_address("reader@straße.example") == "reader@xn--strae-oqa.example"
    with pytest.raises(NotAnAddress):
        wire_address("rémi@example.com")


@pytest.mark.pure
def test_what_was_hashed_as_people_write_it_is_looked_for_as_well():
    assert spellings("x@xn--bcher-kva.example") == ["x@xn--bcher-kva.example", "x@bücher.example"]
    assert spellings("x@example.com") == ["x@example.com"]


AUTH, ACCOUNT = "/_allauth/app/v1/auth", "/_allauth/app/v1/account"


@pytest.mark.parametrize("spelling", ["reader@BÜCHER.example", "reader@xn--bcher-kva.example", "reader@bücher.example"])
def test_a_person_signs_up_in_and_resets_by_any_spelling(api, db, spelling):
    answer = api().post(f"{AUTH}/signup", {"email": "Reader@bücher.example", "password": PASSWORD})
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.outbox[0].body, re.M)[1]
    assert mail.outbox[0].to == ["reader@xn--bcher-kva.example"]
    client = api()
    client.credentials(HTTP_X_SESSION_TOKEN=answer.json()["meta"]["session_token"])
    assert client.post(f"{AUTH}/email/verify", {"key": code}).status_code == 200
    signed_in = api().post(f"{AUTH}/login", {"email": spelling, "password": PASSWORD})
    assert signed_in.status_code == 200
    assert EmailAddress.objects.get().email == User.objects.get().email == "reader@xn--bcher-kva.example"
    api().post(f"{AUTH}/password/request", {"email": spelling})
    assert "reset code" in mail.outbox[-1].subject
    assert api().post(f"{AUTH}/signup", {"email": spelling, "password": PASSWORD}).status_code == 401
    assert User.objects.count() == 1


def test_a_person_not_yet_verified_signs_in_by_any_spelling_and_has_one_address(api, make_user):
    make_user("reader@xn--bcher-kva.example", password=PASSWORD, verified=False)
    answer = api().post(f"{AUTH}/login", {"email": "reader@bücher.example", "password": PASSWORD})
    assert answer.status_code == 401
    assert EmailAddress.objects.get().email == "reader@xn--bcher-kva.example"


def test_an_address_is_added_and_chosen_by_any_spelling(api, make_user):
    user = make_user("reader@example.com", password=PASSWORD)
    EmailAddress.objects.create(user=user, email="reader@xn--bcher-kva.example", verified=True)
    client = api(user, by="session")
    answer = client.patch(f"{ACCOUNT}/email", {"email": "reader@bücher.example", "primary": True})
    assert answer.status_code == 200, answer.content
    user.refresh_from_db()
    assert user.email == "reader@xn--bcher-kva.example"
    assert client.delete(f"{ACCOUNT}/email", {"email": "reader@example.com"}).status_code == 200
    assert client.post(f"{ACCOUNT}/email", {"email": "reader@straße.example"}).status_code == 200
    assert mail.outbox[-1].to == ["reader@xn--strae-oqa.example"]


@pytest.mark.parametrize(
    "address", ["reader@i❤.example", "reader@xn--a.example", "\u017f@example.com", "r@[127.0.0.1]"]
)
def test_an_address_without_a_spelling_is_refused_at_every_door(api, make_user, address):
    client = api(make_user(), by="session")
    for path in (f"{AUTH}/signup", f"{AUTH}/password/request", f"{AUTH}/login"):
        assert api().post(path, {"email": address, "password": PASSWORD}).status_code == 400, path
    assert client.post(f"{ACCOUNT}/email", {"email": address}).status_code == 400
    assert mail.outbox == []


def test_a_mailbox_in_quotes_has_one_account(api, db):
    for spelling in ('"reader.x"@example.com', r'"\reader.x"@example.com', r'"r\eader.\x"@example.com'):
        assert api().post(f"{AUTH}/signup", {"email": spelling, "password": PASSWORD}).status_code == 401
    assert [user.email for user in User.objects.all()] == ["reader.x@example.com"]
    refused = api().post(f"{AUTH}/signup", {"email": '"a b"@example.com', "password": PASSWORD})
    assert (refused.status_code, refused.json()["errors"][0]["param"]) == (400, "email")
