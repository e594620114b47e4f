"""Routes of the alerts API, without the `/api/v1/` before them."""

from django.urls import path

from alerts.api import baselines, inbox, opinions, platform_requests, reviews, watchlists

urlpatterns = [
    path("watchlists/", watchlists.WatchlistList.as_view()),
    path("watchlists/<uuid:watchlist_id>/", watchlists.WatchlistDetail.as_view()),
    path("watchlists/<uuid:watchlist_id>/items/", watchlists.ItemList.as_view()),
    path("watchlists/<uuid:watchlist_id>/items/<uuid:item_id>/", watchlists.ItemDetail.as_view()),
    path("watchlists/<uuid:watchlist_id>/items/<uuid:item_id>/activate/", watchlists.ItemActivate.as_view()),
    path("platform-requests/", platform_requests.PlatformRequestList.as_view()),
    path("baselines/", baselines.BaselineList.as_view()),
    path("baselines/<uuid:baseline_id>/", baselines.BaselineDetail.as_view()),
    path("baselines/<uuid:baseline_id>/drift/", baselines.DriftOfBaseline.as_view()),
    path("reviews/", reviews.ReviewList.as_view()),
    path("reviews/export/", reviews.ReviewExport.as_view()),
    path("reviews/<uuid:review_id>/", reviews.ReviewDetail.as_view()),
    path("reviews/<uuid:review_id>/sign-off/", reviews.ReviewSignOff.as_view()),
    path("alerts/", inbox.AlertList.as_view()),
    path("alerts/<uuid:alert_id>/", inbox.AlertDetail.as_view()),
    path("alerts/<uuid:alert_id>/read/", inbox.AlertRead.as_view()),
    path("alerts/<uuid:alert_id>/feedback/", opinions.AlertOpinion.as_view()),
    path("digests/", inbox.DigestList.as_view()),
    path("digests/<uuid:digest_id>/", inbox.DigestDetail.as_view()),
    path("digests/<uuid:digest_id>/entries/<str:change_id>/feedback/", opinions.DigestEntryOpinion.as_view()),
]
