from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0010_keep_the_date_a_source_stated"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="is_too_large",
            field=models.BooleanField(
                default=False, verbose_name="kept as it is, and neither parsed nor compared"
            ),
        ),
    ]
