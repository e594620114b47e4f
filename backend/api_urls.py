"""The API, version 1: each app hands in its own routes."""

from django.urls import URLPattern, URLResolver, include, path

from backend.openapi_views import ReferenceDocument, ReferencePage

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.api_urls")),
    path("", include("billing.api_urls")),
    path("", include("alerts.api_urls")),
    path("", include("governance.api_urls")),
    path("", include("web.api_urls")),
    path("schema/", ReferenceDocument.as_view(), name="schema"),
    path("docs/", ReferencePage.as_view(), name="docs"),
]
