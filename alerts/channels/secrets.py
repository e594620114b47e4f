"""What of a channel is secret: its address and the secrets that its webhooks are signed with, encrypted in its row."""

import base64
import secrets
from datetime import datetime

from accounts.encryption import decrypted, encrypted
from alerts.models import Channel

PREFIX = "whsec_"
_BYTES = 32  # 24 to 64, says Standard Webhooks 1.0.0
_PURPOSE = "channels"


def made_secret() -> str:
    """Return a new secret in the spelling of Standard Webhooks."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def hidden(text: str) -> str:
    """Return the text as a channel's row keeps it."""
    return encrypted(text, purpose=_PURPOSE)


def url_of(channel: Channel) -> str:
    """Return the address that the channel is posted to. Raises InvalidToken where SECRET_KEY was lost."""
    return decrypted(channel.encrypted_url, purpose=_PURPOSE)


def secrets_of(channel: Channel, now: datetime) -> list[str]:
    """Return the secrets to sign with: the present one, and the former while it still counts."""
    kept = [channel.encrypted_secret]
    if channel.former_secret_until is not None and channel.former_secret_until > now:
        kept.append(channel.encrypted_former_secret)
    return [decrypted(one, purpose=_PURPOSE) for one in kept if one]
