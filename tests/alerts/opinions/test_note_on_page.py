"""The note on the page behind a mail's link: shown to its person only, and kept in the form when it can't be stored."""

import re

import pytest

from alerts.models import Opinion

pytestmark = pytest.mark.django_db
NOTE = "I work there."


@pytest.fixture
def noted(told, link_in, client):
    """The alert of a person who said something with a note, and the link of its mail."""
    alert = told()
    path = link_in(alert.user)
    assert client.post(path, {"verdict": "right", "note": NOTE}).status_code == 200
    return alert, path


def sign_in(client, user):
    client.force_login(user)


def test_whoever_holds_the_mail_is_not_shown_the_note_but_that_there_is_one(noted, client):
    _, path = noted
    for page in (client.get(path), client.post(path, {"verdict": "right", "note": NOTE})):
        shown = page.content.decode()
        assert NOTE not in shown
        assert "You said: it was told as it should be. You wrote a note." in shown
    assert "Nobody else sees" not in shown
    assert "Whoever holds this mail" in shown


def test_the_person_who_is_signed_in_is_shown_the_note(noted, client):
    alert, path = noted
    sign_in(client, alert.user)
    page = client.get(path).content.decode()
    assert f'value="{NOTE}"' in page
    assert "You said: it was told as it should be." in page


def test_somebody_else_who_is_signed_in_is_not_told_that_they_said_it(noted, client, make_user):
    _, path = noted
    sign_in(client, make_user())
    page = client.get(path).content.decode()
    assert "You said" not in page
    assert NOTE not in page
    assert "This link comes from a mail to somebody else. They said: it was told as it should be." in page


@pytest.mark.parametrize(
    ("note", "words"),
    [("x" * 512, "A note has at most 500 characters; this one has 512."), ("two\nlines", "Keep it to one line")],
)
def test_a_note_that_can_not_be_stored_is_kept_in_the_form_with_the_error_at_its_field(noted, client, note, words):
    _, path = noted
    answer = client.post(path, {"verdict": "not_worth_telling", "note": note})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "notice said" not in page
    assert 'role="alert"' in page
    (field,) = re.findall(r'<input id="note"[^>]*>', page, re.S)
    assert f'value="{note}"' in field
    assert 'aria-invalid="true"' in field
    described = re.search(r'aria-describedby="([\w-]+)', field)[1]
    assert words in page.partition(f'id="{described}"')[2].partition("</p>")[0]
    assert re.search(r'value="not_worth_telling"[^>]* checked', page)
    assert Opinion.objects.get().verdict == "right"


def test_an_answer_without_a_choice_says_so_where_one_is_made(noted, client):
    _, path = noted
    answer = client.post(path, {"verdict": "", "note": "Why?"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Choose one of the answers." in page
    assert 'value="Why?"' in page
