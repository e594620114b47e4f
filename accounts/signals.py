"""Welcomes a person when they verify their first address."""

from typing import Any

from allauth.account.signals import email_confirmed
from django.dispatch import receiver
from django.utils import timezone

from accounts.services.notices import WELCOME, owe


@receiver(email_confirmed)
def welcome(*, email_address: Any, **told: Any) -> None:
    """Owe the welcome mail once per account, whatever is verified later."""
    user = email_address.user
    owe(user=user, kind=WELCOME, about_at=user.created_at, now=timezone.now())
