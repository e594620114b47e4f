"""The API's routes whose answers need two of the apps below."""

from django.urls import path

from web.api import account, export, previews, provisions, record, timelines

urlpatterns = [
    path("me/", account.Me.as_view(), name="me"),
    path("me/export/", export.Export.as_view(), name="export"),
    path("me/undo-deletion/", account.UndoDeletion.as_view(), name="undo-deletion"),
    path("subscription/", account.SubscriptionDetail.as_view(), name="subscription"),
    path("changes/", record.ChangeList.as_view(), name="changes"),
    path("changes/<str:public_id>/", record.ChangeDetail.as_view(), name="change"),
    path("documents/<str:public_id>/diff/", record.DocumentDiff.as_view(), name="document-diff"),
    path("platforms/<str:slug>/timeline/", timelines.PlatformTimeline.as_view(), name="platform-timeline"),
    path("documents/<str:public_id>/timeline/", timelines.DocumentTimeline.as_view(), name="document-timeline"),
    path("provisions/<str:public_id>/timeline/", timelines.ProvisionTimeline.as_view(), name="provision-timeline"),
    path("categories/<str:category>/timeline/", timelines.CategoryTimeline.as_view(), name="category-timeline"),
    path("document-previews/", previews.PreviewList.as_view(), name="document-previews"),
    path("document-previews/<uuid:preview_id>/", previews.PreviewDetail.as_view(), name="document-preview"),
    path("document-previews/<uuid:preview_id>/add/", previews.PreviewAdd.as_view(), name="document-preview-add"),
    path("provisions/<str:public_id>/history/", provisions.ProvisionHistory.as_view(), name="provision-history"),
    path("provisions/<str:public_id>/diff/", provisions.ProvisionDiff.as_view(), name="provision-diff"),
]
