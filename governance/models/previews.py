"""Documents that an operator looks at before they are read for good."""

import uuid

from django.db import models

from governance.language_tags import validate_language_tag
from governance.models.catalogue import Document


class DocumentPreview(models.Model):
    """A document that an operator proposes, and what two fetches of it came to. Forgotten after a week.

    It is fetched by a duty, so that nobody waits in a request. `asked_by` and `added_by` are how an operator signs in.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "to be fetched"
        READ = "read", "fetched twice, to be looked at"
        FAILED = "failed", "could not be fetched"
        ADDED = "added", "read from then on"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform_name = models.CharField("platform: its name or slug; a new one is made if there is none", max_length=200)
    title = models.CharField("type, such as Privacy Policy", max_length=200)
    addresses = models.JSONField("its pages, in their order", default=list)
    language = models.CharField(
        "its language, as in BCP 47", max_length=16, default="en", validators=[validate_language_tag]
    )
    select = models.JSONField("CSS of what is the document; none: found by structure", default=list, blank=True)
    remove = models.JSONField("CSS of what is no part of it", default=list, blank=True)
    in_browser = models.BooleanField("opened in a browser, which runs its scripts", default=False)
    asked_at = models.DateTimeField(editable=False)
    asked_by = models.CharField(max_length=254, editable=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempt_count = models.PositiveSmallIntegerField(default=0, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    is_good = models.BooleanField("whether both fetches brought the document", default=False, editable=False)
    verdict = models.CharField("code of the check that decided; empty: good", max_length=30, blank=True, editable=False)
    reason = models.CharField(max_length=500, blank=True, editable=False)
    warnings = models.JSONField("what is odd about it", default=list, editable=False)
    page_title = models.CharField(max_length=300, blank=True, editable=False)
    text = models.TextField("the beginning of the text that was read", blank=True, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, editable=False, related_name="previews"
    )
    added_at = models.DateTimeField(null=True, editable=False)
    added_by = models.CharField(max_length=254, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="added") | models.Q(added_at__isnull=False),
                name="an_added_preview_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="previews_to_be_fetched", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.platform_name}, {self.title}"
