"""All tables as of release 0.1; it stands for the migrations that led there, on databases that have them."""

import accounts.models.people
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("accounts", name)
        for name in (
            "0001_initial",
            "0002_quiet_hours",
            "0003_notices",
            "0004_account_deletion",
            "0005_index_the_exceptions",
            "0006_counts",
            "0007_one_spelling_of_addresses",
            "0008_security_log",
            "0009_notices_in_doubt",
            "0010_names_on_one_line",
            "0011_empty_daily_digests",
        )
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('display_name', models.CharField(blank=True, max_length=100, validators=[accounts.models.people.validate_one_line])),
                ('timezone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.people.validate_timezone])),
                ('locale', models.CharField(default='en', max_length=16)),
                ('digest_weekday', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(6)])),
                ('digest_hour', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MaxValueValidator(23)])),
                ('send_empty_digest', models.BooleanField(default=True)),
                ('send_empty_daily_digest', models.BooleanField(default=False)),
                ('quiet_from', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(23)])),
                ('quiet_until', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(23)])),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('erase_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('prefix', models.CharField(editable=False, max_length=12, unique=True)),
                ('secret_sha256', models.CharField(editable=False, max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30)),
                ('about_at', models.DateTimeField()),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('sending', 'Sending'), ('sent', 'Sent'), ('dropped', 'no longer true when it was to be sent'), ('failed', 'Failed')], default='pending', max_length=10)),
                ('not_before', models.DateTimeField()),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempt_count', models.PositiveSmallIntegerField(default=0)),
                ('doubt_count', models.PositiveSmallIntegerField(default=0, verbose_name='how many attempts ended without anybody knowing whether the mail was accepted')),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('signed_in', 'Signed In'), ('sign_in_failed', 'Sign In Failed'), ('second_factor_failed', 'Second Factor Failed'), ('address_added', 'Address Added'), ('address_changed', 'Address Changed'), ('address_removed', 'Address Removed'), ('password_changed', 'Password Changed'), ('password_reset', 'Password Reset'), ('second_factor_added', 'Second Factor Added'), ('second_factor_removed', 'Second Factor Removed'), ('recovery_codes_made', 'Recovery Codes Made'), ('api_key_created', 'Api Key Created'), ('api_key_revoked', 'Api Key Revoked'), ('exported', 'Exported'), ('deletion_requested', 'Deletion Requested'), ('deletion_undone', 'Deletion Undone'), ('taken_back', 'Taken Back')], max_length=30)),
                ('at', models.DateTimeField()),
                ('network', models.CharField(blank=True, max_length=50)),
                ('address_hash', models.CharField(blank=True, max_length=64)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('way_back_until', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='security_events', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField()),
                ('ends', models.FloatField()),
            ],
            options={
                'indexes': [models.Index(fields=['ends'], name='tallies_by_end')],
            },
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('erase_at__isnull', False)), fields=['erase_at'], name='people_to_be_erased'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('quiet_from__isnull', False)), fields=['timezone'], name='people_with_quiet_hours'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('digest_weekday__lte', 6)), name='digest_weekday_is_monday_0_to_sunday_6'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23)), name='digest_hour_is_0_to_23'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_from__lte', 23), ('quiet_until__isnull', False), ('quiet_until__lte', 23), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='quiet_hours_are_two_different_hours_or_none'),
        ),
        migrations.AddIndex(
            model_name='apikey',
            index=models.Index(fields=['user', '-created_at'], name='api_keys_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state__in', ['pending', 'sending'])), fields=['not_before', 'id'], name='notices_due'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('user', 'kind', 'about_at'), name='one_notice_per_person_kind_and_time'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='a_notice_being_sent_has_a_lease'),
        ),
        migrations.AddIndex(
            model_name='securityevent',
            index=models.Index(fields=['user', '-at', '-id'], name='security_log_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='securityevent',
            index=models.Index(fields=['at'], name='security_log_by_age'),
        ),
    ]
