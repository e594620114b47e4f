"""Counts that every process shares, for limits on a site without a cache of its own."""

from django.db import models


class Tally(models.Model):
    """How often something was done in its present window (accounts.limits.counting). `ends` is in POSIX seconds."""

    name = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["ends"], name="tallies_by_end")]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends}"
