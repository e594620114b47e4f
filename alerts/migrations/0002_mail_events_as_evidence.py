"""Events of the mail provider, and the attempts that they prove."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ProviderEvent",
            fields=[
                ("id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("receipt", models.UUIDField()),
                ("received_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["received_at"], name="events_by_arrival")]},
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="evidence",
                        serialize=False,
                        to="alerts.attempt",
                    ),
                ),
                ("first_seen_at", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["started_at"], name="attempts_by_start"),
        ),
    ]
