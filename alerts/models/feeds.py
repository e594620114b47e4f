"""The private feed of a person's alerts."""

from django.conf import settings
from django.db import models


class AlertFeed(models.Model):
    """The address at which a feed reader has a person's alerts: only the digest of its token is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="alert_feed"
    )
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed of {self.user_id}"
