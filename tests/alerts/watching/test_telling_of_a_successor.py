"""Who watches a platform that another one carries on is told so once, by mail."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils.html import escape

from accounts.letters import render_letter
from accounts.models import Notice
from accounts.outgoing import OptionalMail
from alerts.models import Suppression, Unsubscription
from alerts.watching.successors import tell_due
from alerts.watching.unsubscribing import mute, unmute
from alerts.watching.watchlists import default_watchlist, follow_successor, watch_platform
from backend import duties
from governance.models import Platform
from web.account_mail.sending_notices import NotTrueAnyMore, letter_of, send_due_notices
from web.links import choose_url

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)
DAY = timedelta(days=1)
HOSTILE = "<script>alert('x')</script>"


def test_who_watched_when_it_happened_is_told_once(make_user, make_platform, new, watch, now):
    platform = make_platform("le-chat", name="Le Chat")
    users = [make_user() for _ in range(3)]
    for user in users:
        watch(user, platform, at=now - DAY)
    assert tell_due(now) == {"successors_told": 0}
    Platform.objects.filter(pk=platform.pk).update(status="merged", successor=new)
    assert tell_due(now + timedelta(minutes=1)) == {"successors_told": 3}
    assert tell_due(now + timedelta(minutes=2)) == {"successors_told": 0}
    assert Notice.objects.filter(kind="successor_named").count() == 3
    notice = Notice.objects.get(user=users[0])
    letter = letter_of(notice, now)
    assert letter.subject == "Le Chat, which you watch, goes on as Vibe"
    assert letter.lists[0].names == ("Le Chat goes on as Vibe",)
    assert "/account/choose/" in letter.action[1]


def test_the_mail_goes_out_by_the_duties_of_a_sweep(person, make_platform, new, watch, now):
    platform = make_platform("le-chat", name="Le Chat")
    watch(person, platform, at=now - DAY)
    Platform.objects.filter(pk=platform.pk).update(status="merged", successor=new)
    for minutes in (0, 1, 2):
        at = now + timedelta(minutes=minutes)
        for name in ("tell_of_successors", "send_notices"):
            duties.BY_NAME[name].run(at)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([person.email], "Le Chat, which you watch, goes on as Vibe")


def test_one_mail_tells_of_all_platforms_of_a_person(person, make_platform, new, watch, now):
    for number in range(25):
        watch(person, make_platform(f"p-{number}", name=f"P {number}"), at=now - DAY)
    watch(person, new, at=now - DAY)
    Platform.objects.exclude(pk=new.pk).update(successor=new)
    tell_due(now)
    letter = letter_of(Notice.objects.get(), now)
    assert letter.subject == "25 platforms that you watch go on under other names"
    assert (len(letter.lists[0].names), letter.lists[0].more) == (20, 5)
    assert letter.lists[0].names[0] == "P 0 goes on as Vibe, which you watch already"


def test_who_begins_to_watch_later_was_told_by_the_answer(person, old, now):
    watch_platform(watchlist=default_watchlist(person, now), platform=old, now=now)
    assert tell_due(now) == {"successors_told": 0}


def test_what_is_muted_is_told_when_it_is_not_any_more(person, make_platform, new, watch, now):
    platform = make_platform("le-chat")
    watch(person, platform, at=now - DAY)
    mute(user=person, platform_ids=[platform.pk], now=now)
    Platform.objects.filter(pk=platform.pk).update(successor=new)
    assert tell_due(now) == {"successors_told": 0}
    unmute(user=person, platform_ids=[platform.pk])
    assert tell_due(now) == {"successors_told": 1}


def test_nobody_is_told_who_is_not_verified_or_gone(make_user, make_platform, new, watch, now):
    platform = make_platform("le-chat")
    for user in (make_user(verified=False), make_user(is_active=False)):
        watch(user, platform, at=now - DAY)
    Platform.objects.filter(pk=platform.pk).update(successor=new)
    assert tell_due(now) == {"successors_told": 0}


def left(user, *scopes):
    Unsubscription.objects.bulk_create(Unsubscription(user=user, scope=scope, at=MONDAY) for scope in scopes)


def suppressed(user, reason="reported", until=None):
    Suppression.objects.create(pk=user.email, reason=reason, source="sendgrid", at=MONDAY, until=until)


@pytest.mark.parametrize(
    "stop",
    [
        lambda user, now: suppressed(user),
        lambda user, now: suppressed(user, "full", until=now + DAY),
        lambda user, now: left(user, "alerts", "digests"),
    ],
)
@pytest.mark.parametrize("is_owed", [False, True])
def test_who_is_sent_neither_alerts_nor_digests_is_told_when_they_are_again(
    person, make_platform, new, watch, now, stop, is_owed
):
    platform = make_platform("le-chat")
    watch(person, platform, at=now - DAY)
    Platform.objects.filter(pk=platform.pk).update(successor=new)
    if is_owed:
        tell_due(now)
    stop(person, now)
    if is_owed:
        with pytest.raises(NotTrueAnyMore):
            letter_of(Notice.objects.get(), now)
        return
    assert tell_due(now) == {"successors_told": 0}
    Suppression.objects.all().delete()
    Unsubscription.objects.all().delete()
    assert tell_due(now) == {"successors_told": 1}


def test_who_left_one_kind_or_whose_mailbox_was_full_is_told(make_user, make_platform, new, watch, now):
    platform = make_platform("le-chat")
    users = [make_user() for _ in range(3)]
    for user in users:
        watch(user, platform, at=now - DAY)
    left(users[0], "alerts")
    left(users[1], "digests")
    suppressed(users[2], "full", until=now)
    Platform.objects.filter(pk=platform.pk).update(successor=new)
    assert tell_due(now) == {"successors_told": 3}


def test_the_mail_says_how_it_stops_and_is_held_back_by_the_providers_lists(person, make_platform, new, watch, now):
    platform = make_platform("le-chat")
    watch(person, platform, at=now - DAY)
    Platform.objects.filter(pk=platform.pk).update(successor=new)
    tell_due(now)
    send_due_notices(now)
    (sent,) = mail.outbox
    assert "Unsubscribe from both alerts and digests, and no such mail comes." in sent.body
    assert isinstance(sent, OptionalMail)


def test_what_was_moved_in_the_meantime_is_not_told(person, make_platform, new, watch, now):
    platform = make_platform("le-chat")
    watch(person, platform, at=now - DAY)
    Platform.objects.filter(pk=platform.pk).update(successor=new)
    tell_due(now)
    platform.refresh_from_db()
    follow_successor(user=person, platform=platform, now=now)
    with pytest.raises(NotTrueAnyMore):
        letter_of(Notice.objects.get(), now)


def test_hostile_names_stay_text_in_the_mail_and_on_the_page(client, person, make_platform, watch, now, settings):
    evil = make_platform("evil", name=HOSTILE)
    platform = make_platform("old", name=HOSTILE)
    watch(person, platform, at=now - DAY)
    Platform.objects.filter(pk=platform.pk).update(status="merged", successor=evil)
    tell_due(now)
    _, html, text = render_letter(letter_of(Notice.objects.get(), now))
    page = client.get(choose_url(person.pk).removeprefix(settings.BASE_URL)).content.decode()
    for shown in (html, page):
        assert HOSTILE not in shown
        assert "&lt;script&gt;" in shown
    assert HOSTILE in text
    assert f"Watch <bdi>{escape(HOSTILE)}</bdi> instead" in page
    assert f"<bdi>It was merged into or renamed to {escape(HOSTILE)}." in page
