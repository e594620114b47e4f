"""Whether other parties stand in the places of a clause: they changed places, or one stands where the other stood.

Yielded as (kind, old words, new words). The service and the user are known by "we" and "you"; of others, such as "the
seller" and "the buyer", only that they are two parties. Where more changed than who is named, only pronouns count, and
only if all of them went one way: "we pay you" and "you are paid" speak of the same.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from governance.comparison.matching.changed_words import new_span, old_span, touched, whole_words
from governance.comparison.matching.wording import Stretch
from governance.comparison.text.phrases import Span, stems

SERVICE, USER = "service", "user"
# In a longer stretch the one word need not stand in the place of the other.
LONGEST_STRETCH = 3
_PRONOUNS = {
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), SERVICE),
    **dict.fromkeys(("you", "your", "yours", "yourself", "yourselves"), USER),
}
_USERS = ("user", "customer", "subscriber", "member", "client", "account holder")
# Two sides of one contract each; a word on one side may be another name for the next one on it.
_CONTRACTS = (
    (("company", "provider", "service provider", "operator"), _USERS),
    (("seller",), ("buyer", "purchaser")),
    (("host",), ("guest",)),
    (("licensor",), ("licensee",)),
    (("lender",), ("borrower",)),
    (("landlord", "lessor"), ("tenant", "lessee")),
    (("employer",), ("employee",)),
    (("controller",), ("processor",)),
    (("sender",), ("recipient",)),
    (("creditor",), ("debtor",)),
)
_ROLES = {
    role: (number, side)
    for number, sides in enumerate(_CONTRACTS)
    for side, roles in enumerate(sides)
    for role in roles
}
_ROLE = "|".join(sorted(_ROLES, key=len, reverse=True))
_MENTION = (
    rf"\b(?:(?P<pronoun>{'|'.join(sorted(_PRONOUNS, key=len, reverse=True))})"
    rf"|(?:(?:the|an?|each|any|every)\s)?(?P<role>{_ROLE})(?:['’]s|s['’]?)?)(?![\w-])"
)
_PARTY = re.compile(_MENTION, re.IGNORECASE)
_ROLE_ALONE = re.compile(rf"(?:{_ROLE})['’]?s?\b", re.IGNORECASE)
_NAME = re.compile(r"(?<!\w)[A-Z][\w-]+(?: [A-Z][\w-]+)*")
_JOINS = re.compile(r"\s?(?:,\s?)?(?:and|or|nor|and/or)\s|\s?/\s?", re.IGNORECASE)
_AGREEMENT = {
    **dict.fromkeys(("am", "are", "is"), "be"),
    **dict.fromkeys(("was", "were"), "was"),
    **dict.fromkeys(("has", "have"), "have"),
    **dict.fromkeys(("do", "does"), "do"),
}  # fmt: skip


class _Mention(NamedTuple):
    """Words for a party, and which one it is: the service, the user, a side of a contract, or a name."""

    start: int
    end: int
    party: str | tuple[int, int]


def party_turns(old: str, new: str, stretches: Sequence[Stretch]) -> Iterator[tuple[str, Span, Span]]:
    """How the parties changed places or gave way to each other, at most one; nothing where that is not certain."""
    if not all(
        any(map(_PARTY.search, words)) for words in zip(*((one.old, one.new) for one in stretches), strict=True)
    ):
        return
    names = _names_in_both(old, new, stretches)
    olds, news = _mentions(old, names), _mentions(new, names)
    if _without(old, olds) == _without(new, news):
        pairs = [(one, other) for one, other in zip(olds, news, strict=True) if not _is_same(one.party, other.party)]
        kind = _kind_of(pairs) if pairs and not _are_joined(old, olds, news) else ""
    else:
        pairs = _in_short_stretches(olds, news, stretches)
        kind = _kind_of(pairs) if pairs else ""
        kind = kind if kind.startswith("actor_now") else ""
    if kind:
        yield kind, Span(*pairs[0][0][:2]), Span(*pairs[0][1][:2])


def _mentions(text: str, names: frozenset[str]) -> list[_Mention]:
    found = {match.span(): _Mention(*match.span(), _party_of(match)) for match in _PARTY.finditer(text)}
    for name in names:
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?:['’]s)?(?!\w)")
        # "Each Seller" looks like a name, and is a side of a contract.
        found |= {match.span(): _Mention(*match.span(), name) for match in pattern.finditer(text)} | found
    return [found[span] for span in sorted(found)]


def _party_of(match: re.Match[str]) -> str | tuple[int, int]:
    pronoun = match["pronoun"]
    return _PRONOUNS[pronoun.lower()] if pronoun else _ROLES[match["role"].lower()]


def _names_in_both(old: str, new: str, stretches: Sequence[Stretch]) -> frozenset[str]:
    """The names that went from one changed place to another."""
    sides = (
        {
            name
            for words in (whole_words(text, place(one)) for one in stretches)
            for name in _NAME.findall(words)
            if name.lower() not in _PRONOUNS and not _ROLE_ALONE.fullmatch(name)
        }
        for text, place in ((old, old_span), (new, new_span))
    )
    return frozenset.intersection(*map(frozenset, sides))


def _without(text: str, mentions: Sequence[_Mention]) -> list[list[str]]:
    """The words before, between and after the mentions, without the endings that agree with them."""
    ends, starts = [0, *(one.end for one in mentions)], [*(one.start for one in mentions), len(text)]
    return [
        stems(" ".join(_AGREEMENT.get(word, word) for word in text[end:start].lower().split()))
        for end, start in zip(ends, starts, strict=True)
    ]


def _is_same(one: str | tuple[int, int], other: str | tuple[int, int]) -> bool:
    """Whether both may be the same party: "you" and "the customer", "we" and "the company" are."""
    return one == other or {one, other} in ({SERVICE, (0, 0)}, {USER, (0, 1)})


def _kind_of(pairs: Sequence[tuple[_Mention, _Mention]]) -> str:
    """What became of the parties, "" where it is not the same in all places."""
    parties = {(one.party, other.party) for one, other in pairs}
    first, second = next(iter(parties))
    if parties == {(first, second), (second, first)}:
        are_named = _is_name(first) and _is_name(second)
        return "" if are_named else "parties_swapped"
    if len(parties) > 1 or _is_name(first) or _is_name(second):
        return ""
    if {first, second} <= {SERVICE, USER, (0, 1)}:
        return "actor_now_service" if second == SERVICE else "actor_now_user"
    is_one_contract = isinstance(first, str) or isinstance(second, str) or first[0] == second[0]
    return "other_party" if is_one_contract and {*_sides((first, second))} == {0, 1} else ""


def _sides(parties: Sequence[str | tuple[int, int]]) -> list[int]:
    """On which side of the contract of the service each party stands; a side of another contract keeps its number."""
    return [{SERVICE: 0, USER: 1}[one] if isinstance(one, str) else one[1] for one in parties]


def _is_name(party: str | tuple[int, int]) -> bool:
    return isinstance(party, str) and party not in (SERVICE, USER)


def _are_joined(old: str, olds: Sequence[_Mention], news: Sequence[_Mention]) -> bool:
    """Whether two of those that changed are only listed the other way round: "you and we" and "we and you"."""
    return any(
        olds[at].party == news[at + 1].party != olds[at + 1].party == news[at].party
        and _JOINS.fullmatch(old[olds[at].end : olds[at + 1].start]) is not None
        for at in range(len(olds) - 1)
    )


def _in_short_stretches(
    olds: Sequence[_Mention], news: Sequence[_Mention], stretches: Sequence[Stretch]
) -> list[tuple[_Mention, _Mention]]:
    """The pronouns that stand for each other in short changes; none where another change names a party too."""
    pairs = []
    for one in stretches:
        was, now = touched(olds, [old_span(one)]), touched(news, [new_span(one)])
        if not (was or now):
            continue
        is_short = max(len(one.old.split()), len(one.new.split())) <= LONGEST_STRETCH
        if not is_short or len(was) != 1 or len(now) != 1:
            return []
        pairs.append((was[0], now[0]))
    return [(one, other) for one, other in pairs if not _is_same(one.party, other.party)]
