"""People who watch one platform, made by the database itself, and a change of it."""

import uuid
from datetime import UTC, datetime

from django.db import connection

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def seed_watchers(count: int, slug: str = "bench"):
    """So many verified people on Watcher, each with a default list and this new platform on it: the platform."""
    from alerts.models import WatchedPlatform, WatchItem
    from governance.models import Platform

    platform = Platform.objects.create(slug=slug, name=slug.title(), sector="other")
    _seed_people(count, cadence="same_day", domain=f"{slug}.example.com")
    insert_for_each(WatchItem, {"id": "item", "watchlist_id": "list"}, platform_id=platform.pk, added_at=BEFORE)
    insert_for_each(WatchedPlatform, {"user_id": "id"}, platform_id=platform.pk, position=1)
    _analyze()
    return platform


def seed_readers(count: int, *, platforms: int, period_start: datetime, due_at: datetime) -> list:
    """So many people who watch one to ten of these platforms at random, with a weekly digest due: the platforms."""
    from alerts.models import DigestSchedule, WatchedPlatform, WatchItem
    from governance.models import Platform

    made = Platform.objects.bulk_create(
        Platform(slug=f"bench-{n}", name=f"Bench {n}", sector="other") for n in range(platforms)
    )
    _seed_people(count, cadence="weekly")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            "CREATE TEMPORARY TABLE choice AS SELECT id, list, platform, gen_random_uuid() AS item, "
            "row_number() OVER (PARTITION BY id) AS place "
            "FROM (SELECT DISTINCT id, list, %s + floor(random() * %s)::int AS platform "
            "FROM person, generate_series(1, 10) AS k WHERE k <= 1 + (n %% 10)) AS chosen",
            [made[0].pk, platforms],
        )
    insert_for_each(
        WatchItem, {"id": "item", "watchlist_id": "list", "platform_id": "platform"}, of="choice", added_at=BEFORE
    )
    insert_for_each(WatchedPlatform, {"user_id": "id", "platform_id": "platform", "position": "place"}, of="choice")
    insert_for_each(DigestSchedule, {"user_id": "id"}, cadence="weekly", period_start=period_start, due_at=due_at)
    _analyze()
    return made


def _seed_people(count: int, *, cadence: str, domain: str = "example.com") -> None:
    from allauth.account.models import EmailAddress

    from accounts.models import User
    from alerts.models import Watchlist
    from billing.models import Subscription

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS person")
        cursor.execute(
            "CREATE TEMPORARY TABLE person AS SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS list, "
            "gen_random_uuid() AS item FROM generate_series(1, %s) AS n",
            [count],
        )
    email, grant = f"'w' || n || '@{domain}'", {"source": "operator", "tier": "watcher", "status": "active"}
    insert_for_each(User, {"id": "id", "email": email, "display_name": "'Reader ' || n"}, password="!")
    insert_for_each(EmailAddress, {"user_id": "id", "email": email}, verified=True, primary=True)
    insert_for_each(Subscription, {"user_id": "id"}, **grant, started_at=BEFORE, updated_at=BEFORE)
    insert_for_each(Watchlist, {"id": "list", "user_id": "id"}, name="All", is_default=True, cadence=cadence)


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def insert_for_each(model, expressions: dict[str, str], *, of: str = "person", **values) -> None:
    """A row of the model for each row of the table `of`; fields that are not named get their default."""
    columns = dict(expressions)
    parameters = []
    for field in model._meta.concrete_fields:
        if field.column not in columns and "AutoField" not in field.get_internal_type():
            columns[field.column] = "%s"
            parameters.append(values.get(field.column, field.get_default()))
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(columns.values())} FROM {of}", parameters
        )


def published_change(platform, at: datetime | None = None):
    """A substantive change of the platform's terms, published at this time, or now."""
    from governance.models import Change, Document, StoredText, Version

    now = at or datetime.now(UTC)
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
            outline=Version.pack_outline([]),
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
        headline=f"{platform.name} changed its Terms of Service: data sharing",
        comparison_version=1,
        detected_at=now,
        published_at=now,
    )


def sample_request(people: int) -> dict:
    """A letter to so many people, as `request_body` takes it."""
    from alerts.delivery.transports.base import BatchLetter, Recipient
    from alerts.mail import placeholders
    from alerts.opinions.opinion_links import opinion_links
    from alerts.watching.unsubscribing import unsubscribe_url

    body = " ".join(placeholders.WORDS) + " A line of the mail.\n" * 150
    recipients = []
    for n in range(people):
        message_id = uuid.uuid4()
        urls = unsubscribe_url(uuid.uuid4(), "alerts", message_id), opinion_links()(message_id)
        recipients.append(Recipient(message_id, BEFORE, f"Reader {n}", f"w{n}@example.com", *urls))
    letter = BatchLetter(batch_id=1, kind="alert", subject="Bench", text=body, html=body * 4)
    return {"letter": letter, "recipients": recipients, "attempt": uuid.uuid4()}
