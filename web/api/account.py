"""A person's account over the API: who they are, what they hold, and how much of it they use."""

from typing import Any, cast

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.answers import answer_to_change
from accounts.models import ApiKey, User
from accounts.permissions import SessionNeeded, may_read, user_of
from accounts.services.deletion import WrongPassword, request_deletion, requested_at, undo_deletion
from accounts.services.preferences import are_quiet_hours
from accounts.signing_in.held import hold_sign_in
from accounts.signing_in.recent import require_recent_sign_in, session_of
from accounts.strict import SentBoolean, SentInteger, SentText, StrictModelSerializer, StrictSerializer
from accounts.verified_addresses import is_verified
from accounts.zones import is_known
from alerts.deadlines.reminders import DAYS_BEFORE, reminders_of
from alerts.models import Suppression
from alerts.reviewing.unreviewed import unreviewed_counts
from alerts.watching.mail_preferences import mail_preferences_of
from alerts.watching.unsubscribing import Scope, watched_platform_ids
from billing.api import TIER_CODES, NothingSerializer, RefusalSerializer, checked
from billing.entitlements import Entitlement, Feature, for_request
from governance.analysis.standpoint import ROLES, jurisdictions
from web.personal_data.settings_of_people import change_settings

_LANGUAGE = (
    "The language of pages and mails: `en` or `de`. What documents state, and what is said of it, isn't translated."
)
_QUIET = "Same-day alerts wait from one hour to the other, on the clocks of the time zone, never past the person's day."
_REMINDERS = f"Days before a deadline when a mail reminds: {', '.join(map(str, DAYS_BEFORE))}. Part of Professional."
_MOST_MUTED = 1000


class CountsSerializer(serializers.Serializer[Any]):
    """Distinct platforms over all watchlists, and watchlists."""

    platforms = serializers.IntegerField()
    watchlists = serializers.IntegerField()


class LimitsSerializer(serializers.Serializer[Any]):
    """The most of each that the tier allows; null means unlimited."""

    platforms = serializers.IntegerField(allow_null=True)
    watchlists = serializers.IntegerField(allow_null=True)


class EntitlementsSerializer(serializers.Serializer[Entitlement]):
    """What the tier allows now."""

    limits = LimitsSerializer(source="plan")
    features = serializers.SerializerMethodField()

    def get_features(self, entitlement: Entitlement) -> list[str]:
        return features_of(entitlement)


class SuppressionSerializer(serializers.Serializer[Suppression]):
    """Why this address gets no alerts and digests. Another address is not affected.

    A bounce is lifted when a code mailed to the address is used, or at `until`; a spam report stays.
    """

    reason = serializers.ChoiceField(choices=Suppression.Reason.choices)
    detail = serializers.CharField(source="get_reason_display")
    at = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True, help_text="Null where it does not end by itself.")


class DeletionSerializer(serializers.Serializer[Any]):
    """The account is erased at `erase_at` unless the deletion is undone before."""

    requested_at = serializers.DateTimeField()
    erase_at = serializers.DateTimeField()


class DeletionRequestSerializer(StrictSerializer):
    password = SentText(max_length=1000, trim_whitespace=False)


class MeSerializer(serializers.ModelSerializer[User]):
    id = serializers.UUIDField(read_only=True)
    email_verified = serializers.BooleanField()
    unsubscribed_from = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    jurisdictions = serializers.ListField(child=serializers.CharField())
    roles = serializers.ListField(child=serializers.CharField())
    muted_platforms = serializers.ListField(child=serializers.CharField())
    locale = serializers.CharField(help_text=_LANGUAGE)
    tier = serializers.ChoiceField(choices=TIER_CODES)
    entitlements = EntitlementsSerializer()
    suppression = SuppressionSerializer(allow_null=True)
    deletion = DeletionSerializer(allow_null=True)
    deadline_reminders = serializers.ListField(child=serializers.IntegerField(), help_text=_REMINDERS)
    unreviewed_changes = serializers.IntegerField(
        allow_null=True,
        help_text="Changes that alerts or digests tell of your active platforms and that you have not decided on: "
        "since each was put on a watchlist, and of the last 90 days. Null without the review log.",
    )

    class Meta:
        model = User
        fields = (
            *("id", "email", "email_verified", "display_name", "timezone", "locale", "digest_weekday", "digest_hour"),
            *(
                "send_empty_digest",
                "send_empty_daily_digest",
                "quiet_from",
                "quiet_until",
                "unsubscribed_from",
                "muted_platforms",
                "jurisdictions",
                "roles",
                "deadline_reminders",
            ),
            *("tier", "entitlements", "suppression", "deletion", "unreviewed_changes", "created_at"),
        )


