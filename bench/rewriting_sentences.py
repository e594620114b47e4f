"""Sentences about real changes, made by rules: true rewordings and lies, for `rewriting_guard.py`.

The rules here were written apart from those of the guard, with a list of synonyms of their own. They use no chance but
that of a seed, so that the same pairs give the same sentences.
"""

import hashlib
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from governance.comparison import compare, parse
from governance.comparison.predictions import context_of_pair
from governance.comparison.text.languages import language_of_clause
from governance.comparison.text.reader_text import as_read
from governance.comparison.text.spans import sentence_spans
from governance.rewriting.guard.told import ToldStatement
from governance.training.labelled_pairs import LabelledPair

MOST_OF_A_CLAUSE, MOST_OF_A_CHANGE, MOST_OF_A_COMPANY = 3, 12, 25
LIES = (
    "number", "unit", "currency", "negation", "modality", "direction", "entity", "order", "bound", "small word",
    "invention", "mixture", "judgement",
)  # fmt: skip
TRUTHS = ("as it stands", "synonym", "passive", "split", "from and to", "removed")
_SYNONYMS = {
    "information": "data", "terminate": "end", "modify": "change", "prior to": "before", "utilize": "use",
    "purchase": "buy", "obtain": "get", "disclose": "share", "notify": "inform", "retain": "keep", "assist": "help",
    "request": "ask for", "permitted": "allowed", "prohibited": "forbidden", "additional": "more", "commence": "start",
    "provide": "give", "collect": "gather", "receive": "get", "in accordance with": "under", "however": "but",
    "including": "such as", "third parties": "others", "personal data": "personal information", "delete": "erase",
    "in order to": "to", "regarding": "about", "services": "service", "applicable": "relevant", "select": "choose",
    "consent": "permission", "review": "check", "ensure": "make sure", "shall": "must", "fees": "charges",
}  # fmt: skip
_DONE = {
    "collect": "collected", "use": "used", "share": "shared", "process": "processed", "store": "stored",
    "disclose": "disclosed", "delete": "deleted", "terminate": "terminated", "suspend": "suspended",
    "provide": "provided", "sell": "sold", "retain": "retained", "remove": "removed", "access": "accessed",
    "monitor": "monitored", "modify": "modified", "change": "changed", "update": "updated", "transfer": "transferred",
    "receive": "received", "charge": "charged", "review": "reviewed", "limit": "limited", "refuse": "refused",
}  # fmt: skip
_ACTIVE = re.compile(
    rf"\b(?P<who>[Ww]e|[Yy]ou) (?P<modal>may|will|must|can|may not|will not|must not|cannot|do not) "
    rf"(?P<verb>{'|'.join(_DONE)}) (?P<what>(?:your|our|the|any|such|certain|this) (?:\w+ ){{0,2}}?\w+)"
    r"(?=[.,;]| (?:to|for|with|if|when|as|in|on|by|from|unless|only)\b)"
)
_DO_NOT = {"do not": "is not"}
_NUMBER = re.compile(r"(?<![\w.,$€£/-])\d{1,4}(?![\w,/-]|\.\d)")
_UNIT = re.compile(r"\b(\d{1,4}\)? (?:business |calendar )?)(days?|months?|years?|hours?|weeks?)\b")
_MONEY = re.compile(r"([$€£])(?=\d)|\b(USD|EUR|GBP)\b|\b(dollars|euros|pounds)\b")
_OTHER_MONEY = {
    "$": "€", "€": "£", "£": "$", "USD": "EUR", "EUR": "GBP", "GBP": "USD", "dollars": "euros", "euros": "pounds",
    "pounds": "dollars",
}  # fmt: skip
_MODAL = re.compile(r"\b(may|must|will|shall|can)\b(?! not\b)")
_OTHER_MODALS = {"may": ("must", "will", ""), "must": ("may", "can"), "will": ("may", "must"), "shall": ("may",),
                 "can": ("must", "will")}  # fmt: skip
