"""What changed in the law while no text did, and the state of our tables that was known last."""

from typing import ClassVar

from django.db import models

from governance.models.public_ids import PublicIdMixin


class KnownLaw(models.Model):
    """The one row that says what our tables stated when last looked at, and up to which day dates were noted."""

    ONLY_ROW: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ROW)
    tables_version = models.CharField(max_length=40)
    content = models.JSONField("what `law_as_known` returned")
    noted_until = models.DateField("the last day of which dates of application were noted, in UTC")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="the_known_law_is_one_row")]

    def __str__(self) -> str:
        return self.tables_version


class LawChange(PublicIdMixin):
    """One event of the law: a date that our tables name was reached, or the tables were renewed.

    `sentences` say what; `concerned` has each category and regulation that it is about, with articles, exposure and
    rationale as the tables had them then. It is material where one of these is of high exposure.
    """

    PUBLIC_LETTER: ClassVar[str] = "L"

    class Kind(models.TextChoices):
        DATE_REACHED = "date_reached"
        TABLES_RENEWED = "tables_renewed"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    regulation = models.CharField("of a date that was reached, the regulation's id", max_length=60, blank=True)
    day = models.DateField("the day that was reached, or on which the new tables were first seen, in UTC")
    tables_version = models.CharField(max_length=40)
    sentences = models.JSONField()
    concerned = models.JSONField()
    is_material = models.BooleanField()
    detected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["regulation", "day"],
                condition=models.Q(kind="date_reached"),
                name="a_day_of_a_regulation_is_reached_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="date_reached") & ~models.Q(regulation="")
                | models.Q(kind="tables_renewed", regulation=""),
                name="a_date_that_is_reached_names_its_regulation",
            ),
        ]
        indexes = [models.Index(fields=["-detected_at", "-id"], name="law_changes_newest_first")]

    def __str__(self) -> str:
        return f"{self.kind} {self.regulation or self.tables_version} on {self.day}"
