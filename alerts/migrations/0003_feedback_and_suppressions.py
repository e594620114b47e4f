"""What came back of single messages, and the addresses that get no mail for it."""

import django.db.models.deletion
from django.db import migrations, models

FEEDBACK = [
    ("blocked", "the mail server of the address refused this mail"),
    ("dropped", "the mail provider doesn't write to this address any more"),
    ("bounced", "the address doesn't take mail"),
    ("reported", "the mail was reported as spam"),
]
SUPPRESSION = [
    ("bounced", "mail to the address came back"),
    ("dropped", "the mail provider doesn't write to the address any more"),
    ("reported", "mail to the address was reported as spam"),
]
WITHHELD = [
    ("unverified", "the address is not verified"),
    ("unsubscribed", "the person unsubscribed"),
    ("inactive", "the account is closed"),
    ("suppressed", "the address came back or complained"),
]


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_mail_events_as_evidence")]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=FEEDBACK, max_length=10)),
                ("detail", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="alerts.message"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-id"], name="feedback_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=["message", "kind"], name="a_kind_of_feedback_once_per_message")
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("address", models.CharField(max_length=254, primary_key=True, serialize=False)),
                ("reason", models.CharField(choices=SUPPRESSION, max_length=10)),
                ("source", models.CharField(max_length=20)),
                ("detail", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name="withheld",
            name="reason",
            field=models.CharField(choices=WITHHELD, max_length=20),
        ),
    ]
