"""Reads what the record says of changes and documents, for mails, pages and the API."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from governance.comparison.judging.where_told import IMMATERIAL
from governance.comparison.telling.sentences import tells_only_of_places
from governance.comparison.weighing.consequences import Citation, why_it_may_matter
from governance.comparison.weighing.severity_reasons import reason_of
from governance.comparison.weighing.subjects import subject_name
from governance.comparison.weighing.taxonomy import OTHER, category_names
from governance.models import Change, Document, ProvisionChange, Version
from governance.models.changes import Severity
from governance.models.provisions import Provision

LONGEST_SOURCE_URL = 500
# Letters, digits and marks of RFC 3986: no blank, quotation mark, bracket of a tag, control or invisible character.
_PLAIN_URL = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


@dataclass(frozen=True, slots=True)
class ProvisionChangeView:
    """What happened to one provision, with its exact wording before and after.

    `category_name` is the heading of its section where it is of no category. `provisions` is how many changed in these
    words, none for a heading.
    """

    kind: str
    provision_public_id: str
    category: str
    category_name: str
    severity: str
    severity_rule: str
    severity_reason: str
    sentence: str
    heading_path: tuple[str, ...]
    label: str
    before_quote: str | None
    after_quote: str | None
    before_start: int | None
    before_end: int | None
    after_start: int | None
    after_end: int | None
    provisions: int = 1


@dataclass(frozen=True, slots=True)
class StatementView:
    """One true sentence about a change as a whole, which may quote its clauses and headings."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class WhyView:
    """One sentence on why a change may matter, for a category and a direction, with the law that it states."""

    category: str
    category_name: str
    direction: str
    sentence: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Everything that can be shown of a change, provisions most important first.

    `provisions`, `statements` and `why_it_may_matter` are empty if the view was asked for without a summary.
    """

    id: int
    public_id: str
    url_path: str
    platform_name: str
    platform_slug: str
    document_public_id: str
    document_title: str
    document_type: str
    from_version_public_id: str
    to_version_public_id: str
    label: str
    rule: str
    reason: str
    is_alertable: bool
    severity: str
    severity_rule: str
    headline: str
    effective_date: date | None
    detected_at: datetime
    published_at: datetime | None
    held_until: datetime | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    counts: dict[str, int]
    categories: tuple[str, ...]
    attribution: str
    licence: str
    is_demonstration: bool
    source_url: str
    """Where the platform publishes the document; empty where that is not known."""
    provisions: tuple[ProvisionChangeView, ...]
    statements: tuple[StatementView, ...] = ()
    why_it_may_matter: tuple[WhyView, ...] = ()
    taken_back_at: datetime | None = None
    """Set by who asks `governance.taken_back` too."""
    document_language: str = ""
    """A tag as in BCP 47; empty where it is not known."""


def change_views(change_ids: Iterable[int], *, with_summary: bool) -> list[ChangeView]:
    """Return the views of these changes in the order of the ids, in one query, or three with summaries.

    An unknown id has no view.
    """
    ids = list(change_ids)
    related = Change.objects.select_related("platform", "document", "to_version__collection")
    changes = related.defer("to_version__outline", "to_version__summary").in_bulk(ids)
    return views_of([changes[change_id] for change_id in ids if change_id in changes], with_summary=with_summary)


def views_of(changes: Sequence[Change], *, with_summary: bool) -> list[ChangeView]:
    """Return the views of changes that were read with their platform, document and newer version's collection.

    Makes no query, or two with summaries.
    """
    summaries = _summaries(changes) if with_summary else {}
    return [_view(change, summaries.get(change.pk, ()), with_summary=with_summary) for change in changes]


@dataclass(frozen=True, slots=True)
class DescriptionView:
    """One sentence of a document's summary, and the provision that says so: `version.text[start:end]`."""

    category: str
    category_name: str
    provision_public_id: str
    sentence: str
    version_id: int
    start: int
    end: int
    quote: str


def document_summary(document: Document) -> list[DescriptionView]:
    """Return the plain-language summary of the document's last good version, in one query.

    It was made when that was stored.
    """
    good = Version.objects.filter(document=document, is_good=True).select_related("stored_text").defer("outline")
    version = good.order_by("-sequence").first()
    return summary_of(version) if version else []


def summary_of(version: Version) -> list[DescriptionView]:
    """Return the plain-language summary of a version that was read with its text. Makes no query."""
    if not version.summary:
        return []
    text, names = version.text, category_names()
    return [
        DescriptionView(
            category=row.category,
            category_name=names.get(row.category, row.category),
            provision_public_id=Provision.public_id_of(row.provision_id),
            sentence=row.sentence,
            version_id=version.pk,
            start=row.start,
            end=row.end,
            quote=text[row.start : row.end],
        )
        for row in version.described
    ]


def version_as_of(document: Document, at: datetime) -> Version | None:
    """Return the version in force at a moment; None before the first.

    Of versions with the same date the later in the history counts. A version with an older date than its predecessor (a
    technical upgrade may have one) is in force from its predecessor's date on, since it replaced it.
    """
    versions = Version.objects.filter(document=document, in_force_at__lte=at)
    return versions.select_related("stored_text").order_by("-in_force_at", "-sequence").first()


