"""The security log: what was done to an account or tried at it. Read by its person and operators, changed by nobody."""

import uuid

from django.conf import settings
from django.db import models


class SecurityEvent(models.Model):
    """One act. It holds no secrets; an address without an account only as a keyed hash; the origin only as a network.

    Until `way_back_until` the link in the mail about the act undoes it; see services/way_back.py. `facts` holds what
    the mail says: the address that was told, names of keys.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in"
        SIGN_IN_FAILED = "sign_in_failed"
        SECOND_FACTOR_FAILED = "second_factor_failed"
        SECOND_FACTOR_GUESSED = "second_factor_guessed"
        ADDRESS_ADDED = "address_added"
        ADDRESS_CHANGED = "address_changed"
        ADDRESS_REMOVED = "address_removed"
        PASSWORD_CHANGED = "password_changed"  # noqa: S105
        PASSWORD_RESET = "password_reset"  # noqa: S105
        SECOND_FACTOR_ADDED = "second_factor_added"
        SECOND_FACTOR_REMOVED = "second_factor_removed"
        RECOVERY_CODES_MADE = "recovery_codes_made"
        PROVIDER_CONNECTED = "provider_connected"
        PROVIDER_DISCONNECTED = "provider_disconnected"
        API_KEY_CREATED = "api_key_created"
        API_KEY_REVOKED = "api_key_revoked"
        CHANNEL_SET_UP = "channel_set_up"
        FEED_MADE = "feed_made"
        EXPORTED = "exported"
        DELETION_REQUESTED = "deletion_requested"
        DELETION_UNDONE = "deletion_undone"
        TAKEN_BACK = "taken_back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="security_events"
    )
    kind = models.CharField(max_length=30, choices=Kind.choices)
    at = models.DateTimeField()
    network = models.CharField(max_length=50, blank=True)
    address_hash = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    way_back_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="security_log_of_a_person"),
            models.Index(fields=["at"], name="security_log_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
