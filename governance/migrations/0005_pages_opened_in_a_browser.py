from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_documents_move_and_go")]

    operations = [
        migrations.AddField(
            model_name="sourcepage",
            name="route_since",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="since when it goes this way; null: from the beginning"
            ),
        ),
    ]
