"""The pages of the versions that a person agreed to."""

import pytest
from django.test import Client

from alerts.agreements import baselines
from alerts.agreements.baselines import pin
from alerts.models import Baseline
from governance.models import Version

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def client(person):
    found = Client()
    found.force_login(person)
    return found


@pytest.fixture
def document(make_history):
    return make_history()[0].document


@pytest.fixture
def agreed(person, document, now):
    first = document.versions.order_by("sequence").first()
    day = first.captured_at.date()
    return pin(user=person, document=document, version=first, agreed_at=day, reference="C-1", now=now)[0]


def shown(client, path="/baselines/"):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_the_empty_list_says_what_to_do(client):
    assert "You have kept no agreement yet." in shown(client)


def test_an_agreement_is_kept_from_the_document_and_its_drift_shown(client, document):
    path = f"/documents/{document.public_id}/agree/"
    assert path in client.get(f"/documents/{document.public_id}/").content.decode()
    first = document.versions.order_by("sequence").first()
    sent = {"agreed_at": f"{first.captured_at:%Y-%m-%d}", "version": "", "reference": HOSTILE, "note": HOSTILE}
    said = client.post(path, sent, follow=True).content.decode()
    assert Baseline.objects.get().version == first
    assert "clauses differ" in said
    assert "<del>" in said
    assert "We last read the current text at its source on" in said
    assert HOSTILE not in said
    assert "its note is replaced" in client.post(path, sent, follow=True).content.decode()
    assert HOSTILE not in shown(client)
    assert ">2</td>" in shown(client)


def test_what_is_no_agreement_is_said_by_the_field(client, document, monkeypatch):
    path, first = f"/documents/{document.public_id}/agree/", document.versions.order_by("sequence").first()
    for sent, said in (
        ({"agreed_at": "2099-01-01"}, "This day is still to come."),
        ({"agreed_at": "2001-01-01"}, "No version of this document is recorded from that day or before."),
        ({"agreed_at": "2001-01-01", "version": first.public_id}, "This version is recorded from after that day."),
        ({"agreed_at": "", "version": "CW-V-999999"}, "There is a problem"),
    ):
        assert said in client.post(path, sent).content.decode()
    monkeypatch.setattr(baselines, "MOST_BASELINES", 0)
    full = client.post(path, {"agreed_at": f"{first.captured_at:%Y-%m-%d}"}).content.decode()
    assert "which is as many as you can" in full
    assert not Baseline.objects.exists()


def test_what_is_unchanged_too_large_or_was_none_of_it_is_said(client, agreed, document):
    path = f"/baselines/{agreed.pk}/"
    type(document).objects.update(current_version=None)
    assert "The last capture was none of this document" in shown(client, path)
    Baseline.objects.update(version=document.versions.order_by("-sequence").first())
    assert "No clause differs from what you agreed to." in shown(client, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("alerts.agreements.drift.MOST_PARSED_BYTES", 1)
        assert "too large to be compared" in shown(client, path)


def test_an_agreement_is_removed_after_a_question_on_any_plan(client, agreed, make_user, now):
    path = f"/baselines/{agreed.pk}/delete/"
    assert "is forgotten, with its reference and note" in shown(client, path)
    assert Baseline.objects.exists()
    free = make_user()
    lower = Client()
    lower.force_login(free)
    assert lower.post(path).status_code == 404
    Baseline.objects.update(user=free)
    assert lower.post(path).status_code == 302
    assert not Baseline.objects.exists()


def test_a_lower_plan_is_shown_the_gate_and_nothing_is_kept(make_user, document, agreed, now):
    user, lower = make_user(tier="watcher"), Client()
    lower.force_login(user)
    Baseline.objects.update(user=user)
    for path in ("/baselines/", f"/baselines/{agreed.pk}/", f"/documents/{document.public_id}/agree/"):
        found = shown(lower, path)
        assert "Part of Professional" in found
        assert ("C-1" in found) == (path == "/baselines/")
    assert f'href="/baselines/{agreed.pk}/delete/"' in shown(lower, "/baselines/")
    assert lower.post(f"/documents/{document.public_id}/agree/", {"agreed_at": f"{now:%Y-%m-%d}"}).status_code == 403
    assert "I agreed to this version" not in lower.get(f"/documents/{document.public_id}/").content.decode()


def test_another_persons_agreement_is_unknown(make_user, agreed):
    other = Client()
    other.force_login(make_user(tier="professional"))
    for path in (f"/baselines/{agreed.pk}/", f"/baselines/{agreed.pk}/delete/"):
        assert other.get(path).status_code == 404
    assert other.get("/documents/CW-D-999999/agree/").status_code == 404


def test_a_list_of_many_asks_as_many_statements_as_one_of_few(
    client, person, document, now, django_assert_max_num_queries
):
    version = Version.objects.order_by("-sequence").first()
    for number in range(30):
        pin(user=person, document=document, version=version, agreed_at=now.date(), reference=f"C-{number}", now=now)
    with django_assert_max_num_queries(12):
        shown(client)
