"""Everything that an import writes, to be compared, and whether the archive holds."""

from governance.models import Change, Document, Event, Provision, StoredText, Version
from governance.record.archive_check import verify_archive
from tests.governance.conftest import POLICY

NEW_POLICY = POLICY.replace("for thirty days", "for ninety days")


def snapshot():
    """Everything that an import writes, by natural keys."""
    return {
        "versions": list(
            Version.objects.order_by("document__source_path", "sequence").values_list(
                "document__source_path", "sequence", "source_commit", "stored_text_id", "in_force_at", "word_count"
            )
        ),
        "changes": list(
            Change.objects.order_by("to_version__source_commit").values_list(
                "to_version__source_commit",
                "label",
                "rule",
                "headline",
                "added_count",
                "removed_count",
                "modified_count",
            )
        ),
        "events": sorted(Event.objects.values_list("document__source_path", "kind", "occurred_at")),
        "provisions": Provision.objects.count(),
        "states": sorted(Document.objects.exclude(source_path="").values_list("source_path", "state")),
        "texts": StoredText.objects.count(),
    }


def holds():
    found = verify_archive()
    return found.failures == []
