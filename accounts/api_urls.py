from django.urls import path

from accounts import api

urlpatterns = [
    path("api-keys/", api.ApiKeyList.as_view(), name="api-keys"),
    path("api-keys/<uuid:id>/", api.ApiKeyDetail.as_view(), name="api-key"),
    path("me/security-log/", api.SecurityLog.as_view(), name="security-log"),
]
