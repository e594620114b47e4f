"""Lines in another order at each look are no news; what is new among them is."""

import random

import pytest

from governance.capture.gate.shuffled import in_one_order
from governance.capture.gate.volatile import stable_text
from governance.models import Change, Version
from tests.governance.capture.site import CLAUSES, policy

PARTNERS = [f"Owl House {number} Ltd, barn {number}" for number in range(20)]
NEW = "Adler Transport GmbH, Berlin"


def listing(names):
    return "# Partners\n\nThese get your letters:\n\n" + "\n".join(f"* {name}" for name in names) + "\n\nNobody else.\n"


def shuffled(items, seed):
    kept = list(items)
    random.Random(seed).shuffle(kept)
    return kept


def three(items, write=listing):
    return [write(shuffled(items, seed)) for seed in (1, 2, 3)]


@pytest.mark.pure
def test_lines_in_another_order_each_time_are_the_lines_of_the_record():
    record = listing(PARTNERS)
    assert in_one_order(record, three(PARTNERS)) == [record] * 3
    assert stable_text(record, three(PARTNERS)) == record


@pytest.mark.pure
@pytest.mark.parametrize("gone", [0, 7, 19])
def test_what_is_new_or_gone_among_them_is_believed(gone):
    names = [*PARTNERS[:gone], *PARTNERS[gone + 1 :]]
    found = stable_text(listing(PARTNERS), three([*names, NEW]))
    lines = found.split("\n")
    assert [line for line in lines if line[2:] in PARTNERS] == [f"* {name}" for name in names]
    assert lines.count(f"* {NEW}") == 1
    assert found.endswith("\n\nNobody else.\n")


@pytest.mark.pure
def test_a_clause_that_changed_is_found_under_its_heading():
    sections = [f"## Barn {number}\n\nBarn {number} takes {number} coins.\n\n" for number in range(9)]
    raised = [*sections[:3], sections[3].replace("3 coins", "99 coins"), *sections[4:]]
    assert stable_text("".join(sections), three(raised, "".join)) == "".join(raised)


@pytest.mark.pure
def test_tokens_beside_them_stay_as_they_were():
    looks = [f"{text}Visitor {number}.\n" for number, text in enumerate(three([*PARTNERS[1:], NEW]), 5)]
    found = stable_text(f"{listing(PARTNERS)}Visitor 1.\n", looks)
    assert found.endswith("Nobody else.\nVisitor 1.\n")
    assert (found.count(NEW), found.count("barn 0\n")) == (1, 0)


@pytest.mark.pure
def test_what_all_looks_have_in_one_order_is_left_in_it():
    moved = [*PARTNERS[5:], *PARTNERS[:5]]
    looks = [listing(moved) + f"Visitor {number}.\n" for number in range(3)]
    assert in_one_order(listing(PARTNERS), looks) == looks


class Shuffling:
    """A page that writes what it lists in another order at each request."""

    def __init__(self, items, write):
        self.items, self.write, self.asked = list(items), write, 0

    def __call__(self, _):
        self.asked += 1
        return policy(*self.write(shuffled(self.items, self.asked)))


def partners(names):
    return [*CLAUSES, f"Partners:</p><ul>{''.join(f'<li>{name}</li>' for name in names)}</ul><p>Nobody else."]


def sections(clauses):
    return [f"</p><h2>Barn rule {clause.split()[5]}</h2><p>{clause}" for clause in clauses]


def read_on(web, times):
    for _ in range(times):
        web.read()
        web.pass_time(hours=6)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("items", "write", "old", "new"),
    [
        (PARTNERS, partners, PARTNERS[3], NEW),
        (CLAUSES, sections, CLAUSES[2], CLAUSES[2].replace("3 coins", "99 coins")),
    ],
    ids=["names", "sections"],
)
def test_only_a_true_change_of_a_page_that_shuffles_is_told(watched, items, write, old, new):
    page = Shuffling(items, write)
    web = watched({"owl.example": {"/terms": page}})
    web.document()
    read_on(web, 5)
    assert (Version.objects.count(), Change.objects.alertable().count()) == (1, 0)
    page.items[page.items.index(old)] = new
    read_on(web, 3)
    assert Change.objects.alertable().count() == 1
    before, after = (set(version.stored_text.text.split("\n")) for version in Version.objects.order_by("sequence"))
    gone, come = before - after, after - before
    assert [line.removeprefix("* ") for line in (*gone, *come)] == [old, new]
