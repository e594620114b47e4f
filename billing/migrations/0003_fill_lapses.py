from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    """Until now the end of the period was the end of what it gives."""
    apps.get_model("billing", "Subscription").objects.update(lapses_at=F("current_period_end"))


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_subscriptions_lapse")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
