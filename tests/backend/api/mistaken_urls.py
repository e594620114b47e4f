"""A URL conf with an endpoint that takes nested orders, and makes a mistake when it is read."""

from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.strict import StrictSerializer
from backend.urls import handler400, handler403, handler404, handler500  # noqa: F401  (read by Django)


class Filters(StrictSerializer):
    categories = serializers.ListField(child=serializers.CharField(max_length=3))
    weight = serializers.IntegerField()


class Order(StrictSerializer):
    filters = Filters(many=True)


class Orders(APIView):
    permission_classes = []

    def get(self, request):
        raise RuntimeError("a mistake of ours")

    def post(self, request):
        body = Order(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(body.validated_data)


urlpatterns = [path("api/v1/orders/", Orders.as_view()), path("page/", Orders.as_view())]
