"""Reads of platforms which clauses state a category, for comparisons, positions among peers and pre-answers.

Read are the provisions in force of documents that are not retired and in English, which the rules are written for. In
which language a document is, its clauses say, and what was declared of it only where they are too few to tell.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from governance.analysis.comparing import Clause, Column, StatedClause, compared, stated_clauses
from governance.analysis.corrections import WORDS_THAT_CORRECT
from governance.analysis.stating import looked_in
from governance.analysis.turned_truth import with_surroundings
from governance.comparison.text.languages import ENGLISH, language_of_clauses, languages, name_of_language
from governance.models import Document, Platform, Provision, Version

# So many clauses of a document tell its language.
CLAUSES_THAT_TELL = 40
FEWEST_DIFFERENT_WORDS = 6
_COMMON_WORDS = frozenset(
    "the and of to for that with your our this are or by you we us will may not in is be a an on it as at from any if"  # noqa: SIM905
    " can has have all must shall which within no they their who when after".split()
)
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_WORDS = re.compile(r"[^\W\d_]+")
FEWEST_COMPARED, MOST_COMPARED = 2, 10


class NotToBeCompared(ValueError):
    """These are not the slugs of platforms that can be compared. The message says it."""


@dataclass(slots=True)
class DocumentsRead:
    """The documents of one platform that are not retired: those that were read, and how many were not, and why.

    One whose captures all failed is not captured; one that is too large was never cut into clauses.
    """

    read: list[Document] = field(default_factory=list)
    in_other_languages: int = 0
    too_large: int = 0
    not_captured: int = 0
    # In force, of the documents that were read, by document and then as they came into the record.
    clauses: list[Clause] = field(default_factory=list)
    # Why each document that was not read was not, by its key.
    unread: dict[int, str] = field(default_factory=dict)

    @property
    def captured(self) -> int:
        return len(self.read) + self.in_other_languages + self.too_large

    @property
    def not_found(self) -> str:
        """The end of a sentence that says where nothing was found."""
        not_read = f"{self.not_captured} not captured"
        if self.in_other_languages:
            not_read += f", {self.in_other_languages} in a language that the rules do not read"
        if self.too_large:
            not_read += f", {self.too_large} too large to be read"
        number = self.captured
        return f"in {number} captured document{'' if number == 1 else 's'} ({not_read})"


def documents_read(
    platform_ids: Iterable[int], document_type: str | None = None, *, categories: Collection[str] | None = None
) -> dict[int, DocumentsRead]:
    """Return the documents of these platforms with their clauses, by the platform's key, in two statements.

    The keys keep the order given. With `categories` the clauses are those alone that the model gave one of these.
    """
    found = {platform_id: DocumentsRead() for platform_id in platform_ids}
    good = Version.objects.filter(document=OuterRef("pk"), is_good=True).order_by("-sequence")
    documents = Document.objects.filter(platform__in=list(found)).exclude(state=Document.State.RETIRED)
    if document_type:
        documents = documents.filter(document_type=document_type)
    fields = ("platform_id", "document_type", "title", "language")
    documents = documents.only(*fields).annotate(
        is_too_large=Subquery(good.values("is_too_large")[:1]), outline=Subquery(good.values("outline")[:1])
    )
    listed = list(documents.order_by("platform_id", "document_type", "pk"))
    read = [document for document in listed if document.is_too_large is False]
    clauses = _clauses_of(read, _places_in(bytes(document.outline) for document in read), categories)
    for document in sorted(listed, key=lambda one: one.pk):
        own = found[document.platform_id]
        if document.is_too_large is None:
            own.not_captured += 1
            own.unread[document.pk] = "captured only by captures that failed"
        elif document.is_too_large:
            own.too_large += 1
            own.unread[document.pk] = "too large to be read"
        elif not _is_english(clauses[document.pk], document):
            own.in_other_languages += 1
            own.unread[document.pk] = "in a language that the rules do not read"
        else:
            own.clauses.extend(clauses[document.pk].asked)
    for document in listed:
        own = found[document.platform_id]
        if document.pk not in own.unread:
            own.read.append(document)
    return found


@dataclass(slots=True)
class _ClausesOfDocument:
    """The clauses that were asked for, and the language that the first ones are in, "" where they do not tell.

    `is_like_english`: nothing in the words of the first ones speaks against English.
    """

    asked: list[Clause] = field(default_factory=list)
    language: str = ""
    is_like_english: bool = True


def _is_english(clauses: _ClausesOfDocument, document: Document) -> bool:
    if clauses.language:
        return clauses.language == ENGLISH
    return clauses.is_like_english and name_of_language(document.language) == ENGLISH


def _is_like_english(texts: Iterable[str]) -> bool:
    """Whether too few words to tell a language may be English: in its letters, and no other language's words lead.

    Several different words of which none is one of the commonest of English are none.
    """
    letters = [sign for text in texts for sign in text if sign.isalpha()]
    if sum(sign in _LATIN for sign in letters) * 2 < len(letters):
        return False
    used = {word.lower() for text in texts for word in _WORDS.findall(text)}
    english = len(used & _COMMON_WORDS)
    others = max(len(used & one.function_words) for one in languages().values())
    return english >= others and (english > 0 or len(used) < FEWEST_DIFFERENT_WORDS)


def _places_in(outlines: Iterable[bytes]) -> dict[int, int]:
    """Return which place each provision has in its document, by its key."""
    return {one.provision_id: place for own in outlines for place, one in enumerate(Version.unpack_outline(own))}


def _clauses_of(
    documents: Sequence[Document], placed: Mapping[int, int], categories: Collection[str] | None
) -> dict[int, _ClausesOfDocument]:
    """Return the clauses in force of these documents by the document's key, in one statement."""
    platforms = {document.pk: document.platform_id for document in documents}
    place = Window(RowNumber(), partition_by=F("document"), order_by=F("pk").asc())
    rows = Provision.objects.in_force().filter(document__in=list(platforms)).exclude(current_revision=None)
    rows = rows.annotate(place=place)
    if categories is not None:
        # What leads in to a list may be of another category than its items.
        surrounds = Q(current_revision__text__endswith=":") | Q(current_revision__text__endswith=":**")
        # So may be what corrects a clause from behind, and the header of a table.
        surrounds |= Q(current_revision__text__startswith="|")
        for words in WORDS_THAT_CORRECT:
            surrounds |= Q(current_revision__text__contains=words)
        rows = rows.filter(Q(category__in=categories) | Q(place__lte=CLAUSES_THAT_TELL) | surrounds)
    revision = (f"current_revision__{name}" for name in ("version_id", "start", "end", "text", "heading_path", "label"))
    found = {document.pk: _ClausesOfDocument() for document in documents}
    every: dict[int, list[Clause]] = defaultdict(list)
    first: dict[int, list[str]] = defaultdict(list)
    for key, document_id, at, category, version_id, start, end, text, path, label in rows.order_by(
        "document_id", "pk"
    ).values_list("pk", "document_id", "place", "category", *revision):
        if at <= CLAUSES_THAT_TELL:
            first[document_id].append(text)
        clause = Clause(
            platforms[document_id],
            document_id,
            key,
            version_id,
            category,
            start,
            end,
            text,
            tuple(path),
            label,
            place=placed.get(key),
        )
        every[document_id].append(clause)
    for document_id, clauses in every.items():
        surrounded = with_surroundings(clauses)
        found[document_id].asked = [one for one in surrounded if categories is None or one.classed in categories]
    for document_id, texts in first.items():
        found[document_id].language = language_of_clauses(texts)
        found[document_id].is_like_english = bool(found[document_id].language) or _is_like_english(texts)
    return found


