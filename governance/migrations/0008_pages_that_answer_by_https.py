from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0007_previews_of_documents")]

    operations = [
        migrations.AddField(
            model_name="sourcepage",
            name="answers_https",
            field=models.BooleanField(
                null=True,
                verbose_name="whether it answers by https where http is declared; null: not known, or https is declared",
            ),
        ),
    ]
