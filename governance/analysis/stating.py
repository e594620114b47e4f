"""Which sentence of a clause really states something of a category, and by which rule.

The category of a clause is the guess of a model, and is given to too many clauses. A sentence states a category only
where one of the category's rules in `statement_rules` holds: all of its patterns are found in it and none of those that
it refuses. No rule holds for a heading, a question, a definition, or a sentence that only points to another text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from governance.analysis.statement_rules import LOOKED_IN, RULES, SAME_AS
from governance.analysis.statement_rules.rule import StatementRule
from governance.comparison.text.reader_text import as_read
from governance.comparison.text.spans import cell_spans, sentence_spans
from governance.comparison.weighing.categorise import shipped_categoriser
from governance.comparison.weighing.category_features import Passage

FEWEST_WORDS, MOST_WORDS = 6, 400
FEWEST_BEFORE_A_LIST = 12
LONGEST_READ = 6_000
_VERB = re.compile(
    r"\b(?:may|might|must|shall|will|can|cannot|could|should|would|is|are|was|were"
    r"|be|has|have|had|does|do"
    r"|(?:is|are|do|does|can|wo|was)n['’]t|(?:we|you|they|it|customer|user|party"
    r"|parties) \w{2,20}"
    r"|(?:agree|grant|waive|retain|keep|collect|use|process|share|reserve|represent"
    r"|disclaim|provide|delete|return|erase|remove|sell|answer|respond)s)\b|['’](?:ll|re|ve)\b"
    # "An independent firm carries out a test", "transfers rest on clauses", "do not submit".
    r"|\b(?:rests?|rel(?:y|ies)|depends?) (?:up)?on\b|\b(?:carries|carry) out\b|\b(?:do not|don['’]t) \w{3,15}\b"
    r"|\b(?:conduct|perform|undergo(?:e)?|hold|receive|maintain|employ|appl(?:ie)?)s (?:an?|the|our|your|all"
    r"|any|every|no)\b"
    # An item of a list of purposes or of cases: "To train our models", "Respond to legal process".
    r"|\A\W{0,6}(?:\(?\w{1,3}[.)]\s?)?(?:to \w{3,15}|meet|respond|comply|protect|receive|provide|access"
    r"|request|object|withdraw|correct|rectify|restrict|transfer|detect|prevent"
    r"|enforce|disclose|share|delete)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\W{0,6}(?:(?:please )?(?:see|refer to|visit|consult|review|read|click|check"
    r"|find out|learn|view|go to|follow)\b"
    r"|(?:for|to) (?:(?:more|further|additional) (?:information|details)|details"
    r"|learn|find out|read|see|understand)\b"
    r"|(?:more|further|additional) (?:information|details)\b|you can (?:learn|read"
    r"|find|see)\b|learn more\b"
    r"|(?:if you have|for) (?:any )?(?:questions|concerns|comments)\b|for example\b|e\.g\.)",
    re.IGNORECASE,
)
_IS_DESCRIBED = re.compile(
    r"\b(?:this|the following|the|our|these|that) (?:\w+ ){0,4}(?:polic(?:y|ies)"
    r"|notice|section|sections|statement|page"
    r"|article|table|faqs?|chart|list|paragraph|summary|appendix|annex"
    r"|guide) (?:\w+ )?(?:describes?|explains?|sets? out"
    r"|provides? (?:\w+ )?information|outlines?|details?|covers?|contains?|lists?"
    r"|summari[sz]es?|tells?|shows?)\b"
    r"|\b(?:is|are) (?:further |also )?(?:described|explained|set out|detailed"
    r"|listed|outlined|provided|available) "
    r"(?:below|above|here|in (?:the|our|more|this|section|[A-Z])\b)|\b(?:is|are"
    r"|can be) (?:available|found|located|accessed|viewed) "
    r"(?:at|here|on (?:our|the) (?:website|site|page))\b|\bprovide (?:\w+ )?below\b"
    r"|^[\w ’'&,/()-]{0,80}:$",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^[^\w“\"'‘]{0,6}+(?:[\w.()]{1,8}+\s[^\w“\"'‘]{0,4}+)?[“\"'‘][^”\"’']{1,80}+[”\"'’][^.;]{0,60}\b(?:means?"
    r"|refers?|shall mean"
    r"|(?:has|have|will have|shall have) the meanings?|includes?|is|are)\b"
    r"|\bmeans any\b|\bhas the meaning\b"
    r"|\A\W{0,6}(?:an? |the )?[\w“”\"’ -]{2,40} (?:is|are) (?:an? )?(?:small|type of"
    r"|types of|kind of|form of|piece|pieces|technolog|tools? that)"
    r"|\b(?:as|is|are) defined (?:in|by)\b|\breferences? to\b[^.]{0,90}\b(?:means?"
    r"|interpreted|refers?|includes?|replaced|deemed)\b",
    re.IGNORECASE,
)
# Titles of sections, what only opens a list, people made up for an example, and news about the document itself.
_NO_STATEMENT = re.compile(
    r"^\W{0,6}(?:what|how|why|who|where|which|here(?:['’]s| is| are)|(?:categories"
    r"|types|examples) of|part \d|summary of)\b|\b(?:the following|as follows)[:：]$"
    r"|\bwe(?: have|['’]ve) (?:prepared|published|created|provided)\b"
    r"|\bprovides? information (?:on|about)\b"
    r"|\b(?:please|we encourage you to) (?:see|refer|visit|read|review|consult)\b"
    r"|\bmay be found\b|\bencourage you to (?:read|review)\b"
    r"|\byou (?:may|can|will|could) (?:also )?(?:read|find|learn|see)\b|\b(?:page"
    r"|policy|notice|section) is (?:designed|meant|intended) to\b"
    r"|\bwe (?:recently )?updated\b|\bwe use the term\b|\blinks below\b"
    r"|\bsection includes\b|\b(?:notice|policy|addendum) supplements\b"
    r"|\bsee [^.]{2,120} for (?:more|details|further)\b"
    r"|\b(?<!his or )(?<!or )(?:she|he|her|his)\b(?! or\b)(?!/)|\b(?:meant|intended"
    r"|here|designed) to help you (?:\w+ )?understand\b"
    r"|\bhelps? you (?:to )?understand\b|\bwe(?: have"
    r"|['’]ve)? (?:also )?(?:clarified|(?:made|added) (?:\w+ ){0,3}(?:updates"
    r"|changes|clarif\w{1,8}))\b"
    r"|\b(?-i:(?!Customer|Company|User|Client|Party"
    r"|Member)[A-Z][a-z]{2,11}) (?:reads|likes|scrolls|taps|clicks|watches|searches"
    r"|turns off|lands"
    r"|signs up|visits|buys|shops|comments|wants|decides|sees)\b",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(r"@[\w-]{1,40}\.|\b(?:street|avenue|tel\.?|phone|fax|p\.?o\.? box)\b", re.IGNORECASE)
_SHORT_POINTER, _SHORT_CONTACT = 40, 18


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A sentence of a clause that states its category: `clause[start:end]`, and the rule that says so.

    `rank` is the place of the rule among those of the category, from 0: the strongest statement. The name of the rule
    ends with ".denied" where the sentence denies what the rule is named for ("We give no notice of changes").
    """

    rule: str
    rank: int
    start: int
    end: int


