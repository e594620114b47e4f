"""Made-up policies and edits of them, drawn by Hypothesis: what the properties of a comparison are tried on."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

SUBJECTS = ("We", "You", "Our carriers", "The “arbiter”", "Papertrail’s agents", "Wir", "Мы")
MODALS = ("may", "must", "will", "shall", "can")
VERBS = ("keep", "share", "erase", "sell", "review", "transfer", "encrypt", "publish")
OBJECTS = (
    "the drawings you upload",
    "all server logs",
    "[your letters](https://papertrail.example/l?t={number})",
    "**payment records**",
    "личные данные",
    "あなたの絵",
    "\u202eהמכתבים שלך\u202c",
    "déjà-vu reports 😀",
    "zero\u200bwidth ink",
    "e-mails to post_box@papertrail.example",
    "voice\u00a0recordings",
    "ideas (even [bracketed] ones)",
)
TAILS = (
    "for {number} days",
    "within {number} hours of {date}",
    "at a fee of {number} percent",
    "until {date}, {number} times",
    "if they were made {number} days ago",
    "in the cases {number} to 99 of the list",
    "under Decision {number}/2021",
)
ENDS = ("", ", unless a court orders otherwise", " without telling you", " and never for money")
PREFIXES = ("", "", "", "* ", "- ", "1. ", "(a) ", "4.2 ", "> ")
TITLES = ("Your content", "Retention", "Fees", "Cookies", "Disputes", "Who we are", "Contact", "Données", "Ürün")
MONTHS = ("January", "March", "May", "August", "December")


@dataclass(frozen=True)
class Clause:
    """One made-up rule. A table row has its words in cells."""

    subject: str
    modal: str
    verb: str
    object: str
    tail: str
    end: str
    prefix: str
    number: int
    day: int
    month: str
    is_negated: bool = False
    is_row: bool = False

    @property
    def line(self) -> str:
        tail = self.tail.format(number=self.number, date=f"{self.month} {self.day}, 2026")
        modal = f"{self.modal} not" if self.is_negated else self.modal
        thing = self.object.format(number=self.number)
        if self.is_row:
            return f"| {thing} | {self.subject} {modal} {self.verb} it | {tail}{self.end} |"
        return f"{self.prefix}{self.subject} {modal} {self.verb} {thing} {tail}{self.end}."


@dataclass(frozen=True)
class Heading:
    """A heading in one of its three spellings."""

    title: str
    level: int

    @property
    def line(self) -> str:
        return f"**{self.title}**" if self.level == 7 else f"{'#' * self.level} {self.title}"


Item = Clause | Heading
Policy = Sequence[Item]

clauses = st.builds(
    Clause,
    subject=st.sampled_from(SUBJECTS),
    modal=st.sampled_from(MODALS),
    verb=st.sampled_from(VERBS),
    object=st.sampled_from(OBJECTS),
    tail=st.sampled_from(TAILS),
    end=st.sampled_from(ENDS),
    prefix=st.sampled_from(PREFIXES),
    number=st.integers(2, 60),
    day=st.integers(1, 28),
    month=st.sampled_from(MONTHS),
    is_negated=st.booleans(),
    is_row=st.sampled_from([False, False, False, True]),
)
headings = st.builds(Heading, title=st.sampled_from(TITLES), level=st.sampled_from([1, 2, 3, 7]))


@st.composite
def policies(draw: st.DrawFn, *, fewest: int = 1, most: int = 12) -> list[Item]:
    """Headings and clauses; now and then the second half repeats the first, as in a page captured twice."""
    items: list[Item] = []
    for clause in draw(st.lists(clauses, min_size=fewest, max_size=most)):
        if draw(st.integers(0, 3)) == 0:
            items.append(draw(headings))
        items.append(clause)
    return items * 2 if draw(st.integers(0, 7)) == 0 else items


def rendered(policy: Policy) -> str:
    """The policy as a Markdown text."""
    return "\n\n".join(item.line for item in policy) + "\n"


# A clause that shares no word with any other, so that nothing can be taken for it.
UNRELATED = "Zebras quietly paint marzipan lighthouses beneath turquoise umbrellas."


@st.composite
def edited(draw: st.DrawFn, policy: Policy, *, most: int = 4, is_divided_alike: bool = False) -> str:
    """The text of the policy after some edits: of its clauses, their order, numbering, headings and division."""
    items = list(policy)
    for _ in range(draw(st.integers(1, most))):
        edit = draw(st.sampled_from(("insert", "remove", "modify", "move", "renumber", "rename", "negate", "repeat")))
        place = draw(st.integers(0, len(items) - 1)) if items else 0
        if edit == "insert" or not items:
            items.insert(place, draw(st.one_of(clauses, headings)))
        elif edit == "remove":
            del items[place]
        elif edit == "move":
            items.insert(draw(st.integers(0, len(items) - 1)), items.pop(place))
        elif edit == "repeat":
            items.append(items[place])
        else:
            items[place] = _modified(draw, items[place], edit)
    text = rendered(items)
    if is_divided_alike:
        return text
    division = draw(st.sampled_from(("as it is", "as it is", "merged", "split", "reformatted")))
    if division == "merged":
        return text.replace(".\n\n", ". ", draw(st.integers(1, 2)))
    if division == "split":
        return text.replace(", unless", ".\n\nUnless", 1)
    return draw(reformatted(text)) if division == "reformatted" else text


def _modified(draw: st.DrawFn, item: Item, edit: str) -> Item:
    if isinstance(item, Heading):
        return replace(item, title=draw(st.sampled_from(TITLES)))
    if edit == "renumber":
        return replace(item, prefix=draw(st.sampled_from(PREFIXES)))
    if edit == "negate":
        return replace(item, is_negated=not item.is_negated)
    if edit == "rename":
        return replace(item, subject=draw(st.sampled_from(SUBJECTS)))
    return replace(item, verb=draw(st.sampled_from(VERBS)), number=draw(st.integers(2, 60)))


@st.composite
def reformatted(draw: st.DrawFn, text: str) -> str:
    """The same words with other blanks, line ends, link targets, emphasis and marks of list items."""
    if draw(st.booleans()):
        text = text.replace("papertrail.example/l?t=", "papertrail.example/x?session=")
    if draw(st.booleans()):
        text = text.replace("**payment records**", "payment *records*")
    if draw(st.booleans()):
        text = text.replace("\n* ", "\n- ")
    if draw(st.booleans()):
        text = text.replace("zero\u200bwidth", "zerowidth").replace("voice\u00a0", "voice  ")
    if draw(st.booleans()):
        text = text.replace("’", "'").replace("“", '"').replace("”", '"')
    if draw(st.booleans()):
        text = text.replace(" days", "   days").replace("\n\n", "\n\n\n \n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def texts_by_chance(seed: int) -> tuple[str, str]:
    """Two related texts from a seed, the same in every process."""
    chance = random.Random(seed)

    def clause() -> Clause:
        words = [chance.choice(of) for of in (SUBJECTS, MODALS, VERBS, OBJECTS, TAILS, ENDS, PREFIXES)]
        return Clause(*words, chance.randrange(2, 60), chance.randrange(1, 29), chance.choice(MONTHS))

    before: list[Item] = [clause() for _ in range(30)]
    before.insert(0, Heading(chance.choice(TITLES), 1))
    before.insert(15, Heading(chance.choice(TITLES), 2))
    after = [item for item in before if chance.random() > 0.1]
    after[5:12] = chance.sample(after[5:12], 7)
    for place in chance.sample(range(len(after)), 8):
        after[place] = clause()
    return rendered(before), rendered(after)
