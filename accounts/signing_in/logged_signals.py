"""Writes allauth's signals about signing in into the security log.

Wrong codes are left out: allauth tells of them only if the address has an account, and the time a row takes would
reveal that.
"""

from typing import Any

from allauth.account.signals import email_added, user_logged_in
from allauth.mfa.signals import authentication_failed
from django.dispatch import receiver
from django.utils import timezone

from accounts.services.security_log import Kind, note, note_and_tell


@receiver(user_logged_in)
def signed_in(*, user: Any, **told: Any) -> None:
    note(kind=Kind.SIGNED_IN, user=user, now=timezone.now())


@receiver(authentication_failed)
def second_factor_failed(*, user: Any, **told: Any) -> None:
    note(kind=Kind.SECOND_FACTOR_FAILED, user=user, now=timezone.now())


@receiver(email_added)
def address_added(*, user: Any, email_address: Any, **told: Any) -> None:
    """Note in the security log that an address was added. allauth signals this when the address is verified."""
    facts = {"address": email_address.email}
    note_and_tell(kind=Kind.ADDRESS_ADDED, user=user, now=timezone.now(), facts=facts)
