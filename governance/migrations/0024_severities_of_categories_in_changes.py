from django.db import migrations

# What happened to a clause that provides what it provided before, by the rule of its severity, as of this migration.
IMMATERIAL = """
    moved restated restated_here restated_there renamed stated_date copyright_year word_forms notation contraction
    address reordered same_otherwise heading_added heading_removed heading_modified addresses figures identifiers
    document_renamed product_renamed formerly name_in_full written_out language_row register_row revision grammar
    furniture left_behind renumbered notice_lapsed heading_in_disguise pointer menu_entry row_left channel officers
    definition mixture
""".split()
FILL = """
    UPDATE governance_changecategory SET severity = (
        SELECT max(p.severity) FROM governance_provisionchange p
        WHERE p.change_id = governance_changecategory.change_id AND p.category = governance_changecategory.category
        AND p.severity_rule NOT IN ({rules})
    )
"""


def fill(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(FILL.format(rules=", ".join(f"'{rule}'" for rule in IMMATERIAL)))


class Migration(migrations.Migration):
    dependencies = [("governance", "0023_how_much_of_a_category_changed")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
