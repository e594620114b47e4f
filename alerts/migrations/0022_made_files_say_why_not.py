from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0021_channel_deliveries_outlive_their_change")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="failure",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it could not be made"),
        )
        for name in ("memo", "watchcertificate")
    ]
