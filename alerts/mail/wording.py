"""The words of a mail about one change, for the HTML and the plain text alike."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from accounts.days_in_words import day_in_words
from alerts.mail.excerpts import Excerpt, excerpts, words_changed
from alerts.mail.lines import clipped, clipped_between_quotations, grouped, one_line
from alerts.mail.placeholders import OPINIONS_URL, UNREVIEWED_COUNT, guard
from governance.category_words import category_in_sentence, category_in_words
from governance.comparison.judging.where_told import IMMATERIAL
from governance.comparison.telling.became import STANDS_ELSEWHERE
from governance.comparison.telling.directions import told_by_category
from governance.comparison.telling.headlines import ANNOUNCES
from governance.comparison.telling.statements import (
    ANNOUNCED,
    COMPARED_WITH_FULLER,
    EFFECTIVE_DATE,
    EFFECTIVE_DATE_ANNOUNCED,
    FIRST_GOOD_CAPTURE,
)
from governance.comparison.text.reader_text import as_read
from governance.comparison.text.shortening import bare
from governance.comparison.weighing.taxonomy import OTHER, category_names, is_evident
from governance.reading import ChangeView, ProvisionChangeView, WhyView

CLAUSES_A_CHANGE = 12
CLAUSES_OF_SEVERAL = 3
CLAUSES_A_CATEGORY = 2
CHANGES_IN_FULL = 12
CHANGES_LISTED = 100
# The operation of the API's reference that lists them; a page of its own is still to come.
REVIEWS_PAGE = "/reviews/"
STATEMENTS_A_CHANGE = 5

# What stands before the link to a change is as short as this, so that the link is on the first screen of a phone.
HEADLINE_LENGTH = 150
STATEMENT_LENGTH = 120
LEAD_LENGTH = 240
_LEAD_QUOTES = 160
_TITLE_LENGTH = 32
_PATH_LENGTH = 64
_WORDS_NAMED = 4
_WORDS_LENGTH = 60
_WORDS_KNOWN_BY = 60  # a sentence quotes the first words of a long stretch
_SENTENCE_LENGTH = 1_000
_CATEGORIES_NAMED = 5
_QUOTED = re.compile(r"“([^“”]+)”")
_SAID_BY = 24  # letters of a quotation; a headline quotes no fewer of a long one
_SEVERITIES = {
    "high": gettext_lazy("high severity"),
    "medium": gettext_lazy("medium severity"),
    "low": gettext_lazy("low severity"),
}
_SEVERITIES_FIRST = {
    "high": gettext_lazy("High severity"),
    "medium": gettext_lazy("Medium severity"),
    "low": gettext_lazy("Low severity"),
}
_LABELS = {"substantive": gettext_lazy("substantive"), "editorial": gettext_lazy("editorial")}
# What was done to provisions: as the first words, which carry the unit, and as further ones.
_COUNTS = {
    "added": (
        ngettext_lazy("%(count)s provision added", "%(count)s provisions added", "number"),
        gettext_lazy("%(count)s added"),
    ),
    "removed": (
        ngettext_lazy("%(count)s provision removed", "%(count)s provisions removed", "number"),
        gettext_lazy("%(count)s removed"),
    ),
    "modified": (
        ngettext_lazy("%(count)s provision modified", "%(count)s provisions modified", "number"),
        gettext_lazy("%(count)s modified"),
    ),
    "moved": (
        ngettext_lazy("%(count)s provision moved", "%(count)s provisions moved", "number"),
        gettext_lazy("%(count)s moved"),
    ),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """How much a mail tells: changes in full, clauses of each, characters of a quotation, changes in all.

    `whys` is the number of sentences on why a change may matter.
    """

    in_full: int
    clauses: int
    quote: int
    listed: int
    whys: int


# From the fullest on; the first that keeps the mail small enough is taken. The last always does.
MEASURES_OF_ONE = (Measure(1, CLAUSES_A_CHANGE, 600, 1, 3), Measure(1, 6, 300, 1, 3), Measure(1, 2, 150, 1, 3))
MEASURES_OF_SEVERAL = (
    Measure(CHANGES_IN_FULL, CLAUSES_OF_SEVERAL, 400, CHANGES_LISTED, 1),
    Measure(CHANGES_IN_FULL, 2, 240, 60, 1),
    Measure(6, 1, 160, 40, 1),
    Measure(1, 1, 160, 20, 1),
)


@dataclass(frozen=True, slots=True)
class MailedClause:
    sentence: str
    facts: str
    before: Excerpt | None
    after: Excerpt | None
    words: str
    """The changed words alone, for those who read the plain text."""

    @property
    def quotes(self) -> int:
        """How many characters are quoted."""
        return sum(len(side.text) for side in (self.before, self.after) if side)


@dataclass(frozen=True, slots=True)
class MailedChange:
    """One change as a mail tells it, each thing once. What is short stands before the link, the rest after it.

    Without a summary there are no lead and no clauses.
    """

    url: str
    headline: str
    place: str
    severity: str
    severity_words: str
    facts: str
    counts: str
    statements: tuple[str, ...]
    lead: MailedClause | None
    lead_first: bool
    """Whether the lead's sentence stands before the link."""
    lead_quotes_first: bool
    """Whether its quotations do, too."""
    further_statements: tuple[str, ...]
    clauses: tuple[MailedClause, ...]
    left_out: str
    why: tuple[str, ...]
    source_url: str
    attribution: str
    is_demonstration: bool
    told_by: str
    """By which category watches it comes, or empty."""
    taken_back: str
    """A sentence, or empty."""
    question: str
    """What is asked of the reader, before the link to answer it."""
    opinion_url: str
    document_language: str
    """Of the quotations, as in BCP 47; empty where it is not known."""


