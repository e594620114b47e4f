"""Deletes accounts: asked for with the password, if there is one, undone within 14 days, then done for good.

`User.erase_at` says that deletion was asked for. Erasure first closes the account (`is_active`), and from then on it
can't be undone; then it ends what the person pays for; then it deletes the rows.
"""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiKey, User
from accounts.services.notices import owe
from accounts.services.security_log import Kind, note

UNDO_WINDOW = timedelta(days=14)
DELETION_REQUESTED = "deletion_requested"


class WrongPassword(Exception):
    """The password is not this person's."""

    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__(_("This is not your password."))


class DeletionIsFinal(Exception):
    """The erasure has begun, so the deletion can't be undone."""

    code = "deletion_final"

    def __init__(self) -> None:
        super().__init__(_("The account is being erased, which can't be taken back any more."))


class DeletionPending(Exception):
    """The account is being deleted, so this can't be begun."""

    code = "deletion_pending"

    def __init__(self) -> None:
        super().__init__(_("Your account is being deleted. Take that back first."))


def refuse_while_deleting(user: User) -> None:
    """Raise DeletionPending if the person has asked for the account to be deleted."""
    if user.erase_at is not None:
        raise DeletionPending


def requested_at(user: User) -> datetime | None:
    """Return when the person asked for the deletion, or None if they didn't."""
    return user.erase_at - UNDO_WINDOW if user.erase_at else None


def lock_request(user: User) -> datetime | None:
    """Lock the person's row until the transaction ends, so that the deletion isn't undone, and return `requested_at`.

    None if the person is gone.
    """
    locked = _locked(user.pk)
    return requested_at(locked) if locked is not None else None


def request_deletion(*, user: User, password: str, now: datetime) -> datetime:
    """Schedule the account's erasure and return its date. Every API key and session ends at once.

    Asking again keeps the first date. Raises WrongPassword. Of somebody without a password none is looked at: whoever
    calls has looked whether their sign-in is recent.
    """
    with transaction.atomic():
        locked = _locked(user.pk)
        if locked is None:
            raise DeletionIsFinal
        # Only under the lock: a password that was reset meanwhile must not be set back to this one below.
        has_password = locked.has_usable_password()
        if has_password and not locked.check_password(password):
            raise WrongPassword
        erase_at = locked.erase_at or now + UNDO_WINDOW
        locked.erase_at = user.erase_at = erase_at
        locked.set_password(password if has_password else None)  # another salt: every session was bound to the old one
        locked.save(update_fields=["erase_at", "password"])
        ApiKey.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
        end_sessions(user)
        owe(user=user, kind=DELETION_REQUESTED, about_at=erase_at, now=now)
        note(kind=Kind.DELETION_REQUESTED, user=user, now=now)
    return erase_at


@transaction.atomic
def undo_deletion(user_id: UUID, now: datetime) -> bool:
    """Keep the account after all; return whether a deletion was under way.

    Raises DeletionIsFinal once erasure has begun.
    """
    user = _locked(user_id)
    if user is None or (user.erase_at is not None and not user.is_active):
        raise DeletionIsFinal
    if user.erase_at is None:
        return False
    user.erase_at = None
    user.save(update_fields=["erase_at"])
    note(kind=Kind.DELETION_UNDONE, user=user, now=now)
    return True


@transaction.atomic
def begin_erasure(user_id: UUID, now: datetime) -> User | None:
    """Close the account for good if its date has come, and return its person; None if the deletion was undone."""
    user = _locked(user_id)
    if user is None or user.erase_at is None or user.erase_at > now:
        return None
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


def lock_if_there(user: User) -> bool:
    """Lock the person's row until the transaction ends, and tell whether it still exists."""
    return _locked(user.pk) is not None


def erase(user: User) -> None:
    """Delete the person with all their rows. Called in a transaction, after the other apps have let go of them."""
    end_sessions(user)
    # An operator's deeds stay on record; the name of whom they were about does not.
    person = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=person, object_id=str(user.pk)).update(object_repr="an erased account")
    user.delete()


def end_sessions(user: User) -> None:
    """Sign the person out on every device."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _locked(user_id: UUID) -> User | None:
    return User.objects.select_for_update().filter(pk=user_id).first()
