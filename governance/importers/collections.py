"""Recognises which collection a history belongs to, whatever its address is today, so none is imported twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from governance.importers.git_source import UnreadableSource, is_url, same_place, without_credentials
from governance.importers.history import History, digest_of
from governance.importers.known_collections import ODC_BY, ODC_BY_URL, known_collection
from governance.models import Collection, Document, Version
from governance.names import shown_name
from governance.record.platforms import slug_of

MOST_COMPARED = 50


@dataclass(frozen=True, slots=True)
class CollectionDescription:
    """What the operator says of a collection; empty fields are filled from what is known."""

    name: str = ""
    attribution: str = ""
    licence: str = ""
    is_demonstration: bool = False


NOT_DESCRIBED = CollectionDescription()


def collection_of(history: History, address: str, description: CollectionDescription) -> Collection:
    """Return the collection that a history belongs to, creating it at the first import.

    The operator's description is stored. Raises UnreadableSource if another collection has its name, or it is known
    under another name.
    """
    shown = without_credentials(address)
    known = known_collection(history.name, shown)
    place = known.address if known else shown
    same = _known_as(history, place)
    slug = slug_of(description.name or (known.slug if known else shown_name(history.name)), 80)
    named = Collection.objects.filter(slug=slug).first()
    if same and description.name and same != named:
        raise UnreadableSource(
            f"This history was imported before, as “{same.name}”. Under another name every document of it would be "
            "there twice; leave out --name."
        )
    if same is None and named and _is_elsewhere(named, place):
        if description.name:
            raise UnreadableSource(
                f"“{named.name}” is the collection at {named.address}. Choose another --name for the one at {shown}."
            )
        slug, named = f"{slug[:71]}-{sha256(place.encode()).hexdigest()[:8]}", None
    collection = same or named or _new_collection(history, slug, place, description)
    if not _goes_on(history, collection, place):
        raise UnreadableSource(
            f"This history has neither the commits nor a text of “{collection.name}”, so it is another collection. "
            "Give it a name of its own with --name."
        )
    return _described(collection, description)


def shares_texts(history: History, collection: Collection) -> bool:
    """Tell whether the history's newest commit has, at the same path, a text that was stored from this collection."""
    blobs = history.documents()
    documents = Document.objects.filter(collection=collection, source_path__in=blobs).exclude(current_version=None)
    for document in islice(documents.order_by("-last_verified_at", "pk").iterator(), MOST_COMPARED):
        digest = digest_of(history, blobs[document.source_path])
        if Version.objects.filter(document=document, stored_text=digest).exists():
            return True
    return False


def _known_as(history: History, place: str) -> Collection | None:
    """Return the collection that this history was imported into: by its last commit, else by its address.

    A copy beside it, under another name that the operator gives, is a collection of its own.
    """
    rows = Collection.objects.exclude(last_commit="").order_by("-pk")
    imported = {row.last_commit: row for row in rows if not _is_still_there(row.address, place)}
    held = history.holding(imported)
    if held:
        return _oldest(imported[commit] for commit in held)
    for collection in Collection.objects.order_by("pk"):
        if same_place(collection.address, place) and (is_url(place) or shares_texts(history, collection)):
            return collection
    return None


def _is_still_there(address: str, place: str) -> bool:
    """Tell whether the collection was read from another path, and may still be read from there."""
    return not is_url(address) and not same_place(address, place) and Path(address).exists()


def _oldest(collections: Iterable[Collection]) -> Collection:
    return min(collections, key=lambda row: row.pk)


def _goes_on(history: History, collection: Collection, place: str) -> bool:
    """Tell whether the history can be a later state of the collection, rewritten or not."""
    if not collection.last_commit or history.holding([collection.last_commit]):
        return True
    is_same_place = is_url(place) and same_place(collection.address, place)
    return is_same_place or shares_texts(history, collection)


def _is_elsewhere(collection: Collection, place: str) -> bool:
    """Tell whether the collection of this name is published at another address."""
    return is_url(collection.address) and is_url(place) and not same_place(collection.address, place)


def _new_collection(history: History, slug: str, place: str, description: CollectionDescription) -> Collection:
    known = known_collection(history.name, place)
    name = shown_name(description.name or (known.name if known else history.name)) or slug
    collection, _ = Collection.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name[:200],
            "address": place[:500],
            "attribution": description.attribution or (known.attribution if known else ""),
            "licence": description.licence or (ODC_BY if known else ""),
            "licence_url": ODC_BY_URL if known and not description.licence else "",
            "is_demonstration": description.is_demonstration,
        },
    )
    return collection


def _described(collection: Collection, description: CollectionDescription) -> Collection:
    stated = {"attribution": description.attribution, "licence": description.licence}
    changed = [name for name, value in stated.items() if value and getattr(collection, name) != value]
    for name in changed:
        setattr(collection, name, stated[name])
    if changed:
        collection.save(update_fields=changed)
    return collection
