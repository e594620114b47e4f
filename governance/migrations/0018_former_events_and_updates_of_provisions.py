from django.db import migrations

# In the order of the timeline: of one moment the policy change comes first, so it has the highest key.
COPIED = """
    INSERT INTO governance_event (kind, occurred_at, platform_id, document_id, change_id, severity, category,
        pending_date, source_commit, address)
    SELECT e.kind, e.occurred_at, e.platform_id, e.document_id, e.change_id, c.severity, '',
        CASE WHEN e.kind = 'effective_date_announced' AND c.withdrawn_at IS NULL THEN c.effective_date END,
        e.source_commit, e.address
    FROM governance_formerevent e LEFT JOIN governance_change c ON c.id = e.change_id
    ORDER BY e.id
"""
UPDATES = """
    INSERT INTO governance_event (kind, occurred_at, platform_id, document_id, change_id, provision_change_id,
        provision_id, severity, category, source_commit, address)
    SELECT 'provision_update', c.detected_at, c.platform_id, c.document_id, c.id, p.id, p.provision_id, p.severity,
        p.category, '', ''
    FROM governance_provisionchange p JOIN governance_change c ON c.id = p.change_id
    WHERE c.label IN ('substantive', 'editorial')
    ORDER BY p.change_id, p.position DESC
"""
RETURNS = """
    INSERT INTO governance_event (kind, occurred_at, platform_id, document_id, change_id, severity, category,
        source_commit, address)
    SELECT 'returned_to_earlier_text', c.detected_at, c.platform_id, c.document_id, c.id, c.severity, '', '', ''
    FROM governance_change c
    WHERE c.label IN ('substantive', 'editorial') AND {statements} LIKE '%"returned"%'
"""
BACK = """
    INSERT INTO governance_formerevent (kind, occurred_at, platform_id, document_id, change_id, source_commit, address)
    SELECT kind, occurred_at, platform_id, document_id, change_id, source_commit, address
    FROM governance_event
    WHERE kind IN ('policy_change', 'effective_date_announced', 'document_added', 'document_moved', 'document_gone',
        'document_appeared_again', 'document_retired')
    ORDER BY id
"""


def fill(apps: object, schema_editor: object) -> None:
    connection = schema_editor.connection  # type: ignore[attr-defined]
    statements = "c.statements::text" if connection.vendor == "postgresql" else "c.statements"
    with connection.cursor() as cursor:
        for sql in (UPDATES, RETURNS.format(statements=statements).replace("%", "%%"), COPIED):
            cursor.execute(sql, [])


def empty(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("DELETE FROM governance_formerevent")
        cursor.execute(BACK)
        cursor.execute("DELETE FROM governance_event")


class Migration(migrations.Migration):
    dependencies = [("governance", "0017_events_of_provisions_and_dates")]

    operations = [migrations.RunPython(fill, empty)]