class PreferencesSerializer(StrictModelSerializer):
    """The preferences to change; those left out stay as they are."""

    timezone = SentText(max_length=64)
    locale = serializers.ChoiceField(choices=[code for code, _ in settings.LANGUAGES], help_text=_LANGUAGE)
    digest_weekday = SentInteger(min_value=0, max_value=6, help_text="0 is Monday, 6 is Sunday.")
    digest_hour = SentInteger(min_value=0, max_value=23, help_text="On the clocks of the time zone.")
    send_empty_digest = SentBoolean(help_text="Whether a week without changes is told by a mail.")
    send_empty_daily_digest = SentBoolean(help_text="Whether a day without changes is; off by default.")
    quiet_from = SentInteger(min_value=0, max_value=23, allow_null=True, help_text=_QUIET)
    quiet_until = SentInteger(min_value=0, max_value=23, allow_null=True, help_text=_QUIET)
    unsubscribed_from = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices),
        max_length=len(Scope),
        help_text="Mail kinds the person has unsubscribed from; the list replaces the one before.",
    )
    deadline_reminders = serializers.ListField(
        child=SentInteger(min_value=DAYS_BEFORE[0], max_value=DAYS_BEFORE[-1]),
        max_length=len(DAYS_BEFORE),
        help_text=f"{_REMINDERS} The list replaces the one before.",
    )
    muted_platforms = serializers.ListField(
        child=serializers.SlugField(max_length=100),
        max_length=_MOST_MUTED,
        help_text="Slugs of watched platforms the person gets no mail about; the list replaces the one before.",
    )
    jurisdictions = serializers.ListField(
        child=serializers.ChoiceField(choices=jurisdictions()),
        max_length=len(jurisdictions()),
        help_text="Whose law the analysis looks at; of none it looks at all. `US` takes in its states.",
    )
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=list(ROLES)),
        max_length=len(ROLES),
        help_text="As what the analysis looks at it; of none no regulation is left out by its role.",
    )

    class Meta:
        model = User
        fields = (
            *("display_name", "timezone", "locale", "digest_weekday", "digest_hour"),
            *("send_empty_digest", "send_empty_daily_digest"),
            *("quiet_from", "quiet_until", "unsubscribed_from", "muted_platforms", "jurisdictions", "roles"),
            "deadline_reminders",
        )

    def validate_deadline_reminders(self, value: list[int]) -> list[int]:
        if not set(value) <= set(DAYS_BEFORE):
            raise serializers.ValidationError(f"Each is one of: {', '.join(map(str, DAYS_BEFORE))}.")
        return value

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """Refuse quiet hours that are not two different hours, or None for both, together with what is stored."""
        names = ("quiet_from", "quiet_until")
        if any(name in attributes for name in names):
            hours = {name: attributes.get(name, getattr(self.instance, name)) for name in names}
            if not are_quiet_hours(*hours.values()):
                raise serializers.ValidationError({name: ["Two different hours, or null for both."] for name in names})
            attributes |= hours
        return attributes

    def validate_muted_platforms(self, value: list[str]) -> list[int]:
        watched = watched_platform_ids(cast(User, self.instance), value)
        unknown = [slug for slug in value if slug not in watched]
        if unknown and not may_read(self.context["request"]):
            raise serializers.ValidationError("Not all of these platforms are watched.")
        if unknown:
            raise serializers.ValidationError([f"You don't watch “{slug}”." for slug in unknown])
        return list(watched.values())

    def validate_jurisdictions(self, value: list[str]) -> list[str]:
        return [one for one in jurisdictions() if one in value]

    def validate_roles(self, value: list[str]) -> list[str]:
        return [one for one in ROLES if one in value]

    def validate_timezone(self, value: str) -> str:
        if not is_known(value):
            raise serializers.ValidationError("Not an IANA time-zone name, such as Europe/Berlin.")
        return value