def mailed_change(
    view: ChangeView, measure: Measure, *, links_first: bool, watched: Sequence[str] = ()
) -> MailedChange:
    """Return the change as a mail tells it; `links_first` puts the link before the first quotation.

    `watched` are the categories of the person's category watches that tell it: their clauses are quoted first.
    """
    shown = _chosen(view.provisions, measure.clauses, watched)
    told = [_mailed_clause(clause, measure.quote) for clause in shown]
    lead = _without_what_is_said(told[0], view.headline) if told else None
    lead_first = lead is not None and len(lead.sentence) <= LEAD_LENGTH
    of_change, of_captures = _statements(view)
    is_first_short = bool(of_change) and len(of_change[0]) <= STATEMENT_LENGTH
    statements = [*of_change, *of_captures]
    return MailedChange(
        url=settings.BASE_URL + view.url_path,
        headline=clipped_between_quotations(view.headline, HEADLINE_LENGTH),
        place=f"{clipped(view.platform_name, _TITLE_LENGTH)} · {clipped(view.document_title, _TITLE_LENGTH)}",
        severity=view.severity,
        severity_words=str(_SEVERITIES_FIRST[view.severity]),
        facts=facts_words(view),
        counts=count_words(view.counts),
        statements=tuple(statements[:is_first_short]),
        lead=lead,
        lead_first=lead_first,
        lead_quotes_first=lead is not None and lead_first and not links_first and lead.quotes <= _LEAD_QUOTES,
        further_statements=tuple(statements[is_first_short:]),
        clauses=tuple(told[1:]),
        left_out=left_out_words(view.provisions, shown),
        why=tuple(why_words(one) for one in _telling_whys(view, watched)[: measure.whys]),
        source_url=view.source_url if view.source_url == guard(view.source_url) else "",
        attribution=one_line(view.attribution),
        is_demonstration=view.is_demonstration,
        told_by=told_by_words(watched),
        taken_back=taken_back_words(view),
        question=question_words(view),
        opinion_url=f"{OPINIONS_URL}{view.public_id}/",
        document_language=view.document_language,
    )


def question_words(view: ChangeView) -> str:
    """Ask whether the change was told as it should be: too much, or too little in the one way that is left."""
    if not view.is_alertable:
        return _("Not worth telling? Should you have heard of it the same day?")
    if view.severity == "high":
        return _("Not worth telling?")
    return _("Not worth telling? Should it have weighed more?")


def unreviewed_words() -> str:
    """Say how many changes the person has not decided on: the number comes last, so the sentence is always right."""
    return _("Changes of the last 90 days that you have not decided on: %(count)s") % {"count": UNREVIEWED_COUNT}


def _telling_whys(view: ChangeView, watched: Sequence[str]) -> list[WhyView]:
    """Return the sentences on why the change may matter, those of watched categories first.

    Left out are those of a category that the words of none of its clauses show, and those of the category `other`.
    """
    told = [one for one in view.why_it_may_matter if one.category != OTHER and _is_spoken_of(one.category, view)]
    return sorted(told, key=lambda one: one.category not in watched)


