from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0005_keep_dated_digests'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='rewrite_count',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='how often what is derived from its versions was written anew'),
        ),
        migrations.AlterField(
            model_name='document',
            name='last_verified_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when its current text was last known to stand'),
        ),
    ]
