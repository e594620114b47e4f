"""Pages of what a team keeps for its auditors, from its agreements to its vendors, and of analyses and timelines."""

from django.urls import path

from web.pages import agreements, analyses, answers, deadlines, memos, reviews, timelines, vendors

urlpatterns = [
    path("baselines/", agreements.baselines, name="baselines-page"),
    path("baselines/<uuid:baseline_id>/", agreements.baseline, name="baseline-page"),
    path("baselines/<uuid:baseline_id>/delete/", agreements.delete, name="baseline-delete-page"),
    path("documents/<str:public_id>/agree/", agreements.agree, name="agree-page"),
    path("changes/<str:public_id>/analysis/", analyses.of_change, name="change-analysis-page"),
    path("documents/<str:public_id>/analysis/", analyses.of_document, name="document-analysis-page"),
    path("changes/<str:public_id>/review/", reviews.begin, name="begin-review"),
    path("documents/<str:public_id>/timeline/", timelines.of_document, name="document-timeline-page"),
    path("platforms/<str:slug>/answers/", answers.answers, name="answers-page"),
    path("platforms/<str:slug>/answers/delete/", answers.delete, name="answers-delete-page"),
    path("platforms/<str:slug>/timeline/", timelines.of_platform, name="platform-timeline-page"),
    path("deadlines/", deadlines.deadlines, name="deadlines-page"),
    path("deadlines/calendar/", deadlines.make_calendar, name="calendar-make-page"),
    path("deadlines/calendar/end/", deadlines.end_calendar, name="calendar-end-page"),
    path("memos/", memos.memos, name="memos-page"),
    path("memos/ask/", memos.ask, name="memo-ask-page"),
    path("memos/<uuid:memo_id>/", memos.memo, name="memo-page"),
    path("memos/<uuid:memo_id>/delete/", memos.delete, name="memo-delete-page"),
    path("reviews/", reviews.reviews, name="reviews-page"),
    path("reviews/<uuid:review_id>/", reviews.review, name="review-page"),
    path("reviews/<uuid:review_id>/sign-off/", reviews.signing_off, name="sign-off-page"),
    path("vendors/", vendors.vendors, name="vendors-page"),
    path("vendors/<uuid:list_id>/", vendors.vendor_list, name="vendor-list-page"),
    path("vendors/<uuid:list_id>/delete/", vendors.delete, name="vendor-delete-page"),
    path("vendors/<uuid:list_id>/requests/", vendors.ask, name="vendor-ask-page"),
    path("vendors/<uuid:list_id>/watchlist/", vendors.watch, name="vendor-watch-page"),
]
