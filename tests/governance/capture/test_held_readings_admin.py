"""An operator sees what differs side by side, and decides; who may only look decides nothing."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse

from governance.capture.held_readings import hold_reading
from governance.capture.sources import read_by_itself
from governance.models import Capture, Collection, Document, HeldReading, StoredText, Version
from governance.record.recorded import Recorded
from governance.record.versions import record_version

pytestmark = pytest.mark.django_db
LIST = "admin:governance_heldreading_changelist"
ONE = "admin:governance_heldreading_change"
DECIDE = "admin:governance_heldreading_decide"


@pytest.fixture
def held(make_document, now):
    """A reading that waits: a collection recorded another price."""
    collection = Collection.objects.create(slug="owls", name="Owls")
    document = make_document(collection=collection, source_path="Owl Post/Terms.md")
    theirs, ours = (f"# Terms\n\nYou pay the carrier {n} coins a month for <script>.\n" for n in (3, 9))
    record_version(Recorded(document=document, data=theirs.encode(), captured_at=now), now=now)
    read_by_itself(document, ["https://owl.example/terms"], now=now)
    text = StoredText.of(ours.encode())
    text.save()
    capture = Capture.objects.create(
        document=document, captured_at=now, judged_at=now, extractor_version=1, state="verified", stored_text=text
    )
    hold_reading(capture, cause="collection", difference_count=1, now=now)
    return HeldReading.objects.get()


@pytest.fixture
def operator(client, make_user):
    user = make_user("olga@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_what_differs_is_shown_side_by_side(operator, held):
    page = operator.get(reverse(ONE, args=[held.pk])).content.decode()
    assert "as the record has it" in page
    assert page.index("3 coins") < page.index("9 coins")
    assert "<script>." not in page
    assert operator.get(reverse(LIST), {"decision": "waiting"}).status_code == 200


def test_an_operator_accepts(operator, held):
    said = operator.post(reverse(DECIDE, args=[held.pk]), {"accept": "on"}, follow=True).content.decode()
    assert "its history goes on, and nobody is told" in said
    held.refresh_from_db()
    assert (held.decision, held.decided_by) == ("accepted", "olga@example.com")
    assert Version.objects.filter(is_technical=True).count() == 1
    assert "its history goes on" in LogEntry.objects.get().change_message
    assert "as the record has it" not in operator.get(reverse(ONE, args=[held.pk])).content.decode()


def test_an_operator_accepts_several_at_once(operator, held):
    operator.post(reverse(LIST), {"action": "accept", "_selected_action": [held.pk]})
    assert HeldReading.objects.get().decision == "accepted"


def test_an_operator_leaves_it_to_the_collection(operator, held):
    operator.post(reverse(DECIDE, args=[held.pk]), {"own_history": "on"})
    assert HeldReading.objects.get().decision == "own_history"
    assert Document.objects.filter(collection=None, pages__isnull=False).count() == 1
    said = operator.post(reverse(DECIDE, args=[held.pk]), {"accept": "on"}, follow=True).content.decode()
    assert "Not done. It was decided before" in said


def test_who_may_only_look_decides_nothing(client, make_user, held):
    user = make_user("looker@example.com", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_heldreading"))
    client.force_login(user)
    page = client.get(reverse(ONE, args=[held.pk])).content.decode()
    assert "9 coins" in page
    assert "let the history go on" not in page
    assert client.post(reverse(DECIDE, args=[held.pk]), {"accept": "on"}).status_code == 403
    client.post(reverse(LIST), {"action": "accept", "_selected_action": [held.pk]})
    assert HeldReading.objects.get().decision == ""


def test_capture_status_says_that_readings_wait(held, capsys):
    call_command("capture_status")
    assert "1 reading waits for a decision" in capsys.readouterr().out
