"""The addresses of the log, as C2SP tlog-tiles lays them down; none ends with a slash."""

from django.urls import path

from governance import log_views

urlpatterns = [
    path("log/checkpoint", log_views.checkpoint, name="log-checkpoint"),
    path("log/tile/entries/<path:place>", log_views.entries, name="log-entries"),
    path("log/tile/<str:level>/<path:place>", log_views.tile, name="log-tile"),
    path(".well-known/clausewatch-key", log_views.key, name="log-key"),
]
