"""Material risk of a clause by the method `cw-risk-1`: factors with their sources, both ends carried to a band.

The rating is of a clause for one person's jurisdictions and answers. It says nothing of a company.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from governance.analysis.defaults import default_of
from governance.analysis.direction import direction_of
from governance.analysis.law import EXPOSURES, Engagement, LegalStanding, engagements
from governance.analysis.reversals import reversal_of
from governance.analysis.risk_method import (
    BANDS,
    BASE_IMPACT,
    BASE_LIKELIHOOD,
    METHOD,
    NAMES,
    UNKNOWN,
    RiskInterval,
    band_of,
    level,
    risk_of,
    total,
)
from governance.analysis.risk_questions import ANSWERS, RiskQuestion, questions_of_categories
from governance.analysis.sourced import AnalysedClause, ClauseChange, SourcedSentence, SourceKind, TextInView
from governance.analysis.standpoint import Standpoint
from governance.analysis.text_factors import TextFinding, breadth_of, power_of
from governance.comparison.judging.assertions import says_something

HORIZON = timedelta(days=365)
# What is shorter is a title.
LEAST_WORDS = 5
# As much as power and breadth can count.
_NOT_READ_YET = TextFinding(RiskInterval(1, 1), "", "", "")
_TEXT_OR_ANSWERS = ("text", "text and your answers")


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """One factor: its interval and where that comes from. `question` is set for what the person can answer."""

    code: str
    name: str
    interval: RiskInterval
    stated: SourcedSentence
    question: RiskQuestion | None = None

    @property
    def of_likelihood(self) -> bool:
        """Whether it counts for the likelihood, else for the impact."""
        return self.code.startswith("L")

    @property
    def is_open(self) -> bool:
        return self.interval.width > 0

    @property
    def awaits_answer(self) -> bool:
        """Whether a yes or no of the person would settle it."""
        return self.is_open and self.question is not None and self.question.yes_is is not None


@dataclass(frozen=True, slots=True)
class NarrowingAnswer:
    """The one answer that narrows the rating most, and what each answer would give."""

    question: RiskQuestion
    if_yes: str
    if_no: str


@dataclass(frozen=True, slots=True)
class RiskRating:
    """The rating of one clause. `band` is empty where it cannot be assessed; `label` says it in words in any case."""

    category: str
    clause: AnalysedClause
    factors: tuple[RiskFactor, ...]
    likelihood: RiskInterval
    impact: RiskInterval
    risk: RiskInterval
    band: str
    label: str
    sentence: str
    basis: str
    narrows_most: NarrowingAnswer | None
    change: ClauseChange | None = None

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """Return by what ratings are put in order: the least that the risk is, then the most, then their levels."""
        return _weight(self.likelihood, self.impact)


def _weight(likelihood: RiskInterval, impact: RiskInterval) -> tuple[int, int, int, int]:
    risk = risk_of(likelihood, impact)
    return risk.low, risk.high, likelihood.low + impact.low, likelihood.high + impact.high


def rated_categories(text: TextInView, standpoint: Standpoint, day: date) -> tuple[RiskRating, ...]:
    """Return the rating of the highest clause of each category in view, the highest first.

    Of a change only the changed clauses are rated. Clauses of one rating stand in their order.
    """
    rows: list[tuple[AnalysedClause, ClauseChange | None]]
    rows = [(one.clause, one) for one in text.changes] if text.is_of_change else [(one, None) for one in text.clauses]
    nothing_happened = _happened(None, text)
    shared: dict[str, _Shared] = {}
    best: dict[str, tuple[bool, tuple[int, ...], _ClauseAsRead]] = {}
    for clause, change in rows:
        category = clause.category
        if category not in questions_of_categories() or len(clause.read.split()) < LEAST_WORDS:
            continue
        if category not in shared:
            shared[category] = _shared(category, text, standpoint, day)
        happened = _happened(change, text) if change else nothing_happened
        known = best.get(category)
        for read in _read_by_and_by(clause, change, text, happened):
            weight = _weight(*read.levels(shared[category]))
            if known is not None and known[0] and weight <= known[1]:
                break
        else:
            # A title that is no heading, and an item without a verb, stand behind what is a sentence.
            says = says_something(clause.read)
            if known is None or (says, weight) > known[:2]:
                best[category] = says, weight, read
    found = [_rated(read, shared[category]) for category, (_, _, read) in best.items()]
    return tuple(sorted(found, key=lambda one: one.weight, reverse=True))


def rate(
    clause: AnalysedClause, change: ClauseChange | None, text: TextInView, standpoint: Standpoint, day: date
) -> RiskRating:
    """Return the rating of one clause with all its factors."""
    *_, read = _read_by_and_by(clause, change, text, _happened(change, text))
    return _rated(read, _shared(clause.category, text, standpoint, day))


class _Shared(NamedTuple):
    """The factors that all clauses of a category have in common, and what they add up to."""

    in_force: RiskFactor
    exposed: RiskFactor
    answered: tuple[RiskFactor, ...]
    likelihood: RiskInterval
    impact: RiskInterval


def _shared(category: str, text: TextInView, standpoint: Standpoint, day: date) -> _Shared:
    in_force, exposed, answered = _in_force(text, day), _exposed(category, standpoint, day), _answered(category, text)
    likely = [one.interval for one in (in_force, *answered) if one.of_likelihood]
    grave = [one.interval for one in (exposed, *answered) if not one.of_likelihood]
    return _Shared(in_force, exposed, answered, total(likely), total(grave))


class _ClauseAsRead(NamedTuple):
    """What a clause says of its own risk. Only of the highest of a category the factors are written down."""

    clause: AnalysedClause
    change: ClauseChange | None
    power: TextFinding
    default: TextFinding
    breadth: TextFinding
    reversal: TextFinding
    happened: RiskFactor

    def levels(self, shared: _Shared) -> tuple[RiskInterval, RiskInterval]:
        """Return likelihood and impact, each from 1 to 5."""
        likely = shared.likelihood, self.power.interval, self.default.interval, self.breadth.interval
        grave = shared.impact, self.reversal.interval, self.happened.interval
        return level(BASE_LIKELIHOOD, likely), level(0, grave)

    def factors(self, shared: _Shared) -> tuple[RiskFactor, ...]:
        """Return all factors, each with where it comes from."""
        found = ("L1", self.power), ("L2", self.default), ("L3", self.breadth), ("I2", self.reversal)
        of_text = [_from_text(code, finding, self.clause) for code, finding in found]
        return (*of_text, shared.in_force, shared.exposed, self.happened, *shared.answered)


def levels(factors: Iterable[RiskFactor]) -> tuple[RiskInterval, RiskInterval]:
    """Return likelihood and impact of these factors, of which `I0` is the base of the impact."""
    rows = list(factors)
    likely = level(BASE_LIKELIHOOD, [one.interval for one in rows if one.of_likelihood])
    return likely, level(0, [one.interval for one in rows if not one.of_likelihood])


def _rated(read: _ClauseAsRead, shared: _Shared) -> RiskRating:
    """Return the rating with all that is said of it."""
    factors = read.factors(shared)
    likelihood, impact = read.levels(shared)
    risk = risk_of(likelihood, impact)
    band = band_of(risk)
    basis = _TEXT_OR_ANSWERS[any(one.question and not one.is_open for one in factors)]
    missing = sum(one.awaits_answer for one in factors)
    if band:
        label = band
        answers = "for these answers" if basis == _TEXT_OR_ANSWERS[1] else "without any answer of yours"
        sentence = f"Rated {label} under {METHOD} {answers}."
    elif missing:
        label = "Not assessable yet"
        sentence = f"Not assessable yet: {missing} {'answer' if missing == 1 else 'answers'} missing."
    else:
        label = "Not assessable"
        sentence = "Not assessable: no answer is missing, and what else is unknown leaves it open."
    clause, narrows_most = read.clause, _narrowing(factors)
    return RiskRating(
        *(clause.category, clause, factors, likelihood, impact, risk),
        *(band, label, sentence, basis, narrows_most, read.change),
    )


def _narrowing(factors: Sequence[RiskFactor]) -> NarrowingAnswer | None:
    """The question of which one end narrows the risk most; the first of the table if several do, None if none does."""
    now = risk_of(*levels(factors)).width
    best: tuple[int, RiskFactor] | None = None
    for factor in factors:
        if factor.awaits_answer:
            drop = max(now - risk_of(*levels(_with(factors, factor, end))).width for end in factor.interval)
            if drop > 0 and (best is None or drop > best[0]):
                best = drop, factor
    if best is None or best[1].question is None:
        return None
    question = best[1].question
    told = [_told(risk_of(*levels(_with(factors, best[1], question.worth(answer))))) for answer in ANSWERS]
    return NarrowingAnswer(question, *told)


def _told(risk: RiskInterval) -> str:
    return band_of(risk) or f"still open, from {BANDS[risk.low - 1]} to {BANDS[risk.high - 1]}"


def _with(factors: Sequence[RiskFactor], changed: RiskFactor, value: int) -> list[RiskFactor]:
    settled = replace(changed, interval=RiskInterval(value, value))
    return [settled if one is changed else one for one in factors]


def _read_by_and_by(
    clause: AnalysedClause, change: ClauseChange | None, text: TextInView, happened: RiskFactor
) -> Iterator[_ClauseAsRead]:
    """Yield what is read so far, where what is not read yet counts as much as it can; in the end all of it.

    Most clauses can't be the highest of their category whatever the rest of them says, so it need not be read.
    """
    if change is not None and change.after is None:
        gone = TextFinding(
            RiskInterval(-1, 1), "clause_removed", "", "The clause was removed, and its words no longer hold"
        )
        open_end = gone._replace(interval=RiskInterval(*UNKNOWN["L2"]))
        yield _ClauseAsRead(clause, change, gone, open_end, gone, open_end, happened)
        return
    default, reversal = default_of(clause), reversal_of(clause, text.service)
    read = _ClauseAsRead(clause, change, _NOT_READ_YET, default, _NOT_READ_YET, reversal, happened)
    yield read
    read = read._replace(breadth=breadth_of(clause))
    yield read
    yield read._replace(power=power_of(clause, text.service))


def _from_text(code: str, finding: TextFinding, clause: AnalysedClause) -> RiskFactor:
    quotation = clause.quote(finding.words) if finding.words else clause.words
    stated = SourcedSentence(f"{finding.says}.", finding.rule, SourceKind.TEXT, quotation.version, quotation)
    return RiskFactor(code, NAMES[code], finding.interval, stated)


def _in_force(text: TextInView, day: date) -> RiskFactor:
    effect = text.effect
    if effect is None:
        said = "Our rules do not find in this text from when it is in force."
        stated = SourcedSentence(said, "effect_not_stated", SourceKind.TEXT, text.version)
        return RiskFactor("L4", NAMES["L4"], RiskInterval(*UNKNOWN["L4"]), stated)
    is_coming = effect.day > day
    said = f"This text states that it takes effect on {effect.day:%-d %B %Y}, {'after' if is_coming else 'not after'}"
    rule = "effect_to_come" if is_coming else "in_effect"
    stated = SourcedSentence(f"{said} {day:%-d %B %Y}.", rule, SourceKind.TEXT, effect.reference, effect.quotation)
    return RiskFactor("L4", NAMES["L4"], RiskInterval(-1, -1) if is_coming else RiskInterval(0, 0), stated)


def _exposed(category: str, standpoint: Standpoint, day: date) -> RiskFactor:
    rows = [one for one in engagements().get(category, ()) if counts_on(one, standpoint, day)]
    highest = max(rows, key=lambda one: EXPOSURES.index(one.exposure), default=None)
    base = BASE_IMPACT[highest.exposure if highest else ""]
    if highest is None:
        said, reference = "No mapped regulation of your jurisdictions counts for this category.", category
    else:
        name = highest.regulation.short_name
        said = f"A clause of this category engages {name}; the table rates that pair {highest.exposure}."
        reference = f"{category}/{highest.regulation.id}"
    stated = SourcedSentence(
        said, "highest_exposure" if highest else "none_mapped", SourceKind.TABLE, f"regulatory_map.json:{reference}"
    )
    return RiskFactor("I0", NAMES["I0"], RiskInterval(base, base), stated)


def counts_on(engagement: Engagement, standpoint: Standpoint, day: date) -> bool:
    """Whether it is of the person's jurisdictions and its regulation binds somebody within the twelve months rated."""
    regulation = engagement.regulation
    if not standpoint.is_in_jurisdiction(regulation.jurisdiction):
        return False
    standings = {regulation.standing_on(day), regulation.standing_on(day + min(HORIZON, date.max - day))}
    if regulation.standing_on(day) == LegalStanding.LAPSED:
        return False
    return bool(standings & {LegalStanding.IN_FORCE, LegalStanding.IN_STAGES})


