"""What a person holds over the API: tier, trial, subscription, limits, and how much of them is used."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import user_of
from accounts.strict import SentBoolean
from alerts.watching.watchlists import usage
from billing.api import FEATURE_CODES, TIER_CODES
from billing.services.overview import overview_of
from web.api.account import CountsSerializer, LimitsSerializer, features_of


class TrialStateSerializer(serializers.Serializer[Any]):
    available = SentBoolean()
    started_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)


class SubscriptionSerializer(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=TIER_CODES)
    status = serializers.ChoiceField(choices=["free", "trialing", "active", "past_due", "canceled"])
    # The metaclass takes a declared field out of the class, so that it replaces no attribute of the same name.
    source = serializers.ChoiceField(choices=["free", "trial", "operator", "stripe"])  # type: ignore[assignment]
    trial = TrialStateSerializer()
    current_period_end = serializers.DateTimeField(allow_null=True)
    cancel_at = serializers.DateTimeField(allow_null=True)
    scheduled_tier = serializers.ChoiceField(
        choices=TIER_CODES, allow_null=True, help_text="The lower tier that follows at `current_period_end`, or null."
    )
    limits = LimitsSerializer()
    usage = CountsSerializer()
    features = serializers.ListField(child=serializers.ChoiceField(choices=FEATURE_CODES))


class SubscriptionDetail(APIView):
    @extend_schema(
        operation_id="subscription_read",
        summary="What the person holds and how much of it they use",
        responses=SubscriptionSerializer,
    )
    def get(self, request: Request) -> Response:
        user = user_of(request)
        overview = overview_of(user, timezone.now())
        held, trial, subscription = overview.entitlement, overview.trial, overview.subscription
        shown = {
            "tier": held.tier,
            "status": held.status,
            "source": held.source,
            "trial": {
                "available": overview.is_trial_available,
                "started_at": trial and trial.started_at,
                "ends_at": trial and trial.ends_at,
            },
            "current_period_end": subscription and subscription.current_period_end,
            "cancel_at": subscription and subscription.cancel_at,
            "scheduled_tier": overview.scheduled_tier,
            "limits": held.plan,
            "usage": usage(user),
            "features": features_of(held),
        }
        return Response(SubscriptionSerializer(shown).data)
