"""All tables as of release 0.1; it stands for the migrations that led there, on databases that have them."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("alerts", name)
        for name in (
            "0001_initial",
            "0002_mail_events_as_evidence",
            "0003_feedback_and_suppressions",
            "0004_digests_say_what_was_not_verified",
            "0005_muted_platforms",
            "0006_sending_can_be_paused",
            "0007_index_what_is_unfinished_and_by_end",
            "0008_rows_by_the_million",
            "0009_index_the_exceptions",
            "0010_fan_out_in_parts",
            "0011_delivered_is_kept_too",
            "0012_what_is_untold_is_kept",
            "0013_one_spelling_of_suppressed_addresses",
            "0014_tell_of_a_successor_once",
            "0015_bounces_are_lifted_and_failures_shown",
            "0016_plural_names_in_the_admin",
            "0017_take_addresses_off_lists",
        )
    ]

    dependencies = [
        ('governance', '0001_tables_of_release_0_1'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('transport', models.CharField(max_length=20)),
                ('started_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('detail', models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('uncertain', 'Uncertain'), ('held', 'held for the operator'), ('withheld', 'nobody was left to send it to')], default='pending', max_length=10)),
                ('attempt', models.UUIDField(blank=True, null=True)),
                ('attempt_count', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('provider_id', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name_plural': 'batches',
            },
        ),
        migrations.CreateModel(
            name='Content',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=500)),
                ('html', models.TextField()),
                ('text', models.TextField()),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('alert', 'Alert'), ('digest', 'Digest')], max_length=20)),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('address', models.CharField(max_length=254, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('bounced', 'mail to the address came back'), ('dropped', "the mail provider doesn't write to the address any more"), ('reported', 'mail to the address was reported as spam'), ('full', 'the mailbox took no more mail')], max_length=10)),
                ('source', models.CharField(max_length=20)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='evidence', serialize=False, to='alerts.attempt')),
                ('first_seen_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='attempt',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='alerts.batch'),
        ),
        migrations.AddField(
            model_name='batch',
            name='content',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='alerts.content'),
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cadence', models.CharField(choices=[('daily', 'Daily'), ('weekly', 'Weekly')], max_length=10)),
                ('period_start', models.DateTimeField()),
                ('period_end', models.DateTimeField()),
                ('unverified', models.JSONField(blank=True, default=list)),
                ('unverified_count', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DigestEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='governance.change')),
                ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='alerts.digest')),
            ],
        ),
        migrations.CreateModel(
            name='DigestSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cadence', models.CharField(choices=[('daily', 'Daily'), ('weekly', 'Weekly')], max_length=10)),
                ('period_start', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digest_schedules', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='FanOut',
            fields=[
                ('change', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='fan_out', serialize=False, to='governance.change')),
                ('begun_at', models.DateTimeField()),
                ('reached', models.UUIDField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('alert_count', models.PositiveIntegerField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['begun_at'], name='fan_outs_under_way')],
            },
        ),
        migrations.CreateModel(
            name='ListedAddress',
            fields=[
                ('address', models.CharField(max_length=254, primary_key=True, serialize=False)),
                ('was_reported', models.BooleanField(default=False)),
                ('owed_at', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('attempt_count', models.PositiveSmallIntegerField(default=0)),
                ('given_up_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name_plural': 'listed addresses',
                'indexes': [models.Index(condition=models.Q(('given_up_at', None)), fields=['not_before'], name='listed_addresses_to_take_off')],
            },
        ),
        migrations.CreateModel(
            name='Withheld',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='withheld', serialize=False, to='alerts.message')),
                ('reason', models.CharField(choices=[('unverified', 'the address is not verified'), ('unsubscribed', 'the person unsubscribed'), ('inactive', 'the account is closed'), ('suppressed', 'the address came back or complained')], max_length=20)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'withheld messages',
            },
        ),
        migrations.AddField(
            model_name='message',
            name='batch',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='alerts.batch'),
        ),
        migrations.AddField(
            model_name='message',
            name='user',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('deferred', 'the mail server of the address asked to be tried again later'), ('delivered', 'the mail server of the address took it'), ('blocked', 'the mail server of the address refused this mail'), ('dropped', "the mail provider doesn't write to this address any more"), ('bounced', "the address doesn't take mail"), ('reported', 'the mail was reported as spam')], max_length=10)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='alerts.message')),
            ],
            options={
                'verbose_name_plural': 'feedback',
            },
        ),
        migrations.AddField(
            model_name='digest',
            name='message',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='digest', to='alerts.message'),
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('change', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='governance.change')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='alerts', to='alerts.message')),
            ],
        ),
        migrations.CreateModel(
            name='ProviderEvent',
            fields=[
                ('id', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('receipt', models.UUIDField()),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['received_at'], name='events_by_arrival')],
            },
        ),
        migrations.CreateModel(
            name='SendingPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('alert', 'Alert'), ('digest', 'Digest')], max_length=20)),
                ('paused_at', models.DateTimeField()),
                ('paused_by', models.CharField(max_length=254)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('resumed_at', models.DateTimeField(blank=True, null=True)),
                ('resumed_by', models.CharField(blank=True, max_length=254)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('resumed_at', None)), fields=('kind',), name='a_kind_is_paused_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Unsubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('alerts', 'Alerts'), ('digests', 'Digests')], max_length=10)),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unsubscriptions', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='UntoldChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kept_at', models.DateTimeField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='governance.change')),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='governance.platform')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='untold_changes', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='WatchedPlatform',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('muted_at', models.DateTimeField(blank=True, null=True)),
                ('successor_told_at', models.DateTimeField(blank=True, null=True)),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='governance.platform')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watched_platforms', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Watchlist',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('is_default', models.BooleanField(default=False)),
                ('cadence', models.CharField(choices=[('same_day', 'Same Day'), ('daily', 'Daily'), ('weekly', 'Weekly')], default='same_day', max_length=10)),
                ('min_severity', models.PositiveSmallIntegerField(choices=[(1, 'low'), (2, 'medium'), (3, 'high')], default=1)),
                ('paused', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watchlists', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='WatchItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('added_at', models.DateTimeField()),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='governance.platform')),
                ('watchlist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='alerts.watchlist')),
            ],
        ),
        migrations.CreateModel(
            name='WatchlistCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=60)),
                ('watchlist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='category_filters', to='alerts.watchlist')),
            ],
        ),
        migrations.CreateModel(
            name='WatchlistDocumentType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document_type', models.CharField(max_length=80)),
                ('watchlist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='document_type_filters', to='alerts.watchlist')),
            ],
        ),
        migrations.CreateModel(
            name='AccountMailFailure',
            fields=[
                ('id', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('dropped', "the mail provider didn't send it"), ('bounced', "the address doesn't take mail"), ('blocked', 'the mail server of the address refused it')], max_length=10)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='account_mail_failures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-at', 'id'], name='account_mail_failures_latest')],
            },
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['started_at'], name='attempts_by_start'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['not_before', 'id'], name='batches_due'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until', 'id'], name='batches_leased'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('state', 'uncertain')), fields=['id'], name='batches_in_doubt'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('state__in', ('pending', 'sending', 'uncertain', 'held'))), fields=['kind', 'state'], name='batches_unfinished'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('finished_at', None), _negated=True), fields=['state', 'finished_at'], name='batches_by_end'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), models.Q(('attempt__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='what_is_being_sent_has_an_attempt_and_a_lease'),
        ),
        migrations.AddConstraint(
            model_name='digestentry',
            constraint=models.UniqueConstraint(fields=('digest', 'change'), name='a_change_is_in_a_digest_once'),
        ),
        migrations.AddIndex(
            model_name='digestschedule',
            index=models.Index(fields=['due_at', 'id'], name='digests_due'),
        ),
        migrations.AddConstraint(
            model_name='digestschedule',
            constraint=models.UniqueConstraint(fields=('user', 'cadence'), name='one_digest_schedule_per_person_and_cadence'),
        ),
        migrations.AddConstraint(
            model_name='digestschedule',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('period_start'))), name='a_digest_is_due_after_its_start'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['user', 'kind', '-created_at'], name='messages_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(fields=['-at', '-id'], name='feedback_latest'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(fields=('message', 'kind'), name='a_kind_of_feedback_once_per_message'),
        ),
        migrations.AddIndex(
            model_name='digest',
            index=models.Index(fields=['user', '-period_end', '-id'], name='digests_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.UniqueConstraint(fields=('user', 'cadence', 'period_start'), name='one_digest_per_person_and_period'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.CheckConstraint(condition=models.Q(('period_end__gt', models.F('period_start'))), name='a_period_has_a_length'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['user', '-created_at', '-id'], name='alerts_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('message', None)), fields=['user', 'created_at'], name='alerts_not_yet_composed'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(fields=('user', 'change'), name='one_alert_per_person_and_change'),
        ),
        migrations.AddConstraint(
            model_name='unsubscription',
            constraint=models.UniqueConstraint(fields=('user', 'scope'), name='unsubscribed_once_per_scope'),
        ),
        migrations.AddIndex(
            model_name='untoldchange',
            index=models.Index(fields=['kept_at', 'id'], name='untold_changes_by_age'),
        ),
        migrations.AddConstraint(
            model_name='untoldchange',
            constraint=models.UniqueConstraint(fields=('user', 'change'), name='a_change_is_kept_once_per_person'),
        ),
        migrations.AddIndex(
            model_name='watchedplatform',
            index=models.Index(fields=['user', 'position'], name='a_person_s_platforms_in_order'),
        ),
        migrations.AddIndex(
            model_name='watchedplatform',
            index=models.Index(fields=['platform', 'user'], name='watchers_of_a_platform'),
        ),
        migrations.AddIndex(
            model_name='watchedplatform',
            index=models.Index(condition=models.Q(('muted_at__isnull', False)), fields=['user', 'platform'], name='platforms_muted'),
        ),
        migrations.AddIndex(
            model_name='watchedplatform',
            index=models.Index(condition=models.Q(('successor_told_at__isnull', True)), fields=['platform', 'user'], name='watchers_told_of_no_successor'),
        ),
        migrations.AddConstraint(
            model_name='watchedplatform',
            constraint=models.UniqueConstraint(fields=('user', 'platform'), name='a_person_watches_a_platform_once'),
        ),
        migrations.AddConstraint(
            model_name='watchedplatform',
            constraint=models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='places_are_counted_from_1'),
        ),
        migrations.AddIndex(
            model_name='watchlist',
            index=models.Index(fields=['user', 'created_at', 'id'], name='watchlists_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='watchlist',
            index=models.Index(condition=models.Q(('paused', True)), fields=['user'], name='watchlists_paused'),
        ),
        migrations.AddConstraint(
            model_name='watchlist',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('user',), name='one_default_watchlist_per_person'),
        ),
        migrations.AddIndex(
            model_name='watchitem',
            index=models.Index(fields=['watchlist', 'added_at', 'id'], name='items_of_a_watchlist'),
        ),
        migrations.AddConstraint(
            model_name='watchitem',
            constraint=models.UniqueConstraint(fields=('watchlist', 'platform'), name='a_platform_is_on_a_watchlist_once'),
        ),
        migrations.AddConstraint(
            model_name='watchlistcategory',
            constraint=models.UniqueConstraint(fields=('watchlist', 'category'), name='a_category_filters_a_watchlist_once'),
        ),
        migrations.AddConstraint(
            model_name='watchlistdocumenttype',
            constraint=models.UniqueConstraint(fields=('watchlist', 'document_type'), name='a_document_type_filters_a_watchlist_once'),
        ),
    ]
