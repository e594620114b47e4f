"""The pages of what a person watches and what they are told."""

from django.urls import path

from web.pages.telling import alerts, channel_deliveries, channels, digests, feeds
from web.pages.watching import asked_platforms, category_watches, list_items, lists, muting

urlpatterns = [
    path("alerts/", alerts.inbox, name="alerts"),
    path("alerts/<uuid:alert_id>/", alerts.alert, name="alert-page"),
    path("alerts/<uuid:alert_id>/read/", alerts.read, name="alert-read"),
    path("asked-platforms/", asked_platforms.asked_platforms, name="asked-platforms"),
    path("category-watches/", category_watches.category_watches, name="category-watches"),
    path("category-watches/new/", category_watches.new, name="category-watch-new"),
    path("category-watches/<uuid:watch_id>/", category_watches.settings, name="category-watch"),
    path("category-watches/<uuid:watch_id>/pause/", category_watches.pause, name="category-watch-pause"),
    path("category-watches/<uuid:watch_id>/delete/", category_watches.delete, name="category-watch-delete"),
    path("channels/", channels.channels, name="channels"),
    path("channels/new/", channels.new, name="channel-new"),
    path("channels/<uuid:channel_id>/", channel_deliveries.channel, name="channel-page"),
    path("channels/<uuid:channel_id>/settings/", channels.settings, name="channel-settings"),
    path("channels/<uuid:channel_id>/pause/", channels.pause, name="channel-pause"),
    path("channels/<uuid:channel_id>/secret/", channels.secret, name="channel-secret"),
    path("channels/<uuid:channel_id>/delete/", channels.delete, name="channel-delete"),
    path("channels/<uuid:channel_id>/test/", channel_deliveries.test, name="channel-test"),
    path("channels/<uuid:channel_id>/replay/", channel_deliveries.replay, name="channel-replay"),
    path(
        "channels/<uuid:channel_id>/deliveries/<uuid:delivery_id>/",
        channel_deliveries.delivery,
        name="channel-delivery",
    ),
    path("digests/", digests.digests, name="digests"),
    path("digests/<uuid:digest_id>/", digests.digest, name="digest-page"),
    path("digests/<uuid:digest_id>/changes/<str:change_id>/", digests.entry, name="digest-entry"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/alerts/", feeds.make, {"feed": feeds.ALERTS}, name="feed-alerts"),
    path("feeds/alerts/end/", feeds.end, {"feed": feeds.ALERTS}, name="feed-alerts-end"),
    path("feeds/deadlines/", feeds.make, {"feed": feeds.DEADLINES}, name="feed-deadlines"),
    path("feeds/deadlines/end/", feeds.end, {"feed": feeds.DEADLINES}, name="feed-deadlines-end"),
    path("lists/", lists.lists, name="lists"),
    path("lists/new/", lists.new, name="list-new"),
    path("lists/<uuid:list_id>/", list_items.watchlist, name="list-page"),
    path("lists/<uuid:list_id>/add/", list_items.add, name="list-add"),
    path("lists/<uuid:list_id>/settings/", lists.settings, name="list-settings"),
    path("lists/<uuid:list_id>/pause/", lists.pause, name="list-pause"),
    path("lists/<uuid:list_id>/delete/", lists.delete, name="list-delete"),
    path("lists/<uuid:list_id>/items/<uuid:item_id>/", list_items.item, name="list-item"),
    path("platforms/<str:slug>/mute/", muting.mute_or_unmute, name="mute-page"),
]