def _is_spoken_of(category: str, view: ChangeView) -> bool:
    """Whether the words of one of the category's clauses show the category, or no clause shown is of it."""
    own = [clause for clause in view.provisions if clause.category == category]
    quoted = ((clause.before_quote or "", clause.after_quote or "") for clause in own)
    return not own or any(is_evident(category, *words) for words in quoted)


def told_by_words(watched: Sequence[str]) -> str:
    """Return words such as `By your category watch: AI training`; empty if no category watch tells it."""
    if not watched:
        return ""
    told = {"categories": ", ".join(map(category_in_words, watched))}
    by = ngettext("By your category watch: %(categories)s", "By your category watches: %(categories)s", len(watched))
    return by % told


def taken_back_words(view: ChangeView) -> str:
    """Say that the change was taken back and when; empty if it was not, as far as is known."""
    if view.taken_back_at is None:
        return ""
    told = {"day": day_in_words(view.taken_back_at)}
    return _("Taken back on %(day)s: the document returned to a text from before this change.") % told


def _chosen(
    clauses: Sequence[ProvisionChangeView], most: int, watched: Sequence[str] = ()
) -> list[ProvisionChangeView]:
    """Return the clauses to show: those of watched categories that provide something else now, then what the headline
    is about, then a few of each category, so none hides another.
    """
    is_of_watched = (one.category in watched and one.severity_rule not in IMMATERIAL for one in clauses)
    chosen = list(compress(clauses, is_of_watched))[:most]
    counts = Counter(one.category for one in chosen)
    leading = [group[0] for group in told_by_category(clauses)[:1]]
    for clause in (*leading, *clauses):
        if len(chosen) == most:
            break
        if any(clause is one for one in chosen):
            continue
        counts[clause.category] += 1
        if counts[clause.category] <= CLAUSES_A_CATEGORY:
            chosen.append(clause)
    return chosen


def left_out_words(clauses: Sequence[ProvisionChangeView], shown: Sequence[ProvisionChangeView]) -> str:
    """Return words such as `5 more changed provisions: data sharing (3), security (2); 1 more changed line`.

    What is shown and what is left out are together what the change counts. Empty if nothing is left out.
    """
    counts: Counter[str] = Counter()
    for clause in clauses:
        counts[_subject_named(clause)] += clause.provisions
    for clause in shown:
        counts[_subject_named(clause)] -= clause.provisions
    left = [(name, number) for name, number in counts.items() if number]
    lines = sum(not clause.provisions for clause in clauses) - sum(not clause.provisions for clause in shown)
    beside = ngettext("%(count)s more changed line", "%(count)s more changed lines", lines)
    told = [beside % {"count": grouped(lines)}] if lines else []
    if left:
        told.insert(0, _provisions_left_out(left))
    return "; ".join(told)


def _provisions_left_out(left: Sequence[tuple[str, int]]) -> str:
    named = [f"{name} ({grouped(number)})" for name, number in left[:_CATEGORIES_NAMED]]
    if rest := sum(number for __, number in left[_CATEGORIES_NAMED:]):
        named.append(_("others (%(count)s)") % {"count": rest})
    count = sum(number for __, number in left)
    told = ngettext(
        "%(count)s more changed provision: %(categories)s", "%(count)s more changed provisions: %(categories)s", count
    )
    return told % {"count": grouped(count), "categories": ", ".join(named)}


def _subject_named(clause: ProvisionChangeView) -> str:
    """Return the category of a clause as it stands in a sentence, or the heading over it in quotation marks."""
    is_heading = clause.category == OTHER and clause.category_name != category_names()[OTHER]
    return f"“{one_line(clause.category_name)}”" if is_heading else category_in_sentence(clause.category_name)


def why_words(why: WhyView) -> str:
    """Return words such as `Data sharing: … (GDPR Art. 13)`."""
    named = "; ".join(f"{citation.short_name} {citation.ref}" for citation in why.citations)
    cited = f" ({named})" if named else ""
    return one_line(f"{why.category_name}: {why.sentence}{cited}")


def count_words(counts: dict[str, int]) -> str:
    """Return words such as `2 provisions added, 1 modified`; the first number carries the unit."""
    parts: list[str] = []
    for kind, (first, further) in _COUNTS.items():
        if number := counts[kind]:
            words = further if parts else first
            parts.append(words % {"number": number, "count": grouped(number)})
    return ", ".join(parts) or _("No provision changed")


