import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the deletion of a change does to its deliveries, which Django does itself: no table is altered."""

    dependencies = [("alerts", "0020_channels_in_chat_rooms"), ("governance", "0021_days_that_changes_bring")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="channeldelivery",
                    name="change",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="governance.change",
                    ),
                ),
            ]
        ),
    ]
