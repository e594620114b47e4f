from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class AddIndexWithoutALock(AddIndexConcurrently):
    """On SQLite, which knows no such thing, the index is made as ever."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            return super().database_forwards(app_label, schema_editor, from_state, to_state)
        return migrations.AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            return super().database_backwards(app_label, schema_editor, from_state, to_state)
        return migrations.AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("alerts", "0017_channels_beside_mail")]

    operations = [
        AddIndexWithoutALock(
            model_name="batch",
            index=models.Index(
                fields=["not_before", "id"], name="mail_batches_due", condition=Q(state="pending") & ~Q(kind="channel")
            ),
        ),
        AddIndexWithoutALock(
            model_name="batch",
            index=models.Index(
                fields=["not_before", "id"], name="channel_batches_due", condition=Q(state="pending", kind="channel")
            ),
        ),
        migrations.RemoveIndex(model_name="batch", name="batches_due"),
    ]
