"""The addresses of the log, as C2SP tlog-tiles lays them down; none ends with a slash."""

from django.urls import path, re_path

from governance import log_views

# At most 18 digits, which every database can count.
_NUMBER = r"(?P<number>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?\Z"

urlpatterns = [
    path("log/checkpoint", log_views.checkpoint, name="log-checkpoint"),
    re_path(rf"^log/tile/entries/{_NUMBER}", log_views.entries, name="log-entries"),
    re_path(rf"^log/tile/(?P<level>[0-9]|[1-5][0-9]|6[0-3])/{_NUMBER}", log_views.tile, name="log-tile"),
    path(".well-known/clausewatch-key", log_views.key, name="log-key"),
]
