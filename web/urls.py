"""The site's pages."""

from django.urls import include, path

from web.pages import (
    after_checkout,
    categories,
    choose_platforms,
    dashboard,
    documents,
    feedback,
    law,
    not_me,
    platforms,
    record,
    undo_deletion,
    unsubscribe,
)
from web.webhooks import sendgrid, stripe

urlpatterns = [
    path("", record.front, name="front"),
    path("account/choose/<str:token>/", choose_platforms.page, name="choose"),
    path("account/keep/<str:token>/", undo_deletion.page, name="keep"),
    path("account/not-me/<str:token>/", not_me.page, name="not-me"),
    path("accounts/", include("web.account_urls")),
    path("bot/", record.bot, name="bot"),
    path("billing/done/", after_checkout.done, name="checkout-done"),
    path("categories/", categories.all_categories, name="categories-page"),
    path("categories/<str:category_id>/", categories.category, name="category-page"),
    path("changes/<str:public_id>/", record.change, name="change-page"),
    path("compare/", categories.compare, name="compare-page"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("documents/<str:public_id>/", documents.document, name="document-page"),
    path("favicon.ico", record.favicon, name="favicon"),
    path("feedback/<str:token>/<str:public_id>/", feedback.page, name="feedback"),
    path("methodology/", record.methodology, name="methodology"),
    path("platforms/", platforms.catalogue, name="catalogue"),
    path("platforms/<str:slug>/", platforms.platform, name="platform-page"),
    path("platforms/<str:slug>/leave/", dashboard.leave, name="leave-page"),
    path("platforms/<str:slug>/watch/", platforms.watch, name="watch-page"),
    path("pricing/", record.pricing, name="pricing"),
    path("privacy/", record.privacy, name="privacy"),
    path("provisions/<str:public_id>/", documents.provision, name="provision-page"),
    path("regulations/", law.all_regulations, name="regulations-page"),
    path("regulations/<str:regulation_id>/", law.regulation, name="regulation-page"),
    path("trial/", dashboard.trial, name="trial"),
    path("unsubscribe/<str:token>/", unsubscribe.page, name="unsubscribe"),
    path("webhooks/sendgrid/", sendgrid.sendgrid, name="sendgrid-events"),
    path("webhooks/stripe/", stripe.stripe, name="stripe-events"),
]
