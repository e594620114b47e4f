"""Changes made without the comparison, people who watch, and the mails that went out."""

import email
import email.policy
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import connection, connections

from alerts.delivery.sending import deliver_due
from alerts.delivery.ways_to_send import TRANSPORTS
from alerts.owed.digests import compose_due_digests
from alerts.owed.fan_out import fan_out_due
from alerts.owed.same_day_alerts import compose_due_alerts
from alerts.watching import category_watches, watchlists
from governance.comparison import NORMALISER_VERSION
from governance.models import Change, ChangeCategory, Document, Provision, ProvisionChange, StoredText, Version
from governance.models.changes import Severity


@pytest.fixture
def make_change(make_document):
    """A published change. `clauses` are pairs of the wording before and after; None where there is none.

    `categories` are as severe as the change, or {category: the severity of its clauses, None if they provide what they
    did}. `clause_categories` are those of the clauses, `other` unless told.
    """
    numbers = count(1)

    def make(
        platform,
        *,
        published_at,
        headline="",
        clauses=(("Old wording of the clause.", "New wording of the clause."),),
        severity=Severity.MEDIUM,
        categories=(),
        clause_categories=(),
        document_type="terms-of-service",
        label="substantive",
        is_alertable=True,
        collection=None,
        **fields,
    ):
        number = next(numbers)
        document = Document.objects.filter(platform=platform, document_type=document_type).first() or make_document(
            platform, document_type
        )
        before, after = (_version(document, clauses, side, collection, published_at) for side in (0, 1))
        change = Change.objects.create(
            document=document,
            document_type=document_type,
            platform=platform,
            from_version=before,
            to_version=after,
            label=label,
            rule="test",
            reason="A test.",
            is_alertable=is_alertable,
            severity=severity,
            severity_rule="test",
            headline=headline or f"{platform.name} changed its terms ({number})",
            modified_count=len(clauses),
            categories=list(categories),
            comparison_version=1,
            detected_at=published_at or before.captured_at,
            published_at=published_at,
            **fields,
        )
        severities = categories if isinstance(categories, dict) else dict.fromkeys(categories, severity)
        ChangeCategory.objects.bulk_create(
            ChangeCategory(change=change, category=name, severity=weight, detected_at=change.detected_at)
            for name, weight in severities.items()
        )
        of_clauses = [*clause_categories, *["other"] * len(clauses)]
        for position, (old, new) in enumerate(clauses):
            _provision_change(change, position, old, new, of_clauses[position])
        return change

    return make


def _version(document, clauses, side, collection, at):
    sequence = document.versions.count() + 1
    text = f"Terms, edition {sequence}.\n\n" + "\n\n".join(pair[side] for pair in clauses if pair[side])
    stored = StoredText.of(text.encode())
    if not StoredText.objects.filter(pk=stored.pk).exists():
        stored.save(force_insert=True)
    at = at or datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    return Version.objects.create(
        document=document,
        collection=collection,
        sequence=sequence,
        stored_text=stored,
        captured_at=at,
        in_force_at=at,
        recorded_at=at,
        normal_digest="",
        normaliser_version=NORMALISER_VERSION,
        word_count=len(text.split()),
        outline=Version.pack_outline([]),
    )


def _provision_change(change, position, old, new, category):
    kind = "modified" if old and new else "added" if new else "removed"
    places = {}
    for side, quote, version in (("before", old, change.from_version), ("after", new, change.to_version)):
        if quote is not None:
            start = version.text.index(quote)
            places |= {f"{side}_start": start, f"{side}_end": start + len(quote)}
    ProvisionChange.objects.create(
        change=change,
        provision=Provision.objects.create(
            document=change.document, category=category, first_version=change.to_version, digest="0" * 12
        ),
        position=position,
        kind=kind,
        category=category,
        severity=change.severity,
        sentence=f"A provision was {kind}.",
        heading_path=["Your content"],
        **places,
    )


@pytest.fixture
def watch(now):
    """Put a platform on a list of the person, the default one unless told, an hour before `now` unless told."""

    def put(user, platform, *, at=None, watchlist=None):
        at = at or now - timedelta(hours=1)
        watchlist = watchlist or watchlists.default_watchlist(user, at)
        return watchlists.watch_platform(watchlist=watchlist, platform=platform, now=at)[0]

    return put


@pytest.fixture
def watch_category(now):
    """Watch a category over all platforms, from an hour before `now` on unless told."""

    def put(user, category="retention", *, at=None, **wishes):
        wishes = category_watches.CategoryWishes(**wishes)
        at = at or now - timedelta(hours=1)
        return category_watches.watch_category(user=user, category=category, wishes=wishes, now=at)[0]

    return put


@pytest.fixture
def run():
    """All duties of this app, in the order of a sweep."""

    def duties(now):
        return {
            **{f"fan_out_{k}": v for k, v in fan_out_due(now).items()},
            **{f"alert_{k}": v for k, v in compose_due_alerts(now).items()},
            **{f"digest_{k}": v for k, v in compose_due_digests(now).items()},
            **deliver_due(now),
        }

    return duties


@pytest.fixture(autouse=True)
def mail_dir(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"
    return settings.MAIL_DIR


@pytest.fixture
def send_by(monkeypatch, settings):
    """Send by a transport of the test's own: `make` returns one, as those by the name in EMAIL_TRANSPORT do."""

    def choose(make):
        monkeypatch.setitem(TRANSPORTS, "of this test", make)
        settings.EMAIL_TRANSPORT = "of this test"

    return choose


@pytest.fixture
def mails(mail_dir):
    """The mails so far, oldest first; of one person, or of all."""

    def found(user=None):
        read = [
            email.message_from_bytes(p.read_bytes(), policy=email.policy.default)
            for p in sorted(mail_dir.glob("*.eml"))
        ]
        return [message for message in read if user is None or user.email in message["To"]]

    return found


@pytest.fixture
def text_of():
    return lambda message: message.get_body(("plain",)).get_content()


@pytest.fixture
def html_of():
    return lambda message: message.get_body(("html",)).get_content()


@pytest.fixture
def at_once():
    """Run functions in threads of their own, each with its own connection, all started together: their results."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    def run_all(*functions):
        barrier = Barrier(len(functions))

        def begin(function):
            try:
                connection.ensure_connection()
                barrier.wait(timeout=120)
                return function()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(functions)) as pool:
            return [future.result(timeout=120) for future in [pool.submit(begin, f) for f in functions]]

    return run_all
