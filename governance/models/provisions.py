"""Provisions: clauses followed across versions under one permanent id."""

from typing import ClassVar

from django.db import models

from governance.models.catalogue import Document
from governance.models.public_ids import PublicIdMixin
from governance.models.versions import Version


class ProvisionQuerySet(models.QuerySet["Provision"]):
    def in_force(self) -> "ProvisionQuerySet":
        """Provisions that are in the current version of their document."""
        return self.filter(removed_in=None)


class Provision(PublicIdMixin):
    """A clause of a document. It keeps its id through edits and moves; a clause that returns takes its old id again."""

    PUBLIC_LETTER: ClassVar[str] = "P"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="provisions")
    category = models.CharField(max_length=60)
    first_version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    removed_in = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, related_name="+")
    current_revision = models.ForeignKey(
        "governance.ProvisionRevision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    digest = models.CharField("first 12 hex of the SHA-256 of its normalised text", max_length=12)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["document", "digest"], name="provisions_by_their_text"),
            models.Index(fields=["category", "id"], name="provisions_of_a_category"),
            models.Index(fields=["document", "id"], name="provisions_of_a_document"),
        ]

    def __str__(self) -> str:
        return self.public_id


class ProvisionRevision(models.Model):
    """A provision's exact text as it first stood in one version: `version.text[start:end] == text`."""

    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="revisions")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="revisions")
    start = models.PositiveIntegerField("first character in the version's text")
    end = models.PositiveIntegerField("one past the last character")
    text = models.TextField()
    heading_path = models.JSONField(default=list)
    label = models.CharField("clause label, such as 8.4 or (a)", max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provision", "version"], name="one_revision_per_provision_and_version")
        ]

    def __str__(self) -> str:
        return f"revision of {self.provision_id} in {self.version_id}"


class ProvisionRelationQuerySet(models.QuerySet["ProvisionRelation"]):
    def of(self, provision: Provision) -> "ProvisionRelationQuerySet":
        """Relations that have the provision on either side."""
        return self.filter(models.Q(provision=provision) | models.Q(other=provision))


class ProvisionRelation(models.Model):
    """A clause was split or merged in a version: `other` left `provision`, or became a part of it."""

    class Kind(models.TextChoices):
        SPLIT = "split"
        MERGE = "merge"

    kind = models.CharField(max_length=5, choices=Kind.choices)
    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="parts")
    other = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="wholes")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="provision_relations")

    objects = ProvisionRelationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "provision", "other"], name="two_provisions_are_related_once_in_a_version"
            ),
            models.CheckConstraint(
                condition=~models.Q(provision=models.F("other")), name="no_provision_is_a_part_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.provision_id} and {self.other_id} in {self.version_id}"


class SeenBlock(models.Model):
    """A normalised line that was once in a document, stored for ever so that a text that returns is recognised.

    How often it went and when it last came back are learned from good versions only.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=12)
    gone_count = models.PositiveIntegerField("how often it stood in one good version and not in the next", default=0)
    returned_at = models.DateTimeField("when it last came back after it was gone", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "digest"], name="a_block_is_remembered_once"),
            models.CheckConstraint(
                condition=models.Q(returned_at=None) | models.Q(gone_count__gt=0), name="only_a_block_that_went_returns"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.digest}"
