"""People who watch one platform, made by the database itself, and a change of it."""

import json
import uuid
from datetime import UTC, datetime, timedelta

from django.db import connection

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def seed_watchers(count: int):
    """So many verified people on Watcher, each with a default list and one platform on it: the platform."""
    from governance.models import Platform

    platform = Platform.objects.create(slug="bench", name="Bench", sector="other")
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, {"count": count, "before": BEFORE, "platform": platform.pk})
        cursor.execute("ANALYZE")
    return platform


# The n-th person's ids are UUIDs of random bits: rows in the order of n would be kinder to indexes than life is.
_STATEMENTS = (
    """CREATE TEMPORARY TABLE person AS
       SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS list FROM generate_series(1, %(count)s) AS n""",
    """INSERT INTO accounts_user (id, password, is_superuser, email, display_name, timezone, locale, digest_weekday,
                                  digest_hour, send_empty_digest, is_active, is_staff, created_at)
       SELECT id, '!', false, 'w' || n || '@example.com', 'Reader ' || n, 'Europe/Berlin', 'en', 0, 8, true, true,
              false, %(before)s FROM person""",
    """INSERT INTO account_emailaddress (email, verified, "primary", user_id)
       SELECT 'w' || n || '@example.com', true, true, id FROM person""",
    """INSERT INTO billing_subscription (user_id, source, tier, status, started_at, updated_at)
       SELECT id, 'operator', 'watcher', 'active', %(before)s, %(before)s FROM person""",
    """INSERT INTO alerts_watchlist (id, user_id, name, is_default, cadence, min_severity, paused, created_at)
       SELECT list, id, 'All', true, 'same_day', 1, false, %(before)s FROM person""",
    """INSERT INTO alerts_watchitem (id, watchlist_id, platform_id, added_at)
       SELECT gen_random_uuid(), list, %(platform)s, %(before)s FROM person""",
    """INSERT INTO alerts_watchedplatform (user_id, platform_id, position)
       SELECT id, %(platform)s, 1 FROM person""",
)


def published_change(platform):
    """A substantive change of the platform's terms, published now."""
    from governance.models import Change, Document, StoredText, Version

    now = datetime.now(UTC)
    document, _ = Document.objects.get_or_create(platform=platform, document_type="terms-of-service", title="Terms")
    stored = StoredText.of(b"Terms.")
    StoredText.objects.get_or_create(pk=stored.pk, defaults={"compressed": stored.compressed, "size_bytes": 6})
    count = document.versions.count()
    first, second = (
        Version.objects.create(
            document=document,
            sequence=count + place,
            stored_text_id=stored.pk,
            captured_at=now,
            in_force_at=now,
            recorded_at=now,
            normal_digest="",
            normaliser_version=1,
            word_count=1,
            outline=b"",
        )
        for place in (1, 2)
    )
    return Change.objects.create(
        document=document,
        document_type=document.document_type,
        platform=platform,
        from_version=first,
        to_version=second,
        label="substantive",
        rule="bench",
        reason="bench",
        is_alertable=True,
        severity=2,
        severity_rule="bench",
        headline="Bench changed its Terms of Service: data sharing",
        comparison_version=1,
        detected_at=now,
        published_at=now,
    )


def sample_request(people: int) -> dict:
    """A letter to so many people, as `request_body` takes it."""
    from alerts import placeholders
    from alerts.deliver import _list_headers
    from alerts.transport.base import Letter, Recipient
    from alerts.unsubscribe import unsubscribe_url

    body = " ".join(placeholders.WORDS) + " A line of the mail.\n" * 150
    recipients = []
    for n in range(people):
        message_id, user_id = uuid.uuid4(), uuid.uuid4()
        url = unsubscribe_url(user_id, "alerts", message_id)
        values = dict.fromkeys(placeholders.WORDS, url) | {placeholders.NAME: f"Reader {n}"}
        recipients.append(
            Recipient(message_id, BEFORE, f"Reader {n}", f"w{n}@example.com", values, _list_headers("alerts", url))
        )
    letter = Letter(batch_id=1, kind="alert", subject="Bench", text=body, html=body * 4)
    return {"letter": letter, "recipients": recipients, "attempt": uuid.uuid4()}
