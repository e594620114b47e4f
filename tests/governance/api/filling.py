"""Many rows by few statements, for tests and benches about how lists are read."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max

from governance.comparison import categories
from governance.models import Change, ChangeCategory, Document, Platform, StoredText, Version

LABELS = ("flapping", "cosmetic", "flapping", "cosmetic", "editorial", "substantive", "cosmetic", "cosmetic")


def fill_platforms(count: int, documents_each: int = 1) -> list[Document]:
    """Platforms `filled-0` … with their documents; the types and sectors go round."""
    platforms = Platform.objects.bulk_create(
        Platform(slug=f"filled-{n}", name=f"Filled {n:06d}", sector=f"sector-{n % 12}", search_text=f"filled {n}")
        for n in range(count)
    )
    return Document.objects.bulk_create(
        Document(platform=platform, document_type=f"type-{(n + k) % 20}", title=f"Document {k}")
        for n, platform in enumerate(platforms)
        for k in range(documents_each)
    )


def fill_changes(*, count: int, platforms: int, at: datetime, step_seconds: int = 60) -> None:
    """Changes one step apart, the newest at `at`, over the documents of so many new platforms, each in one category.

    Row `n` (from 0) is of document n modulo their number, of category n modulo 4, of high severity when n % 50 is 0 and
    of medium when n % 10 is 0; none is of the class extraction.
    """
    documents = fill_platforms(platforms)
    text = StoredText.of(b"filled")
    StoredText.objects.bulk_create([text], ignore_conflicts=True)
    start = (Version.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    names = [category.id for category in categories()[:4]]
    if connection.vendor == "postgresql":
        _fill_by_series(count, documents, text, start, names, at, step_seconds)
        return
    chosen = [documents[n % len(documents)] for n in range(count)]
    moments = [at - timedelta(seconds=step_seconds * n) for n in range(count)]
    versions = Version.objects.bulk_create(
        Version(document=document, sequence=n + 1, stored_text=text, captured_at=moment, in_force_at=moment,
                recorded_at=moment, normal_digest="0" * 64, normaliser_version=1, word_count=1,
                outline=Version.pack_outline([]))
        for n, (document, moment) in enumerate(zip(chosen, moments, strict=True))
    )  # fmt: skip
    changes = Change.objects.bulk_create(
        Change(document=version.document, platform_id=version.document.platform_id,
               document_type=version.document.document_type, from_version=version, to_version=version,
               label=LABELS[n % 8], rule="filled", reason="Filled.", is_alertable=False,
               severity=3 if n % 50 == 0 else 2 if n % 10 == 0 else 1, severity_rule="filled", headline=f"Change {n}",
               categories=[names[n % 4]], comparison_version=1, detected_at=moments[n])
        for n, version in enumerate(versions)
    )  # fmt: skip
    ChangeCategory.objects.bulk_create(
        ChangeCategory(change=change, category=change.categories[0], detected_at=change.detected_at)
        for change in changes
    )


def _fill_by_series(
    count: int, documents: list[Document], text: StoredText, start: int, names: list[str], at: datetime, step: int
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO governance_version (id, document_id, sequence, stored_text_id, captured_at, in_force_at,
                recorded_at, source_commit, source_count, is_technical, is_good, normal_digest, dated_digest,
                normaliser_version, word_count, outline, is_too_large)
            SELECT %(start)s + n, (%(documents)s::bigint[])[1 + n %% %(size)s], n + 1, %(text)s,
                %(at)s - n * %(step)s, %(at)s - n * %(step)s, %(at)s, '', 1, false, true, '', '', 1, 1,
                %(outline)s, false
            FROM generate_series(0, %(count)s - 1) AS n
            """,
            {"start": start, "documents": [d.pk for d in documents], "size": len(documents), "text": text.pk,
             "at": at, "step": timedelta(seconds=step), "count": count, "outline": Version.pack_outline([])},
        )  # fmt: skip
        cursor.execute(
            """
            INSERT INTO governance_change (document_id, platform_id, document_type, from_version_id, to_version_id,
                label, rule, reason, is_alertable, severity, severity_rule, headline, added_count, removed_count,
                modified_count, moved_count, categories, statements, against_last_good, comparison_version,
                detected_at, awaits_publication)
            SELECT d.id, d.platform_id, d.document_type, v.id, v.id, (%(labels)s::text[])[1 + (v.sequence - 1) %% 8],
                'filled', 'Filled.', false,
                CASE WHEN (v.sequence - 1) %% 50 = 0 THEN 3 WHEN (v.sequence - 1) %% 10 = 0 THEN 2 ELSE 1 END,
                'filled', 'Change ' || v.sequence - 1, 0, 0, 0, 0,
                jsonb_build_array((%(names)s::text[])[1 + (v.sequence - 1) %% 4]), '[]', false, 1, v.captured_at,
                false
            FROM governance_version v JOIN governance_document d ON d.id = v.document_id WHERE v.id >= %(start)s
            ORDER BY v.id
            """,
            {"labels": list(LABELS), "names": names, "start": start},
        )
        cursor.execute(
            """
            INSERT INTO governance_changecategory (change_id, category, detected_at)
            SELECT id, categories ->> 0, detected_at FROM governance_change WHERE to_version_id >= %s
            """,
            [start],
        )
        for table in ("version", "change", "document"):
            name = f"governance_{table}"
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
        for table in ("platform", "document", "version", "change", "changecategory"):
            cursor.execute(f"ANALYZE governance_{table}")


