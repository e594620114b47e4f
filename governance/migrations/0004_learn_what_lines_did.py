from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0003_hold_changes_for_confirmation'),
    ]

    operations = [
        migrations.AddField(
            model_name='seenblock',
            name='gone_count',
            field=models.PositiveIntegerField(default=0, verbose_name='how often it stood in one good version and not in the next'),
        ),
        migrations.AddField(
            model_name='seenblock',
            name='returned_at',
            field=models.DateTimeField(null=True, verbose_name='when it last came back after it was gone'),
        ),
        migrations.AddConstraint(
            model_name='seenblock',
            constraint=models.CheckConstraint(condition=models.Q(('returned_at', None), ('gone_count__gt', 0), _connector='OR'), name='only_a_block_that_went_returns'),
        ),
    ]
