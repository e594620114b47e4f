"""A made-up platform with its document and a change, of which nothing is stored."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from governance.models import Change, Document, Platform, Version
from governance.models.versions import StoredText
from governance.monitoring import Monitoring, MonitoringState
from governance.reading import ChangeView, ProvisionChangeView, StatementView

BEFORE = "You may end your account at any time, and we delete your content within 30 days."
AFTER = "You may end your account at any time, and we delete your content within 90 days."
WATCHED = Monitoring(MonitoringState.MONITORED, None, 3, 3, None, True)


def platform(name: str = "Lumenfold", key: int = 1) -> Platform:
    """Return a platform that is a demonstration."""
    return Platform(pk=key, slug=f"made-up-{key}", name=name, sector="social-media", is_demonstration=True)


def document(now: datetime, **wishes: Any) -> Document:
    """Return terms of the platform, verified an hour ago."""
    usual: dict[str, Any] = {"state": Document.State.ACTIVE, "last_verified_at": now - timedelta(hours=1)}
    named = {"pk": 1, "document_type": "terms-of-service", "title": "Terms of Service", "language": "en"}
    return Document(platform=platform(), **(named | usual | wishes))


def version(now: datetime, sequence: int = 2) -> Version:
    """Return a version of the terms."""
    text = StoredText(sha256=f"{sequence}" * 64)
    at = now - timedelta(days=40 - 10 * sequence)
    return Version(
        pk=sequence, document=document(now), sequence=sequence, stored_text=text, captured_at=at, word_count=1_240
    )


def change(now: datetime, **wishes: Any) -> ChangeView:
    """Return a change of one clause of the terms."""
    usual = ChangeView(
        id=1,
        public_id=Change.public_id_of(1),
        url_path=f"/changes/{Change.public_id_of(1)}/",
        platform_name="Lumenfold",
        platform_slug="made-up-1",
        document_public_id=Document.public_id_of(1),
        document_title="Terms of Service",
        document_type="terms-of-service",
        from_version_public_id=Version.public_id_of(1),
        to_version_public_id=Version.public_id_of(2),
        label="substantive",
        rule="a_number_changed",
        reason="A number in a provision changed.",
        is_alertable=True,
        severity="medium",
        severity_rule="deletion_takes_longer",
        headline="Content is deleted within 90 days instead of 30",
        effective_date=None,
        detected_at=now - timedelta(days=2),
        published_at=now - timedelta(days=2),
        held_until=None,
        confirmed_at=None,
        withdrawn_at=None,
        counts={"added": 0, "removed": 0, "modified": 1, "moved": 0},
        categories=("account_termination",),
        attribution="",
        licence="",
        is_demonstration=True,
        source_url="",
        provisions=(_clause(),),
        statements=(StatementView("number", "Content is deleted within 90 days instead of 30."),),
    )
    return replace(usual, **wishes)


def _clause() -> ProvisionChangeView:
    return ProvisionChangeView(
        kind="modified",
        provision_public_id="CW-P-1",
        category="account_termination",
        category_name="Ending an account",
        severity="medium",
        severity_rule="deletion_takes_longer",
        severity_reason="What is deleted stays longer than before.",
        sentence="Content is deleted within 90 days instead of 30.",
        heading_path=("Ending your account",),
        label="4.2",
        before_quote=BEFORE,
        after_quote=AFTER,
        before_start=0,
        before_end=len(BEFORE),
        after_start=0,
        after_end=len(AFTER),
    )