def fill_events() -> None:
    """A provision of each document, and of each change a policy change and the update of that provision."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO governance_provision (document_id, category, first_version_id, digest)
            SELECT document_id, '', min(to_version_id), '' FROM governance_change GROUP BY document_id
            """
        )
        cursor.execute(
            """
            INSERT INTO governance_provisionchange (change_id, provision_id, position, kind, category, severity,
                severity_rule, sentence, heading_path, label, provisions, after_start, after_end)
            SELECT c.id, p.id, 0, 'added', t.category, c.severity, '', 'Filled.', '[]', '', 1, 0, 1
            FROM governance_change c JOIN governance_provision p ON p.document_id = c.document_id
                JOIN governance_changecategory t ON t.change_id = c.id
            """
        )
        cursor.execute(
            """
            INSERT INTO governance_event (kind, occurred_at, platform_id, document_id, change_id, provision_change_id,
                provision_id, severity, category, source_commit, address)
            SELECT 'provision_update', c.detected_at, c.platform_id, c.document_id, c.id, u.id, u.provision_id,
                u.severity, u.category, '', ''
            FROM governance_change c JOIN governance_provisionchange u ON u.change_id = c.id
            UNION ALL
            SELECT 'policy_change', c.detected_at, c.platform_id, c.document_id, c.id, NULL, NULL, c.severity, '',
                '', ''
            FROM governance_change c
            """
        )
        if connection.vendor == "postgresql":
            for table in ("provision", "provisionchange", "event"):
                cursor.execute(f"ANALYZE governance_{table}")


def fill_provisions(*, each: int) -> None:
    """So many provisions with a wording in every document that has changes, all of one category, and current."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE governance_document SET state = 'active', current_version_id = last.id
            FROM (SELECT document_id, max(to_version_id) AS id FROM governance_change GROUP BY document_id) AS last
            WHERE last.document_id = governance_document.id
            """
        )
        cursor.execute(
            """
            INSERT INTO governance_provision (document_id, category, first_version_id, digest)
            SELECT id, 'retention', current_version_id, '' FROM governance_document, generate_series(1, %s)
            WHERE current_version_id IS NOT NULL
            """,
            [each],
        )
        cursor.execute(
            """
            INSERT INTO governance_provisionrevision (provision_id, version_id, start, "end", text, heading_path, label)
            SELECT id, first_version_id, 0, 43, 'We keep your records for twelve months only.', '[]', ''
            FROM governance_provision
            """
        )
        cursor.execute(
            """
            UPDATE governance_provision SET current_revision_id = r.id
            FROM governance_provisionrevision r WHERE r.provision_id = governance_provision.id
            """
        )
        for table in ("document", "provision", "provisionrevision"):
            cursor.execute(f"ANALYZE governance_{table}")
