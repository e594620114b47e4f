"""Writes to an address again when its person uses a code that was mailed to it."""

from typing import Any

from allauth.account.signals import email_confirmed, password_reset
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.mail_addresses import spellings
from accounts.services.account_changes import PROVED_ADDRESS
from alerts.delivery.suppression import lift_bounce, restore_suppression


@receiver(email_confirmed)
def recall_suppression(*, email_address: Any, **told: Any) -> None:
    """Restore what was known of an address whose account was erased before, except a bounce."""
    restore_suppression(email_address.email)
    lift_bounce(email_address.email, now=timezone.now())


@receiver(password_reset)
def write_again_after_a_reset(*, request: HttpRequest, **told: Any) -> None:
    """Lift the bounce of the address that the code was mailed to, and of no other of the person's."""
    lift_bounce(spellings(getattr(request, PROVED_ADDRESS))[0], now=timezone.now())
