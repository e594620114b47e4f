"""The page of what a person answers about their use of a platform."""

import pytest

from alerts.answering.answers import set_answers
from alerts.models import RiskAnswers

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def document(make_history, make_document, make_platform):
    return make_history(make_document(make_platform("acme", name=HOSTILE), title=HOSTILE))[0].document


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


def page_of(client, path="/platforms/acme/answers/"):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = answer.content.decode()
    assert HOSTILE not in found
    return found


def test_answers_are_changed_and_say_what_they_narrow(signed_in, person, document):
    client = signed_in(person)
    page = page_of(client)
    assert "0 of 117 questions are answered." in page
    assert "It narrows the likelihood; a yes counts as more risk." in page
    assert page.index('id="id_ai_training_use.1"') < page.index("About what they don’t state today")
    assert page.index('id="id_biometric_data.1"') > page.index("About what they don’t state today")
    sent = {"ai_training_use.1": "yes", "retention.1": "no"}
    answer = client.post("/platforms/acme/answers/", sent, follow=True)
    assert "Your answers are saved." in answer.content.decode()
    assert RiskAnswers.objects.get().answers == sent
    assert "2 of 117 questions are answered." in page_of(client)
    assert f"/documents/{document.public_id}/analysis/" in page_of(client)
    client.post("/platforms/acme/answers/", {"retention.1": "", "ai_training_use.1": "no"})
    assert RiskAnswers.objects.get().answers == {"ai_training_use.1": "no"}


def test_the_analysis_and_the_platform_lead_to_the_answers(signed_in, person, document):
    client = signed_in(person)
    assert '"/platforms/acme/answers/"' in page_of(client, "/platforms/acme/")
    analysis = page_of(client, f"/documents/{document.public_id}/analysis/")
    assert 'href="/platforms/acme/answers/#id_' in analysis
    assert '"/platforms/acme/answers/"' in analysis


def test_what_is_no_answer_is_refused_by_its_question(signed_in, person, document):
    answer = signed_in(person).post("/platforms/acme/answers/", {"biometric_data.1": "perhaps"})
    assert answer.status_code == 400
    assert 'href="#id_biometric_data.1"' in answer.content.decode()
    assert "<details open>" in answer.content.decode()
    assert not RiskAnswers.objects.exists()


def test_a_lower_plan_is_shown_the_gate_and_may_delete_its_answers(signed_in, make_user, document, now):
    user = make_user(tier="watcher")
    client = signed_in(user)
    set_answers(user=user, platform=document.platform, answers={"retention.1": "yes"}, now=now)
    page = page_of(client)
    assert "Part of Professional" in page
    assert "retention.1" not in page
    assert 'href="/platforms/acme/answers/delete/"' in page
    assert client.post("/platforms/acme/answers/", {"retention.1": "no"}).status_code == 403
    assert "answers/" not in page_of(client, "/platforms/acme/")
    assert RiskAnswers.objects.get().answers == {"retention.1": "yes"}
    assert "is forgotten" in page_of(client, "/platforms/acme/answers/delete/")
    client.post("/platforms/acme/answers/delete/")
    assert not RiskAnswers.objects.exists()


def test_answers_are_each_persons_own(signed_in, person, make_user, document, now):
    set_answers(user=make_user(), platform=document.platform, answers={"retention.1": "yes"}, now=now)
    client = signed_in(person)
    assert "0 of 117 questions are answered." in page_of(client)
    client.post("/platforms/acme/answers/delete/")
    assert RiskAnswers.objects.exists()
    assert client.get("/platforms/nobody/answers/").status_code == 404
