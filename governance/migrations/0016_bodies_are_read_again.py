from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0015_declarations_as_filed"),
    ]

    operations = [
        migrations.AddField(
            model_name="rawbody",
            name="checked_at",
            field=models.DateTimeField(null=True, verbose_name="when its bytes were last read back, as they came again"),
        ),
    ]
