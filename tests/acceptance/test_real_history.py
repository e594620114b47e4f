"""A real collection, read as news: who is told what, once."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command

from alerts.models import Alert, Digest
from alerts.watching import watchlists
from governance.comparison.text.reader_text import as_read
from governance.models import Change, Platform, ProvisionChange, Version

BUNDLE = Path(settings.BASE_DIR).parent / "shared" / "data" / "genai-eu-versions.bundle"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.on_sqlite,
    pytest.mark.skipif(not BUNDLE.exists(), reason="the genai-eu collection is not beside this checkout"),
]


@pytest.fixture
def now():
    """A Wednesday after all that the collection holds."""
    return datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


@pytest.fixture
def mailbox(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"

    def mails(address):
        found = []
        for path in sorted(settings.MAIL_DIR.glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address in message["To"]:
                found.append(message)
        return found

    return mails


def text_of(message):
    return message.get_body(("plain",)).get_content()


def test_a_real_history_becomes_one_alert_mail_and_one_digest(make_user, mailbox, now):
    began = ("--since", "2026-02-15", "--until", "2026-03-01")
    call_command("import_open_terms_archive", str(BUNDLE), *began, verbosity=0)
    assert Change.objects.published().count() == 0
    call_command("sweep", verbosity=0)
    le_chat = Platform.objects.get(slug="le-chat")
    watcher = make_user(email="watcher@example.com", tier="watcher")
    reader = make_user(email="reader@example.com", timezone="America/New_York")
    for person in (watcher, reader):
        watchlists.watch_platform(watchlist=watchlists.default_watchlist(person, now), platform=le_chat, now=now)

    call_command("import_open_terms_archive", str(BUNDLE), "--until", "2026-04-15", "--as-news", verbosity=0)
    call_command("sweep", verbosity=0)

    owed = Alert.objects.filter(user=watcher).select_related("change__document", "change__to_version")
    told = {(a.change.document.title, a.change.detected_at.date().isoformat()) for a in owed}
    assert {
        ("Data Processor Agreement", "2026-03-12"),
        ("Terms of Service", "2026-03-26"),
        ("Terms of Service", "2026-04-02"),
    } <= told | {(title, (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()) for title, day in told}
    assert all(a.change.label == "substantive" and not a.change.to_version.is_technical for a in owed)
    silent = Change.objects.published().filter(platform=le_chat).exclude(pk__in=[a.change_id for a in owed])
    assert not silent.filter(is_alertable=True).exists()

    mails = mailbox("watcher@example.com")
    assert len(mails) == 1
    text = re.sub(r"\s+", " ", text_of(mails[0]))
    assert all(f"/changes/{a.change.public_id}/" in text for a in owed)
    for row in ProvisionChange.objects.filter(change__in=[a.change_id for a in owed]).select_related(
        "change__from_version__stored_text", "change__to_version__stored_text"
    ):
        if row.before_start is not None:
            assert row.change.from_version.text[row.before_start : row.before_end]
        if row.after_start is not None:
            assert row.change.to_version.text[row.after_start : row.after_end]
    texts = Version.objects.filter(document__platform=le_chat)
    stored = [" ".join(as_read(line) for line in version.text.splitlines()) for version in texts]
    quoted = re.findall(r"(?:Before|After|Was|Now|Added|Removed): “(.+?)”(?= |$)", text)
    assert quoted
    assert all(any(q.strip("… ") in version for version in stored) for q in quoted)
    assert mailbox("reader@example.com") == []

    new_york = ZoneInfo("America/New_York")
    monday = datetime(2026, 11, 30, 8, tzinfo=new_york)
    call_command("sweep", "--now", (monday - timedelta(minutes=1)).astimezone(UTC).isoformat(), verbosity=0)
    assert mailbox("reader@example.com") == []
    call_command("sweep", "--now", monday.astimezone(UTC).isoformat(), verbosity=0)
    digests = mailbox("reader@example.com")
    assert len(digests) == 1
    assert Digest.objects.filter(user=reader).count() == 1
    assert not any(q in re.sub(r"\s+", " ", digests[0].as_string()) for q in quoted if len(q) > 30)

    before = len(mailbox("watcher@example.com"))
    call_command("import_open_terms_archive", str(BUNDLE), "--until", "2026-04-15", "--as-news", verbosity=0)
    call_command("sweep", "--now", (monday + timedelta(minutes=1)).astimezone(UTC).isoformat(), verbosity=0)
    assert len(mailbox("reader@example.com")) == 1
    assert len(mailbox("watcher@example.com")) == before
    call_command("verify_archive", verbosity=0)
