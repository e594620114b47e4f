"""What we fetch ourselves: hosts and the pages on them, each fetch, and the captures of documents made from fetches.

A page is fetched once, whatever number of documents it belongs to. A document is captured when each of its pages was
fetched: a capture is an attempt to obtain the document, and only a good one may become a version.
"""

from typing import ClassVar

from django.db import models

from governance.models.catalogue import Document
from governance.models.ordered_json import OrderedJsonField
from governance.models.public_ids import PublicIdMixin
from governance.models.versions import StoredText, Version

MOST_LETTERS_OF_AN_ADDRESS = 2_048


class CaptureHost(models.Model):
    """A host that pages are fetched from, one at a time, by whoever holds its lease.

    `fence` counts the leases: a worker that comes back too late finds another number and writes nothing.
    """

    name = models.CharField(max_length=253, unique=True)
    delay = models.DurationField("pause after a request has ended")
    next_allowed_at = models.DateTimeField("when it may be asked again")
    lease_until = models.DateTimeField(null=True, editable=False)
    fence = models.PositiveBigIntegerField(default=0, editable=False)
    first_due_at = models.DateTimeField("when its earliest page is due; null if it has none", null=True, editable=False)
    crawl_delay = models.DurationField("pause that its robots.txt asks for", null=True, editable=False)
    all_read_within = models.DurationField(
        "in what time each of its pages can be read once; null: not reckoned yet", null=True, editable=False
    )
    refusal_count = models.PositiveSmallIntegerField("answers of 429 or 503 in a row", default=0, editable=False)
    permission = models.CharField(
        "who allowed us to read here whatever robots.txt says, and when", max_length=300, blank=True
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["first_due_at", "id"],
                name="hosts_with_pages_that_are_due",
                condition=models.Q(first_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RobotsFile(models.Model):
    """What is known of an origin's robots.txt: the last copy that could be had, and since when none could be."""

    origin = models.CharField(primary_key=True, max_length=270)
    was_had = models.BooleanField("whether it was ever to be had, or known not to be there")
    content = models.TextField("the last copy; empty where there is none", blank=True)
    checked_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.origin


class SourcePage(models.Model):
    """An address that documents are read from, in one language."""

    class Route(models.TextChoices):
        PLAIN = "plain", "asked for as it is"
        BROWSER = "browser", "opened in a browser, which runs its scripts"

    host = models.ForeignKey(CaptureHost, on_delete=models.PROTECT, related_name="pages")
    address = models.CharField(max_length=MOST_LETTERS_OF_AN_ADDRESS)
    language = models.CharField("the language that is asked for, as in BCP 47", max_length=16)
    route = models.CharField(max_length=7, choices=Route.choices, default=Route.PLAIN)
    answers_https = models.BooleanField(
        "whether it answers by https where http is declared; null: not known, or https is declared", null=True
    )
    moved_to = models.CharField(
        "where it has moved for good, as its server says, for the operator to confirm",
        max_length=MOST_LETTERS_OF_AN_ADDRESS,
        blank=True,
        editable=False,
    )
    route_since = models.DateTimeField(
        "since when it goes this way; null: from the beginning", null=True, editable=False
    )
    due_at = models.DateTimeField("when it is to be fetched next; null: not any more", null=True)
    last_fetch = models.ForeignKey(
        "governance.Fetch", on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    accepted_fetch = models.ForeignKey(
        "governance.Fetch",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="the last whole answer that an accepted capture was made from",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address", "language"], name="one_page_per_address_and_language"),
        ]
        indexes = [
            models.Index(
                fields=["host", "due_at"], name="pages_that_are_due", condition=models.Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.address


class PageOfDocument(models.Model):
    """A page's place in a document, from 0."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    page = models.ForeignKey(SourcePage, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="one_page_per_place_in_a_document"),
            models.UniqueConstraint(fields=["document", "page"], name="a_page_once_in_a_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.position}"


class Declaration(models.Model):
    """How a document is read from its pages, in the format of Open Terms Archive; `valid_until` ends an earlier one."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="declarations")
    source = OrderedJsonField("as declared: fetch, select, remove, filter, executeClientScripts, or combine")
    sha256 = models.CharField(max_length=64, editable=False)
    position = models.PositiveIntegerField("its place among the documents of its service's file", default=0)
    as_filed = OrderedJsonField("its file: names of file, service and type as written, importedFrom", default=dict)
    declared_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    unmet = models.CharField("what it needs and we don't have, such as needs_filter name", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(valid_until=None), name="one_declaration_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.sha256[:12]}"


class RawBody(models.Model):
    """The decoded bytes of an answer, stored once per content outside the database, under the SHA-256 of the bytes.

    The certificates that answers came under are kept as such bodies too, for ever.

    A stored frame may need another one, `base`, to be unpacked; `depth` counts how many stand below it.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    size_bytes = models.PositiveIntegerField()
    stored_bytes = models.PositiveIntegerField()
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="frames_on_it")
    depth = models.PositiveSmallIntegerField(default=0)
    stored_at = models.DateTimeField()
    checked_at = models.DateTimeField("when its bytes were last read back, as they came again", null=True)
    is_kept = models.BooleanField("kept for ever", default=False)
    forgotten_at = models.DateTimeField("when its bytes were deleted; its digest stays", null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["stored_at"],
                name="bodies_to_be_forgotten",
                condition=models.Q(is_kept=False, forgotten_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.sha256


class Fetch(models.Model):
    """One attempt to fetch a page. Append-only.

    `outcome` is empty for an answer that can be read, `not_modified` where the page was said to be as accepted, and
    else says what went wrong, as `governance.capture.fetching` names it. `facts` holds what the wire said: addresses,
    hops, headers, peer, TLS, times in ms.
    """

    NOT_MODIFIED: ClassVar[str] = "not_modified"

    page = models.ForeignKey(SourcePage, on_delete=models.CASCADE, related_name="fetches")
    route = models.CharField(max_length=7, choices=SourcePage.Route.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    facts = models.JSONField(default=dict)
    raw = models.ForeignKey(RawBody, on_delete=models.PROTECT, null=True, related_name="fetches")

    class Meta:
        verbose_name_plural = "fetches"
        indexes = [models.Index(fields=["page", "-id"], name="fetches_of_a_page")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.outcome or self.status}"

    @property
    def is_readable(self) -> bool:
        """Whether it brought a whole answer, or was told that the accepted one still stands."""
        return self.outcome in ("", self.NOT_MODIFIED)

    @property
    def whole_answer(self) -> "Fetch | None":
        """The fetch whose bytes it stands for: itself, or the accepted one that it was told still stands."""
        return self.page.accepted_fetch if self.outcome == self.NOT_MODIFIED else self


class CaptureState(models.TextChoices):
    """What our last attempts to read a document came to."""

    NEVER = "never", "never read by us"
    VERIFIED = "verified", "read, and seen to be the document"
    SUSPECT = "suspect", "something else came, which is looked at again"
    FAILING = "failing", "cannot be read"
    BLOCKED = "blocked", "the site does not let us read it"
    GONE = "gone", "the site no longer has it"
    NEEDS_BROWSER = "needs_browser", "can only be read in a browser, and none is installed"


class Capture(PublicIdMixin):
    """One attempt to obtain a document from the fetches of its pages: what was judged, and what it became."""

    PUBLIC_LETTER: ClassVar[str] = "T"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="captures")
    captured_at = models.DateTimeField("when the last of its pages was fetched")
    judged_at = models.DateTimeField()
    fetch_ids = models.JSONField("its fetches, in the order of the pages", default=list)
    fetch_key = models.CharField("the same as a text", max_length=700)
    declaration_sha256 = models.CharField(max_length=64, blank=True)
    extractor_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=13, choices=CaptureState.choices)
    verdict = models.CharField("code of the check that decided; empty: good", max_length=30, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    warnings = models.JSONField(default=list)
    stored_text = models.ForeignKey(StoredText, on_delete=models.PROTECT, null=True, related_name="captures")
    figures = models.JSONField("what later captures are measured by: words, title, shares", default=dict)
    version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="captures")

    class Meta:
        indexes = [
            models.Index(fields=["document", "-id"], name="captures_of_a_document"),
            models.Index(fields=["document", "state", "-id"], name="captures_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "fetch_key", "declaration_sha256", "extractor_version"],
                name="fetches_are_judged_once_in_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"


class CaptureHealth(models.Model):
    """How it stands with our reading of a document. A document without one is not read by us."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="health")
    state = models.CharField(max_length=13, choices=CaptureState.choices, default=CaptureState.NEVER)
    since = models.DateTimeField("since when it is in this state")
    verdict = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    failing_since = models.DateTimeField("when it was last read before it failed, or first tried", null=True)
    attempts_failed = models.PositiveIntegerField("attempts since the last good one", default=0)
    last_capture = models.ForeignKey(Capture, on_delete=models.SET_NULL, null=True, related_name="+")
    good_capture = models.ForeignKey(Capture, on_delete=models.SET_NULL, null=True, related_name="+")
    is_to_be_judged = models.BooleanField("whether fetches came in that no worker has taken up", default=False)
    lease_until = models.DateTimeField("until when a worker's claim to judge it holds", null=True, editable=False)
    fence = models.PositiveBigIntegerField("how often it was claimed", default=0, editable=False)
    told_at = models.DateTimeField("when whoever watches it was told that it fails", null=True)

    class Meta:
        verbose_name = "health of a document"
        verbose_name_plural = "health of documents"
        indexes = [
            models.Index(
                fields=["document"],
                name="documents_to_be_judged",
                condition=models.Q(is_to_be_judged=True) | models.Q(lease_until__isnull=False),
            ),
            models.Index(fields=["state", "since"], name="documents_by_health"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"
