"""Decides which permanent provision each clause of a new version is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.comparison import Block, Comparison, ParsedText
from governance.comparison.text.spans import CharacterRange
from governance.models import Document, Provision, ProvisionRelation, Version
from governance.models.versions import Placed
from governance.record.chunks import CHUNK
from governance.record.known_provisions import KnownProvisions
from governance.record.past import Base, Past, fit_spans
from governance.record.provision_wordings import add_revisions, category_of, write_in_force, write_wordings


@dataclass(slots=True)
class Clauses:
    """The clauses of one version: provision ids by block index, and by the block of the text compared with."""

    after: dict[int, int]
    before: dict[int, int]

    def of(self, before: Block | None, after: Block | None) -> int:
        """Return the provision that a difference is about."""
        return self.after[after.index] if after else self.before[before.index]  # type: ignore[union-attr]

    def outline(self, parsed: ParsedText) -> list[Placed]:
        return [Placed(self.after[b.index], b.start, b.end) for b in parsed.blocks if b.index in self.after]


def known_clauses(base: Base | None, parsed: ParsedText, comparison: Comparison) -> Clauses:
    """Return the clauses that match those of the version compared with; nothing more is known of a failed capture."""
    after: dict[int, int] = {}
    taken: set[int] = set()
    for old, new in comparison.pairs if base else ():
        provision_id = base.provision_of(base.parsed.blocks[old]) if base else None
        if provision_id is not None and provision_id not in taken:
            after[new] = provision_id
            taken.add(provision_id)
    return Clauses(after, {})


def follow_clauses(
    *,
    document: Document,
    version: Version,
    base: Base | None,
    parsed: ParsedText,
    comparison: Comparison,
    past: Past,
    known: KnownProvisions,
    stored: dict[CharacterRange, int] | None = None,
    is_partial: bool = False,
) -> Clauses:
    """Give every clause of the version its provision, and return them: its own, an earlier one, or a new one.

    Writes provisions, revisions if the wording is new, and what is in force. A clause that was there before gets the
    provision it had then. Of a version that is judged again `stored` are the ids that its clauses have and keep; it is
    None of a new one. Of a partial version, only
    what its differences quote is new to the record, and what is neither in it nor in the version compared with stays in
    force.
    """
    in_force = known.in_force - set(base.provisions.values()) if base and is_partial else set()
    clauses = known_clauses(base, parsed, comparison)
    if stored:
        keep_stored(clauses, parsed, stored)
    tracked = _tracked(parsed, comparison, is_partial=is_partial)
    _take_back(clauses, tracked, known)
    new_ids = _create_missing(document, version, clauses, tracked, known)
    if base:
        _create_removed(document, version, base, clauses, comparison, known)
    write_wordings(
        version=version,
        base=base,
        parsed=parsed,
        comparison=comparison,
        after=clauses.after,
        new_ids=new_ids,
        past=past,
        known=known,
    )
    write_in_force(version=version, provision_ids=in_force | set(clauses.after.values()), known=known)
    if stored is not None:
        ProvisionRelation.objects.filter(version=version).delete()
    _write_relations(version, base, comparison, clauses)
    return clauses


def _write_relations(version: Version, base: Base | None, comparison: Comparison, clauses: Clauses) -> None:
    """Store which provisions were split or merged in the version, of which nothing is stored so far."""
    rows = {}
    for relation in comparison.relations if base else ():
        former = base.provision_of(base.parsed.blocks[relation.before]) if base else None
        present = clauses.after.get(relation.after)
        whole, part = (former, present) if relation.kind == ProvisionRelation.Kind.SPLIT else (present, former)
        if whole is not None and part is not None and whole != part:
            rows[relation.kind, whole, part] = ProvisionRelation(
                kind=relation.kind, provision_id=whole, other_id=part, version=version
            )
    ProvisionRelation.objects.bulk_create(rows.values(), batch_size=CHUNK)


def _tracked(parsed: ParsedText, comparison: Comparison, *, is_partial: bool) -> list[Block]:
    """Return the clauses, and whatever else (a heading, a line with a date) a difference quotes."""
    quoted = {difference.after.index for difference in comparison.differences if difference.after}
    return [b for b in parsed.blocks if b.index in quoted or (b.is_provision and not is_partial)]


def keep_stored(clauses: Clauses, parsed: ParsedText, stored: dict[CharacterRange, int]) -> None:
    """Keep ids at the same place; where the text was divided otherwise, those that cover most of the place."""
    kept = fit_spans(parsed.blocks, stored)
    taken = set(kept.values())
    clauses.after = {index: provision for index, provision in clauses.after.items() if provision not in taken} | kept


def _take_back(clauses: Clauses, tracked: Iterable[Block], known: KnownProvisions) -> None:
    """Give a clause that returns its old id."""
    taken = set(clauses.after.values())
    for block in tracked:
        if block.index in clauses.after or not block.digest:
            continue
        old = next((p for p in known.with_digest(block.digest) if p not in taken), None)
        if old is not None:
            clauses.after[block.index] = old
            taken.add(old)


def _create_missing(
    document: Document,
    version: Version,
    clauses: Clauses,
    tracked: Iterable[Block],
    known: KnownProvisions,
) -> set[int]:
    missing = [block for block in tracked if block.index not in clauses.after]
    created = _create(document, version, missing, removed_in=None)
    for block, provision in zip(missing, created, strict=True):
        clauses.after[block.index] = provision.pk
        known.learn(provision.pk, block.digest)
        known.in_force.add(provision.pk)
    return {provision.pk for provision in created}


def _create_removed(
    document: Document, version: Version, base: Base, clauses: Clauses, comparison: Comparison, known: KnownProvisions
) -> None:
    """Create provisions for removed text that was not followed so far, such as a heading."""
    removed = [d.before for d in comparison.differences if d.before and not d.after]
    unknown = []
    for block in removed:
        provision_id = base.provision_of(block)
        if provision_id is None:
            unknown.append(block)
        else:
            clauses.before[block.index] = provision_id
    created = _create(document, base.version, unknown, removed_in=version)
    add_revisions(base.version, base.parsed, [(p.pk, b) for b, p in zip(unknown, created, strict=True)])
    for block, provision in zip(unknown, created, strict=True):
        clauses.before[block.index] = provision.pk
        base.provisions[block.start, block.end] = provision.pk
        known.learn(provision.pk, block.digest)
    if created:
        placed = [Placed(provision_id, *span) for span, provision_id in sorted(base.provisions.items())]
        base.version.outline = Version.pack_outline(placed)
        base.version.save(update_fields=["outline"])


def _create(
    document: Document, first: Version, blocks: Sequence[Block], *, removed_in: Version | None
) -> list[Provision]:
    return Provision.objects.bulk_create(
        [
            Provision(
                document=document,
                category=category_of(block, document.title),
                first_version=first,
                removed_in=removed_in,
                digest=block.digest,
            )
            for block in blocks
        ],
        batch_size=CHUNK,
    )
