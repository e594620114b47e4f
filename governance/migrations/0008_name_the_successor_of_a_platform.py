import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0007_relate_provisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="platform",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="predecessors",
                to="governance.platform",
                verbose_name="the platform that it was merged into or renamed to",
            ),
        ),
        migrations.AddConstraint(
            model_name="platform",
            constraint=models.CheckConstraint(
                condition=models.Q(("successor", models.F("id")), _negated=True),
                name="a_platform_does_not_succeed_itself",
            ),
        ),
    ]