def whys_of(clauses: Iterable[tuple[str, str, str]]) -> tuple[WhyView, ...]:
    """Return why a change of these clauses, (category, kind, severity rule), may matter: each sentence once, in order.

    Clauses that only moved, or changed without a change of meaning, are left out; so is `other` if another one is
    named.
    """
    told = (why_it_may_matter(category, kind, rule) for category, kind, rule in clauses if rule not in IMMATERIAL)
    found = [why for why in dict.fromkeys(told) if why is not None]
    named = [why for why in found if why.category != OTHER] or found
    names = category_names()
    return tuple(
        WhyView(why.category, names[why.category], why.direction, why.sentence, why.citations) for why in named
    )


def published_at_url(source_urls: Iterable[str]) -> str:
    """Return the first of a document's addresses that may be shown as a link, spelled safely; empty if none may.

    Addresses come from outside: only http and https are linked, and only to a host by name.
    """
    return next((url for url in map(_safe_url, source_urls) if url), "")


def _safe_url(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "." not in host or parts.username is not None:
        return ""
    return address if len(address) <= LONGEST_SOURCE_URL and _PLAIN_URL.fullmatch(address) else ""


def _view(change: Change, provisions: Sequence[ProvisionChangeView], *, with_summary: bool) -> ChangeView:
    collection = change.to_version.collection
    return ChangeView(
        id=change.pk,
        public_id=change.public_id,
        url_path=f"/changes/{change.public_id}/",
        platform_name=change.platform.name,
        platform_slug=change.platform.slug,
        document_public_id=change.document.public_id,
        document_title=change.document.title,
        document_type=change.document.document_type,
        from_version_public_id=Version.public_id_of(change.from_version_id),
        to_version_public_id=change.to_version.public_id,
        label=change.label,
        rule=change.rule,
        reason=change.reason,
        is_alertable=change.is_alertable,
        severity=Severity(change.severity).label,
        severity_rule=change.severity_rule,
        headline=change.headline,
        effective_date=change.effective_date,
        detected_at=change.detected_at,
        published_at=change.published_at,
        held_until=change.held_until,
        confirmed_at=change.confirmed_at,
        withdrawn_at=change.withdrawn_at,
        counts={
            "added": change.added_count,
            "removed": change.removed_count,
            "modified": change.modified_count,
            "moved": change.moved_count,
        },
        categories=tuple(change.categories),
        attribution=collection.attribution if collection else "",
        licence=collection.licence if collection else "",
        is_demonstration=change.platform.is_demonstration,
        source_url=published_at_url(change.document.source_urls),
        provisions=tuple(provisions),
        statements=tuple(StatementView(**row) for row in change.statements) if with_summary else (),
        why_it_may_matter=whys_of(
            (row.category, row.kind, row.severity_rule) for row in provisions if not tells_only_of_places(row.sentence)
        ),
        document_language=change.document.language,
    )


def _summaries(changes: Sequence[Change]) -> dict[int, list[ProvisionChangeView]]:
    """Return the provision changes of each change, quoted from the stored texts; each text is unpacked once."""
    by_id = {change.pk: change for change in changes}
    texts = _texts({version_id for change in changes for version_id in (change.from_version_id, change.to_version_id)})
    found: dict[int, list[ProvisionChangeView]] = defaultdict(list)
    for row in ProvisionChange.objects.filter(change__in=by_id).order_by("change_id", "position"):
        change = by_id[row.change_id]
        found[row.change_id].append(
            ProvisionChangeView(
                kind=row.kind,
                provision_public_id=Provision.public_id_of(row.provision_id),
                category=row.category,
                category_name=subject_name(row.category, row.heading_path),
                severity=Severity(row.severity).label,
                severity_rule=row.severity_rule,
                severity_reason=reason_of(row.severity_rule, row.category),
                sentence=row.sentence,
                heading_path=tuple(row.heading_path),
                label=row.label,
                before_quote=_quote(texts[change.from_version_id], row.before_start, row.before_end),
                after_quote=_quote(texts[change.to_version_id], row.after_start, row.after_end),
                before_start=row.before_start,
                before_end=row.before_end,
                after_start=row.after_start,
                after_end=row.after_end,
                provisions=row.provisions,
            )
        )
    return found


def _texts(version_ids: Collection[int]) -> dict[int, str]:
    """Return the text of each of these versions, in one query; texts too large to be quoted are left out.

    A text that several versions share is unpacked once.
    """
    versions = (
        Version.objects.filter(pk__in=version_ids, is_too_large=False).select_related("stored_text").only("stored_text")
    )
    stored = {version.pk: version.stored_text for version in versions}
    texts = {row.pk: row.text for row in {row.pk: row for row in stored.values()}.values()}
    return {version_id: texts[row.pk] for version_id, row in stored.items()}


def _quote(text: str, start: int | None, end: int | None) -> str | None:
    return None if start is None or end is None else text[start:end]
