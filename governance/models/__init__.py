"""The public record: catalogue, versions, provisions, changes, events. It knows no people."""

from governance.models.captures import (
    Capture,
    CaptureHealth,
    CaptureHost,
    CaptureState,
    Declaration,
    Fetch,
    PageOfDocument,
    RawBody,
    RobotsFile,
    SourcePage,
)
from governance.models.catalogue import Collection, Document, Platform, ShippedData
from governance.models.change_days import ChangeDay, ReadForDays
from governance.models.changes import Change, ChangeCategory, ProvisionChange
from governance.models.events import Event
from governance.models.evidence import CaptureLog, CaptureRecord, Checkpoint, LogKey, LogTile
from governance.models.filters import FilterOperation
from governance.models.law import KnownLaw, LawChange
from governance.models.previews import DocumentPreview
from governance.models.provisions import Provision, ProvisionRelation, ProvisionRevision, SeenBlock
from governance.models.public_ids import PublicIdMixin
from governance.models.readings import ContinuedPath, HeldReading
from governance.models.rewrites import Rewrite, RewritingBudget
from governance.models.versions import StoredText, Version

__all__ = [
    "Capture",
    "CaptureHealth",
    "CaptureHost",
    "CaptureLog",
    "CaptureRecord",
    "CaptureState",
    "Change",
    "ChangeCategory",
    "ChangeDay",
    "Checkpoint",
    "Collection",
    "ContinuedPath",
    "Declaration",
    "Document",
    "DocumentPreview",
    "Event",
    "Fetch",
    "FilterOperation",
    "HeldReading",
    "KnownLaw",
    "LawChange",
    "LogKey",
    "LogTile",
    "PageOfDocument",
    "Platform",
    "Provision",
    "ProvisionChange",
    "ProvisionRelation",
    "ProvisionRevision",
    "PublicIdMixin",
    "RawBody",
    "ReadForDays",
    "Rewrite",
    "RewritingBudget",
    "RobotsFile",
    "SeenBlock",
    "ShippedData",
    "SourcePage",
    "StoredText",
    "Version",
]