_DENIED = re.compile(r"\b(may|must|will|shall|can|do|does|is|are) not\b|\bcannot\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_OTHER_NAMES = ("Zendesk", "Oracle", "Palantir", "Tencent", "Equifax", "Comcast")
_TAIL = re.compile(r" (?:for|with|to|including|unless|without|by|from|through) (?:[\w,’'-]+ ){1,8}[\w’'-]+(?=\.$)")
_JUDGED = (
    ", which is unlawful", ", which violates the GDPR", ", which is unfair to users", ", which should worry you",
    ", which is compliant with the law", ", in breach of consumer law", ", which no court would enforce",
    ", which is a serious threat to privacy", ", which is an abusive term", ", which is good for users",
)  # fmt: skip
_PLACES = re.compile(
    r"\b(?P<one>[a-z]{4,30}) (?P<between>(?:to|from|with|by|for|of|as|in)(?: our| your| the| such| other)?) "
    r"(?P<other>[a-z]{4,30})\b"
)
_OTHER_BOUNDS = {
    "at least": "up to", "up to": "at least", "within": "after", "before": "after", "after": "before",
    "more than": "less than", "less than": "more than", "over": "under", "under the age": "over the age",
}  # fmt: skip
_OTHER_SMALL = {
    "all": "some",
    "some": "all",
    "any": "every",
    "each": "some",
    "certain": "all",
    "or": "and",
    "and": "or",
}
_CAN_BE_READ = re.compile(r"[A-Z][\w ,.;'’“”\"()%$€£&/+-]{25,230}\.")


class MadeSentence(NamedTuple):
    """A sentence, what it cites, whether it is true of that, and the rule that made it."""

    sentence: str
    cited: ToldStatement
    is_true: bool
    rule: str
    company: str


def half_of(company: str) -> str:
    """Return `tuning`, the half that the guard's rules may be tuned on, or `held out`."""
    return ("tuning", "held out")[hashlib.sha256(f"rewriting {company}".encode()).digest()[0] % 2]


def sentences_of(pairs: Sequence[LabelledPair], *, seed: int) -> Iterator[MadeSentence]:
    """Yield, for each true sentence that the rules can make of a change, it and the lies that can be made of it."""
    by_company: dict[str, int] = {}
    heard: list[tuple[str, str]] = []
    for pair in pairs:
        chance = random.Random(f"{seed} {pair.id}")
        of_change = 0
        for cited in _told(pair):
            if of_change >= MOST_OF_A_CHANGE or by_company.get(pair.company, 0) >= MOST_OF_A_COMPANY:
                break
            for rule, sentence in _truths(cited, chance):
                yield MadeSentence(sentence, cited, True, rule, pair.company)
                strangers = [other for company, other in heard if company != pair.company]
                for lie, said in _lies(sentence, cited, strangers, chance):
                    yield MadeSentence(said, cited, False, lie, pair.company)
                heard.append((pair.company, sentence))
                of_change += 1
                by_company[pair.company] = by_company.get(pair.company, 0) + 1


def _told(pair: LabelledPair) -> Iterator[ToldStatement]:
    if pair.pair["before"] is None:
        return
    before, after = parse(pair.pair["before"]), parse(pair.pair["after"])
    comparison = compare(before, after, context_of_pair(pair.pair))
    if comparison.label not in ("substantive", "editorial"):
        return
    base = parse(pair.pair["last_good"]) if comparison.against_last_good and pair.pair.get("last_good") else before
    for place, one in enumerate(comparison.differences):
        old, new = (base.quote(one.before) if one.before else ""), (after.quote(one.after) if one.after else "")
        block = one.after or one.before
        if block is not None and one.kind != "moved" and language_of_clause(as_read(new or old)) in ("English", "en"):
            above = tuple(block.heading_path)
            yield ToldStatement(f"/provisions/{place}", one.kind, one.severity, one.sentence, old, new, above)


def _truths(cited: ToldStatement, chance: random.Random) -> Iterator[tuple[str, str]]:
    """The rule and the sentence."""
    old, new = as_read(cited.before), as_read(cited.after)
    if change := _numbers_of(cited):
        yield "from and to", f"The number changed from {change[0]} to {change[1]}."
    for source in _sentences_in(new or old, other=old if new else ""):
        if new:
            yield _retold(source, chance, is_added=not old)
        else:
            yield "removed", f"The text no longer says that {_small(source)}"


def _retold(source: str, chance: random.Random, *, is_added: bool) -> tuple[str, str]:
    rules: dict[str, Callable[[str, random.Random], str]] = {
        "passive": _passive, "split": _split, "synonym": _reworded, "as it stands": _framed,
    }  # fmt: skip
    for name, rule in rules.items():
        said = rule(source, chance)
        if name == "as it stands" and is_added and chance.random() < 0.3:
            said = f"A new clause says that {_small(source)}"
        if said and said != source:
            if name in ("passive", "split") and chance.random() < 0.5:
                said = _reworded(said, chance) or said
            return name, said
    raise AssertionError("Any sentence can be framed.")


def _sentences_in(text: str, *, other: str) -> list[str]:
    """The first sentences that are of the change, of a readable length and without marks."""
    found = []
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        is_short = 5 <= len(sentence.split()) <= 24
        if is_short and sentence not in other and _CAN_BE_READ.fullmatch(sentence):
            found.append(sentence)
    return found[:MOST_OF_A_CLAUSE]


def _numbers_of(cited: ToldStatement) -> tuple[str, str] | None:
    """The two amounts or periods of a derived statement that says that one became the other."""
    quantity = r"(?:[$€£]\d[\d,.]{0,8}|\d{1,5}(?: (?:days?|months?|years?|hours?|weeks?)|%)?)"
    found = re.search(rf"“({quantity})” became “({quantity})”", cited.sentence)
    return (found[1], found[2]) if found else None


def _small(sentence: str) -> str:
    first = sentence.split()[0]
    return sentence if first[1:].lower() != first[1:] or first == "I" else sentence[:1].lower() + sentence[1:]


def _framed(source: str, chance: random.Random) -> str:
    return chance.choice(("The text now says that ", "It states that ")) + _small(source)


def _reworded(source: str, chance: random.Random) -> str:
    found = [word for word in _SYNONYMS if re.search(rf"\b{word}\b", source)]
    for word in chance.sample(found, min(2, len(found))):
        source = re.sub(rf"\b{word}\b", _SYNONYMS[word], source)
    return source if found else ""


def _passive(source: str, chance: random.Random) -> str:
    match = _ACTIVE.search(source)
    if match is None:
        return ""
    modal, what = match["modal"], match["what"]
    be = "is not" if modal == "do not" else f"{modal} be"
    by = "us" if match["who"].lower() == "we" else "you"
    turned = f"{what} {be} {_DONE[match['verb']]} by {by}"
    before = source[: match.start()]
    return f"{before}{turned if before else turned[:1].upper() + turned[1:]}{source[match.end() :]}"


def _split(source: str, chance: random.Random) -> str:
    halves = re.split(r"; (?:and )?|, and (?=(?:we|you|they|it) )", source)
    halves = [half for half in halves if len(half.split()) >= 5]
    if len(halves) < 2 or re.match(r"(?:If|When|Where|Unless|Although|While)\b", source):
        return ""
    half = chance.choice(halves)
    return f"{half[:1].upper()}{half[1:].rstrip('.')}."


def _lies(
    sentence: str, cited: ToldStatement, strangers: Sequence[str], chance: random.Random
) -> Iterator[tuple[str, str]]:
    clause = as_read(cited.after or cited.before)
    ours = [clause[start:end] for start, end in sentence_spans(clause)]
    words = set(clause.lower().split())
    foreign = [one for one in strangers if not {word for word in one.lower().split() if len(word) > 6} <= words]
    ours = [one for one in ours if _likeness(one, sentence) < 0.4]
    for name, others in (("invention", foreign[-20:]), ("mixture", ours)):
        if said := _with_tail(sentence, others, chance):
            yield name, said
    for name, rule in _LIES.items():
        said = rule(sentence, cited, chance)
        if said and said != sentence:
            yield name, said


def _other_number(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    texts = f"{cited.before} {cited.after} {cited.sentence}"
    match = _NUMBER.search(sentence)
    if match is None:
        return ""
    number = int(match.group())
    wrong = [one for one in (number * 2, number + 1, number * 10, number // 2) if one and str(one) not in texts]
    return f"{sentence[: match.start()]}{chance.choice(wrong)}{sentence[match.end() :]}" if wrong else ""


def _other_unit(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    match = _UNIT.search(sentence)
    if match is None:
        return ""
    units = [one for one in ("days", "months", "years", "hours", "weeks") if one.rstrip("s") != match[2].rstrip("s")]
    return f"{sentence[: match.start()]}{match[1]}{chance.choice(units)}{sentence[match.end() :]}"


def _other_currency(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    return _MONEY.sub(lambda match: _OTHER_MONEY[match.group()], sentence)


def _other_negation(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    if match := _DENIED.search(sentence):
        kept = {"cannot": "can", "do not": "", "does not": ""}.get(match.group(), match.group().removesuffix(" not"))
        return re.sub(r"  +", " ", f"{sentence[: match.start()]}{kept}{sentence[match.end() :]}")
    if match := re.search(r"\b(?:only|unless)\b", sentence):
        word = "" if match.group() == "only" else "if"
        return re.sub(r"  +", " ", f"{sentence[: match.start()]}{word}{sentence[match.end() :]}")
    match = re.search(r"\b(?:may|must|will|shall|can|is|are)\b", sentence)
    return f"{sentence[: match.end()]} not{sentence[match.end() :]}" if match else ""


def _other_modality(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    match = _MODAL.search(sentence)
    if match is None:
        return ""
    other = chance.choice(_OTHER_MODALS[match.group()])
    return re.sub(r"  +", " ", f"{sentence[: match.start()]}{other}{sentence[match.end() :]}")


def _other_direction(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    if match := re.fullmatch(r"The number changed from (.+) to (.+)\.", sentence):
        return f"The number changed from {match[2]} to {match[1]}."
    if "no longer says" in sentence:
        return sentence.replace("no longer says", "now says")
    if " now says that " in sentence or "A new clause says that " in sentence:
        return re.sub(r"^.{0,30}? says that", "The text no longer says that", sentence)
    return f"It was removed that {_small(sentence)}" if cited.kind == "added" else ""


def _other_party(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    swaps = [
        (r"\b[Ww]e (?=may|will|must|can|do|shall|collect|use|share|provide)", "you "),
        (r"\b[Yy]ou (?=may|will|must|can|do|shall|agree|are)", "we "),
        (r"\bour\b", "your"), (r"\byour\b", "our"), (r"\bthird part(?:y|ies)\b", "governments"),
    ]  # fmt: skip
    texts = f"{cited.before} {cited.after}"
    if match := _NAME.search(sentence):
        names = [name for name in _OTHER_NAMES if name not in texts]
        return f"{sentence[: match.start()]}{chance.choice(names)}{sentence[match.end() :]}"
    for pattern, other in swaps:
        if re.search(pattern, sentence):
            said = re.sub(pattern, other, sentence, count=1)
            return said[:1].upper() + said[1:]
    return ""


def _other_order(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    """Two words that one leads to the other, in each other's place: "partners with your data"."""
    body = sentence.partition(" that ")[2] or sentence
    found = list(_PLACES.finditer(body))
    if not found:
        return ""
    match = chance.choice(found)
    turned = f"{match['other']} {match['between']} {match['one']}"
    return sentence.replace(match.group(), turned, 1) if match["one"] != match["other"] else ""


def _other_bound(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    for words, others in _OTHER_BOUNDS.items():
        if re.search(rf"\b{words}\b", sentence):
            return re.sub(rf"\b{words}\b", others, sentence, count=1)
    return re.sub(r"(?<=[a-z] )(?=\d{1,4} (?:\w+ )?(?:day|month|year|hour|week))", "at least ", sentence, count=1)


def _other_small_word(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    found = [word for word in _OTHER_SMALL if re.search(rf"\w \b{word}\b", sentence)]
    if not found:
        return ""
    word = chance.choice(found)
    return re.sub(rf"(?<=\w )\b{word}\b", _OTHER_SMALL[word], sentence, count=1)


def _likeness(one: str, other: str) -> float:
    words, others = set(one.lower().split()), set(other.lower().split())
    return len(words & others) / len(words)


def _with_tail(sentence: str, others: Sequence[str], chance: random.Random) -> str:
    """The sentence with the end of another one in place of its own, or behind it."""
    tails = [tail.group() for other in others if (tail := _TAIL.search(other)) and tail.group() not in sentence]
    return f"{_TAIL.sub('', sentence).rstrip('.')}{chance.choice(tails)}." if tails else ""


def _with_judgement(sentence: str, cited: ToldStatement, chance: random.Random) -> str:
    return f"{sentence.rstrip('.')}{chance.choice(_JUDGED)}."


_LIES: dict[str, Callable[[str, ToldStatement, random.Random], str]] = dict(
    zip(
        (name for name in LIES if name not in ("invention", "mixture")),
        (
            _other_number, _other_unit, _other_currency, _other_negation, _other_modality, _other_direction,
            _other_party, _other_order, _other_bound, _other_small_word, _with_judgement,
        ),
        strict=True,
    )
)  # fmt: skip