def facts_words(view: ChangeView) -> str:
    facts = [str(_LABELS.get(view.label, view.label)), _("captured %(day)s") % {"day": day_in_words(view.detected_at)}]
    if view.effective_date:
        facts.append(_("effective date stated: %(day)s") % {"day": day_in_words(view.effective_date)})
    return " · ".join(filter(None, facts))


def _statements(view: ChangeView) -> tuple[list[str], list[str]]:
    """Return the statements about the change as a whole that stand nowhere else yet, and those about its captures."""
    announced = [ANNOUNCED] if f": {ANNOUNCES}" in view.headline else []
    said = {"counts", EFFECTIVE_DATE, EFFECTIVE_DATE_ANNOUNCED, *announced}
    told = [one for one in view.statements[:STATEMENTS_A_CHANGE] if one.code not in said]
    of_captures = (FIRST_GOOD_CAPTURE, COMPARED_WITH_FULLER)
    of_change = [one_line(one.sentence) for one in told if one.code not in of_captures]
    return of_change, [one_line(one.sentence) for one in told if one.code in of_captures]


def _mailed_clause(clause: ProvisionChangeView, quote: int) -> MailedClause:
    """Return the clause as a mail shows it, with quotations as readers of the page see them, without Markdown marks."""
    wordings = [None if text is None else as_read(text) for text in (clause.before_quote, clause.after_quote)]
    before, after = excerpts(*wordings, limit=quote)
    facts = " · ".join(filter(None, (str(_SEVERITIES[clause.severity]), _path(clause))))
    sentence = one_line(clause.sentence)
    return MailedClause(
        sentence=clipped_between_quotations(sentence, _SENTENCE_LENGTH),
        facts=facts,
        # Words that only moved are quoted once.
        before=None if wordings[0] == wordings[1] else before,
        after=after,
        words=_words_changed(*wordings, sentence=sentence),
    )


def _path(clause: ProvisionChangeView) -> str:
    """Return the headings over a clause, the nearest ones whole: those further up give way where there is no room."""
    parts = [one_line(part) for part in (*clause.heading_path, clause.label) if part]
    path = " › ".join(parts)
    while len(path) > _PATH_LENGTH and len(parts) > 1:
        parts = parts[1:]
        path = " › ".join(("…", *parts))
    return path if len(path) <= _PATH_LENGTH else clipped(path, _PATH_LENGTH)


def _without_what_is_said(lead: MailedClause, headline: str) -> MailedClause:
    """Return the first clause, with its sentence cut to its place if the headline above it quotes the same words."""
    place, what = _place_and_what(lead.sentence)
    quoted = _QUOTED.findall(what)
    is_said = place and quoted and all(f"“{words[:_SAID_BY]}" in headline for words in quoted)
    return replace(lead, sentence=place, words="") if is_said else lead


def _place_and_what(sentence: str) -> tuple[str, str]:
    """Return where a clause stands and what happened to it; a heading that is quoted may hold a colon."""
    depth = 0
    for place, character in enumerate(sentence):
        depth += (character == "“") - (character == "”")
        if character == ":" and depth <= 0:
            return sentence[:place], sentence[place + 1 :]
    return "", sentence


def _words_changed(before: str | None, after: str | None, *, sentence: str) -> str:
    """Return words such as `“30” became “60”; “and partners” added`; empty if the sentence quotes all of them."""
    changed = words_changed(before, after)
    # A point or a comma is worth a word only where nothing else changed.
    told = [one for one in changed if any(map(_is_word_or_sign, "".join(one)))] or changed
    if STANDS_ELSEWHERE in sentence or all(bare(words)[:_WORDS_KNOWN_BY] in sentence for one in told for words in one):
        return ""
    # What became of many words their first ones don't say: they may stand elsewhere in other words.
    parts = [_became(*one) for one in told if max(map(len, one)) <= _WORDS_LENGTH][:_WORDS_NAMED]
    left_out = len(told) - len(parts)
    if parts and left_out:
        more = ngettext("and %(count)s more", "and %(count)s more", left_out)
        parts.append(more % {"count": grouped(left_out)})
    return "; ".join(parts)


def _is_word_or_sign(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "S"


def _became(old: str, new: str) -> str:
    old, new = (clipped(bare(words) or words, _WORDS_LENGTH) for words in (old, new))
    if old and new:
        return _("“%(old)s” became “%(new)s”") % {"old": old, "new": new}
    return _("“%(old)s” removed") % {"old": old} if old else _("“%(new)s” added") % {"new": new}
