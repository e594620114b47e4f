from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0002_reasons_of_severities_and_statements_about_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='awaits_publication',
            field=models.BooleanField(default=False, verbose_name='news that is published when it is confirmed'),
        ),
        migrations.AddField(
            model_name='change',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when its text was seen to have stood through the hold'),
        ),
        migrations.AddField(
            model_name='change',
            name='held_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='until when its text must stand before the change is taken for real'),
        ),
        migrations.AddField(
            model_name='change',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when a later version no longer showed it'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('confirmed_at', None), ('held_until__isnull', False), ('withdrawn_at', None)), fields=['held_until', 'id'], name='changes_held'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('withdrawn_at', None)), models.Q(('confirmed_at', None), ('held_until__isnull', False)), models.Q(('held_until__isnull', False), ('withdrawn_at', None)), _connector='OR'), name='only_a_held_change_is_confirmed_or_withdrawn_and_not_both'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('awaits_publication', False), models.Q(('confirmed_at', None), ('held_until__isnull', False), ('published_at', None), ('withdrawn_at', None)), _connector='OR'), name='only_a_held_change_awaits_publication'),
        ),
    ]
