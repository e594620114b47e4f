"""Why a clause weighs what it weighs, and what is true of a change as a whole; `reclassify` fills both for history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="statements",
            field=models.JSONField(
                default=list, verbose_name="sentences about the change as a whole, each with a code"
            ),
        ),
        migrations.AddField(
            model_name="provisionchange",
            name="severity_rule",
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
