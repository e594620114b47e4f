"""Call the attempts of Stripe's events what the attempts of mails are called."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_what_stripe_was_last_told")]

    operations = [
        migrations.RemoveIndex("stripeevent", "stripe_events_to_process"),
        migrations.RenameField("stripeevent", "attempts", "attempt_count"),
        migrations.RenameField("stripeevent", "next_attempt_at", "not_before"),
        migrations.AddIndex(
            "stripeevent",
            models.Index(
                fields=["not_before"], condition=models.Q(outcome="pending"), name="stripe_events_to_process"
            ),
        ),
    ]
