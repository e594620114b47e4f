"""What a person answered to the questions of the risk method, about their own use of a platform."""

from django.conf import settings
from django.db import models

from governance.models import Platform


class RiskAnswers(models.Model):
    """A person's answers about a platform: `{question id: "yes" or "no"}`; what was not answered is not in it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="risk_answers", db_index=False
    )
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "platform"], name="a_person_answers_once_for_a_platform")
        ]

    def __str__(self) -> str:
        return f"{self.platform_id} answered by {self.user_id}"
