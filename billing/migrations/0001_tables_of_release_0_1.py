"""All tables as of release 0.1; it stands for the migrations that led there, on databases that have them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("billing", name)
        for name in (
            "0001_initial",
            "0002_subscriptions_lapse",
            "0003_fill_lapses",
            "0004_ledger",
            "0005_stripe_accounts_and_events",
            "0006_used_trials",
            "0007_customer_searches",
            "0008_what_stripe_was_last_told",
            "0009_same_names_for_attempts",
            "0010_charges_taken_back",
        )
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('cursor', models.CharField(blank=True, max_length=255)),
                ('seen', models.PositiveIntegerField(default=0)),
                ('linked', models.PositiveIntegerField(default=0)),
                ('strangers', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'customer searches',
            },
        ),
        migrations.CreateModel(
            name='UsedTrial',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='BillingAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField()),
                ('synchronised_at', models.DateTimeField(blank=True, null=True)),
                ('notes', models.CharField(blank=True, max_length=200)),
                ('told_of_erasure_at', models.DateTimeField(blank=True, null=True)),
                ('stopped', models.JSONField(blank=True, default=dict)),
                ('charges_checked_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='billing_account', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='BillingCustomer',
            fields=[
                ('id', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('linked_at', models.DateTimeField()),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='customers', to='billing.billingaccount')),
            ],
        ),
        migrations.CreateModel(
            name='EntitlementChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('from_tier', models.CharField(choices=[('free', 'free'), ('watcher', 'watcher'), ('professional', 'professional')], max_length=20)),
                ('to_tier', models.CharField(choices=[('free', 'free'), ('watcher', 'watcher'), ('professional', 'professional')], max_length=20)),
                ('from_source', models.CharField(max_length=10)),
                ('to_source', models.CharField(max_length=10)),
                ('from_status', models.CharField(max_length=10)),
                ('to_status', models.CharField(max_length=10)),
                ('interval', models.CharField(blank=True, max_length=5)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('cause', models.CharField(max_length=20)),
                ('reference', models.CharField(blank=True, max_length=255)),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entitlement_changes', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LateCharge',
            fields=[
                ('id', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('amount', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('outcome', models.CharField(choices=[('voided', 'Voided'), ('refunded', 'Refunded'), ('left', 'Left')], max_length=10)),
                ('error', models.CharField(blank=True, max_length=100)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='late_charges', to='billing.billingaccount')),
            ],
        ),
        migrations.CreateModel(
            name='RefusedWebhooks',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('reason', models.CharField(max_length=30)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'refused webhooks',
                'constraints': [models.UniqueConstraint(fields=('date', 'reason'), name='one_count_per_day_and_reason')],
            },
        ),
        migrations.CreateModel(
            name='StripeEvent',
            fields=[
                ('id', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField()),
                ('is_live', models.BooleanField()),
                ('object_id', models.CharField(blank=True, max_length=255)),
                ('customer_id', models.CharField(blank=True, db_index=True, max_length=255)),
                ('claimed_user_id', models.UUIDField(blank=True, null=True)),
                ('received_at', models.DateTimeField()),
                ('deliveries', models.PositiveIntegerField(default=1)),
                ('outcome', models.CharField(choices=[('pending', 'Pending'), ('applied', 'Applied'), ('noted', 'Noted'), ('unlinked', 'Unlinked'), ('attention', 'Attention'), ('other_mode', 'Other Mode'), ('given_up', 'Given Up')], default='pending', max_length=10)),
                ('processed_at', models.DateTimeField(blank=True, null=True)),
                ('attempt_count', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('error', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('outcome', 'pending')), fields=['not_before'], name='stripe_events_to_process'), models.Index(fields=['received_at'], name='stripe_events_by_arrival')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('operator', 'Operator'), ('stripe', 'Stripe')], max_length=10)),
                ('tier', models.CharField(choices=[('watcher', 'watcher'), ('professional', 'professional')], max_length=20)),
                ('status', models.CharField(choices=[('trialing', 'Trialing'), ('active', 'Active'), ('past_due', 'Past Due'), ('canceled', 'Canceled')], max_length=10)),
                ('started_at', models.DateTimeField()),
                ('current_period_end', models.DateTimeField(blank=True, null=True)),
                ('cancel_at', models.DateTimeField(blank=True, null=True)),
                ('lapses_at', models.DateTimeField(blank=True, null=True)),
                ('lapsed_at', models.DateTimeField(blank=True, null=True)),
                ('interval', models.CharField(blank=True, choices=[('month', 'month'), ('year', 'year')], max_length=5)),
                ('scheduled_tier', models.CharField(blank=True, choices=[('free', 'free'), ('watcher', 'watcher'), ('professional', 'professional')], max_length=20)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('updated_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Trial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(db_index=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='trial', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='billingaccount',
            index=models.Index(fields=['synchronised_at'], name='billing_accounts_by_fetch'),
        ),
        migrations.AddIndex(
            model_name='billingaccount',
            index=models.Index(condition=models.Q(('told_of_erasure_at__isnull', False)), fields=['told_of_erasure_at'], name='billing_accounts_that_leave'),
        ),
        migrations.AddIndex(
            model_name='entitlementchange',
            index=models.Index(fields=['person', '-id'], name='ledger_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='entitlementchange',
            index=models.Index(fields=['subject', 'id'], name='ledger_by_subject'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(condition=models.Q(('ended_at', None), ('lapsed_at', None)), fields=['lapses_at'], name='subscriptions_by_lapse'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('user', 'source'), name='one_subscription_per_person_and_source'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(('tier__in', ['watcher', 'professional'])), name='a_subscription_is_above_free'),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('started_at'))), name='a_trial_ends_after_it_starts'),
        ),
    ]
