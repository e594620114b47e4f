"""The tier table, and the ways to a higher tier. `/subscription/` also counts use, so it is in `web`."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import PublicRead, RecentlySignedIn, user_of
from accounts.services.deletion import refuse_while_deleting
from accounts.strict import StrictSerializer
from billing.models import Trial
from billing.payments.ways_to_pay import way_to_pay
from billing.plans import CURRENCY, PLANS, Feature, Plan, Tier
from billing.services.trials import start_trial

TIER_CODES = [tier.value for tier in Tier]
FEATURE_CODES = [feature.value for feature in Feature if feature.is_built]
PAID_TIER_CODES = [tier.value for tier in Tier if PLANS[tier].price_month_cents]


class PricesSerializer(serializers.Serializer[Any]):
    currency = serializers.CharField()
    month_cents = serializers.IntegerField()
    year_cents = serializers.IntegerField()


class TierLimitsSerializer(serializers.Serializer[Any]):
    """A limit of null means unlimited."""

    platforms = serializers.IntegerField(allow_null=True)
    watchlists = serializers.IntegerField(allow_null=True)
    requests_per_minute = serializers.IntegerField()


class TierSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=TIER_CODES)
    name = serializers.CharField()
    prices = PricesSerializer()
    trial_days = serializers.IntegerField(allow_null=True, help_text="Null where there is no trial.")
    limits = TierLimitsSerializer()
    features = serializers.ListField(child=serializers.ChoiceField(choices=FEATURE_CODES))


class TierListSerializer(serializers.Serializer[Any]):
    """The whole table, in the shape of every list; it has one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = TierSerializer(many=True)


class TrialSerializer(serializers.Serializer[Trial]):
    started_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class CheckoutRequestSerializer(StrictSerializer):
    tier = serializers.ChoiceField(choices=PAID_TIER_CODES)
    interval = serializers.ChoiceField(choices=["month", "year"])


class NothingSerializer(StrictSerializer):
    """A request that needs no field: `{}`."""


class RefusalSerializer(serializers.Serializer[Any]):
    """The request is well formed, but the present state forbids it; `code` says why."""

    detail = serializers.CharField()
    code = serializers.CharField()


class AddressSerializer(serializers.Serializer[Any]):
    url = serializers.CharField()


def describe_plan(plan: Plan) -> dict[str, Any]:
    """Return one row of the tier table in the shape that the API shows."""
    return {
        "code": plan.tier,
        "name": plan.name,
        "prices": {
            "currency": CURRENCY,
            "month_cents": plan.price_month_cents,
            "year_cents": plan.price_year_cents,
        },
        "trial_days": settings.TRIAL_DAYS if plan.has_trial else None,
        "limits": {
            "platforms": plan.platforms,
            "watchlists": plan.watchlists,
            "requests_per_minute": plan.requests_per_minute,
        },
        "features": [feature for feature in Feature if feature in plan.features],
    }


def checked(serializer_class: type[StrictSerializer], request: Request) -> dict[str, Any]:
    """Return the request's validated body, or raise a 400 that names what is wrong."""
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    body: dict[str, Any] = serializer.validated_data
    return body


class Tiers(APIView):
    permission_classes = [PublicRead]

    @extend_schema(operation_id="tiers_list", summary="The tier table", responses=TierListSerializer)
    def get(self, request: Request) -> Response:
        return Response({"next": None, "previous": None, "results": [describe_plan(plan) for plan in PLANS.values()]})


class StartTrial(APIView):
    @extend_schema(
        operation_id="subscription_start_trial",
        summary="Start the Professional trial, once per person",
        request=NothingSerializer,
        responses={201: TrialSerializer, 409: RefusalSerializer},
    )
    def post(self, request: Request) -> Response:
        checked(NothingSerializer, request)
        trial = start_trial(user=user_of(request), now=timezone.now())
        return Response(TrialSerializer(trial).data, status=status.HTTP_201_CREATED)


class Checkout(APIView):
    permission_classes = [RecentlySignedIn]
    key_scope = "billing"

    @extend_schema(
        operation_id="subscription_checkout",
        summary="Where to pay for a tier",
        request=CheckoutRequestSerializer,
        responses={200: AddressSerializer, 409: RefusalSerializer, 503: RefusalSerializer},
    )
    def post(self, request: Request) -> Response:
        order = checked(CheckoutRequestSerializer, request)
        refuse_while_deleting(user_of(request))
        tier, interval = Tier(order["tier"]), order["interval"]
        url = way_to_pay().checkout_url(user=user_of(request), tier=tier, interval=interval, now=timezone.now())
        return Response({"url": url})


class Portal(APIView):
    permission_classes = [RecentlySignedIn]
    key_scope = "billing"

    @extend_schema(
        operation_id="subscription_portal",
        summary="Where to change or cancel what is paid for",
        request=NothingSerializer,
        responses={200: AddressSerializer, 409: RefusalSerializer, 503: RefusalSerializer},
    )
    def post(self, request: Request) -> Response:
        checked(NothingSerializer, request)
        return Response({"url": way_to_pay().portal_url(user=user_of(request))})
