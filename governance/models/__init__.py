"""The public record: catalogue, versions, provisions, changes, events. It knows no people."""

from governance.models.catalogue import Collection, Document, Platform, ShippedData
from governance.models.changes import Change, ChangeCategory, Event, ProvisionChange
from governance.models.provisions import Provision, ProvisionRelation, ProvisionRevision, SeenBlock
from governance.models.public_ids import PublicIdMixin
from governance.models.versions import StoredText, Version

__all__ = [
    "Change",
    "ChangeCategory",
    "Collection",
    "Document",
    "Event",
    "Platform",
    "Provision",
    "ProvisionChange",
    "ProvisionRelation",
    "ProvisionRevision",
    "PublicIdMixin",
    "SeenBlock",
    "ShippedData",
    "StoredText",
    "Version",
]
