"""A public record to read: histories written through the one way in which a version is stored."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from governance.models import Collection, Document, Version
from governance.record.recorded import Recorded
from governance.record.versions import record_version

FIRST_TEXT = """# Terms of Service

## Your content

We use your content to provide the service to you and to no other end.

## Training

We do not use your content to train our models without your consent.

## Disputes

Disputes are decided by the courts of the place where you live.
"""
SECOND_TEXT = FIRST_TEXT.replace(
    "We do not use your content to train our models without your consent.",
    "We may use your content to train our artificial intelligence models, and you may opt out.",
)
THIRD_TEXT = SECOND_TEXT.replace(
    "Disputes are decided by the courts of the place where you live.",
    "All disputes are resolved by binding arbitration, and you waive any class action.",
)
TEXTS = (FIRST_TEXT, SECOND_TEXT, THIRD_TEXT)


@pytest.fixture
def make_history(make_document: Callable[..., Document], now: datetime) -> Callable[..., list[Version]]:
    """Versions of a document a day apart, the last captured a day before `now`; news with `published`."""

    def make(
        document: Document | None = None,
        texts: tuple[str | bytes, ...] = TEXTS,
        *,
        published: bool = True,
        **options: Any,
    ) -> list[Version]:
        document = document or make_document()
        versions = []
        for age, text in zip(range(len(texts), 0, -1), texts, strict=True):
            captured_at = now - timedelta(days=age)
            version = record_version(
                Recorded(
                    document=document,
                    data=text if isinstance(text, bytes) else text.encode(),
                    captured_at=captured_at,
                    published_at=captured_at if published else None,
                    **options,
                ),
                now=captured_at,
            )
            assert version is not None
            versions.append(version)
        return versions

    return make


@pytest.fixture
def collection(db: None) -> Collection:
    return Collection.objects.create(
        slug="made-up",
        name="Made-up collection",
        licence="ODbL 1.0",
        licence_url="https://opendatacommons.org/licenses/odbl/1-0/",
        attribution="Made-up contributors",
    )
