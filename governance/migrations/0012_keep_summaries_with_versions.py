from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0011_keep_texts_that_are_too_large"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="summary",
            field=models.BinaryField(
                null=True, verbose_name="its summary in plain words, compressed JSON; of the last good version"
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="needs_summary",
            field=models.BooleanField(
                default=False,
                editable=False,
                verbose_name="whether its last good version has no summary of its present state",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("needs_summary", True)), fields=["id"], name="documents_to_be_summarised"
            ),
        ),
    ]