def features_of(entitlement: Entitlement) -> list[str]:
    """Return the features of the tier, in the order of the tier table."""
    return [feature.value for feature in Feature if entitlement.has(feature)]


class Me(APIView):
    @extend_schema(operation_id="me_read", summary="Who is signed in", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        return Response(_describe(request))

    @extend_schema(
        operation_id="me_change",
        summary="Change the name, the time zone, the language, the time of the digest, quiet hours, unsubscriptions, "
        "mutes, jurisdictions and roles",
        request=PreferencesSerializer,
        responses=MeSerializer,
    )
    def patch(self, request: Request) -> Response:
        user, now = user_of(request), timezone.now()
        body = PreferencesSerializer(user, data=request.data, partial=True, context={"request": request})
        body.is_valid(raise_exception=True)
        change_settings(user=user, changes=body.validated_data, now=now)
        return answer_to_change(request, lambda: _describe(request))

    @extend_schema(
        operation_id="me_delete",
        summary="Have the account deleted in 14 days",
        description="Needs a session and the password. Every session and API key ends at once; `undo-deletion/` takes "
        "it back after signing in again, and so does the link in the mail. Of an account without a password any is "
        "taken, and the sign-in must be recent.",
        request=DeletionRequestSerializer,
        responses={202: DeletionSerializer, 409: RefusalSerializer},
    )
    def delete(self, request: Request) -> Response:
        if isinstance(request.auth, ApiKey):
            raise SessionNeeded
        user = user_of(request)
        if not consume(request, action="reauthenticate", user=user):
            raise Throttled
        body = DeletionRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        require_recent_sign_in(request, user, timezone.now(), password_proved=True)  # it is looked at below
        try:
            request_deletion(user=user, password=body.validated_data["password"], now=timezone.now())
        except WrongPassword as error:
            raise serializers.ValidationError({"password": [str(error)]}) from error
        described = DeletionSerializer(_deletion_of(user)).data
        logout(request._request)
        return Response(described, status=status.HTTP_202_ACCEPTED)


class UndoDeletion(APIView):
    @extend_schema(
        operation_id="me_undo_deletion",
        summary="Keep the account after all",
        request=NothingSerializer,
        responses={200: MeSerializer, 409: RefusalSerializer},
    )
    def post(self, request: Request) -> Response:
        checked(NothingSerializer, request)
        user = user_of(request)
        with transaction.atomic():
            if not isinstance(request.auth, ApiKey):
                hold_sign_in(session_of(request), user)
            undo_deletion(user.pk, timezone.now())
        user.refresh_from_db()
        return answer_to_change(request, lambda: _describe(request))


def _describe(request: Request) -> dict[str, Any]:
    user, now = user_of(request), timezone.now()
    held, preferences = for_request(request, now), mail_preferences_of(user, now)
    user.unsubscribed_from, user.muted_platforms = preferences.left, preferences.muted  # type: ignore[attr-defined]
    user.email_verified, user.tier, user.entitlements = is_verified(user), held.tier, held  # type: ignore[attr-defined]
    user.suppression, user.deletion = preferences.suppression, _deletion_of(user)  # type: ignore[attr-defined]
    reminders = reminders_of(user) if held.has(Feature.DEADLINES) else []
    user.deadline_reminders = reminders  # type: ignore[attr-defined]
    has_reviews = held.has(Feature.REVIEW_LOG)
    counted = unreviewed_counts([user.pk], now).get(user.pk, 0) if has_reviews else None
    user.unreviewed_changes = counted  # type: ignore[attr-defined]
    return MeSerializer(user).data


def _deletion_of(user: User) -> dict[str, Any] | None:
    return {"requested_at": requested_at(user), "erase_at": user.erase_at} if user.erase_at else None
