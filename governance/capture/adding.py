"""Adds documents that are read from then on, as an operator or a declaration names them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from governance.capture.declarations.sources import BadDeclaration, DeclaredSource, Place, read_source
from governance.capture.sources import declare, read_by_itself
from governance.language_tags import is_language_tag
from governance.models import Document, Platform
from governance.names import shown_name
from governance.outside_texts import shown
from governance.record.platforms import LONGEST_NAME, platform_called, platform_named, slug_of


class NotToBeAdded(Exception):
    """A document that is not to be read from now on; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A document that somebody would like to have read. Without `select` its text is found by structure."""

    platform_name: str
    title: str
    addresses: tuple[str, ...]
    language: str = "en"
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    in_browser: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Proposal":
        """Return what a form, a row, a request or a command proposes; what they hold besides is passed over."""
        values: dict[str, Any] = {one.name: given[one.name] for one in fields(cls)}
        lists: dict[str, Any] = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return cls(**(values | lists))

    def checked(self) -> DeclaredSource | None:
        """Return what is declared by it, None for a text that is found by structure. Raises BadDeclaration."""
        _check_name("The name of the platform", self.platform_name, key="platform_name")
        _check_name("The type of the document", self.title, key="title")
        if self.remove and not self.select:
            raise Place("remove", "remove").bad("says what is no part of what is selected, so it needs select too.")
        if not is_language_tag(self.language):
            raise Place("language", "language").bad(
                f"'{shown(self.language)}' is no tag of a language (BCP 47), such as en, de or pt-BR."
            )
        declared = read_source(self.source, own_pages=settings.CAPTURE_DEVELOPMENT_HOSTS)
        return declared if self.select else None

    def as_asked(self) -> "Proposal":
        """Return the same with its addresses as they are asked for. Raises BadDeclaration."""
        self.checked()
        declared = read_source(self.source, own_pages=settings.CAPTURE_DEVELOPMENT_HOSTS)
        return replace(self, addresses=tuple(page.address for page in declared.pages))

    @property
    def source(self) -> dict[str, Any]:
        """The same in the format of Open Terms Archive."""
        shared: dict[str, Any] = {"select": list(self.select or ("body",))}
        if self.remove:
            shared["remove"] = list(self.remove)
        if self.in_browser:
            shared["executeClientScripts"] = True
        if len(self.addresses) == 1:
            return {"fetch": self.addresses[0], **shared}
        return {"combine": [{"fetch": address} for address in self.addresses], **shared}


def _check_name(what: str, text: str, *, key: str) -> None:
    if not shown_name(text):
        raise BadDeclaration(f"{what} is empty.", key=key)
    if len(text) > LONGEST_NAME:
        raise BadDeclaration(f"{what} has more than {LONGEST_NAME} letters.", key=key)


def add_document(proposal: Proposal, *, now: datetime) -> Document:
    """Let the proposed document be read from now on, and return it. Raises NotToBeAdded and BadDeclaration."""
    proposal = proposal.as_asked()
    declared = proposal.checked()
    with transaction.atomic():
        document = document_named(
            proposal.platform_name, proposal.title, proposal.addresses, language=proposal.language, now=now
        )
        if declared is not None:
            declare(document, proposal.source, now=now)
        else:
            read_by_itself(document, proposal.addresses, now=now, in_browser=proposal.in_browser)
    return document


def document_named(
    platform_name: str,
    title: str,
    addresses: Sequence[str],
    *,
    language: str = "en",
    now: datetime,
) -> Document:
    """Return the document of this type of a platform, for everybody: ours, else a collection's, else a new one.

    The platform is found by its slug, its name or an alias, and made if there is none. What a collection recorded is
    continued (ADR 55). Raises NotToBeAdded for a platform that was merged or has ended.
    """
    platform = platform_to_read(platform_name) or platform_named(platform_name, is_demonstration=False, now=now)
    title, kind = _shown_title(title), type_of(title)
    of_type = Document.objects.filter(platform=platform, document_type=kind, language=language, region="", product="")
    ours = of_type.filter(collection=None)
    with transaction.atomic():
        document = ours.filter(Q(current_version__isnull=False) | Q(pages__isnull=False)).first() or _recorded(of_type)
        if document is None:
            document, _ = ours.get_or_create(
                platform=platform,
                document_type=kind,
                language=language,
                collection=None,
                defaults={"title": title, "created_at": now},
            )
        if document.source_urls != list(addresses):
            document.source_urls = list(addresses)
            document.save(update_fields=["source_urls"])
    return Document.objects.select_related("platform", "current_version").get(pk=document.pk)


def type_of(title: str) -> str:
    """Return the type of the document that is called so: titles of one type are one document of a platform."""
    return slug_of(_shown_title(title), 80)


def _shown_title(title: str) -> str:
    return shown_name(title)[:LONGEST_NAME] or "Unnamed document"


def _recorded(documents: "QuerySet[Document]") -> Document | None:
    """Return the document among these that a collection recorded and saw last; None if none did."""
    theirs = documents.filter(collection__isnull=False, collection__is_demonstration=False)
    known = theirs.filter(state=Document.State.ACTIVE, current_version__isnull=False)
    return known.order_by(F("last_verified_at").desc(nulls_last=True), "pk").first()


def platform_to_read(name: str) -> Platform | None:
    """Return the platform of this slug, name or alias, None if there is none yet.

    Raises NotToBeAdded for one that was merged or has ended: nothing of it is read any more.
    """
    platform = platform_called(name)
    if platform is not None and platform.is_over:
        successor = platform.successor
        where = f" It was merged into or renamed to {successor.name}: add it there." if successor else ""
        raise NotToBeAdded(f"{platform.name} has ended, so that nothing of it is read any more.{where}")
    return platform
