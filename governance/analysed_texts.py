"""Reads from the record what the institutional analysis looks at: the clauses of a document, or of a change."""

from collections.abc import Mapping, Sequence

from governance.analysis.effects import OPENING, opening_of, stated_effect
from governance.analysis.service_names import service_names
from governance.analysis.sourced import (
    AnalysedClause,
    ClauseChange,
    ExactWords,
    PlaceOfClause,
    StatedEffect,
    TextInView,
)
from governance.comparison.judging.where_told import IMMATERIAL
from governance.comparison.text.languages import languages, name_of_language
from governance.comparison.text.named_texts import OPENING_BLOCKS
from governance.comparison.text.reader_text import as_read
from governance.comparison.text.word_lists import LEGAL_FORMS
from governance.models import Change, Document, Platform, Provision, ProvisionChange, Version
from governance.stored_clauses import StoredClause, stored_clauses

_AFTER_A_NAME = frozenset((*LEGAL_FORMS.split("|"), "pbc", "platforms", "se", "sa"))
# A request waits while the clauses of a text are analysed: of so many bytes, a few seconds.
MOST_ANALYSED_BYTES = 1_000_000


class AnalysedTextTooLarge(Exception):
    """The text has more bytes than are analysed while somebody waits, or was never cut into clauses."""


def text_of_document(document: Document, answers: Mapping[str, str]) -> TextInView | None:
    """Return the last good version of a document, in three queries; None if there is none.

    Raises AnalysedTextTooLarge.
    """
    good = Version.objects.filter(document=document, is_good=True).select_related("stored_text").defer("summary")
    version = good.order_by("-sequence").first()
    if version is None:
        return None
    if _is_too_large(version):
        raise AnalysedTextTooLarge
    return _text_in_view(document, version, answers)


def text_of_change(change: Change, answers: Mapping[str, str]) -> TextInView:
    """Return what a change changed, with the text it led to, in three queries. Raises AnalysedTextTooLarge."""
    stored = Version.objects.select_related("stored_text").defer("summary")
    versions = {one.pk: one for one in stored.filter(pk__in=(change.from_version_id, change.to_version_id))}
    if any(map(_is_too_large, versions.values())):
        raise AnalysedTextTooLarge
    texts = {key: version.text for key, version in versions.items()}
    found = _text_in_view(change.document, versions[change.to_version_id], answers)
    changes = tuple(_clause_change(change, row, texts) for row in _rows_of([change]))
    return _with(found, changes)


def texts_of_changes(changes: Sequence[Change], answers: Mapping[int, Mapping[str, str]]) -> dict[int, TextInView]:
    """Return what each change changed without the text around it, in three queries; `answers` are by platform.

    A change between texts that are too large is left out.
    """
    ids = {key for change in changes for key in (change.from_version_id, change.to_version_id)}
    stored = Version.objects.filter(pk__in=ids, is_too_large=False).select_related("stored_text").defer("summary")
    versions = {version.pk: version for version in stored}
    texts = {key: version.text for key, version in versions.items()}
    newer = [versions[key] for key in {change.to_version_id for change in changes} if key in versions]
    openings = stored_clauses(newer, texts, until=OPENING)
    rows: dict[int, list[ProvisionChange]] = {}
    for row in _rows_of(changes):
        rows.setdefault(row.change_id, []).append(row)
    found = {}
    for change in changes:
        if change.from_version_id in texts and change.to_version_id in texts:
            told = tuple(_clause_change(change, row, texts) for row in rows.get(change.pk, ()))
            version, text = versions[change.to_version_id], texts[change.to_version_id]
            found[change.pk] = TextInView(
                version=version.public_id,
                clauses=tuple(one.clause for one in told),
                service=_service_of(change.platform, text),
                sector=change.platform.sector,
                changes=told,
                effect=_effect_of(openings[version.pk], change.document, version),
                answers=answers.get(change.platform_id, {}),
                is_of_change=True,
            )
    return found


def _is_too_large(version: Version) -> bool:
    return version.is_too_large or version.stored_text.size_bytes > MOST_ANALYSED_BYTES


def _rows_of(changes: Sequence[Change]) -> list[ProvisionChange]:
    rows = ProvisionChange.objects.filter(change__in=[one.pk for one in changes])
    return list(rows.exclude(severity_rule__startswith="heading_").order_by("change_id", "position"))


def _with(text: TextInView, changes: tuple[ClauseChange, ...]) -> TextInView:
    return TextInView(
        text.version, text.clauses, text.service, text.sector, changes, text.effect, text.answers, is_of_change=True
    )


def _text_in_view(document: Document, version: Version, answers: Mapping[str, str]) -> TextInView:
    text = version.text
    stored = stored_clauses([version], {version.pk: text})[version.pk]
    platform: Platform = document.platform
    return TextInView(
        version=version.public_id,
        clauses=tuple(_clause(document, version, clause) for clause in stored),
        service=_service_of(platform, text),
        sector=platform.sector,
        effect=_effect_of(stored, document, version),
        answers=answers,
    )


def _clause(document: Document, version: Version, clause: StoredClause) -> AnalysedClause:
    words = ExactWords(version.public_id, clause.start, clause.end, clause.words)
    place = _place(document, clause.heading_path)
    return AnalysedClause(Provision.public_id_of(clause.provision_id), clause.category, words, place)


def _place(document: Document, headings: Sequence[str]) -> PlaceOfClause:
    language = name_of_language(document.language)
    return PlaceOfClause(tuple(headings), document.title, language if language in languages() else "")


def _clause_change(change: Change, row: ProvisionChange, texts: Mapping[int, str]) -> ClauseChange:
    provision = Provision.public_id_of(row.provision_id)
    sides = (
        (change.from_version_id, row.before_start, row.before_end),
        (change.to_version_id, row.after_start, row.after_end),
    )
    before, after = (
        AnalysedClause(
            provision,
            row.category,
            ExactWords(Version.public_id_of(version), start, end, texts[version][start:end]),
            _place(change.document, row.heading_path),
        )
        if start is not None and end is not None
        else None
        for version, start, end in sides
    )
    is_material = row.severity_rule not in IMMATERIAL
    return ClauseChange(change.public_id, row.kind, row.severity_rule, is_material, before, after)


def _effect_of(clauses: Sequence[StoredClause], document: Document, version: Version) -> StatedEffect | None:
    heading = next((clause.heading_path[0] for clause in clauses[:OPENING_BLOCKS] if clause.heading_path), "")
    names = tuple(name for name in (document.title, heading) if name)
    return stated_effect(clauses, version.public_id, version.captured_at.date(), names)


def _service_of(platform: Platform, text: str) -> tuple[str, ...]:
    return service_names(_names_of(platform), map(as_read, opening_of(text).splitlines()))


def _names_of(platform: Platform) -> tuple[str, ...]:
    """Return by what names a text may call the service: its own, and its operator's without the legal form."""
    words = platform.operator.partition("(")[0].partition(",")[0].split()
    while len(words) > 1 and words[-1].rstrip(".").casefold() in _AFTER_A_NAME:
        words.pop()
    operator = " ".join(words)
    # Of a product it is said what it may do wrong, and not what somebody may do with it.
    known = [name for name in (platform.name, *platform.aliases) if name in platform.operator]
    names = (*known, operator, operator.partition(" ")[0])
    return tuple(dict.fromkeys(name for name in names if len(name) > 2))
