from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0009_published_changes_newest_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="stated_at",
            field=models.DateTimeField(
                editable=False,
                null=True,
                verbose_name="the date the source gave, where it was later than the import that brought it",
            ),
        ),
    ]
