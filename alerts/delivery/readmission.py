"""What somebody shows by using a code: the address is theirs, and takes mail."""

from typing import Any

from allauth.account.signals import email_confirmed, password_reset
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from alerts.delivery.suppression import lift_bounce, restore_suppression


@receiver(email_confirmed)
def recall_suppression(*, email_address: Any, **told: Any) -> None:
    """The address may be that of an erased account: what was known of it is known again, but for a bounce."""
    restore_suppression(email_address.email)
    lift_bounce(email_address.email, now=timezone.now())


@receiver(password_reset)
def write_again_after_a_reset(*, user: User, **told: Any) -> None:
    """Whoever has used the code of a reset has had the mail that it stood in."""
    lift_bounce(user.email, now=timezone.now())
