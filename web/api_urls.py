"""The API's routes whose answers need two of the apps below."""

from django.urls import path

from web.api import (
    account,
    analyses,
    answers,
    export,
    law_changes,
    pre_answers,
    previews,
    provisions,
    record,
    sub_processors,
    subscription,
    timelines,
)

urlpatterns = [
    path("me/", account.Me.as_view(), name="me"),
    path("me/export/", export.Export.as_view(), name="export"),
    path("me/undo-deletion/", account.UndoDeletion.as_view(), name="undo-deletion"),
    path("subscription/", subscription.SubscriptionDetail.as_view(), name="subscription"),
    path("changes/", record.ChangeList.as_view(), name="changes"),
    path("changes/<str:public_id>/", record.ChangeDetail.as_view(), name="change"),
    path("documents/<str:public_id>/diff/", record.DocumentDiff.as_view(), name="document-diff"),
    path("platforms/<str:slug>/timeline/", timelines.PlatformTimeline.as_view(), name="platform-timeline"),
    path("platforms/<str:slug>/pre-answers/", pre_answers.PlatformPreAnswers.as_view(), name="platform-pre-answers"),
    path("documents/<str:public_id>/timeline/", timelines.DocumentTimeline.as_view(), name="document-timeline"),
    path("provisions/<str:public_id>/timeline/", timelines.ProvisionTimeline.as_view(), name="provision-timeline"),
    path("categories/<str:category>/timeline/", timelines.CategoryTimeline.as_view(), name="category-timeline"),
    path(
        "documents/<str:public_id>/sub-processors/",
        sub_processors.DocumentSubProcessors.as_view(),
        name="document-sub-processors",
    ),
    path("law-changes/<str:public_id>/clauses/", law_changes.LawChangeClauses.as_view(), name="law-change-clauses"),
    path("documents/<str:public_id>/analysis/", analyses.DocumentAnalysis.as_view(), name="document-analysis"),
    path("changes/<str:public_id>/analysis/", analyses.ChangeAnalysis.as_view(), name="change-analysis"),
    path("watchlists/<uuid:watchlist_id>/analysis/", analyses.WatchlistAnalysis.as_view(), name="watchlist-analysis"),
    path("platforms/<str:slug>/answers/", answers.PlatformAnswers.as_view(), name="platform-answers"),
    path("document-previews/", previews.PreviewList.as_view(), name="document-previews"),
    path("document-previews/<uuid:preview_id>/", previews.PreviewDetail.as_view(), name="document-preview"),
    path("document-previews/<uuid:preview_id>/add/", previews.PreviewAdd.as_view(), name="document-preview-add"),
    path("provisions/<str:public_id>/history/", provisions.ProvisionHistory.as_view(), name="provision-history"),
    path("provisions/<str:public_id>/diff/", provisions.ProvisionDiff.as_view(), name="provision-diff"),
]
