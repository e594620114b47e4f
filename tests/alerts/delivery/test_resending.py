"""Sending held and failed batches again: what goes, what is left unless asked for, and what is said."""

from contextlib import nullcontext
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from alerts.delivery import batches
from alerts.delivery.resending import send_again
from alerts.models import Attempt, Batch, Content, Evidence
from tests import messages

pytestmark = pytest.mark.django_db
State = Batch.State


@pytest.fixture
def make_batch(make_user, now):
    """A batch of one message in this state, whose attempts ended so."""

    def make(state, *outcomes, age=timedelta(hours=1)):
        at = now - age
        content, _ = Content.objects.get_or_create(
            key="k", defaults={"kind": "alert", "subject": "News", "html": "h", "text": "t", "created_at": at}
        )
        known = set(Batch.objects.values_list("pk", flat=True))
        messages.enqueue(kind="alert", people=[(make_user().pk, content.pk)], batch_size=1, now=at)
        batch = Batch.objects.exclude(pk__in=known).get()
        attempts = [
            Attempt.objects.create(batch=batch, transport="smtp", started_at=at, outcome=outcome)
            for outcome in outcomes
        ]
        attempt = attempts[-1].pk if attempts else None
        Batch.objects.filter(pk=batch.pk).update(state=state, attempt=attempt, finished_at=at)
        return Batch.objects.get(pk=batch.pk)

    return make


@pytest.fixture
def all_kinds(make_batch):
    return {
        "failed": make_batch("failed", "refused"),
        "held": make_batch("held", "unknown"),
        "failed after a doubt": make_batch("failed", "unknown", "refused"),
        "failed after a doubt that ended": make_batch("failed", "not accepted", "refused"),
        "old": make_batch("failed", "refused", age=timedelta(days=2)),
        "old and held": make_batch("held", "unknown", age=timedelta(days=2)),
        "sent": make_batch("sent", "accepted"),
        "pending": make_batch("pending"),
        "withheld": make_batch("withheld", "withheld"),
    }


def names(ids, of):
    return {name for name, batch in of.items() if batch.pk in ids}


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ({}, {"failed", "failed after a doubt that ended"}),
        ({"despite_doubt": True}, {"failed", "failed after a doubt that ended", "held", "failed after a doubt"}),
        ({"despite_age": True}, {"failed", "failed after a doubt that ended", "old"}),
    ],
)
def test_doubtful_and_old_batches_go_only_where_asked_for(all_kinds, now, asked, goes):
    done = send_again(chosen=Batch.objects.all(), by="olga", now=now, **asked)
    assert names(done.batch_ids, all_kinds) == goes
    assert done.in_doubt + done.old == 6 - len(goes)
    again = set(Batch.objects.filter(state="pending").values_list("pk", flat=True)) - {all_kinds["pending"].pk}
    assert again == set(done.batch_ids)


def test_asked_for_both_everything_that_ended_badly_goes_and_a_second_time_nothing(all_kinds, now):
    def again():
        return send_again(chosen=Batch.objects.all(), by="o", now=now, despite_doubt=True, despite_age=True)

    assert len(again().batch_ids) == 6
    assert again().batch_ids == ()
    assert Batch.objects.get(state="sent").pk == all_kinds["sent"].pk


def test_evidence_that_comes_before_the_next_attempt_still_stops_it(make_batch, now):
    batch = make_batch("held", "unknown")
    send_again(chosen=Batch.objects.all(), by="olga", now=now, despite_doubt=True)
    batches.confirm(batch_of={batch.attempt: batch.pk}, now=now)
    assert Batch.objects.get().state == State.SENT
    assert Evidence.objects.count() == 1


def told(*arguments, refused=False):
    """What the command says; `refused`: and that it did nothing, by its exit status."""
    out, errors = StringIO(), StringIO()
    with pytest.raises(CommandError) if refused else nullcontext() as error:
        call_command("resend_batch", *arguments, stdout=out, stderr=errors)
    return out.getvalue() + errors.getvalue() + (str(error.value) if refused else "")


def test_the_command_says_what_goes_and_what_is_left(all_kinds):
    held, sent = all_kinds["held"].pk, all_kinds["sent"].pk
    said = told(str(held), str(sent), refused=True)
    assert said.endswith("Nothing was sent again.")
    assert "0 of 1 held and failed batches will be sent again." in said
    assert "1 left: the provider may have taken them, and people may get the mails twice." in said
    assert f"batch {sent} is sent: not sent again" in said
    assert "1 of 1 held" in told(str(held), "--despite-doubt")
    assert "2 of 4 held and failed" in (said := told("--failed"))
    assert "1 left: older than a day. Send them all the same with --despite-age." in said


