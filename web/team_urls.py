"""Pages of what a team keeps for its auditors: reviews, agreements, memos, deadlines and vendors."""

from django.urls import path

from web.pages import reviews

urlpatterns = [
    path("changes/<str:public_id>/review/", reviews.begin, name="begin-review"),
    path("reviews/", reviews.reviews, name="reviews-page"),
    path("reviews/<uuid:review_id>/", reviews.review, name="review-page"),
    path("reviews/<uuid:review_id>/sign-off/", reviews.signing_off, name="sign-off-page"),
]
