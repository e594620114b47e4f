"""The days that changes bring: of effect, ends of objection periods, ends of opt-out periods."""

from django.db import models
from django.db.models import Q

from governance.models.changes import Change
from governance.models.versions import Version


class ChangeDay(models.Model):
    """A day that a change brings and the words that state it: `version.text[start:end]`, of which a part is the day.

    A stated day has no length. A period of `length` units is counted from `base_day`, which `base` names; `day` is its
    last one. A negative length is counted backwards. A period that is counted from the detection begins on the day
    that it was in UTC here, and on that of a reader's zone where it is shown.
    """

    class Kind(models.TextChoices):
        EFFECTIVE_DATE = "effective_date"
        OBJECTION_END = "objection_end"
        OPT_OUT_END = "opt_out_end"

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="days", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    position = models.PositiveSmallIntegerField("its place among those of its kind, from 0")
    day = models.DateField()
    length = models.SmallIntegerField(default=0)
    unit = models.CharField(max_length=20, blank=True)
    base = models.CharField(max_length=20, blank=True)
    base_day = models.DateField(null=True)
    runs_from = models.CharField(max_length=20, blank=True)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+", verbose_name="the text quoted")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    part_start = models.PositiveIntegerField()
    part_end = models.PositiveIntegerField()
    rule = models.CharField(max_length=60)
    is_gone = models.BooleanField("whether a later text no longer states the day", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change", "kind", "position"], name="one_day_of_a_change_per_kind_and_place"
            ),
            models.CheckConstraint(
                condition=Q(length=0, base_day=None) | (~Q(length=0) & Q(base_day__isnull=False)),
                name="a_period_is_counted_from_a_day",
            ),
        ]
        indexes = [models.Index(fields=["day", "id"], name="days_of_changes_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day} of {self.change_id}"


class ReadForDays(models.Model):
    """A change was read for its days, by these rules and as it was judged then."""

    change = models.OneToOneField(Change, on_delete=models.CASCADE, primary_key=True, related_name="read_for_days")
    rules = models.PositiveSmallIntegerField()
    comparison_version = models.PositiveSmallIntegerField()
    effective_date = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.change_id)
