"""Writes to an address again when its person uses a code that was mailed to it."""

from typing import Any

from allauth.account.signals import email_confirmed, password_reset
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from alerts.delivery.suppression import lift_bounce, restore_suppression


@receiver(email_confirmed)
def recall_suppression(*, email_address: Any, **told: Any) -> None:
    """Restore what was known of an address whose account was erased before, except a bounce."""
    restore_suppression(email_address.email)
    lift_bounce(email_address.email, now=timezone.now())


@receiver(password_reset)
def write_again_after_a_reset(*, user: User, **told: Any) -> None:
    """Lift the bounce of the address: whoever used the code of a reset received its mail."""
    lift_bounce(user.email, now=timezone.now())
