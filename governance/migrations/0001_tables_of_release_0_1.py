"""All tables as of release 0.1; it stands for the migrations that led there, on databases that have them."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("governance", name)
        for name in (
            "0001_initial",
            "0002_reasons_of_severities_and_statements_about_changes",
            "0003_hold_changes_for_confirmation",
            "0004_learn_what_lines_did",
            "0005_keep_dated_digests",
            "0006_count_rewrites",
            "0007_relate_provisions",
            "0008_name_the_successor_of_a_platform",
            "0009_published_changes_newest_first",
            "0010_keep_the_date_a_source_stated",
            "0011_keep_texts_that_are_too_large",
            "0012_keep_summaries_with_versions",
            "0013_ask_for_the_summaries_of_what_is_stored",
            "0014_bring_back_dates_beyond_now",
            "0015_platforms_by_name_whatever_its_case",
            "0016_platform_facts_have_their_forms",
            "0017_documents_have_a_region_and_a_product",
        )
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('licence_url', models.URLField(blank=True)),
                ('attribution', models.CharField(blank=True, max_length=500)),
                ('is_demonstration', models.BooleanField(default=False)),
                ('last_commit', models.CharField(blank=True, editable=False, max_length=64)),
                ('last_imported_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ShippedData',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StoredText',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('compressed', models.BinaryField()),
                ('size_bytes', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_path', models.CharField(blank=True, editable=False, max_length=500, verbose_name='its path in the collection')),
                ('document_type', models.SlugField(db_index=False, max_length=80, verbose_name='type, such as privacy-policy')),
                ('title', models.CharField(max_length=200)),
                ('source_urls', models.JSONField(blank=True, default=list)),
                ('language', models.CharField(default='en', max_length=16, verbose_name='its language, as in BCP 47')),
                ('region', models.CharField(blank=True, max_length=6, validators=[django.core.validators.RegexValidator('\\A[a-z]{2}(?:-[a-z0-9]{1,3})?\\Z', 'Give a country or part of one in lower-case letters, such as de, eu or us-ca.')], verbose_name='whom it is for, such as eu or us-ca; empty: everybody')),
                ('product', models.CharField(blank=True, max_length=80, verbose_name='the product it is for; empty: all of them')),
                ('state', models.CharField(choices=[('listed', 'in the catalogue, no version yet'), ('active', 'versions are recorded'), ('retired', 'no longer published or no longer tracked')], default='listed', max_length=10)),
                ('last_verified_at', models.DateTimeField(blank=True, null=True, verbose_name='when its current text was last known to stand')),
                ('rewrite_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='how often what is derived from its versions was written anew')),
                ('needs_summary', models.BooleanField(default=False, editable=False, verbose_name='whether its last good version has no summary of its present state')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('collection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='governance.collection')),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document_type', models.SlugField(db_index=False, max_length=80, verbose_name="the document's type, here for its index")),
                ('label', models.CharField(choices=[('substantive', 'Substantive'), ('editorial', 'Editorial'), ('cosmetic', 'Cosmetic'), ('flapping', 'Flapping'), ('extraction', 'Extraction')], max_length=12, verbose_name='class')),
                ('rule', models.CharField(max_length=60, verbose_name='the rule that decided the class')),
                ('reason', models.TextField()),
                ('is_alertable', models.BooleanField()),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, 'low'), (2, 'medium'), (3, 'high')])),
                ('severity_rule', models.CharField(max_length=60)),
                ('headline', models.CharField(max_length=500)),
                ('effective_date', models.DateField(blank=True, null=True)),
                ('added_count', models.PositiveIntegerField(default=0)),
                ('removed_count', models.PositiveIntegerField(default=0)),
                ('modified_count', models.PositiveIntegerField(default=0)),
                ('moved_count', models.PositiveIntegerField(default=0)),
                ('categories', models.JSONField(default=list)),
                ('statements', models.JSONField(default=list, verbose_name='sentences about the change as a whole, each with a code')),
                ('against_last_good', models.BooleanField(default=False)),
                ('comparison_version', models.PositiveSmallIntegerField()),
                ('detected_at', models.DateTimeField(verbose_name='when the newer version was captured')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='when it became news; null for a backfill')),
                ('held_until', models.DateTimeField(blank=True, null=True, verbose_name='until when its text must stand before the change is taken for real')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='when its text was seen to have stood through the hold')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='when a later version no longer showed it')),
                ('awaits_publication', models.BooleanField(default=False, verbose_name='news that is published when it is confirmed')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='governance.document')),
            ],
        ),
        migrations.CreateModel(
            name='Platform',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z', 'Use lower-case letters, digits, and single hyphens between them.')])),
                ('name', models.CharField(max_length=200)),
                ('homepage', models.CharField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])])),
                ('operator', models.CharField(blank=True, max_length=300)),
                ('jurisdiction', models.CharField(blank=True, max_length=2, validators=[django.core.validators.RegexValidator('\\A[A-Z]{2}\\Z', 'Give the two capital letters of ISO 3166-1, such as FR.')], verbose_name="operator's country, ISO 3166-1 alpha-2")),
                ('sector', models.CharField(max_length=40)),
                ('status', models.CharField(choices=[('active', 'Active'), ('merged', 'Merged'), ('defunct', 'Defunct'), ('unknown', 'Unknown')], default='active', max_length=10)),
                ('aliases', models.JSONField(blank=True, default=list)),
                ('search_text', models.TextField(default='', editable=False, verbose_name='name and aliases, case-folded')),
                ('is_demonstration', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='predecessors', to='governance.platform', verbose_name='the platform that it was merged into or renamed to')),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('document_added', 'Document Added'), ('policy_change', 'Policy Change'), ('document_retired', 'Document Retired'), ('effective_date_announced', 'Effective Date Announced')], max_length=30)),
                ('occurred_at', models.DateTimeField()),
                ('source_commit', models.CharField(blank=True, max_length=64)),
                ('change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='governance.change')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='governance.document')),
                ('platform', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='governance.platform')),
            ],
        ),
        migrations.AddField(
            model_name='document',
            name='platform',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='governance.platform'),
        ),
        migrations.AddField(
            model_name='change',
            name='platform',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='governance.platform'),
        ),
        migrations.CreateModel(
            name='Provision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=60)),
                ('digest', models.CharField(max_length=12, verbose_name='first 12 hex of the SHA-256 of its normalised text')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provisions', to='governance.document')),
            ],
        ),
        migrations.CreateModel(
            name='ProvisionChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='place in the summary, from 0')),
                ('kind', models.CharField(choices=[('added', 'Added'), ('removed', 'Removed'), ('modified', 'Modified'), ('moved', 'Moved')], max_length=10)),
                ('category', models.CharField(max_length=60)),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, 'low'), (2, 'medium'), (3, 'high')])),
                ('severity_rule', models.CharField(blank=True, max_length=60)),
                ('sentence', models.TextField()),
                ('heading_path', models.JSONField(default=list)),
                ('label', models.CharField(blank=True, max_length=40)),
                ('before_start', models.PositiveIntegerField(null=True)),
                ('before_end', models.PositiveIntegerField(null=True)),
                ('after_start', models.PositiveIntegerField(null=True)),
                ('after_end', models.PositiveIntegerField(null=True)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provision_changes', to='governance.change')),
                ('provision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='governance.provision')),
            ],
        ),
        migrations.CreateModel(
            name='ProvisionRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(verbose_name="first character in the version's text")),
                ('end', models.PositiveIntegerField(verbose_name='one past the last character')),
                ('text', models.TextField()),
                ('heading_path', models.JSONField(default=list)),
                ('label', models.CharField(blank=True, max_length=40, verbose_name='clause label, such as 8.4 or (a)')),
                ('provision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='governance.provision')),
            ],
        ),
        migrations.AddField(
            model_name='provision',
            name='current_revision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='governance.provisionrevision'),
        ),
        migrations.CreateModel(
            name='SeenBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=12)),
                ('gone_count', models.PositiveIntegerField(default=0, verbose_name='how often it stood in one good version and not in the next')),
                ('returned_at', models.DateTimeField(null=True, verbose_name='when it last came back after it was gone')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='governance.document')),
            ],
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('captured_at', models.DateTimeField(db_index=True, verbose_name='when the source recorded it')),
                ('stated_at', models.DateTimeField(editable=False, null=True, verbose_name='the date the source gave, where it was later than the import that brought it')),
                ('in_force_at', models.DateTimeField(editable=False, verbose_name="the latest captured_at up to here in the document's history")),
                ('recorded_at', models.DateTimeField(verbose_name='when we stored it')),
                ('source_commit', models.CharField(blank=True, max_length=64)),
                ('source_count', models.PositiveSmallIntegerField(default=1, verbose_name='pages it was assembled from')),
                ('is_technical', models.BooleanField(default=False, verbose_name='recorded because the way of capturing changed')),
                ('is_good', models.BooleanField(default=True, verbose_name='not a failed or partial capture')),
                ('is_too_large', models.BooleanField(default=False, verbose_name='kept as it is, and neither parsed nor compared')),
                ('normal_digest', models.CharField(max_length=64, verbose_name='SHA-256 of the normalised text')),
                ('dated_digest', models.CharField(blank=True, max_length=64, verbose_name='the same, with the dates it states')),
                ('normaliser_version', models.PositiveSmallIntegerField()),
                ('word_count', models.PositiveIntegerField()),
                ('outline', models.BinaryField(verbose_name='[provision id, start, end] of every provision, compressed JSON')),
                ('summary', models.BinaryField(null=True, verbose_name='its summary in plain words, compressed JSON; of the last good version')),
                ('collection', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='governance.collection')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='governance.document')),
                ('previous', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='governance.version')),
                ('stored_text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='governance.storedtext')),
            ],
        ),
        migrations.AddField(
            model_name='provisionrevision',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='governance.version'),
        ),
        migrations.CreateModel(
            name='ProvisionRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('split', 'Split'), ('merge', 'Merge')], max_length=5)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wholes', to='governance.provision')),
                ('provision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='governance.provision')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provision_relations', to='governance.version')),
            ],
        ),
        migrations.AddField(
            model_name='provision',
            name='first_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='governance.version'),
        ),
        migrations.AddField(
            model_name='provision',
            name='removed_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='governance.version'),
        ),
        migrations.AddField(
            model_name='document',
            name='current_version',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='governance.version'),
        ),
        migrations.AddField(
            model_name='change',
            name='from_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='governance.version'),
        ),
        migrations.AddField(
            model_name='change',
            name='to_version',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='change', to='governance.version'),
        ),
        migrations.CreateModel(
            name='ChangeCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=60)),
                ('detected_at', models.DateTimeField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='category_rows', to='governance.change')),
            ],
            options={
                'indexes': [models.Index(fields=['category', '-detected_at', '-change'], name='changes_of_a_category')],
                'constraints': [models.UniqueConstraint(fields=('change', 'category'), name='a_change_has_a_category_once')],
            },
        ),
        migrations.AddIndex(
            model_name='platform',
            index=models.Index(django.db.models.functions.text.Lower('name'), models.F('id'), name='platforms_by_name'),
        ),
        migrations.AddIndex(
            model_name='platform',
            index=models.Index(models.F('sector'), django.db.models.functions.text.Lower('name'), models.F('id'), name='platforms_of_a_sector'),
        ),
        migrations.AddConstraint(
            model_name='platform',
            constraint=models.CheckConstraint(condition=models.Q(('successor', models.F('id')), _negated=True), name='a_platform_does_not_succeed_itself'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['platform', '-occurred_at', '-id'], name='events_of_a_platform'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['document', '-occurred_at', '-id'], name='events_of_a_document'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('change', 'kind'), name='one_event_of_a_kind_per_change'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(('source_commit', ''), _negated=True), fields=('document', 'kind', 'source_commit'), name='one_event_of_a_kind_per_source_commit'),
        ),
        migrations.AddConstraint(
            model_name='provisionchange',
            constraint=models.UniqueConstraint(fields=('change', 'position'), name='one_provision_change_per_place'),
        ),
        migrations.AddConstraint(
            model_name='provisionchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('after_start__isnull', False), ('before_start', None), ('kind', 'added')), models.Q(('after_start', None), ('before_start__isnull', False), ('kind', 'removed')), models.Q(('after_start__isnull', False), ('before_start__isnull', False), ('kind__in', ['modified', 'moved'])), _connector='OR'), name='a_provision_change_quotes_what_its_kind_says'),
        ),
        migrations.AddConstraint(
            model_name='seenblock',
            constraint=models.UniqueConstraint(fields=('document', 'digest'), name='a_block_is_remembered_once'),
        ),
        migrations.AddConstraint(
            model_name='seenblock',
            constraint=models.CheckConstraint(condition=models.Q(('returned_at', None), ('gone_count__gt', 0), _connector='OR'), name='only_a_block_that_went_returns'),
        ),
        migrations.AddIndex(
            model_name='version',
            index=models.Index(fields=['document', '-in_force_at', '-sequence'], name='versions_as_of_a_date'),
        ),
        migrations.AddIndex(
            model_name='version',
            index=models.Index(fields=['normaliser_version', 'document'], name='versions_by_their_normaliser'),
        ),
        migrations.AddIndex(
            model_name='version',
            index=models.Index(fields=['collection', 'captured_at'], name='versions_of_a_collection'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('document', 'sequence'), name='one_version_per_place_in_a_history'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(condition=models.Q(('source_commit', ''), _negated=True), fields=('document', 'source_commit'), name='one_version_per_document_and_source_commit'),
        ),
        migrations.AddConstraint(
            model_name='provisionrevision',
            constraint=models.UniqueConstraint(fields=('provision', 'version'), name='one_revision_per_provision_and_version'),
        ),
        migrations.AddConstraint(
            model_name='provisionrelation',
            constraint=models.UniqueConstraint(fields=('version', 'kind', 'provision', 'other'), name='two_provisions_are_related_once_in_a_version'),
        ),
        migrations.AddConstraint(
            model_name='provisionrelation',
            constraint=models.CheckConstraint(condition=models.Q(('provision', models.F('other')), _negated=True), name='no_provision_is_a_part_of_itself'),
        ),
        migrations.AddIndex(
            model_name='provision',
            index=models.Index(fields=['document', 'digest'], name='provisions_by_their_text'),
        ),
        migrations.AddIndex(
            model_name='provision',
            index=models.Index(fields=['category', 'id'], name='provisions_of_a_category'),
        ),
        migrations.AddIndex(
            model_name='provision',
            index=models.Index(fields=['document', 'id'], name='provisions_of_a_document'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['document_type', 'id'], name='documents_of_a_type'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['state', 'id'], name='documents_of_a_state'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('needs_summary', True)), fields=['id'], name='documents_to_be_summarised'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('source_path', ''), _negated=True), fields=('collection', 'source_path'), name='one_document_per_path_of_a_collection'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('collection', None)), fields=('platform', 'document_type', 'language', 'region', 'product'), name='one_document_of_a_type_and_locale_without_collection'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['-detected_at', '-id'], name='changes_newest_first'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['platform', '-detected_at', '-id'], name='changes_of_a_platform'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['document', '-detected_at', '-id'], name='changes_of_a_document'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['label', '-detected_at', '-id'], name='changes_of_a_class'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['document_type', '-detected_at', '-id'], name='changes_of_a_document_type'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('severity__gte', 2)), fields=['-detected_at', '-id'], name='changes_of_medium_or_high'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('severity__gte', 3)), fields=['-detected_at', '-id'], name='changes_of_high_severity'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('published_at', None), _negated=True), fields=['published_at', 'id'], name='changes_by_publication'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('published_at', None), _negated=True), fields=['-detected_at', '-id'], name='published_changes_newest_first'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('confirmed_at', None), ('held_until__isnull', False), ('withdrawn_at', None)), fields=['held_until', 'id'], name='changes_held'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('document_type', ''), _negated=True), name='a_change_knows_its_document_type'),
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