def _happened(change: ClauseChange | None, text: TextInView) -> RiskFactor:
    if change is None:
        said = "No change is in view: this is the text as it stands."
        stated = SourcedSentence(said, "no_change_in_view", SourceKind.RECORD, text.version)
        return RiskFactor("I1", NAMES["I1"], RiskInterval(0, 0), stated)
    finding = direction_of(change, text.service, text.changes)
    stated = SourcedSentence(f"{finding.says}.", finding.rule, SourceKind.RECORD, change.change, change.clause.words)
    return RiskFactor("I1", NAMES["I1"], finding.interval, stated)


def _answered(category: str, text: TextInView) -> tuple[RiskFactor, ...]:
    return tuple(
        _of_question(question, text.answers.get(question.id)) for question in questions_of_categories()[category]
    )


def _of_question(question: RiskQuestion, answer: str | None) -> RiskFactor:
    code = "Lq" if question.factor == "likelihood" else "Iq"
    if question.yes_is is None:
        said = f"“{question.question}” has no answer by yes or no, so this stays unknown. {question.note}"
        stated = SourcedSentence(said, "no_yes_or_no", SourceKind.TABLE, f"risk_questions.json:{question.id}")
        return RiskFactor(code, NAMES[code], RiskInterval(*UNKNOWN[code]), stated, question)
    if answer not in ANSWERS:
        said = f"You have not answered “{question.question}”"
        stated = SourcedSentence(said, "not_answered", SourceKind.YOU, question.id)
        return RiskFactor(code, NAMES[code], RiskInterval(*UNKNOWN[code]), stated, question)
    value = question.worth(answer)
    said = f"You answered {answer} to “{question.question}”; that counts as {'more' if value > 0 else 'less'} risk."
    return RiskFactor(
        code,
        NAMES[code],
        RiskInterval(value, value),
        SourcedSentence(said, "answered", SourceKind.YOU, question.id),
        question,
    )


def grid(rating: RiskRating) -> tuple[tuple[int, int, int], ...]:
    """Return the cells that are possible, as (likelihood, impact, risk), each from 1 to 5, lowest first."""
    return tuple(
        (likelihood, impact, risk_of(RiskInterval(likelihood, likelihood), RiskInterval(impact, impact)).low)
        for likelihood in range(rating.likelihood.low, rating.likelihood.high + 1)
        for impact in range(rating.impact.low, rating.impact.high + 1)
    )