@pytest.mark.parametrize("kinds", [["sent"], ["pending", "withheld"], ["held"], ["old"], ["sent", "held", "old"]])
def test_batches_that_were_named_and_of_which_none_is_sent_again_are_a_failure(all_kinds, kinds):
    said = told(*(str(all_kinds[kind].pk) for kind in kinds), refused=True)
    assert said.endswith("Nothing was sent again.")
    states = dict(Batch.objects.values_list("pk", "state"))
    assert all(states[batch.pk] == batch.state for batch in all_kinds.values())


def test_what_was_asked_for_by_state_is_a_failure_only_where_something_is_left(make_batch):
    assert "0 of 0 held and failed" in told("--held", "--failed")
    make_batch("held", "unknown")
    assert "0 of 0 held and failed" in told("--failed")
    assert told("--held", refused=True).endswith("Nothing was sent again.")
    assert "1 of 1 held and failed" in told("--held", "--despite-doubt")


def test_a_batch_that_there_is_not_is_an_error_and_none_is_sent_again(all_kinds):
    with pytest.raises(CommandError, match=r"^There is no batch 999999: nothing was sent again\.$"):
        told(str(all_kinds["failed"].pk), "999999")
    assert Batch.objects.get(pk=all_kinds["failed"].pk).state == State.FAILED


def test_since_counts_from_when_it_ended(make_batch, now):
    make_batch("failed", "refused", age=timedelta(hours=5))
    assert "0 of 0" in told("--failed", "--since", (now - timedelta(hours=4)).isoformat())
    assert "1 of 1" in told("--failed", "--since", (now - timedelta(hours=6)).isoformat())


@pytest.mark.parametrize("arguments", [(), ("1", "--held"), ("1", "--since", "2026-01-01"), ("--held", "--since", "x")])
def test_the_command_wants_to_know_what(db, arguments):
    with pytest.raises(CommandError):
        told(*arguments)


@pytest.fixture
def operator(make_user):
    client = Client()
    user = make_user("olga@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_the_admin_says_first_what_may_arrive_twice_and_its_log_tells(operator, all_kinds):
    path = reverse("admin:alerts_batch_changelist")
    chosen = {"action": "try_again", "_selected_action": [batch.pk for batch in all_kinds.values()]}
    page = operator.post(path, chosen).content.decode()
    assert "6 of the 9 chosen batches are held or failed" in page
    assert "Also send the 3 in doubt." in page
    assert "people may get these mails twice" in page
    assert "Also send the 2 that are older than a day." in page
    assert Batch.objects.filter(state="pending").count() == 1
    answer = operator.post(path, {**chosen, "confirmed": "yes"}, follow=True)
    assert "2 of 6 will be sent again. Left: 3 in doubt, 1 older than a day." in answer.content.decode()
    answer = operator.post(path, {**chosen, "confirmed": "yes", "despite_doubt": "on"}, follow=True)
    assert "2 of 4 will be sent again. Left: 0 in doubt, 2 older than a day." in answer.content.decode()
    entry = LogEntry.objects.get(object_id=str(all_kinds["held"].pk))
    assert (entry.user.email, entry.get_change_message()) == (
        "olga@example.com", "Sent again, people may get them twice.",
    )  # fmt: skip
    assert LogEntry.objects.count() == 4


def test_staff_who_may_only_look_sends_nothing(make_user, all_kinds):
    from django.contrib.auth.models import Permission

    looker = make_user(is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_batch"))
    client = Client()
    client.force_login(looker)
    chosen = {"action": "try_again", "_selected_action": [all_kinds["failed"].pk], "confirmed": "yes"}
    client.post(reverse("admin:alerts_batch_changelist"), chosen)
    assert Batch.objects.get(pk=all_kinds["failed"].pk).state == State.FAILED


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_operators_at_once_send_again_once(make_batch, now, at_once):
    make_batch("failed", "refused")
    both = at_once(*[lambda: send_again(chosen=Batch.objects.all(), by="o", now=now).batch_ids] * 2)
    assert sorted(map(len, both)) == [0, 1]
