"""What readers said of the changes that they were told of."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.models.delivery import Message
from governance.models import Change
from governance.models.changes import Severity

MOST_OF_A_NOTE = 500  # characters


class Opinion(models.Model):
    """What a person said of a change that they were told of; the last word counts.

    Class, rules and severity are those of the moment when it was said, so that a later classification moves no
    complaint to another rule. When an account is erased the row stays, without the person and the note.
    """

    class Verdict(models.TextChoices):
        RIGHT = "right", "it was told as it should be"
        NOT_WORTH_TELLING = "not_worth_telling", "it was not worth telling"
        SHOULD_BE_HIGHER = "should_be_higher", "it should have weighed more"
        SHOULD_BE_SOONER = "should_be_sooner", "it should have been told the same day"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="opinions"
    )
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="opinions")
    told_in = models.CharField(max_length=20, choices=Message.Kind.choices)
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    note = models.CharField(max_length=MOST_OF_A_NOTE, blank=True)
    said_at = models.DateTimeField()
    label = models.CharField("class", max_length=12, choices=Change.Label.choices)
    rule = models.CharField("the rule that decided the class", max_length=60)
    is_alertable = models.BooleanField("told the same day")
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    severity_rule = models.CharField(max_length=60)

    class Meta:
        verbose_name = "reader’s opinion"
        verbose_name_plural = "readers’ opinions"
        constraints = [
            models.UniqueConstraint(fields=["user", "change"], name="one_opinion_per_person_and_change"),
            models.CheckConstraint(condition=Q(note="") | Q(user__isnull=False), name="a_note_has_its_person"),
            models.CheckConstraint(
                condition=~Q(verdict="should_be_higher") | Q(severity__lt=Severity.HIGH),
                name="nothing_weighs_more_than_high",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="should_be_sooner") | Q(told_in="digest", is_alertable=False),
                name="only_what_a_digest_told_first_could_be_sooner",
            ),
        ]
        indexes = [models.Index(fields=["-said_at", "-id"], name="opinions_newest_first")]

    def __str__(self) -> str:
        return f"{self.change_id} {self.verdict}"
