from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_pages_opened_in_a_browser")]

    operations = [
        migrations.AddField(
            model_name="capturehost",
            name="crawl_delay",
            field=models.DurationField(
                editable=False, null=True, verbose_name="pause that its robots.txt asks for"
            ),
        ),
        migrations.AddField(
            model_name="capturehost",
            name="all_read_within",
            field=models.DurationField(
                editable=False,
                null=True,
                verbose_name="in what time each of its pages can be read once; null: not reckoned yet",
            ),
        ),
    ]
