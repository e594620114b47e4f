"""Who is asking: people."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.languages import validate_language
from accounts.mail_addresses import canonical_address, spellings
from accounts.unseen import controls_in, invisible_in
from accounts.zones import is_known


def validate_timezone(value: str) -> None:
    """Accept an IANA time-zone name such as `Europe/Berlin`."""
    if not is_known(value):
        raise ValidationError(_("Not an IANA time-zone name, such as Europe/Berlin."), code="unknown_timezone")


def validate_one_line(value: str) -> None:
    """Refuse line breaks, control characters and what shows nothing. The one rule for whatever people name or note."""
    if controls_in(value):
        raise ValidationError(_("Keep it to one line, without control characters."), code="control_character")
    if invisible := next(invisible_in(value), ""):
        said = _("Leave out the invisible character %(code)s.") % {"code": f"U+{ord(invisible):04X}"}
        raise ValidationError(said, code="invisible_character")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who signs in with this address, stored in its one spelling. Raises NotAnAddress."""
        user = self.model(email=canonical_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=spellings(username or "")[0])

    def with_address(self, address: str) -> "User | None":
        """Return the person who signs in with this address, however it is spelled, or None."""
        return self.filter(email__in=spellings(address)).first()


class User(AbstractBaseUser, PermissionsMixin):
    """A person, who signs in by e-mail. allauth's `EmailAddress` stores whether the address is verified."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=100, blank=True, validators=[validate_one_line])
    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_timezone])
    locale = models.CharField(max_length=16, default="en", validators=[validate_language])
    digest_weekday = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(6)])
    digest_hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    # Of the weekly digest, and of the daily one: a mail each day that nothing happened is one too many for most.
    send_empty_digest = models.BooleanField(default=True)
    send_empty_daily_digest = models.BooleanField(default=False)
    # Local hours between which same-day alerts wait; both or neither. See alerts/timing/quiet_hours.py.
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(23)])
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(23)])
    # Where the person does business and as what; which there are, whoever shows them knows. Of none, none is left out.
    jurisdictions = models.JSONField(default=list, blank=True)
    roles = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now, editable=False)
    # When the account is erased, where its person asked for that; see services/deletion.py.
    erase_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_weekday__lte=6), name="digest_weekday_is_monday_0_to_sunday_6"),
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="digest_hour_is_0_to_23"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False, quiet_from__lte=23, quiet_until__lte=23)
                & ~Q(quiet_from=F("quiet_until")),
                name="quiet_hours_are_two_different_hours_or_none",
            ),
        ]
        indexes = [
            models.Index(fields=["erase_at"], condition=Q(erase_at__isnull=False), name="people_to_be_erased"),
            models.Index(fields=["timezone"], condition=Q(quiet_from__isnull=False), name="people_with_quiet_hours"),
        ]

    def __str__(self) -> str:
        return self.email
