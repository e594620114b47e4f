import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def begun_when_done(apps, schema_editor):
    apps.get_model("alerts", "FanOut").objects.update(begun_at=F("done_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0009_index_the_exceptions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("fanout", "begun_at", models.DateTimeField(null=True)),
        migrations.RunPython(begun_when_done, migrations.RunPython.noop),
        migrations.AlterField("fanout", "begun_at", models.DateTimeField()),
        migrations.AddField("fanout", "reached", models.UUIDField(blank=True, null=True)),
        migrations.AlterField("fanout", "done_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "fanout", models.Index(fields=["begun_at"], name="fan_outs_under_way", condition=Q(done_at=None))
        ),
        migrations.AlterField(
            "alert",
            "user",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="alerts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
