"""Writes the wordings of provisions: a revision for each new text, and which provisions are in force."""

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection
from django.db.models import OuterRef, Subquery

from governance.comparison import Block, Comparison, ParsedText
from governance.comparison.text.spans import CharacterRange
from governance.comparison.weighing.categorise import shipped_categoriser
from governance.comparison.weighing.category_features import Passage
from governance.models import Provision, ProvisionRevision, Version
from governance.record.chunks import CHUNK, chunks
from governance.record.known_provisions import KnownProvisions
from governance.record.past import Base, Past

LONGEST_LABEL = 40

Wording = tuple[int, str, tuple[str, ...], str]


class InexactQuotation(Exception):
    """A clause's offsets do not give its wording in the stored version. Nothing of the version is stored."""


def exact_span(parsed: ParsedText, block: Block) -> CharacterRange:
    """Return the block's offsets. Raises InexactQuotation unless they give a clause without outer blanks."""
    quotation = parsed.text[block.start : block.end]
    if not 0 <= block.start < block.end <= len(parsed.text) or quotation != quotation.strip():
        raise InexactQuotation(f"[{block.start}:{block.end}] of a text of {len(parsed.text)} characters")
    return block.start, block.end


def write_wordings(
    *,
    version: Version,
    base: Base | None,
    parsed: ParsedText,
    comparison: Comparison,
    after: dict[int, int],
    new_ids: set[int],
    past: Past,
    known: KnownProvisions,
) -> None:
    """Store each new wording, and point every provision of `after` (ids by block) at its wording in the version."""
    is_followed_last = base is past.last_good and past.tip in (None, base)
    same = _unchanged(base, parsed, comparison, after) if base and is_followed_last else set()
    blocks = [
        (after[block.index], block) for block in parsed.blocks if block.index in after and block.index not in same
    ]
    stored = _stored_wordings({provision_id for provision_id, _ in blocks} - new_ids)
    fresh = [
        (provision_id, block) for provision_id, block in blocks if _wording(provision_id, parsed, block) not in stored
    ]
    add_revisions(version, parsed, fresh)
    old_wordings = {}
    for provision_id, block in blocks:
        known.learn(provision_id, block.digest)
        if provision_id not in new_ids:
            old_wordings[provision_id] = (block, stored.get(_wording(provision_id, parsed, block)))
    _update_provisions(old_wordings, past.title)
    stored_here = ProvisionRevision.objects.filter(provision=OuterRef("pk"), version=version).values("pk")
    for chunk in chunks(provision_id for provision_id, _ in fresh):
        Provision.objects.filter(pk__in=chunk).update(current_revision=Subquery(stored_here))


def add_revisions(version: Version, parsed: ParsedText, wordings: Iterable[tuple[int, Block]]) -> None:
    """Store the exact text of each (provision id, block) of the version."""
    rows = []
    for provision_id, block in wordings:
        start, end = exact_span(parsed, block)
        rows.append(
            ProvisionRevision(
                provision_id=provision_id,
                version=version,
                start=start,
                end=end,
                text=parsed.text[start:end],
                heading_path=list(block.heading_path),
                label=block.label[:LONGEST_LABEL],
            )
        )
    ProvisionRevision.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["provision", "version"],
        update_fields=["start", "end", "text", "heading_path", "label"],
    )


def write_in_force(*, version: Version, provision_ids: set[int], known: KnownProvisions) -> None:
    """Mark what the version no longer has as removed in it, and what it has again as in force."""
    for chunk in chunks(known.in_force - provision_ids):
        Provision.objects.filter(pk__in=chunk).update(removed_in=version)
    for chunk in chunks(provision_ids - known.in_force):
        Provision.objects.filter(pk__in=chunk).update(removed_in=None)
    known.in_force = provision_ids


def category_of(block: Block, title: str) -> str:
    """Return the category of a clause, judged with its headings and its document's title."""
    return _category(block.visible, block.heading_path, title)


# A document that alternates between two states asks for the same clauses again and again.
@lru_cache(maxsize=20_000)
def _category(visible: str, heading_path: tuple[str, ...], title: str) -> str:
    return shipped_categoriser().categorise(Passage(visible, headings=heading_path, title=title))


def _update_provisions(wordings: dict[int, tuple[Block, int | None]], title: str) -> None:
    """Give existing provisions the digest, category and revision of their wording.

    Plain SQL with many rows in one call: bulk_update would build a CASE for each row and column, and half of all
    recorded versions bring whole chapters back and forth.
    """
    rows = [
        (block.digest, category_of(block, title), revision_id, provision_id)
        for provision_id, (block, revision_id) in wordings.items()
    ]
    if rows:
        table = connection.ops.quote_name(Provision._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET digest = %s, category = %s, current_revision_id = %s WHERE id = %s",  # noqa: S608
                rows,
            )


def _unchanged(base: Base, parsed: ParsedText, comparison: Comparison, after: dict[int, int]) -> set[int]:
    """Return blocks whose wording, heading and label are those of the same provision in the version compared with.

    This holds for the version whose provisions were followed last: a failed capture changes no provision, and after a
    version that did not last the provisions point at its wordings.
    """
    found = set()
    for old, new in comparison.pairs:
        first, second = base.parsed.blocks[old], parsed.blocks[new]
        is_same_provision = new in after and after[new] == base.provision_of(first)
        if (
            is_same_provision
            and after[new] not in base.recut
            and _content(base.parsed, first) == _content(parsed, second)
        ):
            found.add(new)
    return found


def _content(parsed: ParsedText, block: Block) -> tuple[str, tuple[str, ...], str]:
    return parsed.quote(block), block.heading_path, block.label[:LONGEST_LABEL]


def _wording(provision_id: int, parsed: ParsedText, block: Block) -> Wording:
    return provision_id, *_content(parsed, block)


def _stored_wordings(provision_ids: set[int]) -> dict[Wording, int]:
    found = {}
    for chunk in chunks(provision_ids):
        rows = ProvisionRevision.objects.filter(provision_id__in=chunk).order_by("id")
        for pk, provision_id, text, heading_path, label in rows.values_list(
            "id", "provision_id", "text", "heading_path", "label"
        ):
            found[provision_id, text, tuple(heading_path), label] = pk
    return found
