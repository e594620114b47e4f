from django.urls import path

from billing import api

urlpatterns = [
    path("tiers/", api.Tiers.as_view(), name="tiers"),
    path("subscription/trial/", api.StartTrial.as_view(), name="subscription-trial"),
    path("subscription/checkout/", api.Checkout.as_view(), name="subscription-checkout"),
    path("subscription/portal/", api.Portal.as_view(), name="subscription-portal"),
]
