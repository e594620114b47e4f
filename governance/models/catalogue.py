"""The catalogue: platforms, their documents, and the collections from which their history was read."""

from typing import ClassVar

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from governance.language_tags import validate_language_tag
from governance.models.public_ids import PublicIdMixin

_is_slug = RegexValidator(
    r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z", "Use lower-case letters, digits, and single hyphens between them."
)
_is_web_address = URLValidator(schemes=["http", "https"])
_is_country = RegexValidator(r"\A[A-Z]{2}\Z", "Give the two capital letters of ISO 3166-1, such as FR.")

_is_region = RegexValidator(
    r"\A[a-z]{2}(?:-[a-z0-9]{1,3})?\Z", "Give a country or part of one in lower-case letters, such as de, eu or us-ca."
)


class ShippedData(models.Model):
    """Which state of the shipped data was loaded here, and whether the operator has removed it since."""

    name = models.CharField(primary_key=True, max_length=40)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Collection(models.Model):
    """An Open Terms Archive collection whose history was imported. Its attribution is shown wherever its texts are."""

    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    licence_url = models.URLField(blank=True)
    attribution = models.CharField(max_length=500, blank=True)
    is_demonstration = models.BooleanField(default=False)
    last_commit = models.CharField(max_length=64, blank=True, editable=False)
    last_imported_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.name


class Platform(models.Model):
    """An online service with governance documents."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        MERGED = "merged"
        DEFUNCT = "defunct"
        UNKNOWN = "unknown"

    slug = models.SlugField(unique=True, max_length=100, validators=[_is_slug])
    name = models.CharField(max_length=200)
    homepage = models.CharField(max_length=500, blank=True, validators=[_is_web_address])
    operator = models.CharField(max_length=300, blank=True)
    jurisdiction = models.CharField(
        "operator's country, ISO 3166-1 alpha-2", max_length=2, blank=True, validators=[_is_country]
    )
    sector = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="the platform that it was merged into or renamed to",
    )
    aliases = models.JSONField(default=list, blank=True)
    search_text = models.TextField("name and aliases, case-folded", editable=False, default="")
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(successor=models.F("id")), name="a_platform_does_not_succeed_itself"
            ),
        ]
        indexes = [
            models.Index(Lower("name"), "id", name="platforms_by_name"),
            models.Index("sector", Lower("name"), "id", name="platforms_of_a_sector"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether it was merged into another one or has ended, so that nothing of it is read any more."""
        return self.status in (self.Status.MERGED, self.Status.DEFUNCT)


class Document(PublicIdMixin):
    """One governance document of a platform."""

    PUBLIC_LETTER: ClassVar[str] = "D"

    class State(models.TextChoices):
        LISTED = "listed", "in the catalogue, no version yet"
        ACTIVE = "active", "versions are recorded"
        RETIRED = "retired", "no longer published or no longer tracked"

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="documents")
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    source_path = models.CharField("its path in the collection", max_length=500, blank=True, editable=False)
    document_type = models.SlugField("type, such as privacy-policy", max_length=80, db_index=False)
    title = models.CharField(max_length=200)
    source_urls = models.JSONField(default=list, blank=True)
    language = models.CharField(
        "its language, as in BCP 47", max_length=16, default="en", validators=[validate_language_tag]
    )
    region = models.CharField(
        "whom it is for, such as eu or us-ca; empty: everybody", max_length=6, blank=True, validators=[_is_region]
    )
    product = models.CharField("the product it is for; empty: all of them", max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    current_version = models.ForeignKey(
        "governance.Version", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    last_verified_at = models.DateTimeField("when its current text was last known to stand", null=True, blank=True)
    # A writer who compared on the grounds of an earlier state of it must start again, as with another current version.
    rewrite_count = models.PositiveIntegerField(
        "how often what is derived from its versions was written anew", default=0, editable=False
    )
    needs_summary = models.BooleanField(
        "whether its last good version has no summary of its present state", default=False, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            # Two collections may record the same document from two countries: two histories, never mixed.
            # The path and not the type names the history: a renamed file ends one and begins another.
            # Without a collection it is what is declared: the type, and whom and what the document is for.
            models.UniqueConstraint(
                fields=["collection", "source_path"],
                condition=~models.Q(source_path=""),
                name="one_document_per_path_of_a_collection",
            ),
            models.UniqueConstraint(
                fields=["platform", "document_type", "language", "region", "product"],
                condition=models.Q(collection=None),
                name="one_document_of_a_type_and_locale_without_collection",
            ),
        ]
        indexes = [
            models.Index(fields=["document_type", "id"], name="documents_of_a_type"),
            models.Index(fields=["state", "id"], name="documents_of_a_state"),
            models.Index(fields=["id"], name="documents_to_be_summarised", condition=models.Q(needs_summary=True)),
        ]

    def __str__(self) -> str:
        return f"{self.platform.name} · {self.title}"
