"""An address that somebody verifies may be that of an erased account: what was known of it is known again."""

from typing import Any

from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from alerts.suppression import know_again


@receiver(email_confirmed)
def recall_suppression(*, email_address: Any, **told: Any) -> None:
    know_again(email_address.email)
