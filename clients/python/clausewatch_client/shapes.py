"""Types of what the API answers. Written by `write_shapes.py` from the OpenAPI document."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

BlankEnum: TypeAlias = "Literal['']"
CadenceEnum: TypeAlias = "Literal['same_day', 'daily', 'weekly']"
CaptureStateEnum: TypeAlias = "Literal['never', 'verified', 'suspect', 'failing', 'blocked', 'gone', 'needs_browser']"
ChannelDeliveryStateEnum: TypeAlias = "Literal['pending', 'sending', 'sent', 'failed']"
ChannelKindEnum: TypeAlias = "Literal['webhook', 'slack', 'teams', 'discord']"
ChannelStateEnum: TypeAlias = "Literal['active', 'paused', 'disabled']"
ClassEnum: TypeAlias = "Literal['substantive', 'editorial', 'cosmetic', 'flapping', 'extraction']"
DeadlineKindEnum: TypeAlias = "Literal['effective_date', 'objection_end', 'opt_out_end', 'review_due']"
DeliveryStateEnum: TypeAlias = "str"
DirectionEnum: TypeAlias = "Literal['added', 'modified', 'raised', 'lowered']"
DisabledBecauseEnum: TypeAlias = "Literal['gone', 'failing']"
DocumentStateEnum: TypeAlias = "Literal['listed', 'active', 'retired']"
EventKindEnum: TypeAlias = "str"
FeaturesEnum: TypeAlias = "str"
FormatEnum: TypeAlias = "Literal['pdf', 'docx', 'markdown', 'json', 'evidence']"
InactiveReasonEnum: TypeAlias = "Literal['over_limit', 'paused', 'muted']"
MadeFileStateEnum: TypeAlias = "Literal['waiting', 'ready', 'failed']"
MeasureEnum: TypeAlias = "Literal['period', 'amount', 'age', 'choice', 'none']"
MemoKindEnum: TypeAlias = "Literal['document', 'change', 'comparison', 'watchlist']"
MonitoringStateEnum: TypeAlias = "Literal['monitored', 'partly', 'not_captured', 'ended']"
NullEnum: TypeAlias = "None"
PaperEnum: TypeAlias = "Literal['a4', 'letter']"
PlatformStatusEnum: TypeAlias = "Literal['active', 'merged', 'defunct', 'unknown']"
ProvisionChangeKindEnum: TypeAlias = "Literal['added', 'removed', 'modified', 'moved']"
ReasonEnum: TypeAlias = "Literal['bounced', 'dropped', 'reported', 'full']"
ScopesEnum: TypeAlias = "Literal['read', 'write', 'export', 'billing']"
SeverityEnum: TypeAlias = "Literal['low', 'medium', 'high']"
SubscriptionSourceEnum: TypeAlias = "Literal['free', 'trial', 'operator', 'stripe']"
SubscriptionStatusEnum: TypeAlias = "Literal['free', 'trialing', 'active', 'past_due', 'canceled']"
TierEnum: TypeAlias = "Literal['free', 'watcher', 'professional']"
TypeEnum: TypeAlias = "Literal['change.published', 'channel.test']"
UnsubscribedFromEnum: TypeAlias = "Literal['alerts', 'digests']"


DeepChange = TypedDict(
    "DeepChange",
    {
        "id": "str",
        "platform": "PlatformName",
        "document": "ChangedDocument",
        "class": "ClassEnum",
        "rule": "str",
        "reason": "str",
        "headline": "str",
        "severity": "SeverityEnum",
        "severity_rule": "str",
        "counts": "ChangeCounts",
        "categories": "list[str]",
        "effective_date": "str | None",
        "detected_at": "str",
        "published_at": "str | None",
        "held_until": "str | None",
        "confirmed_at": "str | None",
        "withdrawn_at": "str | None",
        "from_version": "str",
        "to_version": "str",
        "attribution": "Attribution | None",
        "is_demonstration": "bool",
        "summary": "Summary | None",
        "gate": "Gate | None",
    },
)


OwedChange = TypedDict(
    "OwedChange",
    {
        "id": "str",
        "platform": "PlatformName",
        "document": "ChangedDocument",
        "class": "ClassEnum",
        "rule": "str",
        "reason": "str",
        "headline": "str",
        "severity": "SeverityEnum",
        "severity_rule": "str",
        "counts": "ChangeCounts",
        "categories": "list[str]",
        "effective_date": "str | None",
        "detected_at": "str",
        "published_at": "str | None",
        "held_until": "str | None",
        "confirmed_at": "str | None",
        "withdrawn_at": "str | None",
        "from_version": "str",
        "to_version": "str",
        "attribution": "Attribution | None",
        "is_demonstration": "bool",
        "summary": "Summary | None",
    },
)


RewrittenChange = TypedDict(
    "RewrittenChange",
    {
        "id": "str",
        "platform": "PlatformName",
        "document": "ChangedDocument",
        "class": "ClassEnum",
        "rule": "str",
        "reason": "str",
        "headline": "str",
        "severity": "SeverityEnum",
        "severity_rule": "str",
        "counts": "ChangeCounts",
        "categories": "list[str]",
        "effective_date": "str | None",
        "detected_at": "str",
        "published_at": "str | None",
        "held_until": "str | None",
        "confirmed_at": "str | None",
        "withdrawn_at": "str | None",
        "from_version": "str",
        "to_version": "str",
        "attribution": "Attribution | None",
        "is_demonstration": "bool",
        "summary": "Summary | None",
        "gate": "Gate | None",
        "rewriting": "Rewriting | None",
    },
)


TimelineChange = TypedDict(
    "TimelineChange",
    {
        "id": "str",
        "headline": "str",
        "effective_date": "str | None",
        "held_until": "str | None",
        "confirmed_at": "str | None",
        "withdrawn_at": "str | None",
        "class": "ClassEnum",
    },
)


class Alert(TypedDict):
    id: str
    change: OwedChange
    created_at: str
    read_at: str | None
    category_watches: list[str]
    delivery: Delivery


class Attribution(TypedDict):
    name: str
    licence: str
    licence_url: str
    attribution: str


class Category(TypedDict):
    id: str
    name: str
    definition: str


class CategoryList(TypedDict):
    next: str | None
    previous: str | None
    results: list[Category]


class CategoryWatch(TypedDict):
    id: str
    category: str
    cadence: CadenceEnum
    min_severity: SeverityEnum
    document_types: list[str]
    paused: bool
    created_at: str


class CellQuotation(TypedDict):
    version: str
    start: int
    end: int
    text: str
    provision: str
    document: ChangedDocument
    rule: str
    value: str | None
    sentence: Quotation


class ChangeCounts(TypedDict):
    added: int
    removed: int
    modified: int
    moved: int


class ChangedDocument(TypedDict):
    id: str
    title: str
    document_type: str


class Channel(TypedDict):
    id: str
    kind: ChannelKindEnum
    name: str
    url: str
    state: ChannelStateEnum
    disabled_because: DisabledBecauseEnum | BlankEnum
    watchlists: list[str]
    category_watches: list[str]
    made_at: str
    last_success_at: str | None
    failing_since: str | None
    failure_count: int
    resting_until: str | None
    former_secret_until: str | None


class ChannelAttempt(TypedDict):
    started_at: str
    outcome: str
    detail: str


class ChannelDelivery(TypedDict):
    id: str
    webhook_id: str
    type: TypeEnum
    change: str | None
    state: ChannelDeliveryStateEnum
    attempts: int
    created_at: str
    next_attempt_at: str | None
    given_up_at: str
    ended_at: str | None
    reason: str


class ChannelDeliveryDetail(TypedDict):
    id: str
    webhook_id: str
    type: TypeEnum
    change: str | None
    state: ChannelDeliveryStateEnum
    attempts: int
    created_at: str
    next_attempt_at: str | None
    given_up_at: str
    ended_at: str | None
    reason: str
    tries: list[ChannelAttempt]
    try_count: int
    event: dict[str, Any]


class Citation(TypedDict):
    regulation: str
    short_name: str
    ref: str
    url: str


class ComparedDimension(TypedDict):
    id: str
    name: str
    asks: str
    measure: MeasureEnum
    cells: list[TableCell]


class ComparedPlatform(TypedDict):
    platform: PlatformName
    documents: DocumentsCounted
    sentence: str
    provisions: list[StatedProvision]
    left_out: int
    more: str


class Comparison(TypedDict):
    category: str
    category_name: str
    document_type: str | None
    rules_version: str
    similarity_measure: str
    disclaimer: str
    platforms: list[ComparedPlatform]
    dimensions: list[ComparedDimension]


class Counts(TypedDict):
    platforms: int
    watchlists: int


class Deadline(TypedDict):
    id: str
    kind: DeadlineKindEnum
    date: str
    what: str
    how: str
    platform: PlatformName
    document: str
    document_title: str
    change: str
    review: str | None
    quotation: DeadlineQuotation | None
    rule: str


class DeadlineQuotation(TypedDict):
    version: str
    start: int
    end: int
    text: str
    stated: str


class Deadlines(TypedDict):
    today: str
    timezone: str
    deadlines: list[Deadline]
    has_more: bool


class Deletion(TypedDict):
    requested_at: str
    erase_at: str


class Delivery(TypedDict):
    state: DeliveryStateEnum
    sent_at: str | None
    reason: str
    attempts: int
    last_attempt_at: str | None


class DescribedDocument(TypedDict):
    id: str
    platform: PlatformName
    document_type: str
    title: str
    language: str
    region: str
    product: str
    source_urls: list[str]
    state: DocumentStateEnum
    last_verified_at: str | None
    health: DocumentHealth | None
    is_demonstration: bool
    attribution: Attribution | None
    current_version: Version | None
    summary: list[Description]


class Description(TypedDict):
    category: str
    category_name: str
    provision: str
    sentence: str
    quotation: Quotation


class Document(TypedDict):
    id: str
    platform: PlatformName
    document_type: str
    title: str
    language: str
    region: str
    product: str
    source_urls: list[str]
    state: DocumentStateEnum
    last_verified_at: str | None
    health: DocumentHealth | None
    is_demonstration: bool
    attribution: Attribution | None
    current_version: Version | None


class DocumentHealth(TypedDict):
    state: CaptureStateEnum
    reason: str | None
    since: str
    last_verified_at: str | None
    next_due_at: str | None
    read_every_seconds: int


class DocumentsCounted(TypedDict):
    captured: int
    not_captured: int
    in_other_languages: int
    too_large: int


class Entitlements(TypedDict):
    limits: Limits
    features: list[str]


class Event(TypedDict):
    id: str
    kind: EventKindEnum
    occurred_at: str
    sentence: str
    severity: str | None
    platform: PlatformName
    document: ChangedDocument
    change: TimelineChange | None
    provision: dict[str, Any] | None
    moved_to: str | None


class Gate(TypedDict):
    feature: str
    required_tier: str
    withheld: str
    required_scope: str | None
    offer: Offer | None


class Item(TypedDict):
    id: str
    platform: str
    added_at: str
    active: bool
    inactive_reason: InactiveReasonEnum | NullEnum
    monitoring: Any


class Limits(TypedDict):
    platforms: int | None
    watchlists: int | None


class MadeChannel(TypedDict):
    id: str
    kind: ChannelKindEnum
    name: str
    url: str
    state: ChannelStateEnum
    disabled_because: DisabledBecauseEnum | BlankEnum
    watchlists: list[str]
    category_watches: list[str]
    made_at: str
    last_success_at: str | None
    failing_since: str | None
    failure_count: int
    resting_until: str | None
    former_secret_until: str | None
    secret: str


class Me(TypedDict):
    id: str
    email: str
    email_verified: bool
    display_name: NotRequired[str]
    timezone: NotRequired[str]
    locale: str
    digest_weekday: NotRequired[int]
    digest_hour: NotRequired[int]
    send_empty_digest: NotRequired[bool]
    send_empty_daily_digest: NotRequired[bool]
    quiet_from: NotRequired[int | None]
    quiet_until: NotRequired[int | None]
    unsubscribed_from: list[UnsubscribedFromEnum]
    muted_platforms: list[str]
    jurisdictions: list[str]
    roles: list[str]
    deadline_reminders: list[int]
    tier: TierEnum
    entitlements: Entitlements
    suppression: Suppression | None
    deletion: Deletion | None
    unreviewed_changes: int | None
    created_at: str


class Memo(TypedDict):
    id: str
    number: str
    kind: MemoKindEnum
    format: FormatEnum
    paper: PaperEnum
    state: MadeFileStateEnum
    failure: str
    progress: int
    title: str
    asked_at: str
    made_at: str | None
    since: str | None
    until: str | None
    size_bytes: int
    sha256: str
    made_with: str


class Monitoring(TypedDict):
    state: MonitoringStateEnum
    reason: str | None
    documents_captured: int
    documents: int
    successor: str | None


class Nearest(TypedDict):
    platform: str
    provision: str
    similarity: float


class NewApiKey(TypedDict):
    id: str
    name: str
    prefix: str
    scopes: list[ScopesEnum]
    created_at: str
    expires_at: NotRequired[str | None]
    last_used_at: str | None
    key: str


class Offer(TypedDict):
    label: str
    is_trial: bool


class PaginatedAlertList(TypedDict):
    next: str | None
    previous: str | None
    results: list[Alert]


class PaginatedCategoryWatchList(TypedDict):
    next: str | None
    previous: str | None
    results: list[CategoryWatch]


class PaginatedChannelDeliveryList(TypedDict):
    next: str | None
    previous: str | None
    results: list[ChannelDelivery]


class PaginatedChannelList(TypedDict):
    next: str | None
    previous: str | None
    results: list[Channel]


class PaginatedDeepChangeList(TypedDict):
    next: str | None
    previous: str | None
    results: list[DeepChange]


class PaginatedDocumentList(TypedDict):
    next: str | None
    previous: str | None
    results: list[Document]


class PaginatedEventList(TypedDict):
    next: str | None
    previous: str | None
    results: list[Event]


class PaginatedItemList(TypedDict):
    next: str | None
    previous: str | None
    results: list[Item]


class PaginatedMemoList(TypedDict):
    next: str | None
    previous: str | None
    results: list[Memo]


class PaginatedPlatformList(TypedDict):
    next: str | None
    previous: str | None
    results: list[Platform]


class PaginatedWatchlistList(TypedDict):
    next: str | None
    previous: str | None
    results: list[Watchlist]


class Platform(TypedDict):
    slug: str
    name: str
    homepage: str
    operator: str
    jurisdiction: str
    sector: str
    status: PlatformStatusEnum
    aliases: list[str]
    is_demonstration: bool
    counts: PlatformCounts
    last_change_at: str | None
    monitoring: Monitoring


class PlatformCounts(TypedDict):
    documents: int
    provisions_in_force: int
    changes_12_months: int


class PlatformDetail(TypedDict):
    slug: str
    name: str
    homepage: str
    operator: str
    jurisdiction: str
    sector: str
    status: PlatformStatusEnum
    aliases: list[str]
    is_demonstration: bool
    counts: PlatformCounts
    last_change_at: str | None
    monitoring: Monitoring
    documents: list[PlatformDocument]


class PlatformDocument(TypedDict):
    id: str
    document_type: str
    title: str
    language: str
    state: DocumentStateEnum
    last_verified_at: str | None
    current_version: str | None


class PlatformName(TypedDict):
    slug: str
    name: str


class ProvisionChange(TypedDict):
    provision: str
    kind: ProvisionChangeKindEnum
    category: str
    category_name: str
    severity: SeverityEnum
    severity_rule: str
    severity_reason: str
    sentence: str
    heading_path: list[str]
    label: str
    before: Quotation | None
    after: Quotation | None
    diff: list[list[str]] | None


class Quotation(TypedDict):
    version: str
    start: int
    end: int
    text: str


class Replayed(TypedDict):
    replayed: int


class Rewriting(TypedDict):
    label: str
    model: str
    rewritten_at: str
    sentences: list[RewrittenSentence]


class RewrittenSentence(TypedDict):
    sentence: str
    cites: list[str]
    is_derived: bool


class StatedProvision(TypedDict):
    provision: str
    document: ChangedDocument
    heading_path: list[str]
    label: str
    rule: str
    quotation: Quotation
    sentence: Quotation
    nearest: list[Nearest]


class Statement(TypedDict):
    code: str
    sentence: str


class Subscription(TypedDict):
    tier: TierEnum
    status: SubscriptionStatusEnum
    source: SubscriptionSourceEnum
    trial: TrialState
    current_period_end: str | None
    cancel_at: str | None
    scheduled_tier: TierEnum | NullEnum
    limits: Limits
    usage: Counts
    features: list[FeaturesEnum]


class Summary(TypedDict):
    statements: list[Statement]
    why_it_may_matter: list[Why]
    provisions: list[ProvisionChange]


class Suppression(TypedDict):
    reason: ReasonEnum
    detail: str
    at: str
    until: str | None


class TableCell(TypedDict):
    platform: str
    is_stated: bool
    quotations: list[CellQuotation]
    left_out: int


class Trial(TypedDict):
    started_at: str
    ends_at: str


class TrialState(TypedDict):
    available: bool
    started_at: str | None
    ends_at: str | None


class Version(TypedDict):
    id: str
    document: str
    sequence: int
    captured_at: str
    stated_at: str | None
    recorded_at: str
    sha256: str
    size: int
    word_count: int
    is_technical: bool
    is_good: bool
    is_too_large: bool
    source_commit: str
    previous: str | None
    attribution: Attribution | None


class Watchlist(TypedDict):
    id: str
    name: str
    is_default: bool
    cadence: CadenceEnum
    effective_cadence: str
    min_severity: SeverityEnum
    categories: list[str]
    document_types: list[str]
    paused: bool
    created_at: str


class Why(TypedDict):
    category: str
    category_name: str
    direction: DirectionEnum
    sentence: str
    citations: list[Citation]
