"""Compliance memos that people asked for."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.models.made_files import MadeFile
from governance.models import Change, Document


class Memo(MadeFile):
    """A memo: what a person asked for, and the file that was made of it once.

    It is about one document, one change, several platforms side by side in a category, or the platforms of a watchlist
    in a period; these are kept as they were on the list then. The file is kept as it was made, whatever is judged anew.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document"
        CHANGE = "change"
        COMPARISON = "comparison"
        WATCHLIST = "watchlist"

    class Format(models.TextChoices):
        PDF = "pdf"
        DOCX = "docx"
        MARKDOWN = "markdown"
        JSON = "json"
        EVIDENCE = "evidence"

    class Paper(models.TextChoices):
        A4 = "a4"
        LETTER = "letter"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memos", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    format = models.CharField(max_length=10, choices=Format.choices)
    paper = models.CharField(max_length=6, choices=Paper.choices, default=Paper.A4)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, related_name="+")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, null=True, related_name="+")
    watchlist_name = models.CharField(max_length=100, blank=True)
    platforms = models.JSONField("ids of the watchlist's platforms, or of those compared in their order", default=list)
    category = models.CharField("in which platforms are compared", max_length=60, blank=True)
    document_type = models.CharField("to which a comparison keeps; empty: none", max_length=80, blank=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField("in percent", default=0)
    made_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=300, blank=True)
    made_with = models.CharField("the state of what set it", max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="document", document__isnull=False, change=None, since=None, until=None)
                | Q(kind="change", change__isnull=False, document=None, since=None, until=None)
                | (Q(kind="comparison", document=None, change=None, since=None, until=None) & ~Q(category=""))
                | Q(kind="watchlist", document=None, change=None, since__isnull=False, until__isnull=False),
                name="a_memo_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state="ready", made_at__isnull=False, packed__isnull=False)
                | (~Q(state="ready") & Q(made_at=None, packed=None)),
                name="a_memo_that_is_ready_has_its_file",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-asked_at", "-id"], name="memos_of_a_person"),
            models.Index(fields=["asked_at", "id"], name="memos_to_be_made", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} memo {self.number}"

    @property
    def number(self) -> str:
        """By what name a memo goes in its own text: the first part of its id."""
        return f"M-{str(self.pk).partition('-')[0]}"