def compared_categories() -> tuple[str, ...]:
    """Return the categories that have rules, in the order of the taxonomy."""
    return tuple(RULES)


def looked_in(category: str) -> tuple[str, ...]:
    """Return the classes of clauses among which statements of a category are looked for."""
    return LOOKED_IN[category]


def statements_in(clause: str, category: str, classed: str, headings: Sequence[str] = ()) -> list[FoundStatement]:
    """Return the sentences of a clause that state the category, the strongest first, each by its first rule.

    `classed` is the category that the model gave the clause. Where that is none that goes with this one, the model is
    asked about each sentence alone, and one counts for which it knows no likelier category, however unsure it is.
    """
    found = sentences_by(clause, RULES[category])
    return [one for one in found if states_category(clause, one, category, classed, headings)]


def states_category(
    clause: str, found: FoundStatement, category: str, classed: str, headings: Sequence[str] = ()
) -> bool:
    """Return whether the model too takes a sentence that was found for one of the category, as in `statements_in`."""
    if classed in SAME_AS[category]:
        return True
    sentence = Passage(as_read(clause[found.start : found.end]), headings=headings)
    return shipped_categoriser().ranked(sentence)[0] in SAME_AS[category]


def sentences_by(clause: str, rules: Sequence[StatementRule]) -> list[FoundStatement]:
    """Return the sentences of a clause for which one of these rules holds, the first rule first."""
    return sorted(_found(clause, rules), key=lambda one: (one.rank, one.start))


def _found(clause: str, rules: Sequence[StatementRule]) -> Iterator[FoundStatement]:
    quick = as_read(clause[:LONGEST_READ]) if "](" in clause or "**" in clause else clause
    if not any(rule.may_hold(quick) for rule in rules):
        return
    for start, end in sentences_of(clause):
        sentence = as_read(clause[start:end])
        for rank, rule in enumerate(rules):
            if rule.holds(sentence) and (
                _names_a_contact(sentence) if rule.names_contact else says_something_itself(sentence)
            ):
                yield FoundStatement(rule.name_for(sentence), rank, start, end)
                break


def sentences_of(clause: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a clause stand; a sentence ends with its cell of a table."""
    clause = clause[:LONGEST_READ]
    cells = cell_spans(clause) if clause.lstrip().startswith("|") else [(0, len(clause))]
    for first, last in cells:
        yield from sentence_spans(clause, first, last)


def _names_a_contact(sentence: str) -> bool:
    """Whether a sentence is none of those that state nothing, but for its address and what it points to."""
    words = sentence.count(" ") + 1
    return FEWEST_WORDS <= words <= MOST_WORDS and not sentence.endswith("?") and not _DEFINES.search(sentence)


@lru_cache(maxsize=4_000)
def says_something_itself(sentence: str) -> bool:
    """Return whether a sentence, as read, has a verb, and is no heading, question, definition or pointer."""
    words = sentence.count(" ") + 1
    if not FEWEST_WORDS <= words <= MOST_WORDS or sentence.rstrip("”\"'’)").endswith("?") or not _VERB.search(sentence):
        return False
    if _POINTS.match(sentence) or _DEFINES.search(sentence) or _NO_STATEMENT.search(sentence):
        return False
    if sentence.endswith(":") and words < FEWEST_BEFORE_A_LIST:
        return False
    if words <= _SHORT_CONTACT and _ADDRESSES.search(sentence):
        return False
    return words > _SHORT_POINTER or not _IS_DESCRIBED.search(sentence)
