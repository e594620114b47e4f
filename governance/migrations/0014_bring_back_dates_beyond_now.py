"""Versions that an earlier release took to be captured later than they were stored, as their source stated.

What the memory of lines holds of them is made again by the `renormalise` duty.
"""

from typing import Any

from django.db import migrations
from django.db.models import F


def bring_back(apps: Any, schema_editor: Any) -> None:
    Version, Document, Change, ChangeCategory, Event = (
        apps.get_model("governance", name) for name in ("Version", "Document", "Change", "ChangeCategory", "Event")
    )
    ahead = Version.objects.filter(captured_at__gt=F("recorded_at"))
    collections = set(ahead.exclude(collection=None).values_list("collection_id", flat=True))
    documents = list(ahead.order_by().values_list("document_id", flat=True).distinct())
    for key in documents:
        latest = None
        for version in Version.objects.filter(document_id=key).defer("outline").order_by("sequence"):
            if version.captured_at > version.recorded_at:
                version.stated_at, version.captured_at = version.captured_at, version.recorded_at
            latest = max(version.captured_at, latest or version.captured_at)
            version.in_force_at, version.normaliser_version = latest, 0
            version.save(update_fields=["stated_at", "captured_at", "in_force_at", "normaliser_version"])
            change = Change.objects.filter(to_version=version).first()
            if change and change.detected_at != version.captured_at:
                Change.objects.filter(pk=change.pk).update(detected_at=version.captured_at)
                ChangeCategory.objects.filter(change=change).update(detected_at=version.captured_at)
                Event.objects.filter(change=change).update(occurred_at=version.captured_at)
            # The event of its first record or its return.
            Event.objects.filter(document_id=key, change=None, occurred_at=version.stated_at).update(
                occurred_at=version.captured_at
            )
    for key in documents:
        _verify_again(Version, Document.objects.filter(pk=key), document_id=key)
    for key in collections:
        _verify_again(Version, Document.objects.filter(collection_id=key), collection_id=key)


def _verify_again(version_model: Any, documents: Any, **of: Any) -> None:
    """No document was seen to stand later than the newest thing that was recorded."""
    newest = version_model.objects.filter(**of).order_by("-captured_at").values_list("captured_at", flat=True).first()
    if newest:
        documents.filter(last_verified_at__gt=newest).update(last_verified_at=newest)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0013_ask_for_the_summaries_of_what_is_stored"),
    ]

    operations = [
        migrations.RunPython(bring_back, migrations.RunPython.noop),
    ]
