from typing import Any

from django.db import migrations


def ask_for_summaries(apps: Any, schema_editor: Any) -> None:
    apps.get_model("governance", "Document").objects.exclude(current_version=None).update(needs_summary=True)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0012_keep_summaries_with_versions"),
    ]

    operations = [
        migrations.RunPython(ask_for_summaries, migrations.RunPython.noop),
    ]
