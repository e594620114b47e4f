"""The comparison of two texts that were cut into clauses: match, judge, sift out what binds nobody, weigh, tell."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter

from governance.comparison.judging.classify import classify
from governance.comparison.judging.deltas import Delta
from governance.comparison.judging.evidence import UPCOMING, ChangeEvidence, Verdict
from governance.comparison.judging.sides import Sides, gather, in_whole_texts, pairs_of
from governance.comparison.judging.surroundings import words_above
from governance.comparison.judging.where_told import SAME_DAY, WORDS_OF_PROVISIONS, with_exact_reason
from governance.comparison.judging.where_told import told as told_where
from governance.comparison.matching.kept_words import LEAST_OF_CLAUSE, KeptWords
from governance.comparison.matching.reconstruct import wording_of
from governance.comparison.materiality.locales import OTHER_LOCALE, is_other_locale
from governance.comparison.materiality.model import MaterialityModel, shipped_model
from governance.comparison.materiality.rules import Immaterial
from governance.comparison.materiality.small_edits import with_materiality
from governance.comparison.result import (
    ADDED,
    INITIAL,
    LOW,
    MODIFIED,
    MOVED,
    REMOVED,
    RESTATED_HERE,
    RESTATED_THERE,
    SUBSTANTIVE,
    Comparison,
    Context,
    Difference,
    DifferenceCounts,
)
from governance.comparison.telling.counting import count_by_kind
from governance.comparison.telling.other_forms import Reworded, lines_replaced, sentences_reworded
from governance.comparison.telling.places import (
    RESTATED,
    Place,
    are_labels,
    is_contents_line,
    is_link_that_stands,
    is_of_date,
    is_of_pages,
    says_little,
)
from governance.comparison.telling.sentences import ToldClause, sentence_of, tells_only_of_places
from governance.comparison.telling.statements import statements_about
from governance.comparison.text.effective_dates import effective_date_of
from governance.comparison.text.named_texts import names_of
from governance.comparison.text.quality_signs import has_failure_notice, looks_failed
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.weighing.categorise import Categoriser, shipped_categoriser
from governance.comparison.weighing.consequences import importance
from governance.comparison.weighing.severity import (
    severity_from_above,
    severity_of_change,
    severity_of_difference,
    shifts_of,
    weighed_as_a_whole,
    weighed_unread,
)
from governance.comparison.weighing.subjects import Subjects, ordered_categories
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, OTHER

# A document says near its beginning when it takes effect.
OPENING_BLOCKS = 40
RECOVERY_SHARE = 0.5
# Of 120 real pairs the most rewritten one has 728 changed clauses. Texts made to be slow have 100,000.
MOST_WEIGHED = 2_000
_BARE_SENTENCES = {
    ADDED: "A clause was added.",
    REMOVED: "A clause was removed.",
    MODIFIED: "A clause was modified.",
    MOVED: "A clause moved without a change of wording.",
}
NOTHING_KNOWN = Context()


def compare(
    before: ParsedText | None,
    after: ParsedText,
    context: Context = NOTHING_KNOWN,
    categoriser: Categoriser | None = None,
    materiality: MaterialityModel | None = None,
) -> Comparison:
    """What changed from `before` to `after`, and what kind of change it is.

    When `before` is a failed or truncated capture and `context.last_good` is given, the comparison is made against that
    one, and `against_last_good` says so. With `before` None it is the first record of the document.
    Categories are those of the shipped model unless another one is given, and so is what a small edit is worth.
    """
    if before is None:
        stated = effective_date_of(
            after.blocks[:OPENING_BLOCKS], context.captured_on, names_of(after, context.document_title)
        )
        return Comparison(
            INITIAL, "first_record", "This is the first record of the document.", False, effective_date=stated
        )
    base = _base_of(before, after, context)
    sides, evidence = gather(before, base, after, context)
    subjects = Subjects(categoriser or shipped_categoriser(), context.document_title, base, after)
    return _described(sides, evidence, classify(evidence), subjects, materiality or shipped_model())


def _base_of(before: ParsedText, after: ParsedText, context: Context) -> ParsedText:
    """The text to compare with: the last good one when `before` is a failed or truncated capture, or did not last."""
    good = context.last_good
    if good is None or good is before:
        return before
    if context.is_before_held:
        return good
    is_truncated = before.word_count < RECOVERY_SHARE * min(after.word_count, good.word_count)
    has_failed_part = has_failure_notice(before) and not has_failure_notice(good)
    return good if looks_failed(before) or is_truncated or has_failed_part else before


def _described(
    sides: Sides, evidence: ChangeEvidence, verdict: Verdict, subjects: Subjects, materiality: MaterialityModel
) -> Comparison:
    told, aside = _told_and_set_aside(sides, evidence, verdict)
    immaterial = Immaterial(evidence.deltas[:MOST_WEIGHED], evidence.base, evidence.after, evidence.context)
    kept = KeptWords(evidence.base, evidence.after, evidence.matching.relaid)
    replaced = lines_replaced(sides, evidence)
    reworded = sentences_reworded(evidence, replaced, kept) if sides.is_whole else {}
    changed = _differences(told, immaterial, subjects, kept, replaced, reworded)
    differences = sorted(weighed_as_a_whole([*changed, *_moves(sides, evidence, subjects, kept)]), key=importance)
    verdict = with_exact_reason(verdict, differences)
    if verdict.rule == WORDS_OF_PROVISIONS:
        is_of_locale = is_other_locale(differences, aside)
        verdict = OTHER_LOCALE if is_of_locale else with_materiality(verdict, differences, evidence, materiality)
    severity, severity_rule = LOW, "not_substantive"
    if verdict.label == SUBSTANTIVE:
        severity, severity_rule = severity_of_change(differences)
    differences.sort(key=attrgetter("says_little"))
    effective_date = _effective_date_of(evidence)
    kinds = count_by_kind(differences)
    return Comparison(
        label=verdict.label,
        rule=verdict.rule,
        reason=verdict.reason,
        is_alertable=told_where(verdict.label, verdict.rule, differences) == SAME_DAY,
        severity=severity,
        severity_rule=severity_rule,
        effective_date=effective_date,
        against_last_good=evidence.against_last_good,
        differences=tuple(differences),
        pairs=pairs_of(sides, evidence),
        relations=evidence.matching.relations,
        categories=ordered_categories(differences),
        main_categories=subjects.about(differences),
        counts=DifferenceCounts(kinds[ADDED], kinds[REMOVED], kinds[MODIFIED], kinds[MOVED]),
        statements=statements_about(evidence, differences, kinds, effective_date, verdict.rule),
        hold_hours=verdict.hold_hours,
        set_aside=tuple(_differences(aside, immaterial, subjects, kept, replaced, {})),
        has_known_categories=subjects.are_known,
        kept=kept,
    )


def _told_and_set_aside(sides: Sides, evidence: ChangeEvidence, verdict: Verdict) -> tuple[list[Delta], list[Delta]]:
    """The changed clauses to tell, and those that a verdict on the rest leaves out of account."""
    deltas = [*evidence.deltas] if sides.is_whole else [in_whole_texts(sides, delta) for delta in evidence.deltas]
    told = [delta for delta in deltas if not delta.aside]
    is_judged_by_rest = verdict.label == SUBSTANTIVE and any(not delta.is_date_only for delta in told)
    if not is_judged_by_rest:
        return deltas, []
    return told, [delta for delta in deltas if delta.aside]


def _differences(
    deltas: Sequence[Delta],
    immaterial: Immaterial,
    subjects: Subjects,
    kept: KeptWords,
    replaced: Mapping[Place, Block],
    reworded: Mapping[Place, Reworded],
) -> list[Difference]:
    """Every changed clause once: a page captured twice shows each change two times."""
    told: dict[object, list[Delta]] = {}
    for delta in deltas:
        before, after = delta.before, delta.after
        said = delta.kind, wording_of(before) if before else None, wording_of(after) if after else None
        told.setdefault(said, []).append(delta)
    return [
        _difference(first, repeats, immaterial, subjects, kept, replaced, reworded)
        if number < MOST_WEIGHED
        else _unweighed(first, repeats)
        for number, (first, *repeats) in enumerate(told.values())
    ]


def _moves(sides: Sides, evidence: ChangeEvidence, subjects: Subjects, kept: KeptWords) -> Iterator[Difference]:
    """The clauses that moved, and those that stayed word for word under words that turned them."""
    turned = dict.fromkeys(evidence.surroundings.clauses)
    stayed = {_place_and_words(block) for block in evidence.base.blocks} if evidence.matching.moved else set()
    repeated = _said_twice(evidence) if evidence.matching.moved else set()
    for number, (one, other) in enumerate(dict.fromkeys((*turned, *evidence.matching.moved))):
        first, second = evidence.base.blocks[one], evidence.after.blocks[other]
        # Of words that stood under this heading before, as those of another clause may have, none moved here.
        is_elsewhere = (one, other) not in turned and first.heading_path != second.heading_path
        if is_elsewhere and _place_and_words(second) in stayed:
            continue
        # Of lines that both texts have more than once nobody can tell which of them moved.
        if (one, other) not in turned and second.words in repeated:
            continue
        moved = in_whole_texts(sides, Delta(MOVED, first, second))
        if number >= MOST_WEIGHED:
            yield Difference(MOVED, moved.before, moved.after, OTHER, LOW, _BARE_SENTENCES[MOVED], MOVED)
            continue
        category = subjects.of_moved(moved.shown)
        above = words_above(first, second) if (one, other) in turned else None
        severity, rule = severity_from_above(category, above.rule) if above else (LOW, MOVED)
        told = ToldClause(MOVED, moved.before, moved.after)
        sentence = sentence_of(told, subjects.as_told(category, second), kept)
        yield Difference(MOVED, moved.before, moved.after, category, severity, sentence, rule)


def _said_twice(evidence: ChangeEvidence) -> set[str]:
    """The words of the clauses that moved if both texts have them more than once."""
    asked = {evidence.after.blocks[other].words for _, other in evidence.matching.moved}
    sides = (
        Counter(one.words for one in text.blocks if one.words in asked) for text in (evidence.base, evidence.after)
    )
    first, second = sides
    return {words for words in asked if first[words] > 1 and second[words] > 1}


def _place_and_words(block: Block) -> tuple[tuple[str, ...], str]:
    return block.heading_path, block.words


def _difference(
    delta: Delta,
    repeats: Sequence[Delta],
    immaterial: Immaterial,
    subjects: Subjects,
    kept: KeptWords,
    replaced: Mapping[Place, Block],
    reworded: Mapping[Place, Reworded],
) -> Difference:
    kind, before, after = delta.kind, delta.before, delta.after
    category = subjects.of_delta(delta)
    shifts = shifts_of(before, after)
    mere = immaterial.restated(delta)
    if not mere and category != EFFECTIVE_DATE:
        mere = immaterial.binds_nobody(delta, shifts)
    if not mere and delta.is_mere_address:
        mere = "address"
    if not mere and not repeats and (kept.has_other_layouts or delta.shown.word_count >= LEAST_OF_CLAUSE):
        mere = _restated_whole(delta, kept)
    if delta.from_above:
        severity, rule = severity_from_above(category, delta.from_above)
    else:
        severity, rule = (LOW, mere) if mere else severity_of_difference(category, kind, before, after, shifts)
    says_nothing, is_none, told_rule, instead, rewording = is_of_pages(delta), rule in RESTATED, rule, None, ""
    if kind != MODIFIED and not repeats and rule not in RESTATED:
        place = is_new, _ = after is not None, delta.shown.index
        instead, (rewording, says_nothing) = replaced.get(place), reworded.get(place, ("", says_nothing))
        if instead:
            # Of two lines of which one took the place of the other the new one is counted.
            says_nothing, is_none = not is_new, rule.startswith("wording_") and are_labels(delta.shown, instead)
        elif rule.startswith("wording_") and is_contents_line(delta.shown, kept, is_new=is_new):
            says_nothing, told_rule = True, RESTATED_HERE if is_new else RESTATED_THERE
    provisions = 0 if says_nothing or is_none or is_of_date(delta, rule) else _provisions(delta, repeats)
    told = ToldClause(kind, before, after, shifts, told_rule, provisions, instead, rewording)
    sentence = sentence_of(told, subjects.as_told(category, delta.shown), kept)
    is_little = says_nothing or says_little(delta, rule, sentence) or is_link_that_stands(delta, rule, kept)
    if is_little and provisions and tells_only_of_places(sentence):
        provisions = 0
    if not subjects.are_known:
        severity, rule = weighed_unread(severity, rule)
    return Difference(
        kind, before, after, category, severity, sentence, rule, _places(repeats), provisions, instead, is_little,
        rewording,
    )  # fmt: skip


def _restated_whole(delta: Delta, kept: KeptWords) -> str:
    """The rule of a clause that came or went if the other text holds all of its words as often, "" otherwise.

    Not where other words stand above them there that say something else.
    """
    block, is_new = delta.shown, delta.after is not None
    if delta.kind == MODIFIED or delta.from_above:
        return ""
    if kept.is_laid_out_otherwise(block, is_new=is_new):
        return RESTATED_HERE if is_new else RESTATED_THERE
    if block.word_count < LEAST_OF_CLAUSE:
        return ""
    words = readable(block.visible)
    if not kept.are_kept(words, are_new=is_new, least=LEAST_OF_CLAUSE):
        return ""
    if block.kind != "table_row" and block.lead_in and not kept.stood(block.lead_in, are_new=is_new):
        return ""
    holder = kept.holder(words, are_new=is_new)
    if holder and words_above(*((holder, block) if is_new else (block, holder))):
        return ""
    return RESTATED_HERE if is_new else RESTATED_THERE


def _unweighed(delta: Delta, repeats: Sequence[Delta]) -> Difference:
    """One of the clauses beyond `MOST_WEIGHED`: quoted like all, but only said to have changed."""
    sentence, provisions = _BARE_SENTENCES[delta.kind], _provisions(delta, repeats)
    return Difference(
        delta.kind, delta.before, delta.after, OTHER, LOW, sentence, "unweighed", _places(repeats), provisions
    )


def _provisions(delta: Delta, repeats: Sequence[Delta]) -> int:
    """How many provisions changed in these words; headings and what is in a second copy of the page are none."""
    if not repeats and delta.shown.kind != "heading":
        return 1
    return sum(one.shown.half == delta.shown.half and not _is_of_heading(one) for one in (delta, *repeats))


def _is_of_heading(delta: Delta) -> bool:
    return delta.shown.kind == "heading" and (delta.before or delta.shown).kind == "heading"


def _places(repeats: Sequence[Delta]) -> tuple[tuple[int | None, int | None], ...]:
    return tuple([(_index(repeat.before), _index(repeat.after)) for repeat in repeats]) if repeats else ()


def _index(block: Block | None) -> int | None:
    return block.index if block else None


def _effective_date_of(evidence: ChangeEvidence) -> date | None:
    """A day that the changed clauses state for their effect; of an upcoming text the day that is announced."""
    captured_on, names = evidence.context.captured_on, names_of(evidence.after, evidence.context.document_title)
    if evidence.stage == UPCOMING:
        return effective_date_of(evidence.after.blocks, captured_on, names)
    return effective_date_of([delta.after for delta in evidence.deltas if delta.after], captured_on, names)