def platforms_read(
    platform_ids: Iterable[int], category: str, document_type: str | None = None
) -> tuple[dict[int, DocumentsRead], dict[int, list[StatedClause]]]:
    """Return the documents of these platforms, and their clauses that state the category, by the platform's key.

    In two statements; the keys keep the order given.
    """
    documents = documents_read(platform_ids, document_type, categories=looked_in(category))
    return documents, {platform: stated_clauses(own.clauses, category) for platform, own in documents.items()}


def captured_peers(platform: Platform) -> list[Platform]:
    """Return the other platforms of its sector that have a captured document, by name, in one statement."""
    good = Version.objects.filter(is_good=True)
    captured = Document.objects.exclude(state=Document.State.RETIRED).filter(pk__in=good.values("document"))
    peers = Platform.objects.filter(sector=platform.sector, pk__in=captured.values("platform")).exclude(pk=platform.pk)
    return list(peers.only("slug", "name").order_by("slug"))


@dataclass(frozen=True)
class ComparisonShown:
    """A comparison with the rows that it is of; the columns are by the platform's key."""

    category: str
    document_type: str | None
    platforms: Sequence[Platform]
    documents: Mapping[int, DocumentsRead]
    columns: Mapping[int, Column]

    @cached_property
    def slugs(self) -> dict[int, str]:
        return {platform.pk: platform.slug for platform in self.platforms}

    @cached_property
    def documents_by_key(self) -> dict[int, Document]:
        return {document.pk: document for own in self.documents.values() for document in own.read}


def compare_platforms(platforms: Sequence[Platform], category: str, document_type: str | None) -> ComparisonShown:
    """Return how these platforms state a category, in two statements."""
    documents, stated = platforms_read([platform.pk for platform in platforms], category, document_type)
    return ComparisonShown(category, document_type, platforms, documents, compared(stated, category))


def platforms_to_compare(slugs: Sequence[str]) -> list[Platform]:
    """Return the platforms of these slugs in their order, in one statement. Raises NotToBeCompared."""
    if not FEWEST_COMPARED <= len(slugs) <= MOST_COMPARED or len(set(slugs)) < len(slugs):
        said = _("Give %(fewest)s to %(most)s different slugs.")
        raise NotToBeCompared(said % {"fewest": FEWEST_COMPARED, "most": MOST_COMPARED})
    found = {platform.slug: platform for platform in Platform.objects.filter(slug__in=slugs)}
    if unknown := [slug for slug in slugs if slug not in found]:
        raise NotToBeCompared(_("There is no “%(slug)s”.") % {"slug": unknown[0][:60]})
    return [found[slug] for slug in slugs]


def sentence_of(column: Column, documents: DocumentsRead) -> str:
    """Return in a sentence what was found of one platform, and where it was looked for."""
    found = len(column.shown) + column.left_out
    if not found:
        return f"No provision found {documents.not_found}."
    number = f"{found} provision{'' if found == 1 else 's'} found {documents.not_found}"
    return f"{number}; {len(column.shown)} of them are shown." if column.left_out else f"{number}."
