"""Tells which addresses were proved to belong to the people who gave them. allauth's `EmailAddress` stores it."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.mail_addresses import spellings
from accounts.models import User


def verified_user_ids() -> "QuerySet[Any, Any]":
    """Return the ids of people whose primary address is verified; usable as a subquery."""
    ids: QuerySet[Any, Any] = EmailAddress.objects.filter(primary=True, verified=True).values_list("user_id", flat=True)
    return ids


def is_verified(user: User | AnonymousUser) -> bool:
    """Tell whether the person's primary address is verified."""
    return user.is_authenticated and verified_user_ids().filter(user_id=user.pk).exists()


def addresses_of(user: User) -> list[str]:
    """Return every address of the person, in each of its spellings, in alphabetical order."""
    others = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return sorted({spelling for address in (user.email, *others) for spelling in spellings(address)})
