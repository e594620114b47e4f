"""How a person wants to be reminded of deadlines, their calendar feed, and of what they were reminded."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class DeadlineSettings(models.Model):
    """How many days before a deadline a person is reminded by mail, and the feed that a calendar of theirs reads.

    The feed's address has a token, of which only the digest is kept. `check_at` is when reminders are looked for next.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="deadline_settings"
    )
    days_before = models.JSONField("the most days first", default=list)
    check_at = models.DateTimeField(null=True)
    token_sha256 = models.CharField(max_length=64, blank=True)
    token_made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_sha256"], condition=~Q(token_sha256=""), name="a_calendar_s_token_is_of_one_person"
            ),
            models.CheckConstraint(
                condition=Q(token_sha256="", token_made_at=None)
                | (~Q(token_sha256="") & Q(token_made_at__isnull=False)),
                name="a_calendar_s_token_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["check_at", "user"], name="reminders_to_look_for", condition=Q(check_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class DeadlineReminder(models.Model):
    """A person was owed a reminder of a deadline so many days before its day, once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders_owed", db_index=False
    )
    deadline = models.CharField("the deadline's id", max_length=80)
    day = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    owed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "deadline", "day", "days_before"], name="a_person_is_reminded_of_a_day_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} on {self.day}, {self.days_before} days before"
