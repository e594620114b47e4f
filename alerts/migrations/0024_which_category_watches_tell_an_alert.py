from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0023_categories_watched_over_all_platforms'),
    ]

    operations = [
        migrations.AddField(
            model_name='alert',
            name='by_categories',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
    ]
