"""Exports all that is stored about a person as one JSON document, which is never whole in memory.

A table says what is exported of each kind of row; a test compares it with every model that points to a person.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from accounts.models import ApiKey, Notice, SecurityEvent, User
from accounts.verified_addresses import addresses_of
from alerts.models import (
    AccountMailFailure,
    Alert,
    Baseline,
    Digest,
    DigestEntry,
    DigestSchedule,
    Feedback,
    ListedAddress,
    Message,
    Opinion,
    PlatformAsking,
    Review,
    Suppression,
    UnreadDocument,
    Unsubscription,
    UntoldChange,
    WatchedPlatform,
    WatchItem,
    Watchlist,
    WatchlistCategory,
    WatchlistDocumentType,
)
from billing.models import (
    BillingAccount,
    BillingCustomer,
    EntitlementChange,
    LateCharge,
    Subscription,
    Trial,
    UsedTrial,
)
from billing.services.trials import used_trials_of
from governance.models import Change
from governance.models.changes import Severity

_ROWS_AT_ONCE = 200
_SEVERITIES: dict[Any, str] = dict(Severity.choices)
_ACTIONS: dict[Any, str] = {ADDITION: "addition", CHANGE: "change", DELETION: "deletion"}
_ACCOUNT = (
    *("id", "email", "display_name", "timezone", "locale", "digest_weekday", "digest_hour"),
    *("send_empty_digest", "send_empty_daily_digest"),
    *("quiet_from", "quiet_until", "is_active", "is_staff", "is_superuser", "created_at", "last_login", "erase_at"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of row in the export: how to find a person's rows, and which columns are given under which names."""

    name: str
    model: type[Model]
    rows: "Callable[[User], QuerySet[Any]]"
    columns: tuple[str, ...]
    ordering: tuple[str, ...] = ("pk",)
    public_change: bool = False
    """Whether `change_id` is given as the change's public id."""
    words: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    """Of columns that are kept as numbers, the word for each, as the API says it."""

    def of(self, user: User) -> Iterator[dict[str, Any]]:
        rows = self.rows(user).order_by(*self.ordering).values(*self.columns)
        for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
            if self.public_change:
                row = {**row, "change": Change.public_id_of(row.pop("change_id"))}
            for name, word_of in self.words.items():
                row[name] = word_of[row[name]]
            yield {name.replace("__", "_"): value for name, value in row.items()}


def _own(model: Any, owner: str = "user") -> "Callable[[User], QuerySet[Any]]":
    return lambda user: model.objects.filter(**{owner: user})


