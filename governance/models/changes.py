"""Changes between versions, and their provision changes."""

from typing import ClassVar

from django.db import models

from governance.comparison.result import REPORTED
from governance.models.catalogue import Document, Platform
from governance.models.provisions import Provision
from governance.models.public_ids import PublicIdMixin
from governance.models.versions import Version


class Severity(models.IntegerChoices):
    LOW = 1, "low"
    MEDIUM = 2, "medium"
    HIGH = 3, "high"


class ChangeQuerySet(models.QuerySet["Change"]):
    def held(self) -> "ChangeQuerySet":
        """Changes that wait for confirmation; see governance.record.holding."""
        return self.filter(held_until__isnull=False, confirmed_at=None, withdrawn_at=None)

    def standing(self) -> "ChangeQuerySet":
        """Changes that are taken for real, whenever they were found: never held, or confirmed, so not withdrawn."""
        return self.filter(models.Q(held_until=None) | models.Q(confirmed_at__isnull=False))

    def published(self) -> "ChangeQuerySet":
        """Changes that were news when they were found; what was imported as history is not among them."""
        return self.exclude(published_at=None)

    def alertable(self) -> "ChangeQuerySet":
        """Published changes that subscribers are told of the same day."""
        return self.published().filter(is_alertable=True)

    def reportable(self) -> "ChangeQuerySet":
        """Published changes that belong in a digest: real differences of meaning or wording."""
        return self.published().filter(label__in=Change.REPORTED_LABELS)


class Change(PublicIdMixin):
    """The classified difference between two consecutive versions.

    `from_version` is the version compared with: the one before, or the last good one if that was a bad capture.
    """

    PUBLIC_LETTER: ClassVar[str] = "C"

    class Label(models.TextChoices):
        SUBSTANTIVE = "substantive"
        EDITORIAL = "editorial"
        COSMETIC = "cosmetic"
        FLAPPING = "flapping"
        EXTRACTION = "extraction"

    REPORTED_LABELS: ClassVar[tuple[str, ...]] = REPORTED

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="changes")
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="changes")
    document_type = models.SlugField("the document's type, here for its index", max_length=80, db_index=False)
    from_version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    to_version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="change")
    label = models.CharField("class", max_length=12, choices=Label.choices)
    rule = models.CharField("the rule that decided the class", max_length=60)
    reason = models.TextField()
    is_alertable = models.BooleanField()
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    severity_rule = models.CharField(max_length=60)
    headline = models.CharField(max_length=500)
    effective_date = models.DateField(null=True, blank=True)
    added_count = models.PositiveIntegerField(default=0)
    removed_count = models.PositiveIntegerField(default=0)
    modified_count = models.PositiveIntegerField(default=0)
    moved_count = models.PositiveIntegerField(default=0)
    categories = models.JSONField(default=list)
    statements = models.JSONField("sentences about the change as a whole, each with a code", default=list)
    against_last_good = models.BooleanField(default=False)
    comparison_version = models.PositiveSmallIntegerField()
    detected_at = models.DateTimeField("when the newer version was captured")
    published_at = models.DateTimeField("when it became news; null for a backfill", null=True, blank=True)
    held_until = models.DateTimeField(
        "until when its text must stand before the change is taken for real", null=True, blank=True
    )
    confirmed_at = models.DateTimeField("when its text was seen to have stood through the hold", null=True, blank=True)
    withdrawn_at = models.DateTimeField("when a later version no longer showed it", null=True, blank=True)
    awaits_publication = models.BooleanField("news that is published when it is confirmed", default=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-detected_at", "-id"], name="changes_newest_first"),
            models.Index(fields=["platform", "-detected_at", "-id"], name="changes_of_a_platform"),
            models.Index(fields=["document", "-detected_at", "-id"], name="changes_of_a_document"),
            models.Index(fields=["label", "-detected_at", "-id"], name="changes_of_a_class"),
            models.Index(fields=["document_type", "-detected_at", "-id"], name="changes_of_a_document_type"),
            # One for each floor of `min_severity` above the lowest: an index on the severity itself gives no order.
            models.Index(
                fields=["-detected_at", "-id"],
                name="changes_of_medium_or_high",
                condition=models.Q(severity__gte=Severity.MEDIUM),
            ),
            models.Index(
                fields=["-detected_at", "-id"],
                name="changes_of_high_severity",
                condition=models.Q(severity__gte=Severity.HIGH),
            ),
            models.Index(
                fields=["published_at", "id"], name="changes_by_publication", condition=~models.Q(published_at=None)
            ),
            models.Index(
                fields=["-detected_at", "-id"],
                name="published_changes_newest_first",
                condition=~models.Q(published_at=None),
            ),
            models.Index(
                fields=["held_until", "id"],
                name="changes_held",
                condition=models.Q(held_until__isnull=False, confirmed_at=None, withdrawn_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(document_type=""), name="a_change_knows_its_document_type"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, withdrawn_at=None)
                | models.Q(held_until__isnull=False, confirmed_at=None)
                | models.Q(held_until__isnull=False, withdrawn_at=None),
                name="only_a_held_change_is_confirmed_or_withdrawn_and_not_both",
            ),
            models.CheckConstraint(
                condition=models.Q(awaits_publication=False)
                | models.Q(held_until__isnull=False, confirmed_at=None, withdrawn_at=None, published_at=None),
                name="only_a_held_change_awaits_publication",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.headline}"


class ChangeCategory(models.Model):
    """A category that a change touches, with the change's time, so that a category's changes are read by index.

    `severity` is the highest of its clauses that changed in what they provide; null if none of them did, as where only
    spelling or numbers of clauses changed.
    """

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="category_rows")
    category = models.CharField(max_length=60)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, null=True, blank=True)
    detected_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "category"], name="a_change_has_a_category_once")]
        indexes = [models.Index(fields=["category", "-detected_at", "-change"], name="changes_of_a_category")]

    def __str__(self) -> str:
        return f"{self.change_id} {self.category}"


class ProvisionChange(models.Model):
    """What happened to one provision.

    The quotations are `from_version.text[before_start:before_end]` and `to_version.text[after_start:after_end]`.
    """

    class Kind(models.TextChoices):
        ADDED = "added"
        REMOVED = "removed"
        MODIFIED = "modified"
        MOVED = "moved"

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="provision_changes")
    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField("place in the summary, from 0")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    category = models.CharField(max_length=60)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices)
    severity_rule = models.CharField(max_length=60, blank=True)
    sentence = models.TextField()
    heading_path = models.JSONField(default=list)
    label = models.CharField(max_length=40, blank=True)
    provisions = models.PositiveIntegerField("how many provisions changed in these words; none is a heading", default=1)
    before_start = models.PositiveIntegerField(null=True)
    before_end = models.PositiveIntegerField(null=True)
    after_start = models.PositiveIntegerField(null=True)
    after_end = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "position"], name="one_provision_change_per_place"),
            models.CheckConstraint(
                condition=models.Q(kind="added", before_start=None, after_start__isnull=False)
                | models.Q(kind="removed", before_start__isnull=False, after_start=None)
                | models.Q(kind__in=["modified", "moved"], before_start__isnull=False, after_start__isnull=False),
                name="a_provision_change_quotes_what_its_kind_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provision_id} in {self.change_id}"
