import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

SEVERITIES = [(1, "low"), (2, "medium"), (3, "high")]
KINDS = [
    ("policy_change", "Policy Change"),
    ("provision_update", "Provision Update"),
    ("returned_to_earlier_text", "Returned"),
    ("effective_date_announced", "Effective Date Announced"),
    ("effective_date_reached", "Effective Date Reached"),
    ("document_added", "Document Added"),
    ("document_moved", "Document Moved"),
    ("document_unreachable", "Document Unreachable"),
    ("document_reachable_again", "Document Reachable Again"),
    ("document_gone", "Document Gone"),
    ("document_appeared_again", "Document Appeared Again"),
    ("document_retired", "Document Retired"),
]


def reference(to: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=to, **options)


class Migration(migrations.Migration):
    dependencies = [("governance", "0016_bodies_are_read_again")]

    operations = [
        # The index would have the name of the new table's.
        migrations.AlterField("event", "change", reference("governance.change", null=True, db_index=False)),
        migrations.RenameModel("Event", "FormerEvent"),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=30)),
                ("occurred_at", models.DateTimeField()),
                (
                    "category",
                    models.CharField(blank=True, max_length=60, verbose_name="the category of the provision"),
                ),
                ("severity", models.PositiveSmallIntegerField(choices=SEVERITIES, null=True)),
                (
                    "pending_date",
                    models.DateField(null=True, verbose_name="the announced date of effect, until it is reached"),
                ),
                ("source_commit", models.CharField(blank=True, max_length=64)),
                ("address", models.CharField(blank=True, max_length=2048, verbose_name="moved to")),
                ("change", reference("governance.change", null=True, related_name="events")),
                ("document", reference("governance.document", db_index=False, related_name="events")),
                ("platform", reference("governance.platform", db_index=False, related_name="events")),
                ("provision", reference("governance.provision", db_index=False, null=True, related_name="+")),
                (
                    "provision_change",
                    reference(
                        "governance.provisionchange", null=True, related_name="+", verbose_name="the update that it is"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["platform", "-occurred_at", "-id"], name="timeline_of_a_platform"),
                    models.Index(fields=["document", "-occurred_at", "-id"], name="timeline_of_a_document"),
                    models.Index(
                        condition=Q(("provision__isnull", False)),
                        fields=["provision", "-occurred_at", "-id"],
                        name="timeline_of_a_provision",
                    ),
                    models.Index(
                        condition=Q(("category", ""), _negated=True),
                        fields=["category", "-occurred_at", "-id"],
                        name="timeline_of_a_category",
                    ),
                    models.Index(
                        condition=Q(Q(("category", ""), _negated=True), ("severity__gte", 2)),
                        fields=["category", "-occurred_at", "-id"],
                        name="timeline_of_a_category_medium",
                    ),
                    models.Index(
                        condition=Q(Q(("category", ""), _negated=True), ("severity__gte", 3)),
                        fields=["category", "-occurred_at", "-id"],
                        name="timeline_of_a_category_high",
                    ),
                    models.Index(
                        condition=Q(("pending_date__isnull", False)),
                        fields=["pending_date", "id"],
                        name="dates_of_effect_to_come",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("provision_change", None)),
                        fields=("change", "kind"),
                        name="a_change_has_an_event_of_a_kind_once",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("source_commit", ""), _negated=True),
                        fields=("document", "kind", "source_commit"),
                        name="a_source_commit_has_an_event_of_a_kind_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("kind", "provision_update"), ("provision__isnull", False), ("provision_change__isnull", False)),
                            Q(
                                Q(("kind", "provision_update"), _negated=True),
                                ("category", ""),
                                ("provision", None),
                                ("provision_change", None),
                            ),
                            _connector="OR",
                        ),
                        name="an_update_of_a_provision_names_it",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("pending_date", None), ("kind", "effective_date_announced"), _connector="OR"
                        ),
                        name="only_an_announced_date_is_to_come",
                    ),
                ],
            },
        ),
    ]