SECTIONS: tuple[Section, ...] = (
    Section("email_addresses", EmailAddress, _own(EmailAddress), ("email", "verified", "primary")),
    Section("second_factors", Authenticator, _own(Authenticator), ("type", "created_at", "last_used_at")),
    Section("sessions", UserSession, _own(UserSession), ("created_at", "last_seen_at", "ip", "user_agent")),
    Section(
        "api_keys",
        ApiKey,
        _own(ApiKey),
        ("name", "prefix", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"),
    ),
    Section("groups", User.groups.through, _own(User.groups.through), ("group__name",)),
    Section(
        "permissions",
        User.user_permissions.through,
        _own(User.user_permissions.through),
        ("permission__codename",),
    ),
    Section(
        "watchlists",
        Watchlist,
        _own(Watchlist),
        ("id", "name", "is_default", "cadence", "min_severity", "paused", "created_at"),
        ("created_at", "pk"),
        words={"min_severity": _SEVERITIES},
    ),
    Section(
        "watchlist_categories",
        WatchlistCategory,
        _own(WatchlistCategory, "watchlist__user"),
        ("watchlist_id", "category"),
    ),
    Section(
        "watchlist_document_types",
        WatchlistDocumentType,
        _own(WatchlistDocumentType, "watchlist__user"),
        ("watchlist_id", "document_type"),
    ),
    Section(
        "watch_items",
        WatchItem,
        _own(WatchItem, "watchlist__user"),
        ("id", "watchlist_id", "platform__slug", "added_at"),
        ("added_at", "pk"),
    ),
    Section(
        "watched_platforms",
        WatchedPlatform,
        _own(WatchedPlatform),
        ("platform__slug", "position", "muted_at", "successor_told_at"),
        ("position", "pk"),
    ),
    Section(
        "unread_documents",
        UnreadDocument,
        _own(UnreadDocument),
        ("document__platform__slug", "document__document_type", "owed_at", "told_at"),
    ),
    Section(
        "platform_requests",
        PlatformAsking,
        _own(PlatformAsking),
        ("id", "name", "url", "asked_at", "request__done_at"),
        ("asked_at", "pk"),
    ),
    Section(
        "baselines",
        Baseline,
        _own(Baseline),
        (
            *("id", "document__platform__slug", "document__document_type", "document__title", "version__captured_at"),
            "version__stored_text_id",
            *("agreed_at", "reference", "note", "created_at"),
        ),
        ("created_at", "pk"),
    ),
    Section(
        "reviews",
        Review,
        _own(Review),
        (
            *("id", "change_id", "assignee", "due_date", "decision", "reason", "decided_by", "decided_at"),
            *("signed_off_by", "signed_off_at", "signed_headline", "signed_severity", "created_at"),
        ),
        ("created_at", "pk"),
        public_change=True,
        words={"signed_severity": {**_SEVERITIES, None: ""}},
    ),
    Section("unsubscribed_from", Unsubscription, _own(Unsubscription), ("scope", "at")),
    Section(
        "suppressions",
        Suppression,
        lambda user: Suppression.objects.filter(pk__in=addresses_of(user)),
        ("address", "reason", "source", "detail", "at", "until"),
    ),
    Section(
        "listed_addresses",
        ListedAddress,
        lambda user: ListedAddress.objects.filter(pk__in=addresses_of(user)),
        ("address", "was_reported", "owed_at", "not_before", "attempt_count", "given_up_at", "reason"),
    ),
    Section("digest_schedules", DigestSchedule, _own(DigestSchedule), ("cadence", "period_start", "due_at")),
    Section(
        "alerts",
        Alert,
        _own(Alert),
        ("id", "change_id", "created_at", "read_at", "message_id"),
        ("created_at", "pk"),
        public_change=True,
    ),
    Section(
        "opinions",
        Opinion,
        _own(Opinion),
        (
            *("change_id", "told_in", "verdict", "note", "said_at", "label", "rule", "is_alertable", "severity"),
            "severity_rule",
        ),
        ("said_at", "pk"),
        public_change=True,
        words={"severity": _SEVERITIES},
    ),
    Section(
        "digests",
        Digest,
        _own(Digest),
        ("id", "cadence", "period_start", "period_end", "message_id", "unverified", "unverified_count", "created_at"),
        ("period_end", "pk"),
    ),
    Section(
        "digest_entries",
        DigestEntry,
        _own(DigestEntry, "digest__user"),
        ("digest_id", "change_id"),
        public_change=True,
    ),
    Section(
        "untold_changes",
        UntoldChange,
        _own(UntoldChange),
        ("change_id", "platform__slug", "kept_at"),
        public_change=True,
    ),
    Section(
        "mails",
        Message,
        _own(Message),
        (
            *("id", "kind", "created_at", "batch__content__subject", "batch__state", "batch__finished_at"),
            *("withheld__reason", "withheld__at"),
        ),
        ("created_at", "pk"),
    ),
    Section(
        "mail_feedback",
        Feedback,
        _own(Feedback, "message__user"),
        ("message_id", "kind", "detail", "at"),
    ),
    Section(
        "account_mail_failures",
        AccountMailFailure,
        _own(AccountMailFailure),
        ("kind", "detail", "at"),
        ("at", "pk"),
    ),
    Section(
        "account_mails",
        Notice,
        _own(Notice),
        ("id", "kind", "about_at", "facts", "state", "created_at", "finished_at", "reason"),
        ("created_at", "pk"),
    ),
    Section(
        "security_log",
        SecurityEvent,
        _own(SecurityEvent),
        ("at", "kind", "network", "facts"),
        ("at", "pk"),
    ),
    Section("trials", Trial, _own(Trial), ("started_at", "ends_at", "ended_at")),
    Section(
        "subscriptions",
        Subscription,
        _own(Subscription),
        (
            *("source", "tier", "status", "interval", "started_at", "current_period_end", "cancel_at", "lapses_at"),
            *("lapsed_at", "scheduled_tier", "ended_at", "updated_at"),
        ),
    ),
    Section(
        "entitlement_changes",
        EntitlementChange,
        _own(EntitlementChange, "person"),
        (
            *("at", "recorded_at", "from_tier", "to_tier", "from_source", "to_source", "from_status", "to_status"),
            *("interval", "until", "cause", "reference"),
        ),
    ),
    Section("billing_accounts", BillingAccount, _own(BillingAccount), ("created_at", "synchronised_at")),
    Section(
        "payment_customers",
        BillingCustomer,
        _own(BillingCustomer, "account__user"),
        ("id", "linked_at", "deleted_at"),
    ),
    Section(
        "charges_taken_back",
        LateCharge,
        _own(LateCharge, "account__user"),
        ("id", "amount", "currency", "outcome", "error", "at"),
        ("at", "pk"),
    ),
    Section("used_trials", UsedTrial, used_trials_of, ("at",)),
    Section(
        "changes_by_operators",
        LogEntry,
        lambda user: LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
        ),
        ("action_time", "action_flag", "change_message"),
        words={"action_flag": _ACTIONS},
    ),
    Section(
        "changes_as_operator",
        LogEntry,
        _own(LogEntry),
        ("action_time", "action_flag", "content_type__app_label", "content_type__model", "object_id"),
        words={"action_flag": _ACTIONS},
    ),
)


def export_of(user: User, now: datetime) -> Iterator[str]:
    """Yield the document in pieces: the account, then each section as a list."""
    account = User.objects.values(*_ACCOUNT).get(pk=user.pk)
    yield f'{{"exported_at": {_json(now)}, "account": {_json(account)}'
    for section in SECTIONS:
        yield f", {_json(section.name)}: ["
        yield from _listed(section.of(user))
        yield "]"
    yield "}\n"


def _listed(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Yield the rows as the inside of a JSON list, some at a time."""
    waiting: list[str] = []
    comma = ""
    for row in rows:
        waiting.append(_json(row))
        if len(waiting) == _ROWS_AT_ONCE:
            yield comma + ",\n".join(waiting)
            comma, waiting = ",\n", []
    if waiting:
        yield comma + ",\n".join(waiting)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
