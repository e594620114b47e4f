"""How far people have been told of changes of the law."""

from django.db import models
from django.db.models import Q

from governance.models import LawChange


class LawTelling(models.Model):
    """The telling of one material change of the law, in the order of people's ids, some hundreds at a time."""

    law_change = models.OneToOneField(LawChange, on_delete=models.CASCADE, related_name="+")
    reached = models.UUIDField("the last person who was owed the mail", null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["law_change"], name="law_tellings_to_finish", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"telling of {self.law_change_id}"
