from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0004_learn_what_lines_did'),
    ]

    operations = [
        migrations.AddField(
            model_name='version',
            name='dated_digest',
            field=models.CharField(blank=True, max_length=64, verbose_name='the same, with the dates it states'),
        ),
        migrations.AddIndex(
            model_name='version',
            index=models.Index(fields=['normaliser_version', 'document'], name='versions_by_their_normaliser'),
        ),
        migrations.AddIndex(
            model_name='version',
            index=models.Index(fields=['collection', 'captured_at'], name='versions_of_a_collection'),
        ),
    ]
