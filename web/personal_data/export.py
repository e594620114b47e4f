"""Exports all that is stored about a person as one JSON document, which is never whole in memory.

A table says what is exported of each kind of row; a test compares it with every model that points to a person.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import ApiKey, Notice, SecurityEvent, User
from accounts.verified_addresses import addresses_of
from alerts.models import (
    AccountMailFailure,
    Alert,
    Digest,
    DigestEntry,
    DigestSchedule,
    Feedback,
    ListedAddress,
    Message,
    Opinion,
    PlatformAsking,
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
from web.personal_data.sections import ROWS_AT_ONCE, SEVERITIES, Section, own
from web.personal_data.work_sections import WORK_SECTIONS

_ACTIONS: dict[Any, str] = {ADDITION: "addition", CHANGE: "change", DELETION: "deletion"}
_ACCOUNT = (
    *("id", "email", "display_name", "timezone", "locale", "digest_weekday", "digest_hour"),
    *("send_empty_digest", "send_empty_daily_digest"),
    *(
        "quiet_from",
        "quiet_until",
        "jurisdictions",
        "roles",
        "is_active",
        "is_staff",
        "is_superuser",
        "created_at",
        "last_login",
        "erase_at",
    ),
)


SECTIONS: tuple[Section, ...] = (
    Section("email_addresses", EmailAddress, own(EmailAddress), ("email", "verified", "primary")),
    Section("second_factors", Authenticator, own(Authenticator), ("type", "created_at", "last_used_at")),
    Section(
        "connected_providers",
        SocialAccount,
        own(SocialAccount),
        ("provider", "uid", "extra_data", "date_joined", "last_login"),
    ),
    Section("sessions", UserSession, own(UserSession), ("created_at", "last_seen_at", "ip", "user_agent")),
    Section(
        "api_keys",
        ApiKey,
        own(ApiKey),
        ("name", "prefix", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"),
    ),
    Section("groups", User.groups.through, own(User.groups.through), ("group__name",)),
    Section(
        "permissions",
        User.user_permissions.through,
        own(User.user_permissions.through),
        ("permission__codename",),
    ),
    Section(
        "watchlists",
        Watchlist,
        own(Watchlist),
        ("id", "name", "is_default", "cadence", "min_severity", "paused", "created_at"),
        ("created_at", "pk"),
        words={"min_severity": SEVERITIES},
    ),
    Section(
        "watchlist_categories",
        WatchlistCategory,
        own(WatchlistCategory, "watchlist__user"),
        ("watchlist_id", "category"),
    ),
    Section(
        "watchlist_document_types",
        WatchlistDocumentType,
        own(WatchlistDocumentType, "watchlist__user"),
        ("watchlist_id", "document_type"),
    ),
    Section(
        "watch_items",
        WatchItem,
        own(WatchItem, "watchlist__user"),
        ("id", "watchlist_id", "platform__slug", "added_at"),
        ("added_at", "pk"),
    ),
    Section(
        "watched_platforms",
        WatchedPlatform,
        own(WatchedPlatform),
        ("platform__slug", "position", "muted_at", "successor_told_at"),
        ("position", "pk"),
    ),
    Section(
        "unread_documents",
        UnreadDocument,
        own(UnreadDocument),
        ("document__platform__slug", "document__document_type", "owed_at", "told_at"),
    ),
    Section(
        "platform_requests",
        PlatformAsking,
        own(PlatformAsking),
        ("id", "name", "url", "asked_at", "request__done_at"),
        ("asked_at", "pk"),
    ),
    *WORK_SECTIONS,
    Section("unsubscribed_from", Unsubscription, own(Unsubscription), ("scope", "at")),
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
    Section("digest_schedules", DigestSchedule, own(DigestSchedule), ("cadence", "period_start", "due_at")),
    Section(
        "alerts",
        Alert,
        own(Alert),
        ("id", "change_id", "created_at", "read_at", "by_categories", "message_id"),
        ("created_at", "pk"),
        public_change=True,
    ),
    Section(
        "opinions",
        Opinion,
        own(Opinion),
        (
            *("change_id", "told_in", "verdict", "note", "said_at", "label", "rule", "is_alertable", "severity"),
            "severity_rule",
        ),
        ("said_at", "pk"),
        public_change=True,
        words={"severity": SEVERITIES},
    ),
    Section(
        "digests",
        Digest,
        own(Digest),
        ("id", "cadence", "period_start", "period_end", "message_id", "unverified", "unverified_count", "created_at"),
        ("period_end", "pk"),
    ),
    Section(
        "digest_entries",
        DigestEntry,
        own(DigestEntry, "digest__user"),
        ("digest_id", "change_id"),
        public_change=True,
    ),
    Section(
        "untold_changes",
        UntoldChange,
        own(UntoldChange),
        ("change_id", "platform__slug", "kept_at"),
        public_change=True,
    ),
    Section(
        "mails",
        Message,
        lambda user: Message.objects.filter(user=user).exclude(kind=Message.Kind.CHANNEL),
        (
            *("id", "kind", "created_at", "batch__content__subject", "batch__state", "batch__finished_at"),
            *("withheld__reason", "withheld__at"),
        ),
        ("created_at", "pk"),
    ),
    Section(
        "mail_feedback",
        Feedback,
        own(Feedback, "message__user"),
        ("message_id", "kind", "detail", "at"),
    ),
    Section(
        "account_mail_failures",
        AccountMailFailure,
        own(AccountMailFailure),
        ("kind", "detail", "at"),
        ("at", "pk"),
    ),
    Section(
        "account_mails",
        Notice,
        own(Notice),
        ("id", "kind", "about_at", "facts", "state", "created_at", "finished_at", "reason"),
        ("created_at", "pk"),
    ),
    Section(
        "security_log",
        SecurityEvent,
        own(SecurityEvent),
        ("at", "kind", "network", "facts"),
        ("at", "pk"),
    ),
    Section("trials", Trial, own(Trial), ("started_at", "ends_at", "ended_at")),
    Section(
        "subscriptions",
        Subscription,
        own(Subscription),
        (
            *("source", "tier", "status", "interval", "started_at", "current_period_end", "cancel_at", "lapses_at"),
            *("amount", "currency", "lapsed_at", "scheduled_tier", "ended_at", "updated_at"),
        ),
    ),
    Section(
        "entitlement_changes",
        EntitlementChange,
        own(EntitlementChange, "person"),
        (
            *("at", "recorded_at", "from_tier", "to_tier", "from_source", "to_source", "from_status", "to_status"),
            *("interval", "until", "cause", "reference"),
        ),
    ),
    Section("billing_accounts", BillingAccount, own(BillingAccount), ("created_at", "synchronised_at")),
    Section(
        "payment_customers",
        BillingCustomer,
        own(BillingCustomer, "account__user"),
        ("id", "linked_at", "deleted_at"),
    ),
    Section(
        "charges_taken_back",
        LateCharge,
        own(LateCharge, "account__user"),
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
        own(LogEntry),
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
        if len(waiting) == ROWS_AT_ONCE:
            yield comma + ",\n".join(waiting)
            comma, waiting = ",\n", []
    if waiting:
        yield comma + ",\n".join(waiting)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
